"""The page of a term: its parts, its texts and its links."""

import re

import pytest

from tests.api.documents import text_of


@pytest.fixture
def headings(read):
    """Return a function that returns the headings of one level at an address."""
    return lambda address, level=2: [text_of(heading) for heading in read(address).iter(f"h{level}")]


@pytest.fixture
def dropout(make_term):
    """Create a term with every member that a term can have."""
    make_term("Regularization")
    make_term("Weight")
    return make_term(
        "Dropout",
        definition="Setting units to zero.",
        explanation="# Why\n\nSee [weights](term:weight).\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        example="Half of them.",
        confusion="Not to be confused with pruning, which is for good.",
        formula=r"\frac{1}{2}",
        labels=[{"text": "Dilution", "kind": "synonym"}, {"text": "dropuot", "kind": "hidden"}],
        sources=[
            {"role": "primary", "citation": "Hinton, G.", "year": 2012, "arxiv": "1207.0580"},
            {"role": "textbook", "citation": "A book.", "doi": "10.1/a<b>", "isbn": "9780262035613"},
            {"role": "primary", "citation": "A page.", "url": "https://example.org/?a=1&b=2"},
        ],
    )


def test_the_parts_of_a_term_are_in_reading_order(headings, dropout, relate):
    relate("dropout", "broader", "regularization")
    assert headings("/terms/dropout") == [
        "Understanding Dropout",
        "Example",
        "Not to be confused with",
        "Formula",
        "Relations",
        "Related Things Terms",
        "Sources",
    ]


def test_a_term_with_only_name_and_definition_has_no_empty_parts(headings, make_term):
    make_term("Dropout")
    assert headings("/terms/dropout") == []


def test_a_term_shows_its_level_and_other_names(read, dropout):
    facts = next(p for p in read("/terms/dropout").iter("p") if p.get("class") == "facts")
    assert text_of(facts) == "Intermediate Also called Dilution"


def test_the_breadcrumb_of_a_term_links_its_categories(read, make_term, make_category):
    make_category("parts", parent="things")
    make_term("Wheel", category="parts")
    trail = next(nav for nav in read("/terms/wheel").iter("nav") if nav.get("aria-label") == "Breadcrumb")
    assert [link.get("href") for link in trail.iter("a")] == ["/", "/categories/things", "/categories/parts"]


def test_the_headings_of_an_explanation_are_below_those_of_the_page(headings, dropout):
    assert headings("/terms/dropout", 3)[0] == "Why"


def test_links_in_an_explanation_point_to_term_pages(read, dropout):
    assert "/terms/weight" in [link.get("href") for link in read("/terms/dropout").iter("a")]


def test_the_text_on_confusion_continues_its_heading(read, dropout):
    assert "pruning, which is for good." in [text_of(p) for p in read("/terms/dropout").iter("p")]


def test_relations_are_named_from_both_ends(headings, dropout, relate):
    relate("dropout", "broader", "regularization")
    assert headings("/terms/dropout", 3)[1] == "Is a kind of"
    assert headings("/terms/regularization", 3)[0] == "Has kinds"


def test_sources_link_to_their_addresses(read, dropout):
    links = [link.get("href") for link in read("/terms/dropout").iter("a") if "//" in link.get("href")]
    assert links[:3] == [
        "https://arxiv.org/abs/1207.0580",
        "https://doi.org/10.1/a%3Cb%3E",
        "https://example.org/?a=1&b=2",
    ]


def test_the_last_change_is_a_date(read, dropout):
    time = next(read("/terms/dropout").iter("time"))
    assert (
        re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", time.text) and time.get("datetime") == dropout.updated_at
    )


def test_a_configured_address_for_corrections_is_linked(app, read, dropout):
    app.config["CORRECTIONS_URL"] = "https://example.org/new?about={slug}"
    links = {text_of(link): link.get("href") for link in read("/terms/dropout").iter("a")}
    assert links["Suggest a correction"] == "https://example.org/new?about=dropout"


def test_there_is_no_link_for_corrections_by_default(client, dropout):
    assert "Suggest a correction" not in client.get("/terms/dropout").text


def test_a_configured_box_is_shown(app, read, dropout):
    app.config.update(CALL_TITLE="Learn <more>", CALL_URL="https://example.org/course", CALL_BUTTON="Begin")
    box = next(read("/terms/dropout").iter("aside"))
    assert text_of(box) == "Learn <more> Begin"


@pytest.mark.parametrize("name", ["CALL_TITLE", "CALL_URL"])
def test_a_box_needs_both_a_title_and_an_address(app, client, dropout, name):
    app.config[name] = "https://example.org/"
    assert "<aside" not in client.get("/terms/dropout").text


def test_the_snippets_contain_the_name_as_text(read, make_term):
    make_term('A <b> "c" & d', slug="a")
    snippets = [text_of(pre) for pre in read("/terms/a").iter("pre")]
    assert snippets[2] == '<a href="http://localhost/terms/a">A &lt;b&gt; &#34;c&#34; &amp; d</a>'


def test_the_widget_snippet_contains_script_and_term(read, dropout):
    snippet = next(read("/terms/dropout").iter("pre"))
    assert text_of(snippet) == (
        '<script type="module" src="http://localhost/widget/v1/lemma.js"></script> '
        '<lemma-term slug="dropout">Dropout</lemma-term>'
    )


@pytest.mark.parametrize("address", ["/terms/dropout", "/graph/dropout", "/terms/dropout/picture.png"])
@pytest.mark.parametrize(("status", "expected"), [("draft", 404), ("review", 404), ("deprecated", 410)])
def test_a_term_that_is_not_published_has_no_pages(client, make_term, address, status, expected):
    make_term("Dropout", status=status)
    assert client.get(address).status_code == expected


def test_a_draft_is_reported_like_a_term_that_does_not_exist(client, make_term):
    make_term("Dropout", status="draft")
    known, unknown = client.get("/terms/dropout").text, client.get("/terms/dropaut").text
    assert known.replace("dropout", "dropaut") == unknown


def test_a_key_does_not_open_the_page_of_a_draft(editor, make_term):
    make_term("Dropout", status="draft")
    assert editor.get("/terms/dropout").status_code == 404


def test_a_deprecated_term_leads_to_the_page_of_its_replacement(client, make_term):
    make_term("Dilution")
    make_term("Dropout", status="deprecated", replaced_by="dilution")
    response = client.get("/terms/dropout")
    assert (response.status_code, response.location) == (301, "http://localhost/terms/dilution")


def test_a_term_page_does_not_list_drafts(read, make_term, relate, dropout):
    make_term("Sketch", status="draft")
    relate("dropout", "contrasts-with", "sketch")
    assert "Sketch" not in text_of(read("/terms/dropout"))
