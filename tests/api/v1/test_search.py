"""Searching: what is found, in which order, and the description of each hit, over HTTP."""

import itertools
from functools import partial

import pytest

from data.store import db

LOOKUP = "/api/v1/lookup"
SEARCH = "/api/v1/search"
SUGGEST = "/api/v1/suggest"

pytestmark = pytest.mark.usefixtures("lookalikes")


@pytest.fixture
def search(found):
    """Return a function that returns the slugs of the hits."""
    return partial(found, SEARCH)


@pytest.mark.parametrize(
    ("q", "slugs"),
    [
        ("gradient", ["gradient", "gradient-descent", "momentum", "slope"]),
        ("Gradients", ["gradient", "gradient-descent", "momentum", "slope"]),
        ("gd", ["gradient-descent"]),
        ("gradient des", ["gradient-descent"]),
        ("desc", ["gradient-descent"]),
        ("steepnes", []),
        ("method gradients", ["gradient-descent", "momentum"]),
        ("steep line", ["slope"]),
        ("steep circle", []),
        ("c++", ["c"]),
        ("frechet", ["frechet-distance"]),
        ("猫", ["cat"]),
        ("ghost", []),
        ("dimension", ["slope"]),
        ("term", []),
    ],
)
def test_terms_are_found_by_name_then_label_then_text(search, gradients, q, slugs):
    assert search(q) == slugs


def test_one_letter_does_not_match_as_a_prefix(search, gradients, make_term):
    make_term("G", slug="letter")
    assert search("g") == ["letter"]


def test_a_hit_says_what_matched_and_where(client, gradients):
    body = client.get(f"{SEARCH}?q=gradient&highlight=true").json
    assert [(hit["matched_on"], hit["matched_text"], hit["ranges"]) for hit in body["items"]] == [
        ("name", "Gradient", [[0, 8]]),
        ("name", "Gradient Descent", [[0, 8]]),
        ("definition", "Method that keeps on going where gradients pointed.", [[33, 42]]),
        ("explanation", "A gradient in dimension, or net.", [[2, 10]]),
    ]
    assert "ranges" not in client.get(f"{SEARCH}?q=gradient").json["items"][0]


def test_ranges_count_code_points(client, make_term):
    make_term("Emoji", definition="\U0001f408\U0001f408 and whiskers.")
    (hit,) = client.get(f"{SEARCH}?q=whiskers&highlight=1").json["items"]
    (start, end) = hit["ranges"][0]
    assert hit["matched_text"][start:end] == "whiskers"


def test_in_narrows_the_texts(search, gradients):
    assert search("gradient", **{"in": "definition"}) == ["momentum"]
    assert search("gd", **{"in": "name"}) == []
    assert search("steepness", **{"in": "name,label"}) == []


def test_filters_narrow_the_hits(search, gradients):
    assert search("gradient", level="advanced") == ["momentum"]
    assert search("segment", category="minerals") == ["segment"]


def test_facets_count_all_hits(client, gradients, relate):
    relate("gradient-descent", "uses", "gradient")
    body = client.get(f"{SEARCH}?q=gradient&limit=1&facets=level,letter,category,relation").json
    assert body["facets"] == {
        "level": {"intermediate": 3, "advanced": 1},
        "letter": {"G": 2, "M": 1, "S": 1},
        "category": {"things": 4},
        "relation": {"used-by": 1, "uses": 1},
    }


def test_facets_pass_over_relations_to_drafts(client, make_term, relate):
    make_term("Gradient")
    make_term("Slope", status="draft")
    relate("gradient", "uses", "slope")
    assert client.get(f"{SEARCH}?q=gradient&facets=relation").json["facets"]["relation"] == {}


@pytest.mark.parametrize("word", ["x\u0301ylo", "\u0130stanbul", "\u01f0oule", "stra\u00dfe", "\ufb01nezza"])
def test_words_are_split_as_in_the_full_text_index(search, make_term, word):
    make_term("Odd", definition=f"A {word} of a kind.")
    assert search(word) == ["odd"]


@pytest.mark.parametrize(
    ("name", "q", "cut"),
    [
        ("\ufdfa Zalaw", "\ufdfa z", "\ufdfa Z"),
        ("\ufb01nezza Kernel", "\ufb01nez", "\ufb01nez"),
        ("Straßenbahn Zug", "straßen", "Straßen"),
        ("Some Later Word", "later", "Later"),
    ],
)
def test_a_range_covers_only_the_typed_part(client, make_term, name, q, cut):
    make_term(name, slug="odd")
    (hit,) = client.get(SEARCH, query_string={"q": q, "highlight": "1"}).json["items"]
    (start, end) = hit["ranges"][0]
    assert hit["matched_text"][start:end] == cut


def test_a_long_text_full_of_matches_is_searched_quickly(client, make_term):
    make_term("Trap", definition="A b.", explanation="training " * 5400)
    assert client.get(SEARCH, query_string={"q": "training " * 16}).status_code == 200


def test_a_search_without_hits_suggests_similar_names(client, gradients):
    assert client.get(f"{SEARCH}?q=gradeint").json["did_you_mean"] == ["Gradient", "Gradient Descent"]


def test_the_index_follows_every_write(search, gradients, update_term, retire_term):
    update_term("slope", explanation=None)
    assert "slope" not in search("dimension")
    update_term("slope", definition="Tilt of a roof.")
    assert (search("roof"), search("steepness")) == (["slope"], [])
    retire_term("slope")
    assert search("roof") == []


@pytest.mark.parametrize(
    "q",
    [
        *(
            '"',
            "a OR b",
            "NEAR(a b)",
            "name:a",
            "a*",
            "-a",
            "^a",
            "{a}",
            "(",
            "a AND",
            "\u0301",
            "' OR 1=1 --",
            "%_",
            "\\",
        ),
        "x" * 2000,
        "\U0001f408",
    ],
)
def test_whatever_a_person_types_gets_a_response(client, q):
    for address in (f"{SEARCH}?", f"{SUGGEST}?"):
        assert client.get(address, query_string={"q": q}).status_code in (200, 422)
    assert client.get(LOOKUP, query_string={"label": q}).status_code in (200, 404, 422)


@pytest.mark.parametrize("q", [" ".join(f"w{n}" for n in range(17)), "x" * 10_000, "", "a\x00b"])
def test_a_text_that_is_too_long_or_empty_is_422(client, q):
    assert client.get(SEARCH, query_string={"q": q}).status_code == 422


def test_a_search_that_takes_too_long_is_503(client, gradients, monkeypatch):
    monkeypatch.setattr(db.time, "monotonic", itertools.count().__next__)
    monkeypatch.setattr(db, "PROGRESS_STEPS", 1)
    response = client.get(f"{SEARCH}?q=gradient")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert response.json["type"] == "http://localhost/problems/too-slow"
