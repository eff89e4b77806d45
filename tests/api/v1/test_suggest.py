"""Suggestions while a user types, over HTTP."""

from functools import partial

import pytest

SUGGEST = "/api/v1/suggest"

pytestmark = pytest.mark.usefixtures("lookalikes")


@pytest.fixture
def suggest(found):
    """Return a function that returns the slugs of the suggestions."""
    return partial(found, SUGGEST)


@pytest.mark.parametrize(
    ("q", "slugs"),
    [
        ("net", ["net", "network-analysis", "neural-network"]),
        ("NEURAL NE", ["neural-network"]),
        ("netw", ["network-analysis", "neural-network", "net"]),
        ("anal", ["network-analysis"]),
        ("bayes", ["bayes-theorem"]),
        ("c+", ["c"]),
        ("nuer", []),
        ("nueral n", ["neural-network"]),
        ("netwrok an", ["network-analysis"]),
        ("sam", ["segment", "sharpness"]),
        ("猫", ["cat"]),
        ("ghost", []),
        ("%", []),
        ("'; DROP TABLE terms", []),
    ],
)
def test_terms_are_suggested_while_a_user_types(suggest, q, slugs):
    found = suggest(q)
    assert found == slugs


def test_a_suggestion_says_what_matched(client):
    (item,) = client.get(f"{SUGGEST}?q=neural net&limit=1").json["items"]
    assert (item["matched_text"], item["matched_on"]) == ("Neural Net", "synonym")
    (item,) = client.get(f"{SUGGEST}?q=nn").json["items"]
    assert (item["matched_text"], item["matched_on"]) == ("NN", "hidden")


def test_a_name_typed_in_full_comes_first(suggest, make_term):
    make_term("SA Agent")
    make_term("Simulated Annealing", labels=[{"text": "SA", "kind": "abbreviation"}])
    assert suggest("sa")[:2] == ["simulated-annealing", "sa-agent"]


def test_drafts_and_many_labels_displace_no_suggestion(suggest, make_term):
    for number in range(45):
        make_term(f"Wombat {number}", status="draft")
    make_term("Zoo", labels=[{"text": f"Wombat House {n}", "kind": "hidden"} for n in range(50)])
    make_term("Wombat With A Longer Name")
    assert suggest("womb") == ["wombat-with-a-longer-name", "zoo"]


def test_a_category_narrows_the_suggestions(suggest):
    assert suggest("se", category="minerals") == ["segment"]
    assert suggest("ne", category="minerals") == []
    assert suggest("segmetn", category="minerals") == ["segment"]
    assert suggest("sam", category="minerals") == ["segment"]


def test_drafts_that_share_an_abbreviation_displace_no_suggestion(suggest, make_term, update_term):
    update_term("segment", status="draft")
    update_term("sharpness", status="draft")
    make_term("Sam Altman")
    assert suggest("sam", limit=2) == ["sam-altman"]


def test_browsers_get_suggestions_in_the_opensearch_format(client):
    response = client.get(f"{SUGGEST}?q=Net&limit=1&format=opensearch")
    assert response.mimetype == "application/x-suggestions+json"
    assert response.get_json(force=True) == [
        "Net",
        ["Net"],
        ["Definition of Net."],
        ["http://localhost/terms/net"],
    ]


def test_equivalent_texts_have_the_same_etag(client):
    tags = {client.get(SUGGEST, query_string={"q": q}).headers["ETag"] for q in ("net", "NET", " Net")}
    assert len(tags) == 1
