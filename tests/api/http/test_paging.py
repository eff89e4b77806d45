"""Paged lists: the envelope, the Link header, and walks that skip and repeat nothing."""

import pytest

from data.constants import TERM_SORTS

TERMS = "/api/v1/terms"
CREDIT = {
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "attribution": "Lemma, http://localhost/",
}
NAMES = ("Ant", "Bee", "Cat", "Dog", "Eel", "Fox", "Gnu")
SLUGS = [name.lower() for name in NAMES]


@pytest.fixture
def animals(make_term):
    """Create seven terms, all within a second or two."""
    for name in NAMES:
        make_term(name)


@pytest.fixture
def walk(client):
    """Return a function that returns the slugs (or ids) of all items, page by page.

    It calls `between` with the number of each page that it has read.
    """

    def walk(address, between=lambda number: None):
        found = []
        for number in range(1, 50):
            page = client.get(address).json
            found += [item.get("slug") or item["id"] for item in page["items"]]
            between(number)
            address = page["next"]
            if address is None:
                return found
        return pytest.fail("the list does not end")

    return walk


@pytest.fixture
def stamp(database):
    """Return a function that sets when the terms, by name, were last changed: a day of January each."""

    def make(days):
        for slug, day in zip(SLUGS, days, strict=True):
            values = {"slug": slug, "time": f"2026-01-{day:02}T00:00:00Z"}
            database.execute("UPDATE terms SET updated_at = :time WHERE slug = :slug", values)

    return make


def test_a_page_is_an_envelope(client, animals):
    page = client.get(f"{TERMS}?limit=3&fields=slug").json
    assert page == {
        "items": [{"slug": "ant"}, {"slug": "bee"}, {"slug": "cat"}],
        "total": 7,
        "next_cursor": page["next_cursor"],
        "next": f"http://localhost{TERMS}?limit=3&fields=slug&cursor={page['next_cursor']}",
        **CREDIT,
    }


def test_the_link_header_has_the_next_url(client, animals):
    response = client.get(f"{TERMS}?limit=3")
    assert response.headers["Link"] == f'<{response.json["next"]}>; rel="next"'


@pytest.mark.parametrize("limit", [7, 8])
def test_the_last_page_has_no_next(client, animals, limit):
    response = client.get(f"{TERMS}?limit={limit}")
    assert (response.json["next_cursor"], response.json["next"]) == (None, None)
    assert "Link" not in response.headers


def test_an_empty_list_is_a_page(client):
    assert client.get(TERMS).json == {"items": [], "total": 0, "next_cursor": None, "next": None, **CREDIT}


def test_a_page_has_fifty_items_by_default(shipped):
    assert len(shipped.get(TERMS).json["items"]) == 50


def test_a_page_has_500_items_at_most(client, animals):
    statuses = [client.get(f"{TERMS}?limit={limit}").status_code for limit in (1, 500, 501, 0)]
    assert statuses == [200, 200, 422, 422]


def test_the_next_url_has_the_parameters_of_the_request(walk, animals, make_term):
    make_term("Auk", level="advanced")
    make_term("Asp", level="advanced")
    assert walk(f"{TERMS}?limit=1&level=advanced&letter=A&sort=name&include=relations") == ["asp", "auk"]


def test_the_next_url_has_every_part_of_a_repeated_parameter(walk, animals):
    assert walk(f"{TERMS}?fields=name&fields=slug&limit=2") == SLUGS


def test_the_next_url_has_the_public_address(client, animals):
    response = client.get(f"{TERMS}?limit=3", headers={"Host": "127.0.0.1"})
    assert response.json["next"].startswith(f"http://localhost{TERMS}?")


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7])
@pytest.mark.parametrize("sort", TERM_SORTS)
def test_a_walk_returns_every_term_once(walk, animals, sort, limit):
    assert sorted(walk(f"{TERMS}?sort={sort}&limit={limit}")) == SLUGS


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("name", "ant bee cat dog eel fox gnu"),
        ("updated_at", "gnu bee eel fox ant cat dog"),
        ("-updated_at", "dog cat ant fox eel bee gnu"),
    ],
)
def test_a_walk_keeps_the_order(walk, animals, stamp, sort, found):
    stamp([3, 2, 3, 4, 2, 2, 1])
    assert walk(f"{TERMS}?sort={sort}&limit=2") == found.split()


@pytest.mark.parametrize("sort", TERM_SORTS)
def test_a_walk_skips_and_repeats_nothing_while_others_delete(walk, editor, animals, stamp, sort):
    stamp([3, 2, 3, 4, 2, 2, 1])
    order = walk(f"{TERMS}?sort={sort}")
    # By the number of the page read before: one read earlier, the one in the cursor, and one not yet read.
    doomed = {1: [order[0], order[1], order[4]]}

    def delete(number):
        for slug in doomed.get(number, []):
            editor.delete(f"{TERMS}/{slug}", headers={"If-Match": "*"})

    assert walk(f"{TERMS}?sort={sort}&limit=2", delete) == [slug for slug in order if slug != order[4]]


@pytest.mark.parametrize("sort", TERM_SORTS)
def test_a_walk_skips_and_repeats_nothing_while_others_insert(walk, animals, make_term, stamp, sort):
    stamp([3, 2, 3, 4, 2, 2, 1])
    order = walk(f"{TERMS}?sort={sort}")

    def insert(number):
        if number < 4:
            make_term(f"Aaa {number}")
            make_term(f"Zzz {number}")

    found = walk(f"{TERMS}?sort={sort}&limit=2", insert)
    assert [slug for slug in found if slug in order] == order
    assert len(found) == len(set(found))


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_a_walk_returns_every_relation_once(walk, animals, relate, limit):
    ids = [relate("ant", "uses", slug).id for slug in SLUGS[1:6]]
    assert walk(f"/api/v1/relations?limit={limit}") == ids


def test_a_walk_returns_every_change_once_newest_first(walk, editor, make_term):
    make_term("Ant")
    for old, new in (("ant", "bee"), ("bee", "cat")):
        editor.patch(f"{TERMS}/{old}", json={"slug": new}, headers={"If-Match": "*"})
    assert walk(f"{TERMS}/cat/history?limit=1") == ["cat", "bee", "ant"]


@pytest.mark.parametrize("other", ["sort=updated_at", "sort=-updated_at"])
def test_the_cursor_of_another_sort_is_422(client, animals, other):
    cursor = client.get(f"{TERMS}?limit=1&sort=name").json["next_cursor"]
    response = client.get(f"{TERMS}?limit=1&{other}&cursor={cursor}")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "cursor")


def test_the_cursor_of_another_list_is_422(client, animals):
    cursor = client.get(f"{TERMS}?limit=1").json["next_cursor"]
    assert client.get(f"/api/v1/relations?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("cursor", ["garbage", "bnVsbA", "W10", "e30", "W251bGwsMV0"])
def test_a_bad_cursor_is_422(client, animals, cursor):
    assert client.get(f"{TERMS}?cursor={cursor}").status_code == 422
