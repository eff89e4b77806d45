"""PUT: a whole term or category is replaced or created, and a precondition says which."""

import pytest

ANY = {"If-Match": "*"}
NEW = {"If-None-Match": "*"}
DOCUMENTS = {
    "/api/v1/terms/dropout": {
        "name": "Dropout",
        "definition": "Definition of Dropout.",
        "category": "things",
    },
    "/api/v1/categories/parts": {"name": "Parts"},
}


@pytest.fixture(params=DOCUMENTS)
def address(request):
    """Return the path of a term or a category that does not exist yet."""
    return request.param


@pytest.fixture
def document(address):
    return DOCUMENTS[address]


def test_put_with_if_none_match_creates(editor, address, document):
    response = editor.put(address, json=document, headers=NEW)
    assert (response.status_code, response.location) == (201, f"http://localhost{address}")


def test_put_to_create_an_existing_entry_is_412(editor, address, document):
    editor.put(address, json=document, headers=NEW)
    assert editor.put(address, json={**document, "name": "Other"}, headers=NEW).status_code == 412


def test_put_to_create_under_a_retired_slug_is_409(editor, address, document):
    editor.put(address, json=document, headers=NEW)
    editor.delete(address, headers=ANY)
    assert editor.put(address, json=document, headers=NEW).status_code == 409


def test_put_with_the_etag_replaces(editor, address, document):
    etag = editor.put(address, json=document, headers=NEW).headers["ETag"]
    response = editor.put(address, json={**document, "name": "Other"}, headers={"If-Match": etag})
    assert (response.status_code, response.json["name"]) == (200, "Other")


def test_put_to_replace_a_missing_entry_is_412(editor, address, document):
    assert editor.put(address, json=document, headers=ANY).status_code == 412


def test_put_without_a_change_keeps_the_revision(editor, address, document):
    editor.put(address, json=document, headers=NEW)
    assert editor.put(address, json=document, headers=ANY).json["revision"] == 1


def test_put_under_another_slug_than_its_own_is_422(editor, address, document):
    response = editor.put(address, json={**document, "slug": "other"}, headers=NEW)
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "#/slug")


def test_put_without_a_precondition_is_428(editor, address, document):
    assert editor.put(address, json=document).status_code == 428


@pytest.mark.parametrize("headers", [{**ANY, **NEW}, {"If-None-Match": '"1-0123456789abcdef"'}], ids=str)
def test_put_with_contradictory_preconditions_is_422(editor, address, document, headers):
    response = editor.put(address, json=document, headers=headers)
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "If-None-Match")


@pytest.mark.parametrize(
    ("member", "value", "default"),
    [
        ("explanation", "Turns units off.", None),
        ("labels", [{"text": "Dilution", "kind": "synonym"}], []),
        ("sources", [{"role": "primary", "citation": "Hinton, G."}], []),
        ("level", "advanced", "intermediate"),
        ("status", "draft", "published"),
    ],
)
def test_put_resets_absent_members_of_a_term(editor, member, value, default):
    address, document = next(iter(DOCUMENTS.items()))
    editor.put(address, json={**document, member: value}, headers=NEW)
    assert editor.put(address, json=document, headers=ANY).json[member] == default


def test_put_resets_absent_members_of_a_category(editor, make_category):
    make_category("parts", parent="things", scope_note="What things consist of.", position=7)
    category = editor.put("/api/v1/categories/parts", json={"name": "Parts"}, headers=ANY).json
    assert (category["parent"], category["scope_note"], category["position"]) == (None, None, 0)
