"""Lint rules for definitions."""

import pytest

from data import lint
from tests.data.findings import WORD, label, rules

# 16 words, which is within the limits, and without the period, so that a test can add its fault.
DEFINITION = "Soft mass of ground grain and water that is shaped and then baked, boiled or fried"
WITHOUT_OPENING = "mass of ground grain and water that is shaped and then baked or fried."


@pytest.mark.parametrize(
    ("definition", "fault"),
    [
        (f"{WORD.title()}{WORD * 9}end.", "11 words"),
        (f"{WORD.title()}{WORD * 34}end.", "36 words"),
        (f"Internationalization {'internationalization ' * 11}end.", "characters, over 240"),
        (f"{DEFINITION[0].lower()}{DEFINITION[1:]}.", "does not begin with a capital letter"),
        (DEFINITION, "does not end with a period"),
        (f"{DEFINITION}. It rests.", "more than one sentence"),
        (f"{DEFINITION}! Then it rests.", "more than one sentence"),
        (f"{DEFINITION}, *slowly*.", "not plain text: '*'"),
        (f"{DEFINITION}, [see](term:flour).", "not plain text"),
        (f"{DEFINITION}, $x$.", "not plain text"),
        (f"{DEFINITION}, see https://a.example.", "not plain text"),
        (f"{DEFINITION} <b>.", "not plain text"),
    ],
)
def test_a_definition_of_the_wrong_form_is_an_error(tiny, term, definition, fault):
    term("dough")["definition"] = definition
    finding = next(lint.check(tiny))
    assert finding.rule == "definition-form"
    assert fault in finding.message


@pytest.mark.parametrize(
    "definition",
    [
        f"{WORD.title()}{WORD * 10}end.",
        f"{WORD.title()}{WORD * 33}end.",
        f"{DEFINITION}, e.g. Some.",
        f"3D {DEFINITION.lower()}.",
    ],
)
def test_a_definition_at_the_limits_passes(tiny, term, definition):
    term("dough")["definition"] = definition
    assert rules(tiny) == set()


@pytest.mark.parametrize(
    "opening",
    [
        *("A soft", "An elastic", "The soft", "a soft"),
        *("Is when soft", "Are where soft", "Refers to soft", "Referring to soft"),
        *("A term for soft", "Term used for soft", "The term for soft"),
        *("It is soft", "They are soft", "This is soft"),
    ],
)
def test_an_article_or_an_opening_that_does_not_define_is_an_error(tiny, term, opening):
    term("dough")["definition"] = f"{opening} {WITHOUT_OPENING}"
    assert "definition-opening" in rules(tiny)


@pytest.mark.parametrize("opening", ["Area of a", "Theory of a", "Term of a", "Another"])
def test_another_opening_passes(tiny, term, opening):
    term("dough")["definition"] = f"{opening} {WITHOUT_OPENING}"
    assert rules(tiny) == set()


@pytest.mark.parametrize("form", ["yeast", "YEAST", "Levain", "dry-yeast"])
def test_a_definition_that_contains_its_own_name_or_label_is_an_error(tiny, term, form):
    term("yeast").update(definition=f"{DEFINITION} with {form}.", labels=[label("Levain")])
    assert rules(tiny) == {"definition-circular"}


@pytest.mark.parametrize("form", ["yeasty", "flour"])
def test_a_definition_may_contain_other_words(tiny, term, form):
    term("yeast")["definition"] = f"{DEFINITION} with {form}."
    assert rules(tiny) == set()


@pytest.mark.parametrize(
    ("definition", "is_alike"),
    [
        (f"{DEFINITION}.", True),
        ("Hot mass of ground grain and water that is shaped and then baked, boiled or steamed.", True),
        ("Mass of ground grain that is shaped, and then water in which it is boiled or fried.", False),
    ],
)
def test_definitions_that_share_most_of_their_trigrams_are_a_warning(tiny, term, definition, is_alike):
    term("dough")["definition"] = f"{DEFINITION}."
    term("yeast")["definition"] = definition
    assert rules(tiny, lint.WARNINGS) == ({"definition-alike"} if is_alike else set())
