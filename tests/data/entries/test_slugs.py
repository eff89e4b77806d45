import pytest

from data.entries import categories, slugs
from data.errors import Conflict, Gone, Moved, NotFound
from data.store.changes import Actor

BY = Actor("tester")


@pytest.fixture
def rename(update_term):
    """Rename a term."""
    return lambda slug, new: update_term(slug, slug=new)


@pytest.fixture
def way(database):
    """Where a slug of a term leads."""

    def look(slug):
        error = slugs.missing_error(database, "term", slug)
        return getattr(error, "slug", type(error))

    return look


def test_a_renamed_term_has_moved(make_term, rename, way):
    make_term("Dropout")
    rename("dropout", "dilution")
    assert way("dropout") == "dilution"


def test_each_of_a_chain_of_names_leads_to_the_last(make_term, rename, way):
    make_term("A")
    for old, new in ("ab", "bc", "cd"):
        rename(old, new)
    assert [way(slug) for slug in "abc"] == ["d", "d", "d"]


def test_a_retired_term_leads_to_its_replacement(make_term, retire_term, way):
    make_term("A")
    make_term("B")
    retire_term("a", "b")
    assert way("a") == "b"


def test_a_retired_term_leads_to_what_it_named_as_its_replacement(make_term, retire_term, way):
    make_term("B")
    make_term("A", replaced_by="b")
    retire_term("a")
    assert way("a") == "b"


def test_a_retired_term_follows_its_replacement_to_a_new_name(make_term, rename, retire_term, way):
    make_term("A")
    make_term("B")
    retire_term("a", "b")
    rename("b", "c")
    assert way("a") == "c"


def test_a_chain_of_replacements_leads_to_the_last(make_term, rename, retire_term, way):
    for name in "ABC":
        make_term(name)
    rename("a", "x")
    retire_term("x", "b")
    retire_term("b", "c")
    assert [way(slug) for slug in "axb"] == ["c", "c", "c"]


def test_a_chain_that_ends_in_a_retired_term_is_gone(make_term, rename, retire_term, way):
    make_term("A")
    rename("a", "b")
    retire_term("b")
    assert [way(slug) for slug in "ab"] == [Gone, Gone]


def test_a_renamed_category_has_moved(database, make_category):
    make_category("parts")
    categories.update(database, "parts", {"slug": "pieces"}, match=None, actor=BY)
    with pytest.raises(Moved) as error:
        categories.get(database, "parts")
    assert error.value.slug == "pieces"


def test_a_taken_slug_cannot_be_claimed(database, make_term):
    make_term("Dropout")
    with pytest.raises(Conflict, match="already is a term 'dropout'") as error:
        slugs.reserve(database, "term", "dropout")
    assert error.value.extra == {"pointer": "/slug"}


def test_the_slug_of_a_retired_term_is_not_given_again(make_term, retire_term):
    make_term("Dropout")
    retire_term("dropout")
    with pytest.raises(Conflict, match="not given again"):
        make_term("Dropout")


def test_a_former_slug_is_not_given_again(make_term, rename):
    make_term("A")
    rename("a", "b")
    with pytest.raises(Conflict, match="not given again"):
        make_term("A2", slug="a")


def test_terms_and_categories_have_slugs_of_their_own(make_term):
    assert make_term("Things").slug == "things"


def test_an_unknown_slug_suggests_the_nearest(database, make_term):
    for name in ("Pre-training", "Training", "Dropout"):
        make_term(name)
    error = slugs.missing_error(database, "term", "pretraining")
    assert (type(error), error.extra["suggestions"]) == (NotFound, ["pre-training", "training"])


def test_an_unknown_slug_unlike_any_other_suggests_nothing(database, make_term):
    make_term("Dropout")
    assert slugs.missing_error(database, "term", "zzz").extra == {"suggestions": []}


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("drop", ["drops"]),
        ("dropss", ["drops"]),
        ("dorps", ["drops"]),
        ("x", []),
        ("", []),
    ],
)
def test_nearest_finds_what_is_written_alike(word, near):
    assert slugs.nearest(word, ["drops", "weight", "layer"]) == near


def test_nearest_gives_the_best_first_and_three_at_most():
    assert slugs.nearest("layer", ["players", "layers", "lawyer", "layer", "other"]) == [
        "layer",
        "layers",
        "lawyer",
    ]


def test_nearest_takes_words_of_any_length():
    assert slugs.nearest("drop" * 100_000, ["drops"]) == []
