"""Looking up and suggesting, over HTTP."""

import itertools
import re

import pytest

from data import db, labels
from data.changes import Author

LOOKUP = "/api/v1/lookup"
SEARCH = "/api/v1/search"
SUGGEST = "/api/v1/suggest"
SAM = {"abbreviation": "SAM", "owner": "sharpness", "candidates": ["segment", "sharpness"], "note": None}


@pytest.fixture(autouse=True)
def glossary(make_term, make_category, database):
    make_category("minerals")
    make_term("Behavioral Cloning")
    make_term("Net")
    make_term("Neural Network", labels=[{"text": "Neural Net", "kind": "synonym"}, {"text": "NN", "kind": "hidden"}])
    make_term("Network Analysis")
    make_term("Segment", category="minerals")
    make_term("Sharpness")
    make_term("C++", slug="c")
    make_term("Bayes' Theorem")
    make_term("Fréchet Distance")
    make_term("猫", slug="cat")
    make_term("Ghost", status="draft")
    labels.replace_ambiguous(database, [SAM], by=Author("editor"))


@pytest.fixture
def look_up(client):
    """How a label is found, and which terms it may stand for."""

    def ask(label, **query):
        body = client.get(LOOKUP, query_string={"label": label, **query}).json
        return body.get("matched_on"), [term["slug"] for term in body.get("candidates", [])]

    return ask


@pytest.fixture
def suggest(client):
    """The slugs offered."""

    def ask(q, **query):
        response = client.get(SUGGEST, query_string={"q": q, **query})
        assert response.status_code == 200, response.text
        return [item["term"]["slug"] for item in response.json["items"]]

    return ask


# Looking up


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
def test_the_cascade(look_up, label, step, slug):
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
def test_match_ends_the_cascade(look_up, match, label, found):
    assert bool(look_up(label, match=match)[1]) is found


def test_a_shared_abbreviation_gives_all_its_owner_first(look_up):
    assert look_up("SAM") == ("label", ["sharpness", "segment"])


def test_what_is_not_found_is_404_with_what_resembles_it(client):
    response = client.get(LOOKUP, query_string={"label": "neuarl ne"})
    assert (response.status_code, response.json["did_you_mean"]) == (404, ["Neural Network"])


@pytest.mark.parametrize("label", ["ghost", "unicorn", "x", "!!", "ne", "中"])
def test_drafts_and_strangers_are_not_found(client, label):
    assert client.get(LOOKUP, query_string={"label": label}).status_code == 404


def test_a_label_is_found_by_its_new_name_only(look_up, update_term):
    update_term("neural-network", name="Artificial Net", labels=[])
    assert look_up("artificial nets") == ("inflected", ["neural-network"])
    assert look_up("neural network") == (None, [])


def test_a_retired_term_is_not_found(look_up, retire_term):
    retire_term("net")
    assert look_up("net") == (None, [])


# Suggesting


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
def test_terms_are_offered_while_somebody_types(suggest, q, slugs):
    found = suggest(q)
    assert found == slugs


def test_an_offer_says_what_matched(client):
    (item,) = client.get(f"{SUGGEST}?q=neural net&limit=1").json["items"]
    assert (item["matched_text"], item["matched_on"]) == ("Neural Net", "synonym")
    (item,) = client.get(f"{SUGGEST}?q=nn").json["items"]
    assert (item["matched_text"], item["matched_on"]) == ("NN", "hidden")


def test_what_is_typed_in_full_comes_first(suggest, make_term):
    make_term("SA Agent")
    make_term("Simulated Annealing", labels=[{"text": "SA", "kind": "abbreviation"}])
    assert suggest("sa")[:2] == ["simulated-annealing", "sa-agent"]


def test_drafts_and_many_labels_crowd_nobody_out(suggest, make_term):
    for number in range(45):
        make_term(f"Wombat {number}", status="draft")
    make_term("Zoo", labels=[{"text": f"Wombat House {n}", "kind": "hidden"} for n in range(50)])
    make_term("Wombat With A Longer Name")
    assert suggest("womb") == ["wombat-with-a-longer-name", "zoo"]


def test_a_category_narrows_the_offers(suggest):
    assert suggest("se", category="minerals") == ["segment"]
    assert suggest("ne", category="minerals") == []
    assert suggest("segmetn", category="minerals") == ["segment"]
    assert suggest("sam", category="minerals") == ["segment"]


def test_drafts_that_share_an_abbreviation_crowd_nobody_out(suggest, make_term, update_term):
    update_term("segment", status="draft")
    update_term("sharpness", status="draft")
    make_term("Sam Altman")
    assert suggest("sam", limit=2) == ["sam-altman"]


def test_offers_for_browsers(client):
    response = client.get(f"{SUGGEST}?q=Net&limit=1&format=opensearch")
    assert response.mimetype == "application/x-suggestions+json"
    assert response.get_json(force=True) == ["Net", ["Net"], ["Definition of Net."], ["http://localhost/terms/net"]]


def test_what_is_the_same_once_compared_has_one_etag(client):
    tags = {client.get(SUGGEST, query_string={"q": q}).headers["ETag"] for q in ("net", "NET", " Net")}
    assert len(tags) == 1


# Searching


@pytest.fixture
def search(client):
    """The slugs found."""

    def ask(q, **query):
        response = client.get(SEARCH, query_string={"q": q, **query})
        assert response.status_code == 200, response.text
        return [hit["term"]["slug"] for hit in response.json["items"]]

    return ask


@pytest.fixture
def texts(make_term):
    make_term("Gradient", definition="Vector of partial derivatives.")
    make_term("Gradient Descent", definition="Method that follows slopes.", labels=[{"text": "GD", "kind": "hidden"}])
    make_term(
        "Slope", definition="Steepness of a line.", explanation="A *gradient* in `one` dimension, or [net](term:net)."
    )
    make_term("Momentum", definition="Method that keeps on going where gradients pointed.", level="advanced")


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
def test_terms_are_found_by_name_then_label_then_text(search, texts, q, slugs):
    assert search(q) == slugs


def test_one_letter_is_no_beginning(search, texts, make_term):
    make_term("G", slug="letter")
    assert search("g") == ["letter"]


def test_a_hit_says_what_matched_and_where(client, texts):
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


def test_in_narrows_the_texts(search, texts):
    assert search("gradient", **{"in": "definition"}) == ["momentum"]
    assert search("gd", **{"in": "name"}) == []
    assert search("steepness", **{"in": "name,label"}) == []


def test_filters_narrow_the_hits(search, texts):
    assert search("gradient", level="advanced") == ["momentum"]
    assert search("segment", category="minerals") == ["segment"]


def test_facets_count_all_hits(client, texts, relate):
    relate("gradient-descent", "uses", "gradient")
    body = client.get(f"{SEARCH}?q=gradient&limit=1&facets=level,letter,category,relation").json
    assert body["facets"] == {
        "level": {"intermediate": 3, "advanced": 1},
        "letter": {"G": 2, "M": 1, "S": 1},
        "category": {"things": 4},
        "relation": {"used-by": 1, "uses": 1},
    }


def test_hits_come_a_page_at_a_time(client, texts):
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


def test_pages_neither_skip_nor_double_while_others_write(client, texts, make_term, retire_term):
    found, address = [], f"{SEARCH}?q=gradient&limit=1"
    while address:
        page = client.get(address).json
        found += [hit["term"]["slug"] for hit in page["items"]]
        make_term(f"Unrelated {len(found)}", definition="Something long about nothing in particular. " * 9)
        address = page["next"]
    assert found == ["gradient", "gradient-descent", "momentum", "slope"]


@pytest.mark.parametrize("changed", ["q=net", "q=gradient&level=advanced", "q=gradient&in=name"])
def test_a_cursor_goes_with_the_search_it_is_of(client, texts, changed):
    cursor = client.get(f"{SEARCH}?q=gradient&limit=1").json["next_cursor"]
    response = client.get(f"{SEARCH}?{changed}&cursor={cursor}")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "cursor")


def test_a_cursor_outlives_another_limit_and_what_is_shown(client, texts):
    cursor = client.get(f"{SEARCH}?q=gradient&limit=1").json["next_cursor"]
    page = client.get(f"{SEARCH}?q=gradient&limit=9&highlight=1&facets=level&cursor={cursor}").json
    assert len(page["items"]) == 3


@pytest.mark.parametrize(
    ("name", "q", "cut"),
    [
        ("\ufdfa Zalaw", "\ufdfa z", "\ufdfa Z"),
        ("\ufb01nezza Kernel", "\ufb01nez", "\ufb01nez"),
        ("Straßenbahn Zug", "straßen", "Straßen"),
        ("Some Later Word", "later", "Later"),
    ],
)
def test_a_range_cuts_what_was_typed(client, make_term, name, q, cut):
    make_term(name, slug="odd")
    (hit,) = client.get(SEARCH, query_string={"q": q, "highlight": "1"}).json["items"]
    (start, end) = hit["ranges"][0]
    assert hit["matched_text"][start:end] == cut


def test_a_long_text_full_of_what_is_searched_is_no_trap(client, make_term):
    make_term("Trap", definition="A b.", explanation="training " * 5400)
    assert client.get(SEARCH, query_string={"q": "training " * 16}).status_code == 200


def test_nothing_found_offers_what_resembles_it(client, texts):
    assert client.get(f"{SEARCH}?q=gradeint").json["did_you_mean"] == ["Gradient", "Gradient Descent"]


def test_the_index_follows_every_write(search, texts, update_term, retire_term):
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
def test_anything_a_person_can_type_is_answered(client, q):
    for address in (f"{SEARCH}?", f"{SUGGEST}?"):
        assert client.get(address, query_string={"q": q}).status_code in (200, 422)
    assert client.get(LOOKUP, query_string={"label": q}).status_code in (200, 404, 422)


@pytest.mark.parametrize("q", [" ".join(f"w{n}" for n in range(17)), "x" * 10_000, "", "a\x00b"])
def test_what_is_too_long_or_empty_is_422(client, q):
    assert client.get(SEARCH, query_string={"q": q}).status_code == 422


def test_a_search_that_takes_too_long_is_503(client, texts, monkeypatch):
    monkeypatch.setattr(db.time, "monotonic", itertools.count().__next__)
    monkeypatch.setattr(db, "PROGRESS_STEPS", 1)
    response = client.get(f"{SEARCH}?q=gradient")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")


# Over the whole shipped glossary


def surface_forms(client):
    """The name and labels of every term, with its slug."""
    page = client.get("/api/v1/terms?limit=500").json
    while page:
        for term in page["items"]:
            yield term["slug"], term["name"], [label["text"] for label in term["labels"]]
        page = page["next"] and client.get(page["next"]).json


def plural(name):
    """The plural of a name; one that is a plural already, or ends in a sign, stays."""
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


def test_facets_pass_over_relations_to_drafts(client, make_term, relate):
    make_term("Gradient")
    make_term("Slope", status="draft")
    relate("gradient", "uses", "slope")
    assert client.get(f"{SEARCH}?q=gradient&facets=relation").json["facets"]["relation"] == {}


def test_a_page_beyond_the_last_hit_still_says_how_many_there_are(client, make_term, retire_term):
    make_term("Gradient")
    make_term("Gradient Descent")
    following = client.get(f"{SEARCH}?q=gradient&limit=1").json["next"]
    retire_term("gradient-descent")
    page = client.get(following).json
    assert (page["items"], page["total"], "did_you_mean" in page) == ([], 1, False)


def test_a_cursor_whose_hit_is_gone_goes_on_from_where_it_was(client, texts, retire_term):
    following = client.get(f"{SEARCH}?q=gradient&limit=2").json["next"]
    retire_term("gradient-descent")
    assert [hit["term"]["slug"] for hit in client.get(following).json["items"]] == ["momentum", "slope"]


@pytest.mark.parametrize("word", ["x\u0301ylo", "\u0130stanbul", "\u01f0oule", "stra\u00dfe", "\ufb01nezza"])
def test_words_are_cut_as_the_full_text_index_cuts_them(search, make_term, word):
    make_term("Odd", definition=f"A {word} of a kind.")
    assert search(word) == ["odd"]
