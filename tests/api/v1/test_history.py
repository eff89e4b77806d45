"""The history of a term over HTTP."""

TERMS = "/api/v1/terms"
ANY = {"If-Match": "*"}


def test_history_starts_with_the_newest_change(editor, client, make_term):
    make_term("Dropout")
    editor.patch(f"{TERMS}/dropout?message=Too+easy", json={"level": "advanced"}, headers=ANY)
    changes = client.get(f"{TERMS}/dropout/history").json["items"]
    assert [(change["action"], change["revision"], change["message"]) for change in changes] == [
        ("updated", 2, "Too easy"),
        ("created", 1, None),
    ]


def test_history_continues_across_a_renaming(editor, client, make_term):
    make_term("Dropout")
    editor.patch(f"{TERMS}/dropout", json={"slug": "dilution"}, headers=ANY)
    changes = client.get(f"{TERMS}/dropout/history", follow_redirects=True).json["items"]
    assert [(change["action"], change["slug"]) for change in changes] == [
        ("renamed", "dilution"),
        ("created", "dropout"),
    ]


def test_history_of_a_retired_term_is_410(editor, client, make_term):
    make_term("Dropout")
    editor.delete(f"{TERMS}/dropout", headers=ANY)
    assert client.get(f"{TERMS}/dropout/history").status_code == 410


def test_history_names_the_key_that_made_a_change(editor):
    editor.post(TERMS, json={"name": "Dropout", "definition": "D.", "category": "things"})
    assert editor.get(f"{TERMS}/dropout/history").json["items"][0]["actor"] == "editor"


def test_history_without_a_key_has_no_actor(editor, client):
    editor.post(TERMS, json={"name": "Dropout", "definition": "D.", "category": "things"})
    with_key = editor.get(f"{TERMS}/dropout/history").json["items"][0]
    del with_key["actor"]
    assert client.get(f"{TERMS}/dropout/history").json["items"] == [with_key]


def test_history_does_not_name_the_content_folder(shipped):
    change = shipped.get(f"{TERMS}/epoch/history").json["items"][0]
    assert change["message"] == "Loaded from the content folder."


def test_a_document_of_the_history_can_be_restored(editor, client, make_term):
    labels = [{"text": "Dilution", "kind": "synonym", "language": "en"}]
    make_term("Dropout", level="advanced", labels=labels)
    editor.patch(f"{TERMS}/dropout", json={"level": None, "labels": []}, headers=ANY)
    document = client.get(f"{TERMS}/dropout/history").json["items"][-1]["document"]
    term = editor.put(f"{TERMS}/dropout", json=document, headers=ANY).json
    assert (term["level"], term["labels"]) == ("advanced", labels)


def test_history_of_an_unknown_term_is_404(client):
    assert client.get(f"{TERMS}/dropout/history").status_code == 404
