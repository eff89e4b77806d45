"""The start, and the lists that lead on from it: the terms of a letter, of a category, of a search."""

from urllib.parse import quote

import pytest

from tests.api.documents import text_of


def test_the_start_counts_what_there_is(client, make_term):
    make_term("Dropout")
    assert "1 term in 1 category, each defined" in " ".join(client.get("/").text.split())


def test_the_start_of_an_empty_glossary_is_a_page(client):
    assert client.get("/").status_code == 200


def test_the_start_leads_to_the_letters_there_are(read, make_term):
    for name in ("Beta", "alpha", "3D"):
        make_term(name)
    make_term("Zeta", status="draft")
    letters = next(nav for nav in read("/").iter("nav") if nav.get("aria-label") == "Terms by letter")
    links = [(link.text, link.get("href")) for link in letters.iter("a")]
    assert links == [("A", "/?letter=A"), ("B", "/?letter=B"), ("#", "/?letter=%23")]


@pytest.fixture
def listed(read):
    """The names of the terms in the list on a page, and where the next page is."""

    def names(address):
        document = read(address)
        following = [link.get("href") for link in document.iter("a") if link.get("rel") == "next"]
        return [text_of(name) for name in document.iter("dt")], following

    return names


def test_a_letter_lists_its_terms_a_page_at_a_time(listed, make_term):
    for name in ("Ada", "Bob", "abc", "Axe"):
        make_term(name)
    names, (following,) = listed("/?letter=a&limit=2")
    assert (names, listed(f"/{following}")) == (["abc", "Ada"], (["Axe"], []))


def test_a_category_lists_its_terms_a_page_at_a_time(listed, make_term, make_category):
    make_category("parts", parent="things")
    make_term("Wheel", category="parts")
    make_term("Axle")
    names, (following,) = listed("/categories/things?limit=1")
    assert (names, listed(f"/categories/things{following}")) == (["Axle"], (["Wheel"], []))


@pytest.mark.parametrize(
    ("typed", "letter"),
    [("a", "A"), ("%C3%84", "A"), ("%F0%9F%98%80", "#"), ("%00", "#"), ("%EF%B7%90", "#")],
)
def test_the_page_of_a_letter_is_the_same_however_it_is_written(read, typed, letter):
    document = read(f"/?letter={typed}")
    (canonical,) = (link.get("href") for link in document.iter("link") if link.get("rel") == "canonical")
    heading = text_of(next(document.iter("h1")))
    assert (heading, canonical) == (f"Terms under {letter}", f"http://localhost/?letter={quote(letter)}")


def test_a_letter_without_terms_says_so(client):
    assert "No term begins so." in client.get("/?letter=Q").text


def test_a_search_marks_what_matches(read, make_term):
    make_term("Net", definition="Mesh of strings.")
    assert [mark.text for mark in read("/?q=strings").iter("mark")] == ["strings"]
    assert [mark.text for mark in read("/?q=ne").iter("mark")] == ["Ne"]


def test_a_search_that_finds_nothing_offers_what_was_meant(read, make_term):
    make_term("Gradient Descent")
    links = {text_of(link): link.get("href") for link in read("/?q=gradeint+decsent").iter("a")}
    assert links["Gradient Descent"] == "/?q=Gradient+Descent"


def test_an_empty_question_is_the_start(client):
    assert client.get("/?q=+").text == client.get("/").text


def test_what_others_add_to_a_link_is_passed_over(client, make_term):
    make_term("Dropout")
    for address in ("/?", "/terms/dropout?", "/categories/things?"):
        assert client.get(f"{address}utm_source=x&utm_source=y&fbclid=z").status_code == 200
