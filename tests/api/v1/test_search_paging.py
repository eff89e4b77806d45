"""The hits of a search, one page at a time."""

import pytest

SEARCH = "/api/v1/search"

pytestmark = pytest.mark.usefixtures("lookalikes")


def test_hits_are_returned_one_page_at_a_time(client, gradients):
    found, address = [], f"{SEARCH}?q=gradient&limit=1"
    while address:
        page = client.get(address).json
        found += [hit["term"]["slug"] for hit in page["items"]]
        assert page["total"] == 4
        address = page["next"]
    assert found == ["gradient", "gradient-descent", "momentum", "slope"]


def test_small_pages_have_the_order_of_a_large_one(shipped):
    whole = shipped.get(f"{SEARCH}?q=gradient&limit=500").json["items"]
    found, address = [], f"{SEARCH}?q=gradient&limit=7"
    while address:
        page = shipped.get(address).json
        found += page["items"]
        address = page["next"]
    assert found == whole


def test_pages_neither_skip_nor_repeat_hits_while_others_write(client, gradients, make_term, retire_term):
    found, address = [], f"{SEARCH}?q=gradient&limit=1"
    while address:
        page = client.get(address).json
        found += [hit["term"]["slug"] for hit in page["items"]]
        make_term(f"Unrelated {len(found)}", definition="Something long about nothing in particular. " * 9)
        address = page["next"]
    assert found == ["gradient", "gradient-descent", "momentum", "slope"]


@pytest.mark.parametrize("changed", ["q=net", "q=gradient&level=advanced", "q=gradient&in=name"])
def test_a_cursor_is_valid_only_for_its_search(client, gradients, changed):
    cursor = client.get(f"{SEARCH}?q=gradient&limit=1").json["next_cursor"]
    response = client.get(f"{SEARCH}?{changed}&cursor={cursor}")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "cursor")


def test_a_cursor_is_valid_with_another_limit_and_highlighting(client, gradients):
    cursor = client.get(f"{SEARCH}?q=gradient&limit=1").json["next_cursor"]
    page = client.get(f"{SEARCH}?q=gradient&limit=9&highlight=1&facets=level&cursor={cursor}").json
    assert len(page["items"]) == 3


def test_a_page_beyond_the_last_hit_still_says_how_many_there_are(client, make_term, retire_term):
    make_term("Gradient")
    make_term("Gradient Descent")
    following = client.get(f"{SEARCH}?q=gradient&limit=1").json["next"]
    retire_term("gradient-descent")
    page = client.get(following).json
    assert (page["items"], page["total"], "did_you_mean" in page) == ([], 1, False)


def test_a_cursor_of_a_removed_hit_continues_at_its_place(client, gradients, retire_term):
    following = client.get(f"{SEARCH}?q=gradient&limit=2").json["next"]
    retire_term("gradient-descent")
    assert [hit["term"]["slug"] for hit in client.get(following).json["items"]] == ["momentum", "slope"]
