"""A text in the playground, and the lines to copy that mark a text."""

import pytest

from api.embed.playground import MAX_TEXT
from tests.api.documents import by_id, text_of
from tests.markup import MARKUP

EMBED = "/embed"
ALIAS = "http://localhost/widget/v1/lemma.js"

pytestmark = pytest.mark.usefixtures("pets")


def test_a_text_is_shown_in_paragraphs(playground):
    tree = playground(text="Dogs\r\nbark.\r\n\r\nCats do not.")
    assert [paragraph.text for paragraph in by_id(tree, "preview")] == ["Dogs\nbark.", "Cats do not."]


def test_the_field_keeps_the_text(playground):
    assert by_id(playground(text="Dogs\n\nbark."), "text").text.strip() == "Dogs\n\nbark."


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_text_stays_text(playground, text):
    tree = playground(text=text)
    assert (text_of(by_id(tree, "preview")), by_id(tree, "text").text.strip()) == (text, text)


def test_characters_that_html_forbids_are_left_out(playground):
    assert text_of(by_id(playground(text="do\x00g\x1b\ufffe \U0001f415"), "preview")) == "dog \U0001f415"


def test_a_text_that_is_too_long_is_shortened_with_a_notice(playground):
    tree = playground(text="x" * (MAX_TEXT + 1))
    notice = tree.find(".//p[@class='notice']")
    assert (len(text_of(by_id(tree, "preview"))), "at most 4,000 characters" in text_of(notice)) == (
        4_000,
        True,
    )


def test_a_text_that_fits_has_no_notice(client):
    assert "was shortened" not in client.get(EMBED, query_string={"text": "x" * MAX_TEXT}).text


def test_the_widget_has_the_options_of_the_form(playground):
    tree = playground(occurrences="all", category="things")
    (script,) = [script for script in tree.iter("script") if script.get("src") == "/widget/v1/lemma.js"]
    assert {name: value for name, value in script.items() if name.startswith("data-")} == {
        "data-lemma-auto": "#preview",
        "data-lemma-occurrences": "all",
        "data-lemma-categories": "things",
    }


def test_the_line_to_copy_loads_the_newest_widget(snippets):
    expected = f'<script type="module" src="{ALIAS}" data-lemma-auto></script>'
    assert snippets()["Line to copy"] == expected


def test_the_fixed_line_has_a_fixed_address_and_its_hash(snippets, client):
    release = client.get("/widget/v1/integrity.json").json
    assert snippets()["Line to copy, fixed version"] == (
        f'<script type="module" src="{release["url"]}" integrity="{release["integrity"]}" '
        'crossorigin="anonymous" data-lemma-auto></script>'
    )


@pytest.mark.parametrize("line", ["Line to copy", "Line to copy, fixed version"])
def test_a_line_to_copy_has_the_options_of_the_form(snippets, line):
    attributes = ' data-lemma-auto data-lemma-occurrences="first" data-lemma-categories="things"></script>'
    assert snippets(occurrences="first", category="things")[line].endswith(attributes)


def test_the_page_lists_the_sources_that_a_policy_must_allow(snippets):
    allowed = snippets()["If your page has a Content-Security-Policy"]
    assert allowed == "script-src http://localhost; connect-src http://localhost; frame-src http://localhost"


def test_the_form_offers_the_top_level_categories(playground, make_category):
    make_category("parts", parent="things")
    names = [option.text for option in playground().find(".//select[@name='category']")]
    assert names == ["All categories", "Things"]


@pytest.mark.parametrize("category", ["parts", '"><script>'])
def test_other_categories_are_ignored(snippets, make_category, category):
    make_category("parts", parent="things")
    assert "categories" not in snippets(category=category)["Line to copy"]
