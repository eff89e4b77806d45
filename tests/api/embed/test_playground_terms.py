"""A term in the playground: its card, its word and its oEmbed answer, to see and to copy."""

import json

import pytest

from tests.api.documents import by_id, framed, text_of
from tests.markup import MARKUP

DOG = "http://localhost/terms/dog"

pytestmark = pytest.mark.usefixtures("pets")


def frame(tree):
    return tree.find(".//iframe")


@pytest.mark.parametrize("term", ["dog", "Dog", "DOGS", "hound"])
def test_a_term_is_known_by_slug_name_or_label(playground, term):
    assert text_of(by_id(playground(term=term), "answer")) == "This is Dog."


def test_a_slug_goes_before_a_label(playground, make_term):
    make_term("Pointer", slug="hound")
    assert text_of(by_id(playground(term="hound"), "answer")) == "This is Pointer."


def test_a_renamed_term_is_shown_as_what_it_is_now(playground, update_term):
    update_term("dog", slug="wolf", name="Wolf")
    assert text_of(by_id(playground(term="dog"), "answer")) == "This is Wolf."


def test_there_is_a_term_to_begin_with(playground):
    assert frame(playground()) is not None


def test_the_card_and_its_snippet_look_as_asked_for(playground, snippets):
    query = {"term": "dog", "theme": "dark", "compact": "true", "related": "2"}
    path = "/embed/terms/dog?theme=dark&compact=true&related=2"
    copied = framed(snippets(**query)["The card to copy"])
    assert (frame(playground(**query)).get("src"), copied.get("src")) == (path, f"http://localhost{path}")


def test_a_card_as_cards_are_has_the_shortest_address(playground):
    assert frame(playground(term="dog")).get("src") == "/embed/terms/dog"


def test_the_frame_has_room_for_related_terms(playground):
    heights = [int(frame(playground(term="dog", related=count)).get("height")) for count in (0, 1, 8)]
    assert heights == [225, 305, 445]


def test_the_word_to_copy_is_shown_as_well(playground, snippets):
    word = '<lemma-term slug="dog">Dog</lemma-term>'
    (shown,) = playground(term="dog").iter("lemma-term")
    assert (snippets(term="dog")["A single word instead"], shown.get("slug"), shown.text) == (
        word,
        "dog",
        "Dog",
    )


def test_the_oembed_answer_is_the_one_that_is_given(playground, client):
    sentence = by_id(playground(term="dog"), "oembed").findall("pre")[-1]
    assert json.loads("".join(sentence.itertext())) == client.get("/oembed", query_string={"url": DOG}).json


def test_the_address_to_paste_is_that_of_the_page(snippets):
    assert snippets(term="dog")["The address to paste"] == DOG


def test_the_oembed_answer_can_be_opened_in_both_formats(playground, client):
    links = [link.get("href") for link in by_id(playground(term="dog"), "oembed").iter("a")]
    assert [client.get(link).mimetype for link in links] == ["application/json", "text/xml"]


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_name_stays_text(playground, snippets, make_term, markup):
    make_term(markup, slug="odd")
    copied = framed(snippets(term="odd")["The card to copy"])
    tree = playground(term="odd")
    assert text_of(by_id(tree, "answer")) == f"This is {markup}."
    assert [found.get("title") for found in (frame(tree), copied)] == [f"Definition of {markup}"] * 2


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_what_is_called_a_term_stays_text(playground, markup):
    tree = playground(term=markup)
    assert by_id(tree, "term").get("value") == markup
    assert text_of(by_id(tree, "answer")).startswith(f"There is no term '{markup}'.")


# What is no term


def test_an_unknown_term_is_said_and_others_are_offered(playground):
    tree = playground(term="dogg")
    links = {text_of(link): link.get("href") for link in by_id(tree, "answer").iter("a")}
    assert text_of(by_id(tree, "answer")) == "There is no term 'dogg'. Perhaps Dog?"
    assert links == {"Dog": "/embed?term=dog#show"}


def test_an_unknown_term_has_neither_card_nor_oembed(playground, snippets):
    assert frame(playground(term="xyz")) is None
    assert (
        set(snippets(term="xyz")) & {"The card to copy", "A single word instead", "The address to paste"}
        == set()
    )


def test_the_text_is_there_whatever_the_term_is(playground):
    assert text_of(by_id(playground(term="xyz", text="Dogs bark."), "preview")) == "Dogs bark."


def test_a_retired_term_is_said_to_be_retired(playground, retire_term):
    retire_term("cat")
    assert text_of(by_id(playground(term="cat"), "answer")) == "The term 'cat' was retired."
