import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import content
from api.docs.document import CONTENT
from data.constants import MAX_SLUG
from data.text import folding

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
REPRODUCIBLY = settings(database=None, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dropout", "dROPOUT"),
        ("filter", "\ufb01lter"),
        ("GPU", "\uff27\uff30\uff35"),
        ("tel", "\u2121"),
        ("straße", "STRASSE"),
        ("Fréchet", "Fre\u0301chet"),
        ("\u0390", "\u0399\u0308\u0301"),
        ("k\u00a0means ", "  K  means"),
    ],
)
def test_equal_forms_fold_alike(one, other):
    assert folding.fold(one) == folding.fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("resume", "résumé"), ("pre-training", "pretraining"), ("C", "C++")]
)
def test_different_forms_fold_differently(one, other):
    assert folding.fold(one) != folding.fold(other)


@REPRODUCIBLY
@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text):
    assert folding.fold(folding.fold(text)) == folding.fold(text)


@REPRODUCIBLY
@given(ANY_TEXT)
def test_the_unicode_form_makes_no_difference(text):
    assert folding.fold(unicodedata.normalize("NFKD", text)) == folding.fold(text)


@pytest.mark.parametrize(("accented", "plain"), [("Fréchet", "Frechet"), ("Łoś", "Łos"), ("naïve", "naive")])
def test_accents_are_stripped(accented, plain):
    assert folding.strip_accents(accented) == plain


@pytest.mark.parametrize(
    ("name", "key"), [("«Élan»", "elan»"), ("Zero", "zero"), ('"Quoted"', 'quoted"'), ("(1+1)-ES", "1+1)-es")]
)
def test_the_sort_key_ignores_case_accents_and_opening_marks(name, key):
    assert folding.sort_key(name) == key


@pytest.mark.parametrize(
    ("name", "heading"),
    [("dropout", "D"), ("Élan", "E"), ("«Word»", "W"), ("3D", "#"), ("$", "#"), ("Ωmega", "Ω")],
)
def test_a_name_is_listed_under_its_letter(name, heading):
    assert folding.letter(name) == heading


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Pre-training", "pre-training"),
        ("Goodhart's Law", "goodharts-law"),
        ("Goodhart’s Law", "goodharts-law"),
        ("Fréchet Inception Distance (FID)", "frechet-inception-distance-fid"),
        ("C++", "c"),
        ("  F1 / F2  ", "f1-f2"),
        ("データ", "deta"),
        ("Вектор", "vektor"),
        ("Łoś & Søren", "los-soren"),
        ("Straße", "strasse"),
        ("+", ""),
        ("...", ""),
    ],
)
def test_a_slug_is_made_from_a_name(name, slug):
    assert folding.slugify(name) == slug


def test_all_shipped_names_but_two_give_the_slugs_of_their_files():
    terms = [entry.document for entry in content.read(CONTENT).terms]
    others = {term["name"] for term in terms if folding.slugify(term["name"]) != term["slug"]}
    assert others == {"A* Search", "Pass@k"}


@pytest.mark.parametrize("name", ["a" * 200, "ab " * 66, "a" * (MAX_SLUG - 1) + " b"])
def test_a_slug_made_from_a_long_name_is_cut(name):
    slug = folding.slugify(name)
    assert len(slug) <= MAX_SLUG
    assert not slug.endswith("-")
