from dataclasses import replace
from pathlib import Path

import pytest

from api import content
from api.spec import CONTENT
from data import lint
from data.lint.sources import is_isbn

TINY = Path(__file__).parent.parent / "tiny"
DEFINITION = "Soft mass of ground grain and water that is shaped and then baked, boiled or fried"
WORD = "word "


def rules(glossary, checked=lint.ERRORS):
    return {finding.rule for finding in lint.check(glossary, checked)}


def label(text):
    return {"text": text, "kind": "synonym", "language": "en"}


def source(**members):
    return {"role": "primary", "citation": "Somebody. Something.", **members}


def link(kind, target):
    return {"type": kind, "target": target, "note": None}


@pytest.fixture(scope="module")
def shipped_content():
    return content.read(CONTENT)


def test_the_shipped_content_has_no_error(shipped_content):
    assert list(lint.check(shipped_content)) == []


def test_the_shipped_content_has_warnings_for_less_than_3_percent_of_its_terms(shipped_content):
    warned = {finding.place for finding in lint.check(shipped_content, lint.WARNINGS)}
    assert len(warned) < 0.03 * len(shipped_content.terms)


def test_a_sound_glossary_has_no_finding(tiny):
    assert list(lint.check(tiny, lint.ERRORS + lint.WARNINGS)) == []


def test_a_finding_says_where_and_what(tiny, term):
    term("dough")["definition"] = "Too short."
    finding = next(lint.check(tiny))
    assert (finding.rule, finding.place, finding.message) == (
        "definition-form",
        f"{TINY}/terms/food/dough.md:6",
        "dough: 2 words, not 12 to 35",
    )


# Names, categories


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
def test_names_and_categories_are_checked(tiny, term, rule, slug, members):
    term(slug).update(members)
    assert rules(tiny) == {rule}


def test_a_file_stands_in_the_folder_of_its_top_category(tiny):
    tiny.terms[0] = replace(tiny.terms[0], path=TINY / "terms" / "drinks" / "dough.md")
    assert [finding.message for finding in lint.check(tiny)] == ["dough: stands in drinks/, not in food/"]


def test_a_cycle_of_parents_does_not_hang_the_check(tiny):
    tiny.categories[0].document["parent"] = "baking"
    assert "term-folder" in rules(tiny)
    assert lint.summarize(tiny)[-1]["terms"] == 4


def test_the_parent_of_a_category_must_exist(tiny):
    tiny.categories[1].document["parent"] = "sport"
    assert rules(tiny) == {"category-exists"}


@pytest.mark.parametrize("kind", ["terms", "categories", "relation_types"])
def test_a_slug_stands_once(tiny, kind):
    entry = getattr(tiny, kind)[0]
    getattr(tiny, kind).append(replace(entry, path=Path("twin")))
    assert [finding.place.split(":")[0] for finding in lint.check(tiny) if finding.rule == "unique-slug"] == ["twin"]


@pytest.mark.parametrize("form", ["AP", "ap"])
def test_an_ambiguous_abbreviation_is_carried_by_its_owner_alone(tiny, term, form):
    term("flour")["labels"] = []
    term("dough")["labels"] = [label(form)]
    assert rules(tiny) == {"ambiguous-owner"}


def test_an_ambiguous_abbreviation_without_owner_is_carried_by_nobody(tiny):
    tiny.ambiguous[0].document["owner"] = None
    assert [finding.message for finding in lint.check(tiny)] == [
        "flour: 'AP' is shared by several terms; none may carry it"
    ]


@pytest.mark.parametrize("name", ["Gluten Free", "gluten-frees", "glutenfree"])
def test_names_that_differ_in_hyphens_spaces_or_a_final_s_are_warned_of(tiny, add, name):
    add("first", name="Gluten-free", relations=[link("uses", "dough")])
    add("second", name=name, relations=[link("uses", "dough")])
    (finding,) = lint.check(tiny, lint.WARNINGS)
    assert (finding.rule, finding.message) == (
        "similar-surface-form",
        f"second: '{name}' is nearly 'Gluten-free' of first",
    )


def test_a_label_may_be_like_the_name_of_its_own_term(tiny, term):
    term("yeast")["labels"] = [label("Yeasts")]
    assert rules(tiny, lint.WARNINGS) == set()


# Definitions


@pytest.mark.parametrize(
    ("definition", "fault"),
    [
        (f"{WORD.title()}{WORD * 9}end.", "11 words"),
        (f"{WORD.title()}{WORD * 34}end.", "36 words"),
        (f"Internationalization {'internationalization ' * 11}end.", "characters, over 240"),
        (f"{DEFINITION[0].lower()}{DEFINITION[1:]}.", "does not begin with a capital"),
        (DEFINITION, "does not end with a full stop"),
        (f"{DEFINITION}. It rests.", "more than one sentence"),
        (f"{DEFINITION}! Then it rests.", "more than one sentence"),
        (f"{DEFINITION}, *slowly*.", "not plain text: '*'"),
        (f"{DEFINITION}, [see](term:flour).", "not plain text"),
        (f"{DEFINITION}, $x$.", "not plain text"),
        (f"{DEFINITION}, see https://a.example.", "not plain text"),
        (f"{DEFINITION} <b>.", "not plain text"),
    ],
)
def test_the_form_of_a_definition_is_checked(tiny, term, definition, fault):
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
        *("A term for soft", "Term used for soft", "The term for soft", "It is soft", "They are soft", "This is soft"),
    ],
)
def test_an_opening_that_makes_no_definition_is_found(tiny, term, opening):
    term("dough")["definition"] = f"{opening} mass of ground grain and water that is shaped and then baked or fried."
    assert "definition-opening" in rules(tiny)


@pytest.mark.parametrize("opening", ["Area of a", "Theory of a", "Term of a", "Another"])
def test_another_opening_passes(tiny, term, opening):
    term("dough")["definition"] = f"{opening} mass of ground grain and water that is shaped and then baked or fried."
    assert rules(tiny) == set()


@pytest.mark.parametrize("form", ["yeast", "YEAST", "Levain", "dry-yeast"])
def test_a_definition_that_uses_its_own_name_is_found(tiny, term, form):
    term("yeast").update(definition=f"{DEFINITION} with {form}.", labels=[label("Levain")])
    assert rules(tiny) == {"definition-circular"}


@pytest.mark.parametrize("form", ["yeasty", "flour"])
def test_a_definition_may_use_another_word(tiny, term, form):
    term("yeast")["definition"] = f"{DEFINITION} with {form}."
    assert rules(tiny) == set()


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        (f"{DEFINITION}.", True),
        ("Hot mass of ground grain and water that is shaped and then baked, boiled or steamed.", True),
        ("Mass of ground grain that is shaped, and then water in which it is boiled or fried.", False),
    ],
)
def test_definitions_that_share_most_of_their_words_in_order_are_warned_of(tiny, term, definition, found):
    term("dough")["definition"] = f"{DEFINITION}."
    term("yeast")["definition"] = definition
    assert rules(tiny, lint.WARNINGS) == ({"definition-alike"} if found else set())


# Explanations


@pytest.mark.parametrize(("words", "found"), [(89, True), (90, False), (160, False), (161, True)])
def test_an_explanation_has_90_to_160_words(tiny, term, words, found):
    term("dough")["explanation"] = WORD * (words - 2) + "[a link](term:flour 'with a title')"
    assert rules(tiny) == ({"explanation-length"} if found else set())


def test_a_published_term_has_an_explanation(tiny, term):
    term("dough")["explanation"] = None
    assert rules(tiny) == {"explanation-length"}


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("[a](term:salt)", "links to 'salt', which does not exist"),
        ("[a](term:dough)", "links to itself"),
        ("[a](term:yeast) [b](term:yeast)", "links to 'yeast' 2 times"),
        ("[a][1]\n\n[1]: term:salt", "links to 'salt', which does not exist"),
    ],
)
def test_links_of_an_explanation_are_checked(tiny, term, more, fault):
    term("dough")["explanation"] += f" {more}"
    assert [(finding.rule, finding.message) for finding in lint.check(tiny)] == [
        ("explanation-links", f"dough: {fault}")
    ]


@pytest.mark.parametrize("html", ["<b>x</b>", "<br>", "<!-- x -->", "&nbsp;", "</p>"])
def test_html_in_an_explanation_is_found(tiny, term, html):
    term("dough")["explanation"] += f" {html}"
    assert "explanation-html" in rules(tiny)


@pytest.mark.parametrize("text", ["`<b>`", "1 < 2 > 0", "salt & water"])
def test_what_only_looks_like_html_passes(tiny, term, text):
    term("dough")["explanation"] += f" {text}"
    assert rules(tiny) == set()


# Formulas


@pytest.mark.parametrize("member", [{"formula": "\\unheardof"}, {"explanation": f"{WORD * 100} $\\unheardof$"}])
def test_a_formula_that_cannot_be_set_is_an_error(tiny, term, member):
    term("dough").update(member)
    (finding,) = (finding for finding in lint.check(tiny) if finding.rule == "formula")
    assert finding.message == "dough: '\\unheardof' cannot be set"


# Relations


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
            {"dough": [link("uses", "yeast"), link("part-of", "gluten")], "gluten": [link("part-of", "flour")]},
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


# Sources


def test_a_published_term_has_a_source(tiny, term):
    term("dough")["sources"] = []
    assert rules(tiny) == {"source-present"}


@pytest.mark.parametrize(
    "identifier",
    [
        {"doi": "10.1038"},
        {"doi": "https://doi.org/10.1038/323533a0"},
        {"doi": "10.1038/323 533"},
        {"arxiv": "arXiv:1810.04805"},
        {"arxiv": "1810.480"},
        {"isbn": "9780262035614"},
        {"isbn": "978026203561"},
        {"isbn": "0684800013"},
    ],
)
def test_an_identifier_of_the_wrong_form_is_found(tiny, term, identifier):
    term("dough")["sources"] = [source(**identifier)]
    assert rules(tiny) == {"source-identifier"}


@pytest.mark.parametrize(
    "identifier",
    [
        {"doi": "10.1038/323533a0"},
        {"arxiv": "1810.04805"},
        {"arxiv": "1810.04805v2"},
        {"arxiv": "cs/0112017"},
        {"arxiv": "math.GT/0309136"},
        {"isbn": "978-0-262-03561-3"},
        {"url": "https://a.example"},
    ],
)
def test_an_identifier_of_the_right_form_passes(tiny, term, identifier):
    term("dough")["sources"] = [source(**identifier)]
    assert rules(tiny) == set()


@pytest.mark.parametrize(
    ("isbn", "right"),
    [
        ("9780262035613", True),
        ("0-684-80001-2", True),
        ("080442957X", True),
        ("080442957x", False),
        ("0804429571", False),
        ("9780262035631", False),
        ("X804429570", False),
        ("", False),
    ],
)
def test_the_check_digit_of_an_isbn(isbn, right):
    assert is_isbn(isbn) is right


# Only what readers see must be complete


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_a_term_not_published_may_be_incomplete(tiny, add, status):
    add("salt", status=status, definition="The", explanation=None, sources=[], relations=[link("uses", "dough")])
    assert rules(tiny) == set()
