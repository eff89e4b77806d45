"""Categories over HTTP."""

import pytest

from tests.api.documents import CREDIT

CATEGORIES = "/api/v1/categories"
ANY = {"If-Match": "*"}


@pytest.fixture
def parts(make_category):
    """Create the category `parts` below `things`."""
    return make_category("parts", parent="things")


def test_the_list_is_the_tree(client, parts):
    page = client.get(CATEGORIES).json
    (things,) = page["items"]
    assert [child["slug"] for child in things["children"]] == ["parts"]
    assert (page["total"], page["next_cursor"], page["next"]) == (2, None, None)


def test_siblings_are_in_order_of_position_then_name(client, make_category):
    make_category("last", position=2)
    make_category("wheels", position=1)
    make_category("axles", position=1)
    assert [top["slug"] for top in client.get(CATEGORIES).json["items"]] == [
        "things",
        "axles",
        "wheels",
        "last",
    ]


def test_a_category_has_the_members_of_the_contract(client, parts):
    category = client.get(f"{CATEGORIES}/parts").json
    times = {"created_at": category["created_at"], "updated_at": category["updated_at"]}
    assert category == {
        "slug": "parts",
        "name": "Parts",
        "scope_note": None,
        "parent": {"slug": "things", "name": "Things", "parent": None},
        "position": 0,
        "terms": 0,
        "terms_total": 0,
        "children": [],
        "revision": 1,
        **times,
        "links": {
            "self": "http://localhost/api/v1/categories/parts",
            "terms": "http://localhost/api/v1/categories/parts/terms",
        },
        **CREDIT,
    }


def test_a_category_counts_its_published_terms_and_those_below(client, parts, make_term):
    make_term("Car")
    make_term("Wheel", category="parts")
    make_term("Screw", category="parts", status="draft")
    things = client.get(f"{CATEGORIES}/things").json
    assert (things["terms"], things["terms_total"], things["children"][0]["terms"]) == (1, 2, 1)


def test_the_shipped_tree_has_16_top_categories_and_50_below(shipped):
    top = shipped.get(CATEGORIES).json["items"]
    assert (len(top), sum(len(category["children"]) for category in top)) == (16, 50)


@pytest.mark.parametrize("rest", ["", "/terms"])
def test_an_unknown_category_is_404_with_the_nearest_slugs(client, rest):
    response = client.get(f"{CATEGORIES}/thigns{rest}")
    assert (response.status_code, response.json["suggestions"]) == (404, ["things"])


def test_a_created_category_is_201_with_its_address(editor):
    response = editor.post(CATEGORIES, json={"slug": "parts", "name": "Parts", "parent": "things"})
    assert (response.status_code, response.location) == (201, "http://localhost/api/v1/categories/parts")


@pytest.mark.parametrize("member", ["slug", "name"])
def test_a_category_needs_slug_and_name(editor, member):
    document = {"slug": "parts", "name": "Parts"}
    del document[member]
    response = editor.post(CATEGORIES, json=document)
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, f"#/{member}")


def test_a_slug_in_use_is_409(editor):
    response = editor.post(CATEGORIES, json={"slug": "things", "name": "Other"})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (409, "#/slug")


def test_an_unknown_parent_is_422_with_the_nearest(editor):
    response = editor.post(CATEGORIES, json={"slug": "parts", "name": "Parts", "parent": "thigns"})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "#/parent")
    assert response.json["suggestions"] == ["things"]


def test_patch_changes_only_the_members_that_it_names(editor, parts):
    before = editor.get(f"{CATEGORIES}/parts").json
    after = editor.patch(f"{CATEGORIES}/parts", json={"scope_note": "Wheels."}, headers=ANY).json
    changed = {name for name in before if before[name] != after[name]} - {"updated_at"}
    assert changed == {"scope_note", "revision"}


def test_patch_with_a_null_parent_moves_to_the_top(editor, parts):
    assert editor.patch(f"{CATEGORIES}/parts", json={"parent": None}, headers=ANY).json["parent"] is None


def test_patch_with_no_change_keeps_the_revision(editor, parts):
    assert editor.patch(f"{CATEGORIES}/parts", json={"name": "Parts"}, headers=ANY).json["revision"] == 1


def test_patch_with_a_slug_renames(editor, client, parts):
    editor.patch(f"{CATEGORIES}/parts", json={"slug": "pieces"}, headers=ANY)
    assert client.get(f"{CATEGORIES}/pieces").json["name"] == "Parts"


def test_patch_to_a_slug_in_use_is_409(editor, parts):
    assert editor.patch(f"{CATEGORIES}/parts", json={"slug": "things"}, headers=ANY).status_code == 409


@pytest.mark.parametrize("parent", ["things", "parts"])
def test_a_category_cannot_be_below_itself(editor, parts, parent):
    response = editor.patch(f"{CATEGORIES}/things", json={"parent": parent}, headers=ANY)
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (409, "#/parent")


def test_categories_can_be_nested_16_levels_deep_at_most(editor, make_category):
    parent = "things"
    for depth in range(2, 17):
        parent = make_category(f"depth-{depth}", parent=parent).slug
    response = editor.post(CATEGORIES, json={"slug": "deeper", "name": "Deeper", "parent": parent})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (409, "#/parent")


def test_moving_a_category_so_that_its_children_are_too_deep_is_409(editor, make_category):
    parent = "things"
    for depth in range(2, 16):
        parent = make_category(f"depth-{depth}", parent=parent).slug
    make_category("tower")
    make_category("room", parent="tower")
    assert editor.patch(f"{CATEGORIES}/tower", json={"parent": parent}, headers=ANY).status_code == 409


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_write_with_another_revision_is_412(editor, parts, method):
    editor.patch(f"{CATEGORIES}/parts", json={"name": "Pieces"}, headers=ANY)
    headers = {"If-Match": '"1-0123456789abcdef"'}
    response = editor.open(f"{CATEGORIES}/parts", method=method, json={"name": "Shards"}, headers=headers)
    assert (response.status_code, editor.get(f"{CATEGORIES}/parts").json["name"]) == (412, "Pieces")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_write_without_precondition_is_428(editor, parts, method):
    assert editor.open(f"{CATEGORIES}/parts", method=method, json={"name": "Shards"}).status_code == 428


def test_deleting_an_empty_category_is_204(editor, client, parts):
    assert editor.delete(f"{CATEGORIES}/parts", headers=ANY).status_code == 204
    assert client.get(CATEGORIES).json["total"] == 1


@pytest.mark.parametrize(
    ("slug", "use"),
    [("things", "1 terms and 1 subcategories"), ("parts", "1 terms and 0"), ("top", "0 terms and 1")],
)
def test_deleting_a_category_in_use_is_409_and_says_what_is_in_it(
    editor, parts, make_category, make_term, slug, use
):
    make_term("Car")
    make_term("Wheel", category="parts", status="draft")
    make_category("top")
    make_category("below", parent="top")
    response = editor.delete(f"{CATEGORIES}/{slug}", headers=ANY)
    assert response.status_code == 409
    assert use in response.json["detail"]
