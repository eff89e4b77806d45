"""A text in the playground, and the lines to copy that mark one."""

import pytest

from api.embed.playground import MAX_TEXT
from tests.api.documents import by_id, text_of
from tests.markup import MARKUP

EMBED = "/embed"
ALIAS = "http://localhost/widget/v1/lemma.js"

pytestmark = pytest.mark.usefixtures("pets")


def test_a_text_is_shown_in_its_paragraphs(playground):
    tree = playground(text="Dogs\r\nbark.\r\n\r\nCats do not.")
    assert [paragraph.text for paragraph in by_id(tree, "preview")] == ["Dogs\nbark.", "Cats do not."]


def test_a_text_stays_in_its_field(playground):
    assert by_id(playground(text="Dogs\n\nbark."), "text").text.strip() == "Dogs\n\nbark."


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_text_stays_text(playground, text):
    tree = playground(text=text)
    assert (text_of(by_id(tree, "preview")), by_id(tree, "text").text.strip()) == (text, text)


def test_characters_that_html_cannot_hold_are_left_out(playground):
    assert text_of(by_id(playground(text="do\x00g\x1b\ufffe \U0001f415"), "preview")) == "dog \U0001f415"


def test_a_text_too_long_is_cut_and_the_page_says_so(playground):
    tree = playground(text="x" * (MAX_TEXT + 1))
    notice = tree.find(".//p[@class='notice']")
    assert (len(text_of(by_id(tree, "preview"))), "no more than 4,000 characters" in text_of(notice)) == (
        4_000,
        True,
    )


def test_a_text_that_fits_is_not_said_to_be_cut(client):
    assert "is cut" not in client.get(EMBED, query_string={"text": "x" * MAX_TEXT}).text


def test_the_widget_marks_the_text_as_the_form_says(playground):
    tree = playground(occurrences="all", category="things")
    (script,) = [script for script in tree.iter("script") if script.get("src") == "/widget/v1/lemma.js"]
    assert {name: value for name, value in script.items() if name.startswith("data-")} == {
        "data-lemma-auto": "#preview",
        "data-lemma-occurrences": "all",
        "data-lemma-categories": "things",
    }


def test_the_line_to_copy_names_the_newest_widget(snippets):
    expected = f'<script type="module" src="{ALIAS}" data-lemma-auto></script>'
    assert snippets()["The line to copy"] == expected


def test_the_unchangeable_line_names_a_lasting_address_and_its_hash(snippets, client):
    release = client.get("/widget/v1/integrity.json").json
    assert snippets()["The same, unchangeable"] == (
        f'<script type="module" src="{release["url"]}" integrity="{release["integrity"]}" '
        'crossorigin="anonymous" data-lemma-auto></script>'
    )


@pytest.mark.parametrize("line", ["The line to copy", "The same, unchangeable"])
def test_a_line_to_copy_says_what_is_to_be_marked(snippets, line):
    wished = ' data-lemma-auto data-lemma-occurrences="first" data-lemma-categories="things"></script>'
    assert snippets(occurrences="first", category="things")[line].endswith(wished)


def test_a_strict_page_learns_what_to_allow(snippets):
    allowed = snippets()["If your page has a Content-Security-Policy"]
    assert allowed == "script-src http://localhost; connect-src http://localhost; frame-src http://localhost"


def test_the_categories_to_choose_from_are_the_top_ones(playground, make_category):
    make_category("parts", parent="things")
    names = [option.text for option in playground().find(".//select[@name='category']")]
    assert names == ["All", "Things"]


@pytest.mark.parametrize("category", ["parts", '"><script>'])
def test_another_category_is_passed_over(snippets, make_category, category):
    make_category("parts", parent="things")
    assert "categories" not in snippets(category=category)["The line to copy"]
