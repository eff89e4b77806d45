"""The history of a term over HTTP."""

TERMS = "/api/v1/terms"
ANY = {"If-Match": "*"}


def test_history_is_the_newest_change_first(editor, client, make_term):
    make_term("Dropout")
    editor.patch(f"{TERMS}/dropout?message=Too+easy", json={"level": "advanced"}, headers=ANY)
    changes = client.get(f"{TERMS}/dropout/history").json["items"]
    assert [(change["action"], change["revision"], change["message"]) for change in changes] == [
        ("updated", 2, "Too easy"),
        ("created", 1, None),
    ]


def test_history_goes_across_a_renaming(editor, client, make_term):
    make_term("Dropout")
    editor.patch(f"{TERMS}/dropout", json={"slug": "dilution"}, headers=ANY)
    changes = client.get(f"{TERMS}/dropout/history", follow_redirects=True).json["items"]
    assert [(change["action"], change["slug"]) for change in changes] == [
        ("renamed", "dilution"),
        ("created", "dropout"),
    ]


def test_history_of_a_retired_term_is_gone_with_its_address(editor, client, make_term):
    make_term("Dropout")
    editor.delete(f"{TERMS}/dropout", headers=ANY)
    assert client.get(f"{TERMS}/dropout/history").status_code == 410


def test_history_names_the_key_that_wrote(editor, client):
    editor.post(TERMS, json={"name": "Dropout", "definition": "D.", "category": "things"})
    assert client.get(f"{TERMS}/dropout/history").json["items"][0]["actor"] == "editor"


def test_history_does_not_tell_where_the_content_lay(shipped):
    change = shipped.get(f"{TERMS}/epoch/history").json["items"][0]
    assert (change["actor"], change["message"]) == ("flask load", "Loaded from the content folder.")


def test_a_snapshot_can_be_written_back(editor, client, make_term):
    labels = [{"text": "Dilution", "kind": "synonym", "language": "en"}]
    make_term("Dropout", level="advanced", labels=labels)
    editor.patch(f"{TERMS}/dropout", json={"level": None, "labels": []}, headers=ANY)
    document = client.get(f"{TERMS}/dropout/history").json["items"][-1]["document"]
    term = editor.put(f"{TERMS}/dropout", json=document, headers=ANY).json
    assert (term["level"], term["labels"]) == ("advanced", labels)


def test_history_of_what_never_was_is_404(client):
    assert client.get(f"{TERMS}/dropout/history").status_code == 404
