"""The playground as it leaves the service: a form, and what it shows, that need no script."""

import json
import re
from itertools import pairwise

import html5lib
import pytest

from api.pages import POLICY
from api.playground import MAX_TEXT

EMBED = "/embed"
DOG = "http://localhost/terms/dog"
ALIAS = "http://localhost/widget/v1/lemma.js"
MARKUP = (
    "</textarea></script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "<svg onload=alert(1)>",
    "{{ 7 * 7 }}{0.__class__} &lt;b&gt;&amp;",
    "<!-- --!><iframe srcdoc='<script>alert(1)</script>'>",
)
KINDS = {
    "as it begins": {},
    "a term": {"term": "dog", "theme": "dark", "compact": "true", "related": "8"},
    "an unknown term": {"term": "dgo"},
    "a text": {"text": "Dogs bark.", "occurrences": "all", "category": "things"},
    "a text too long": {"text": "dog " * MAX_TEXT},
}


@pytest.fixture(autouse=True)
def animals(make_term, relate):
    """A dog, its doghouse, and a cat that differs."""
    make_term("Dog", definition="Animal that barks.", labels=[{"text": "Hound", "kind": "synonym"}])
    make_term("Cat")
    relate("dog", "contrasts-with", "cat")


@pytest.fixture
def show(client):
    """The page for these parameters as a tree, which it is only when its HTML is valid."""
    return lambda **query: parse(client.get(EMBED, query_string=query).text)


@pytest.fixture
def snippets(show):
    """The snippets for these parameters by the headings above them."""

    def read(**query):
        found, heading = {}, ""
        for element in elements(show(**query), "h3", "pre"):
            if element.tag == "h3":
                heading = text_of(element)
            elif element.get("class") == "snippet":
                found[heading] = text_of(element)
        return found

    return read


@pytest.fixture
def chosen(show):
    """What the controls of the form hold for these parameters."""

    def read(**query):
        tree = show(**query)
        options = {
            select.get("name"): option.get("value")
            for select in tree.iter("select")
            for option in select
            if option.get("selected") is not None
        }
        (flag,) = tree.iterfind(".//input[@type='checkbox']")
        return {**options, "compact": flag.get("checked") is not None}

    return read


def parse(html):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def elements(tree, *names):
    return [element for element in tree.iter() if element.tag in names]


def by_id(tree, name):
    return tree.find(f".//*[@id='{name}']")


def frame(tree):
    return tree.find(".//iframe")


# The page


@pytest.mark.parametrize("query", KINDS.values(), ids=KINDS)
def test_the_page_is_valid_html_whose_headings_skip_no_level(show, client, query):
    show(**query)
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", client.get(EMBED, query_string=query).text)]
    assert (levels.count(1), [after for before, after in pairwise(levels) if after > before + 1]) == (1, [])


@pytest.mark.parametrize("query", KINDS.values(), ids=KINDS)
def test_the_page_holds_no_script_or_style_of_its_own(client, query):
    page = client.get(EMBED, query_string=query).text
    assert re.findall(r"<script>|<script [^>]*>[^<]|<style| style=\"| on\w+=\"", page) == []


@pytest.mark.parametrize("query", KINDS.values(), ids=KINDS)
def test_the_page_loads_from_here_alone(show, query):
    loaded = [element.get("src") for element in elements(show(**query), "script", "iframe")]
    assert [address for address in loaded if not re.match(r"/[^/]", address)] == []


def test_the_page_has_the_policy_of_the_others(client):
    assert client.get(EMBED).headers["Content-Security-Policy"] == POLICY


def test_what_is_known_is_304(client):
    known = {"If-None-Match": client.get(f"{EMBED}?term=dog").headers["ETag"]}
    assert client.get(f"{EMBED}?term=dog", headers=known).status_code == 304


def test_search_engines_know_the_page_by_one_address(show):
    tree = show(term="dog", theme="dark")
    assert tree.find(".//link[@rel='canonical']").get("href") == "http://localhost/embed"


def test_every_control_has_a_label(show):
    tree = show()
    named = {label.get("for") for label in tree.iter("label")}
    inside = {control.get("name") for label in tree.iter("label") for control in elements(label, "select", "input")}
    controls = elements(tree.find(".//form[@class='playground']"), "input", "select", "textarea")
    unnamed = [c.get("name") for c in controls if c.get("id") not in named and c.get("name") not in inside]
    assert (len(controls), unnamed) == (7, [])


def test_there_is_a_way_from_every_page(client):
    assert '<a href="/embed">' in client.get("/").text


def test_there_is_a_way_from_a_term(client):
    assert '<a href="/embed?term=dog">' in client.get("/terms/dog").text


@pytest.mark.parametrize(
    ("query", "status"),
    [("utm_source=x&term=dog", 200), ("theme=&related=&term=", 200), ("term=dog&term=cat", 200), ("text=%00", 200)],
)
def test_what_is_unknown_empty_or_given_twice_is_passed_over(client, query, status):
    assert client.get(f"{EMBED}?{query}").status_code == status


@pytest.mark.parametrize("query", ["theme=blue", "related=9", "compact=perhaps", "occurrences=some", "term=%00"])
def test_what_no_form_sends_is_a_422_page(client, query):
    response = client.get(f"{EMBED}?{query}")
    assert (response.status_code, response.mimetype) == (422, "text/html")


def test_an_empty_glossary_has_a_playground(client, retire_term):
    retire_term("dog")
    retire_term("cat")
    assert client.get(EMBED).status_code == 200


# A text


def test_a_text_is_shown_in_its_paragraphs(show):
    tree = show(text="Dogs\r\nbark.\r\n\r\nCats do not.")
    assert [paragraph.text for paragraph in by_id(tree, "preview")] == ["Dogs\nbark.", "Cats do not."]


def test_a_text_stays_in_its_field(show):
    assert by_id(show(text="Dogs\n\nbark."), "text").text.strip() == "Dogs\n\nbark."


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_text_stays_text(show, text):
    tree = show(text=text)
    assert (text_of(by_id(tree, "preview")), by_id(tree, "text").text.strip()) == (text, text)


def test_characters_that_html_cannot_hold_are_left_out(show):
    assert text_of(by_id(show(text="do\x00g\x1b\ufffe \U0001f415"), "preview")) == "dog \U0001f415"


def test_a_text_too_long_is_cut_and_the_page_says_so(show):
    tree = show(text="x" * (MAX_TEXT + 1))
    notice = tree.find(".//p[@class='notice']")
    assert (len(text_of(by_id(tree, "preview"))), "no more than 4,000 characters" in text_of(notice)) == (4_000, True)


def test_a_text_that_fits_is_not_said_to_be_cut(client):
    assert "is cut" not in client.get(EMBED, query_string={"text": "x" * MAX_TEXT}).text


def test_the_widget_marks_the_text_as_the_form_says(show):
    tree = show(occurrences="all", category="things")
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


def test_the_categories_to_choose_from_are_the_top_ones(show, make_category):
    make_category("parts", parent="things")
    names = [option.text for option in show().find(".//select[@name='category']")]
    assert names == ["All", "Things"]


@pytest.mark.parametrize("category", ["parts", '"><script>'])
def test_another_category_is_passed_over(snippets, make_category, category):
    make_category("parts", parent="things")
    assert "categories" not in snippets(category=category)["The line to copy"]


# A term


@pytest.mark.parametrize("term", ["dog", "Dog", "DOGS", "hound"])
def test_a_term_is_known_by_slug_name_or_label(show, term):
    assert text_of(by_id(show(term=term), "told")) == "This is Dog."


def test_a_slug_goes_before_a_label(show, make_term):
    make_term("Pointer", slug="hound")
    assert text_of(by_id(show(term="hound"), "told")) == "This is Pointer."


def test_a_renamed_term_is_shown_as_what_it_is_now(show, update_term):
    update_term("dog", slug="wolf", name="Wolf")
    assert text_of(by_id(show(term="dog"), "told")) == "This is Wolf."


def test_there_is_a_term_to_begin_with(show):
    assert frame(show()) is not None


def test_the_card_and_its_snippet_look_as_asked_for(show, snippets):
    query = {"term": "dog", "theme": "dark", "compact": "true", "related": "2"}
    path = "/embed/terms/dog?theme=dark&compact=true&related=2"
    copied = parse(f"<!doctype html><title>Host</title>{snippets(**query)['The card to copy']}")
    assert (frame(show(**query)).get("src"), frame(copied).get("src")) == (path, f"http://localhost{path}")


def test_a_card_as_cards_are_has_the_shortest_address(show):
    assert frame(show(term="dog")).get("src") == "/embed/terms/dog"


def test_the_frame_has_room_for_related_terms(show):
    heights = [int(frame(show(term="dog", related=count)).get("height")) for count in (0, 1, 8)]
    assert heights == [225, 305, 445]


def test_the_form_holds_what_was_asked_for(chosen):
    query = {"occurrences": "all", "category": "things", "theme": "light", "related": "3", "compact": "true"}
    assert chosen(**query) == {**query, "compact": True}


def test_the_form_begins_with_what_holds_without_it(chosen):
    assert chosen() == {
        "occurrences": "section",
        "category": "",
        "theme": "auto",
        "related": "0",
        "compact": False,
    }


def test_the_word_to_copy_is_shown_as_well(show, snippets):
    word = '<lemma-term slug="dog">Dog</lemma-term>'
    (shown,) = show(term="dog").iter("lemma-term")
    assert (snippets(term="dog")["A single word instead"], shown.get("slug"), shown.text) == (word, "dog", "Dog")


def test_the_oembed_answer_is_the_one_that_is_given(show, client):
    told = by_id(show(term="dog"), "oembed").findall("pre")[-1]
    assert json.loads("".join(told.itertext())) == client.get("/oembed", query_string={"url": DOG}).json


def test_the_address_to_paste_is_that_of_the_page(snippets):
    assert snippets(term="dog")["The address to paste"] == DOG


def test_the_oembed_answer_can_be_opened_in_both_formats(show, client):
    links = [link.get("href") for link in by_id(show(term="dog"), "oembed").iter("a")]
    assert [client.get(link).mimetype for link in links] == ["application/json", "text/xml"]


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_name_stays_text(show, snippets, make_term, markup):
    make_term(markup, slug="odd")
    copied = parse(f"<!doctype html><title>Host</title>{snippets(term='odd')['The card to copy']}")
    tree = show(term="odd")
    assert text_of(by_id(tree, "told")) == f"This is {markup}."
    assert [found.get("title") for found in (frame(tree), frame(copied))] == [f"Definition of {markup}"] * 2


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_what_is_called_a_term_stays_text(show, markup):
    tree = show(term=markup)
    assert by_id(tree, "term").get("value") == markup
    assert text_of(by_id(tree, "told")).startswith(f"There is no term '{markup}'.")


# What is no term


def test_an_unknown_term_is_said_and_others_are_offered(show):
    tree = show(term="dogg")
    links = {text_of(link): link.get("href") for link in by_id(tree, "told").iter("a")}
    assert text_of(by_id(tree, "told")) == "There is no term 'dogg'. Perhaps Dog?"
    assert links == {"Dog": "/embed?term=dog#show"}


def test_an_unknown_term_has_neither_card_nor_oembed(show, snippets):
    assert frame(show(term="xyz")) is None
    assert set(snippets(term="xyz")) & {"The card to copy", "A single word instead", "The address to paste"} == set()


def test_the_text_is_there_whatever_the_term_is(show):
    assert text_of(by_id(show(term="xyz", text="Dogs bark."), "preview")) == "Dogs bark."


def test_a_retired_term_is_said_to_be_retired(show, retire_term):
    retire_term("cat")
    assert text_of(by_id(show(term="cat"), "told")) == "The term 'cat' was retired."
