"""The start page and the lists of terms: by letter, by category and by search."""

from urllib.parse import quote

import pytest

from tests.api.documents import text_of


@pytest.mark.parametrize(
    ("categories", "subject"),
    [
        ([], "1 term in 1 category, Things. Each term has a definition"),
        (["Words", "Animals"], "1 term in 3 categories, from Animals to Words. Each term has a definition"),
    ],
)
def test_the_start_page_says_what_the_glossary_is_about(read, make_term, make_category, categories, subject):
    for name in categories:
        make_category(name.lower(), name=name)
    make_term("Dropout")
    lead = next(p for p in read("/").iter("p") if p.get("class") == "lead")
    assert text_of(lead).startswith(f"A glossary of {subject}")


def test_the_subject_of_the_glossary_is_its_description(read, make_term):
    make_term("Dropout")
    (description,) = (
        meta.get("content") for meta in read("/").iter("meta") if meta.get("name") == "description"
    )
    lead = next(p for p in read("/").iter("p") if p.get("class") == "lead")
    assert " ".join(description.split()) == text_of(lead)


def test_an_empty_glossary_has_a_start_page(client):
    assert client.get("/").status_code == 200


def test_the_start_page_links_to_the_letters_in_use(read, make_term):
    for name in ("Beta", "alpha", "3D"):
        make_term(name)
    make_term("Zeta", status="draft")
    letters = next(nav for nav in read("/").iter("nav") if nav.get("aria-label") == "Terms by letter")
    links = [(link.text, link.get("href")) for link in letters.iter("a")]
    assert links == [("A", "/?letter=A"), ("B", "/?letter=B"), ("#", "/?letter=%23")]


@pytest.fixture
def listed(read):
    """Return a function that returns the names in the list on a page and the address of the next page."""

    def names(address):
        document = read(address)
        following = [link.get("href") for link in document.iter("a") if link.get("rel") == "next"]
        return [text_of(name) for name in document.iter("dt")], following

    return names


def test_a_letter_lists_its_terms_in_pages(listed, make_term):
    for name in ("Ada", "Bob", "abc", "Axe"):
        make_term(name)
    names, (following,) = listed("/?letter=a&limit=2")
    assert (names, listed(f"/{following}")) == (["abc", "Ada"], (["Axe"], []))


def test_a_category_lists_its_terms_in_pages(listed, make_term, make_category):
    make_category("parts", parent="things")
    make_term("Wheel", category="parts")
    make_term("Axle")
    names, (following,) = listed("/categories/things?limit=1")
    assert (names, listed(f"/categories/things{following}")) == (["Axle"], (["Wheel"], []))


@pytest.mark.parametrize(
    ("typed", "letter"),
    [("a", "A"), ("%C3%84", "A"), ("%F0%9F%98%80", "#"), ("%00", "#"), ("%EF%B7%90", "#")],
)
def test_variants_of_a_letter_have_the_same_page(read, typed, letter):
    document = read(f"/?letter={typed}")
    (canonical,) = (link.get("href") for link in document.iter("link") if link.get("rel") == "canonical")
    heading = text_of(next(document.iter("h1")))
    assert (heading, canonical) == (f"Terms under {letter}", f"http://localhost/?letter={quote(letter)}")


def test_a_letter_without_terms_shows_a_message(client):
    assert "There are no terms under Q yet." in client.get("/?letter=Q").text


def test_a_search_marks_the_matches(read, make_term):
    make_term("Net", definition="Mesh of strings.")
    assert [mark.text for mark in read("/?q=strings").iter("mark")] == ["strings"]
    assert [mark.text for mark in read("/?q=ne").iter("mark")] == ["Ne"]


def test_a_search_without_results_suggests_terms(read, make_term):
    make_term("Gradient Descent")
    links = {text_of(link): link.get("href") for link in read("/?q=gradeint+decsent").iter("a")}
    assert links["Gradient Descent"] == "/?q=Gradient+Descent"


def test_an_empty_search_shows_the_start_page(client):
    assert client.get("/?q=+").text == client.get("/").text


def test_tracking_parameters_are_ignored(client, make_term):
    make_term("Dropout")
    for address in ("/?", "/terms/dropout?", "/categories/things?"):
        assert client.get(f"{address}utm_source=x&utm_source=y&fbclid=z").status_code == 200
