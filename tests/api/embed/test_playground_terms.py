"""A term in the playground: its card, its word and its oEmbed response, shown and ready to copy."""

import json

import pytest

from tests.api.documents import by_id, framed, text_of
from tests.markup import MARKUP

DOG = "http://localhost/terms/dog"

pytestmark = pytest.mark.usefixtures("pets")


def frame(tree):
    return tree.find(".//iframe")


@pytest.mark.parametrize("term", ["dog", "Dog", "DOGS", "hound"])
def test_a_term_is_found_by_slug_name_or_label(playground, term):
    assert text_of(by_id(playground(term=term), "answer")) == "This card shows Dog."


def test_a_slug_takes_precedence_over_a_label(playground, make_term):
    make_term("Pointer", slug="hound")
    assert text_of(by_id(playground(term="hound"), "answer")) == "This card shows Pointer."


def test_a_renamed_term_is_shown_by_its_new_name(playground, update_term):
    update_term("dog", slug="wolf", name="Wolf")
    assert text_of(by_id(playground(term="dog"), "answer")) == "This card shows Wolf."


def test_a_chain_of_replacements_is_followed(playground, make_term):
    make_term("Wolf", status="deprecated", replaced_by="dog")
    make_term("Jackal", status="deprecated", replaced_by="wolf")
    assert text_of(by_id(playground(term="jackal"), "answer")) == "This card shows Dog."


def test_a_draft_is_reported_as_unknown(playground, make_term):
    make_term("Yeti", status="draft")
    assert text_of(by_id(playground(term="yeti"), "answer")) == "There is no term 'yeti'."


def test_the_playground_shows_a_card_without_a_query(playground):
    assert frame(playground()) is not None


def test_the_card_and_its_snippet_have_the_requested_appearance(playground, snippets):
    query = {"term": "dog", "theme": "dark", "compact": "true", "related": "2"}
    path = "/embed/terms/dog?theme=dark&compact=true&related=2"
    copied = framed(snippets(**query)["Card to copy"])
    assert (frame(playground(**query)).get("src"), copied.get("src")) == (path, f"http://localhost{path}")


def test_a_default_card_has_an_address_without_a_query(playground):
    assert frame(playground(term="dog")).get("src") == "/embed/terms/dog"


def test_the_frame_has_room_for_related_terms(playground):
    heights = [int(frame(playground(term="dog", related=count)).get("height")) for count in (0, 1, 8)]
    assert heights == [225, 305, 445]


def test_the_word_to_copy_is_also_shown(playground, snippets):
    word = '<lemma-term slug="dog">Dog</lemma-term>'
    (shown,) = playground(term="dog").iter("lemma-term")
    assert (snippets(term="dog")["Single word to copy"], shown.get("slug"), shown.text) == (
        word,
        "dog",
        "Dog",
    )


def test_the_shown_oembed_response_is_the_one_that_is_sent(playground, client):
    sentence = by_id(playground(term="dog"), "oembed").findall("pre")[-1]
    assert json.loads("".join(sentence.itertext())) == client.get("/oembed", query_string={"url": DOG}).json


def test_the_address_to_paste_is_the_page_of_the_term(snippets):
    assert snippets(term="dog")["Address to paste"] == DOG


def test_the_oembed_response_is_linked_in_both_formats(playground, client):
    links = [link.get("href") for link in by_id(playground(term="dog"), "oembed").iter("a")]
    assert [client.get(link).mimetype for link in links] == ["application/json", "text/xml"]


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_name_stays_text(playground, snippets, make_term, markup):
    make_term(markup, slug="odd")
    copied = framed(snippets(term="odd")["Card to copy"])
    tree = playground(term="odd")
    assert text_of(by_id(tree, "answer")) == f"This card shows {markup}."
    assert [found.get("title") for found in (frame(tree), copied)] == [f"Definition of {markup}"] * 2


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_the_requested_term_stays_text(playground, markup):
    tree = playground(term=markup)
    assert by_id(tree, "term").get("value") == markup
    assert text_of(by_id(tree, "answer")).startswith(f"There is no term '{markup}'.")


# Unknown terms


def test_an_unknown_term_is_reported_with_suggestions(playground):
    tree = playground(term="dogg")
    links = {text_of(link): link.get("href") for link in by_id(tree, "answer").iter("a")}
    assert text_of(by_id(tree, "answer")) == "There is no term 'dogg'. Did you mean Dog?"
    assert links == {"Dog": "/embed?term=dog#show"}


def test_an_unknown_term_has_no_card_and_no_oembed(playground, snippets):
    assert frame(playground(term="xyz")) is None
    assert set(snippets(term="xyz")) & {"Card to copy", "Single word to copy", "Address to paste"} == set()


def test_the_text_is_shown_even_if_the_term_is_unknown(playground):
    assert text_of(by_id(playground(term="xyz", text="Dogs bark."), "preview")) == "Dogs bark."


def test_a_retired_term_is_reported_as_retired(playground, retire_term):
    retire_term("cat")
    assert text_of(by_id(playground(term="cat"), "answer")) == "The term 'cat' was retired."
