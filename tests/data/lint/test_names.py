"""Lint rules for slugs, categories, names and labels."""

from dataclasses import replace
from pathlib import Path

import pytest

from data import lint
from tests.data.findings import TINY, label, link, rules


@pytest.mark.parametrize(
    ("rule", "slug", "members"),
    [
        ("category-exists", "dough", {"category": "sport"}),
        ("unique-surface-form", "yeast", {"name": "\uff24OUGH"}),
        ("unique-surface-form", "yeast", {"labels": [label("wheat  gluten")]}),
        ("unique-surface-form", "yeast", {"labels": [label("Levain"), label("levain")]}),
        ("unique-surface-form", "yeast", {"labels": [label("YEAST")]}),
    ],
)
def test_an_unknown_category_or_a_repeated_name_is_an_error(tiny, term, rule, slug, members):
    term(slug).update(members)
    assert rules(tiny) == {rule}


def test_a_file_in_the_folder_of_another_top_category_is_an_error(tiny):
    tiny.terms[0] = replace(tiny.terms[0], path=TINY / "terms" / "drinks" / "dough.md")
    assert [finding.message for finding in lint.check(tiny)] == ["dough: is in drinks/, not in food/"]


def test_check_and_summary_end_despite_a_cycle_of_categories(tiny):
    tiny.categories[0].document["parent"] = "baking"
    assert "term-folder" in rules(tiny)
    assert lint.summarize(tiny)[-1]["terms"] == 4


def test_the_parent_of_a_category_must_exist(tiny):
    tiny.categories[1].document["parent"] = "sport"
    assert rules(tiny) == {"category-exists"}


@pytest.mark.parametrize("kind", ["terms", "categories", "relation_types"])
def test_a_slug_that_occurs_twice_is_an_error(tiny, kind):
    entry = getattr(tiny, kind)[0]
    getattr(tiny, kind).append(replace(entry, path=Path("twin")))
    assert [
        finding.location.split(":")[0] for finding in lint.check(tiny) if finding.rule == "unique-slug"
    ] == ["twin"]


@pytest.mark.parametrize("form", ["AP", "ap"])
def test_only_its_owner_may_have_an_ambiguous_abbreviation_as_a_label(tiny, term, form):
    term("flour")["labels"] = []
    term("dough")["labels"] = [label(form)]
    assert rules(tiny) == {"ambiguous-owner"}


def test_no_term_may_have_an_ambiguous_abbreviation_without_owner_as_a_label(tiny):
    tiny.ambiguous[0].document["owner"] = None
    assert [finding.message for finding in lint.check(tiny)] == [
        "flour: 'AP' is shared by several terms; no term may have it as a label"
    ]


@pytest.mark.parametrize("name", ["Gluten Free", "gluten-frees", "glutenfree"])
def test_names_that_differ_only_in_hyphens_spaces_or_a_final_s_are_a_warning(tiny, add, name):
    add("first", name="Gluten-free", relations=[link("uses", "dough")])
    add("second", name=name, relations=[link("uses", "dough")])
    (finding,) = lint.check(tiny, lint.WARNINGS)
    assert (finding.rule, finding.message) == (
        "similar-surface-form",
        f"second: '{name}' is nearly 'Gluten-free' of first",
    )


def test_a_label_may_be_similar_to_the_name_of_its_own_term(tiny, term):
    term("yeast")["labels"] = [label("Yeasts")]
    assert rules(tiny, lint.WARNINGS) == set()
