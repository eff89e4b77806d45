"""Rules of lint for relations."""

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
def test_relations_are_checked(tiny, term, rule, changes):
    for slug, documents in changes.items():
        term(slug)["relations"] = documents
    assert rules(tiny) == {rule}


def test_a_term_never_requires_one_of_a_higher_level(tiny, term):
    term("flour")["level"] = "intermediate"
    assert [(finding.rule, finding.message) for finding in lint.check(tiny)] == [
        ("relation-level", "yeast: requires flour, which is of a higher level")
    ]


def test_a_term_may_require_one_of_its_own_level(tiny, term):
    for slug in ("flour", "yeast"):
        term(slug)["level"] = "advanced"
    assert rules(tiny) == set()


@pytest.mark.parametrize(("more", "found"), [(12, set()), (13, {"relation-number"})])
def test_a_term_has_15_relations_at_most(tiny, add, more, found):
    for number in range(more):
        add(f"bread-{number}", relations=[link("uses", "dough")])
    assert rules(tiny) == found


def test_a_term_without_relations_is_found(tiny, add):
    add("salt")
    assert [(finding.rule, finding.message) for finding in lint.check(tiny)] == [
        ("connected", "salt: not connected with the rest (a part of 1)")
    ]


def test_terms_related_only_among_themselves_are_found(tiny, add):
    add("salt", relations=[link("uses", "pepper")])
    add("pepper")
    assert [finding.message.split(":")[0] for finding in lint.check(tiny)] == ["pepper", "salt"]


def test_a_parent_that_follows_from_another_is_warned_of(tiny, add):
    add("bread", relations=[link("broader", "dough"), link("broader", "food")])
    add("food")
    tiny.terms[0].document["relations"] = [link("uses", "yeast"), link("broader", "food")]
    assert [(finding.rule, finding.message) for finding in lint.check(tiny, lint.WARNINGS)] == [
        ("redundant-broader", "bread: broader food follows from dough")
    ]


@pytest.mark.parametrize(("number", "found"), [(3, set()), (4, {"many-parents"})])
def test_more_than_3_parents_are_warned_of(tiny, add, number, found):
    add("bread", relations=[link("broader", f"food-{n}") for n in range(number)])
    for n in range(number):
        add(f"food-{n}")
    assert rules(tiny, lint.WARNINGS) == found


@pytest.mark.parametrize(("more", "found"), [(1, set()), (2, {"untyped-share"})])
def test_over_30_percent_of_untyped_relations_are_warned_of(tiny, add, more, found):
    for number in range(more):
        add(f"bread-{number}", relations=[link("related-to", "dough")])
    assert rules(tiny, lint.WARNINGS) == found
