"""The playground as the server sends it: a page with a form that works without scripts."""

import re
from itertools import pairwise

import pytest

from api.embed.playground import MAX_TEXT
from api.http.operation import LOAD_OWN_FILES
from tests.api.documents import elements

EMBED = "/embed"
KINDS = {
    "default": {},
    "a term": {"term": "dog", "theme": "dark", "compact": "true", "related": "8"},
    "an unknown term": {"term": "dgo"},
    "a text": {"text": "Dogs bark.", "occurrences": "all", "category": "things"},
    "a text that is too long": {"text": "dog " * MAX_TEXT},
}

pytestmark = pytest.mark.usefixtures("pets")


@pytest.fixture
def chosen(playground):
    """Return a function that returns the values of the controls for the given parameters."""

    def read(**query):
        tree = playground(**query)
        options = {
            select.get("name"): option.get("value")
            for select in tree.iter("select")
            for option in select
            if option.get("selected") is not None
        }
        (flag,) = tree.iterfind(".//input[@type='checkbox']")
        return {**options, "compact": flag.get("checked") is not None}

    return read


@pytest.mark.parametrize("query", KINDS.values(), ids=KINDS)
def test_the_page_is_valid_html_and_no_heading_skips_a_level(playground, client, query):
    playground(**query)
    levels = [
        int(level) for level in re.findall(r"<h([1-6])[ >]", client.get(EMBED, query_string=query).text)
    ]
    assert (levels.count(1), [after for before, after in pairwise(levels) if after > before + 1]) == (1, [])


@pytest.mark.parametrize("query", KINDS.values(), ids=KINDS)
def test_the_page_has_no_inline_script_or_style(client, query):
    page = client.get(EMBED, query_string=query).text
    assert re.findall(r"<script>|<script [^>]*>[^<]|<style| style=\"| on\w+=\"", page) == []


@pytest.mark.parametrize("query", KINDS.values(), ids=KINDS)
def test_the_page_loads_only_from_its_own_origin(playground, query):
    loaded = [element.get("src") for element in elements(playground(**query), "script", "iframe")]
    assert [address for address in loaded if not re.match(r"/[^/]", address)] == []


def test_the_page_has_the_same_policy_as_other_pages(client):
    assert client.get(EMBED).headers["Content-Security-Policy"] == LOAD_OWN_FILES


def test_an_unchanged_page_is_304(client):
    known = {"If-None-Match": client.get(f"{EMBED}?term=dog").headers["ETag"]}
    assert client.get(f"{EMBED}?term=dog", headers=known).status_code == 304


def test_the_page_has_one_canonical_address(playground):
    tree = playground(term="dog", theme="dark")
    assert tree.find(".//link[@rel='canonical']").get("href") == "http://localhost/embed"


def test_every_control_has_a_label(playground):
    tree = playground()
    named = {label.get("for") for label in tree.iter("label")}
    inside = {
        control.get("name") for label in tree.iter("label") for control in elements(label, "select", "input")
    }
    controls = elements(tree.find(".//form[@class='playground']"), "input", "select", "textarea")
    unnamed = [c.get("name") for c in controls if c.get("id") not in named and c.get("name") not in inside]
    assert (len(controls), unnamed) == (7, [])


def test_every_page_links_to_the_playground(client):
    assert '<a href="/embed">' in client.get("/").text


def test_a_term_page_links_to_its_playground(client):
    assert '<a href="/embed?term=dog">' in client.get("/terms/dog").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("utm_source=x&term=dog", 200),
        ("theme=&related=&term=", 200),
        ("term=dog&term=cat", 200),
        ("text=%00", 200),
    ],
)
def test_unknown_empty_and_repeated_parameters_are_ignored(client, query, status):
    assert client.get(f"{EMBED}?{query}").status_code == status


@pytest.mark.parametrize(
    "query", ["theme=blue", "related=9", "compact=perhaps", "occurrences=some", "term=%00"]
)
def test_a_value_that_the_form_cannot_send_is_a_422_page(client, query):
    response = client.get(f"{EMBED}?{query}")
    assert (response.status_code, response.mimetype) == (422, "text/html")


def test_an_empty_glossary_has_a_playground(client, retire_term):
    retire_term("dog")
    retire_term("cat")
    assert client.get(EMBED).status_code == 200


def test_the_form_shows_the_requested_values(chosen):
    query = {"occurrences": "all", "category": "things", "theme": "light", "related": "3", "compact": "true"}
    assert chosen(**query) == {**query, "compact": True}


def test_the_form_shows_the_defaults_without_a_query(chosen):
    assert chosen() == {
        "occurrences": "section",
        "category": "",
        "theme": "auto",
        "related": "0",
        "compact": False,
    }
