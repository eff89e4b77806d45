"""Looking up the term of a name or label, however it is written, over HTTP."""

import re

import pytest

LOOKUP = "/api/v1/lookup"
SEARCH = "/api/v1/search"

pytestmark = pytest.mark.usefixtures("lookalikes")


@pytest.fixture
def look_up(client):
    """Return a function that returns how a label was found, and the terms that it may mean."""

    def ask(label, **query):
        body = client.get(LOOKUP, query_string={"label": label, **query}).json
        return body.get("matched_on"), [term["slug"] for term in body.get("candidates", [])]

    return ask


@pytest.mark.parametrize(
    ("label", "step", "slug"),
    [
        ("Neural Network", "exact", "neural-network"),
        ("neural  network", "name", "neural-network"),
        ("neural net", "label", "neural-network"),
        ("nn", "label", "neural-network"),
        ("neural-networks", "inflected", "neural-network"),
        ("neuralnetwork", "inflected", "neural-network"),
        ("behavioural cloning", "inflected", "behavioral-cloning"),
        ("bayes theorem", "inflected", "bayes-theorem"),
        ("nueral network", "fuzzy", "neural-network"),
        ("nueral netwrok", "fuzzy", "neural-network"),
        ("frechet distance", "fuzzy", "frechet-distance"),
        ("c++", "name", "c"),
        ("猫", "exact", "cat"),
    ],
)
def test_a_label_is_found_by_the_first_step_that_matches(look_up, label, step, slug):
    found_on, slugs = look_up(label)
    assert found_on == step
    assert slugs == [slug]


@pytest.mark.parametrize(
    ("match", "label", "found"),
    [
        ("exact", "neural network", False),
        ("name", "neural network", True),
        ("name", "neural net", False),
        ("label", "neural nets", False),
        ("inflected", "nueral net", False),
    ],
)
def test_match_limits_the_steps(look_up, match, label, found):
    assert bool(look_up(label, match=match)[1]) is found


def test_a_shared_abbreviation_finds_all_its_terms_owner_first(look_up):
    assert look_up("SAM") == ("label", ["sharpness", "segment"])


def test_an_unknown_label_is_404_with_similar_names(client):
    response = client.get(LOOKUP, query_string={"label": "neuarl ne"})
    assert (response.status_code, response.json["did_you_mean"]) == (404, ["Neural Network"])


@pytest.mark.parametrize("label", ["ghost", "unicorn", "x", "!!", "ne", "中"])
def test_drafts_and_unknown_labels_are_not_found(client, label):
    assert client.get(LOOKUP, query_string={"label": label}).status_code == 404


def test_a_label_is_found_by_its_new_name_only(look_up, update_term):
    update_term("neural-network", name="Artificial Net", labels=[])
    assert look_up("artificial nets") == ("inflected", ["neural-network"])
    assert look_up("neural network") == (None, [])


def test_a_retired_term_is_not_found(look_up, retire_term):
    retire_term("net")
    assert look_up("net") == (None, [])


# Over the whole shipped glossary


def surface_forms(client):
    """Yield the slug, the name and the labels of every term."""
    page = client.get("/api/v1/terms?limit=500").json
    while page:
        for term in page["items"]:
            yield term["slug"], term["name"], [label["text"] for label in term["labels"]]
        page = page["next"] and client.get(page["next"]).json


def plural(name):
    """Return the plural of a name. Return plurals, and names that end in a sign, unchanged."""
    if re.search(r"(ss|[xz]|ch|sh|is|us)$", name):
        return f"{name[:-2]}es" if name.endswith("is") else f"{name}es"
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return name if re.search(r"(s|\W|\d\w*|\W\w)$", name) else f"{name}s"


def test_every_name_and_label_finds_its_term(shipped):
    for slug, name, others in surface_forms(shipped):
        for form in (name, *others):
            body = shipped.get(LOOKUP, query_string={"label": form}).json
            assert body["candidates"][0]["slug"] == slug, form
            hits = shipped.get(SEARCH, query_string={"q": form, "limit": 1}).json["items"]
            assert hits[0]["term"]["slug"] == slug, form


def test_plurals_and_other_spellings_of_every_name_find_its_term(shipped):
    for slug, name, _ in surface_forms(shipped):
        british = re.sub(r"(?<=\w{3})iz(?=e|ing|ation)", "is", name).replace("ehavior", "ehaviour")
        for form in (plural(name), name.replace("-", " "), name.replace(" ", "-"), british):
            body = shipped.get(LOOKUP, query_string={"label": form, "match": "inflected"}).json
            assert body.get("candidates", [{}])[0].get("slug") == slug, form
