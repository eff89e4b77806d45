import pytest

from data.entries import categories, slugs
from data.errors import Conflict, Gone, Invalid, Moved, NotFound
from data.store.changes import Actor

BY = Actor("tester")


@pytest.fixture
def rename(update_term):
    """Rename a term."""
    return lambda slug, new: update_term(slug, slug=new)


@pytest.fixture
def destination(database):
    """Return the slug that a former slug of a term leads to, or the type of the error."""

    def look(slug):
        error = slugs.missing_error(database, "term", slug)
        return getattr(error, "slug", type(error))

    return look


def test_a_renamed_term_has_moved(make_term, rename, destination):
    make_term("Dropout")
    rename("dropout", "dilution")
    assert destination("dropout") == "dilution"


def test_every_former_slug_leads_to_the_current_one(make_term, rename, destination):
    make_term("A")
    for old, new in ("ab", "bc", "cd"):
        rename(old, new)
    assert [destination(slug) for slug in "abc"] == ["d", "d", "d"]


def test_a_retired_term_leads_to_its_replacement(make_term, retire_term, destination):
    make_term("A")
    make_term("B")
    retire_term("a", "b")
    assert destination("a") == "b"


def test_a_retired_term_leads_to_the_replacement_it_names(make_term, retire_term, destination):
    make_term("B")
    make_term("A", replaced_by="b")
    retire_term("a")
    assert destination("a") == "b"


def test_a_retired_term_follows_its_replacement_to_a_new_slug(make_term, rename, retire_term, destination):
    make_term("A")
    make_term("B")
    retire_term("a", "b")
    rename("b", "c")
    assert destination("a") == "c"


def test_a_chain_of_replacements_leads_to_the_last(make_term, rename, retire_term, destination):
    for name in "ABC":
        make_term(name)
    rename("a", "x")
    retire_term("x", "b")
    retire_term("b", "c")
    assert [destination(slug) for slug in "axb"] == ["c", "c", "c"]


def test_a_chain_that_ends_in_a_retired_term_is_gone(make_term, rename, retire_term, destination):
    make_term("A")
    rename("a", "b")
    retire_term("b")
    assert [destination(slug) for slug in "ab"] == [Gone, Gone]


def test_a_renamed_category_has_moved(database, make_category):
    make_category("parts")
    categories.update(database, "parts", {"slug": "pieces"}, match=None, actor=BY)
    with pytest.raises(Moved) as error:
        categories.get(database, "parts")
    assert error.value.slug == "pieces"


def test_a_taken_slug_cannot_be_reserved(database, make_term):
    make_term("Dropout")
    with pytest.raises(Conflict, match="The term 'dropout' already exists") as error:
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


def test_a_term_and_a_category_may_share_a_slug(make_term):
    assert make_term("Things").slug == "things"


def test_an_unknown_slug_suggests_the_nearest(database, make_term):
    for name in ("Pre-training", "Training", "Dropout"):
        make_term(name)
    error = slugs.missing_error(database, "term", "pretraining")
    assert (type(error), error.extra["suggestions"]) == (NotFound, ["pre-training", "training"])


def test_an_unknown_slug_that_resembles_none_suggests_nothing(database, make_term):
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
def test_nearest_finds_words_with_similar_spelling(word, near):
    assert slugs.nearest(word, ["drops", "weight", "layer"]) == near


def test_nearest_returns_at_most_three_words_best_first():
    assert slugs.nearest("layer", ["players", "layers", "lawyer", "layer", "other"]) == [
        "layer",
        "layers",
        "lawyer",
    ]


def test_nearest_accepts_words_of_any_length():
    assert slugs.nearest("drop" * 100_000, ["drops"]) == []


def test_a_deprecated_term_leads_to_its_replacement(make_term, destination):
    make_term("B")
    make_term("A", status="deprecated", replaced_by="b")
    assert destination("a") == "b"


def test_a_deprecated_term_without_a_replacement_is_gone(make_term, destination):
    make_term("A", status="deprecated")
    assert destination("a") is Gone


def test_a_slug_is_known_by_its_kind(database, make_term):
    make_term("A", status="deprecated")
    assert isinstance(slugs.missing_error(database, "category", "a"), NotFound)


def test_a_reference_to_a_renamed_term_suggests_its_new_slug(database, make_term, rename):
    make_term("A")
    rename("a", "b")
    error = slugs.reference_error(database, "term", "a", pointer="/source")
    assert error.extra == {"pointer": "/source", "suggestions": ["b"]}


def test_a_reference_to_a_retired_term_suggests_nothing(database, make_term, retire_term):
    make_term("A")
    retire_term("a")
    assert slugs.reference_error(database, "term", "a", pointer="/source").extra == {"pointer": "/source"}


@pytest.mark.parametrize(
    ("slug", "leads"),
    [("current", True), ("renamed", True), ("replaced", True), ("retired", False), ("unknown", False)],
)
def test_a_slug_leads_somewhere_if_it_is_in_use_or_has_a_successor(
    database, make_term, rename, retire_term, slug, leads
):
    for name in ("Current", "Renamed", "Replaced", "Retired"):
        make_term(name)
    rename("renamed", "new")
    retire_term("replaced", "current")
    retire_term("retired")
    assert slugs.leads_somewhere(database, "term", slug) is leads


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_a_term_that_is_not_published_is_required_only_with_drafts(database, make_term, status):
    make_term("A", status=status)
    assert slugs.require(database, "term", "a", True) is None
    with pytest.raises(Invalid) as error:
        slugs.require(database, "term", "a", parameter="to")
    assert (error.value.kind, error.value.extra["parameter"]) == ("unknown-reference", "to")


@pytest.mark.parametrize(
    ("slug", "kind"),
    [("unknown", "unknown-term"), ("retired", "retired"), ("renamed", "moved")],
)
def test_a_missing_slug_has_an_error_with_a_kind(database, make_term, rename, retire_term, slug, kind):
    make_term("Retired")
    make_term("Renamed")
    retire_term("retired")
    rename("renamed", "new")
    assert slugs.missing_error(database, "term", slug).kind == kind


def test_an_unknown_category_has_an_error_with_a_kind(database):
    assert slugs.missing_error(database, "category", "parts").kind == "unknown-category"


@pytest.mark.parametrize(
    ("slug", "error_type", "kind"),
    [
        ("current", Conflict, "slug-taken"),
        ("former", Conflict, "slug-taken"),
        ("Not a slug", Invalid, "invalid"),
        ("a" * 101, Invalid, "invalid"),
    ],
)
def test_a_refused_slug_has_an_error_with_a_kind(database, make_term, rename, slug, error_type, kind):
    make_term("Former")
    rename("former", "current")
    with pytest.raises(error_type) as error:
        slugs.reserve(database, "term", slug)
    assert (error.value.kind, error.value.extra) == (kind, {"pointer": "/slug"})
