"""Lint rules for relations."""

import pytest

from data import lint
from tests.data.findings import link, rules


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("relation-ends", {"dough": [link("eats", "yeast")]}),
        ("relation-ends", {"dough": [link("uses", "yeast"), link("uses", "salt")]}),
        ("relation-ends", {"dough": [link("uses", "yeast"), link("related-to", "dough")]}),
        ("relation-pair", {"dough": [link("uses", "yeast"), link("requires", "yeast")]}),
        ("relation-pair", {"dough": [link("uses", "yeast"), link("uses", "yeast")]}),
        ("relation-pair", {"flour": [link("part-of", "dough"), link("uses", "yeast")]}),
        (
            "relation-cycle",
            {
                "dough": [link("uses", "yeast"), link("part-of", "gluten")],
                "gluten": [link("part-of", "flour")],
            },
        ),
        ("learning-order", {"dough": [link("requires", "yeast")], "flour": [link("broader", "dough")]}),
        ("relation-s27", {"gluten": [link("part-of", "flour"), link("uses", "dough")]}),
        (
            "relation-s27",
            {"gluten": [link("part-of", "flour")], "dough": [link("uses", "yeast"), link("uses", "gluten")]},
        ),
        ("relation-number", {"dough": []}),
        ("relation-number", {"yeast": [link("related-to", "flour"), link("related-to", "gluten")]}),
    ],
)
def test_a_wrong_relation_is_an_error(tiny, term, rule, changes):
    for slug, documents in changes.items():
        term(slug)["relations"] = documents
    assert rules(tiny) == {rule}


def test_a_term_that_requires_one_of_a_higher_level_is_an_error(tiny, term):
    term("flour")["level"] = "intermediate"
    assert [(finding.rule, finding.message) for finding in lint.check(tiny)] == [
        ("relation-level", "yeast: requires flour, which is of a higher level")
    ]


def test_a_term_may_require_one_of_its_own_level(tiny, term):
    for slug in ("flour", "yeast"):
        term(slug)["level"] = "advanced"
    assert rules(tiny) == set()


@pytest.mark.parametrize(("more", "broken"), [(12, set()), (13, {"relation-number"})])
def test_more_than_15_relations_are_an_error(tiny, add, more, broken):
    for number in range(more):
        add(f"bread-{number}", relations=[link("uses", "dough")])
    assert rules(tiny) == broken


def test_a_draft_without_relations_is_an_error(tiny, add):
    add("salt")
    assert [(finding.rule, finding.message) for finding in lint.check(tiny)] == [
        ("connected", "salt: not connected to the rest of the glossary (terms in this part: 1)")
    ]


def test_terms_related_only_to_each_other_are_an_error(tiny, add):
    add("salt", relations=[link("uses", "pepper")])
    add("pepper")
    assert [finding.message.split(":")[0] for finding in lint.check(tiny)] == ["pepper", "salt"]


def test_a_parent_that_follows_from_another_is_a_warning(tiny, add):
    add("bread", relations=[link("broader", "dough"), link("broader", "food")])
    add("food")
    tiny.terms[0].document["relations"] = [link("uses", "yeast"), link("broader", "food")]
    assert [(finding.rule, finding.message) for finding in lint.check(tiny, lint.WARNINGS)] == [
        ("redundant-broader", "bread: broader food already follows from dough")
    ]


@pytest.mark.parametrize(("number", "broken"), [(3, set()), (4, {"many-parents"})])
def test_more_than_3_parents_are_a_warning(tiny, add, number, broken):
    add("bread", relations=[link("broader", f"food-{n}") for n in range(number)])
    for n in range(number):
        add(f"food-{n}")
    assert rules(tiny, lint.WARNINGS) == broken


@pytest.mark.parametrize(("more", "broken"), [(1, set()), (2, {"untyped-share"})])
def test_more_than_30_percent_of_untyped_relations_are_a_warning(tiny, add, more, broken):
    for number in range(more):
        add(f"bread-{number}", relations=[link("related-to", "dough")])
    assert rules(tiny, lint.WARNINGS) == broken
