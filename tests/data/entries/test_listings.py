from itertools import chain

import pytest

from data.entries import listings
from data.errors import Invalid
from data.store import changes

SORTS = ("name", "updated_at", "-updated_at")


@pytest.fixture
def found(database):
    """Return the slugs of the terms that match."""
    return lambda **filters: [term.slug for term in listings.find(database, limit=50, **filters).items]


@pytest.fixture
def pages(database):
    """Return all pages of a list as lists of slugs. `between` is called after each page."""

    def read_pages(between=lambda: None, **query):
        after, seen_pages = None, []
        while after or not seen_pages:
            page = listings.find(database, after=after, **query)
            seen_pages.append([term.slug for term in page.items])
            after = page.after
            between()
        return seen_pages

    return read_pages


@pytest.fixture
def make_at(database, make_term):
    """Create a term that was changed on a day of 2026: make_at("11-23", "Dropout")."""

    def make(day, name):
        at = f"2026-{day}T10:00:00Z"
        database.execute("UPDATE terms SET updated_at = ? WHERE slug = ?", [at, make_term(name).slug])

    return make


def test_terms_are_ordered_by_name_ignoring_case_and_accents(found, make_term):
    for name in ("zeta", "Élan", "Alpha", "«Beta»"):
        make_term(name)
    assert found() == ["alpha", "beta", "elan", "zeta"]


@pytest.mark.parametrize(
    ("filters", "slugs"),
    [
        ({"category": "things"}, ["adam", "bert", "comet"]),
        ({"category": "parts"}, ["bert", "comet"]),
        ({"category": "bits"}, ["comet"]),
        ({"letter": "A"}, ["adam"]),
        ({"letter": "Z"}, []),
        ({"level": "beginner"}, ["bert"]),
        ({"status": "draft"}, ["comet"]),
        ({"status": "published", "category": "parts"}, ["bert"]),
        ({"level": None, "letter": None}, ["adam", "bert", "comet"]),
    ],
)
def test_terms_are_filtered_by_their_members(found, make_category, make_term, filters, slugs):
    make_category("parts", parent="things")
    make_category("bits", parent="parts")
    make_term("Adam")
    make_term("BERT", category="parts", level="beginner")
    make_term("Comet", category="bits", status="draft")
    assert found(**filters) == slugs


@pytest.mark.parametrize(
    ("relation", "to", "slugs"),
    [
        ("broader", "c", ["a", "b"]),
        ("narrower", "a", ["c"]),
        ("contrasts-with", "a", ["b"]),
        ("contrasts-with", "b", ["a"]),
        ("narrower", "c", []),
    ],
)
def test_terms_are_filtered_by_a_relation_forward_or_inverse(found, make_term, relate, relation, to, slugs):
    for name in "ABC":
        make_term(name)
    relate("a", "broader", "c")
    relate("b", "broader", "c")
    relate("a", "contrasts-with", "b")
    assert found(relation=relation, to=to) == slugs


def test_terms_are_filtered_by_the_time_of_their_last_change(found, make_at):
    make_at("11-01", "Old")
    make_at("11-02", "New")
    assert found(updated_since="2026-11-02T10:00:00Z") == ["new"]


@pytest.mark.parametrize(("sort", "slugs"), [("name", "abc"), ("updated_at", "cab"), ("-updated_at", "bac")])
def test_terms_are_listed_in_the_requested_order(found, make_at, sort, slugs):
    for day, name in (("11-02", "A"), ("11-03", "B"), ("11-01", "C")):
        make_at(day, name)
    assert found(sort=sort) == list(slugs)


@pytest.mark.parametrize(
    ("filters", "parameter"),
    [({"category": "thing"}, "category"), ({"relation": "broader", "to": "droput"}, "to")],
)
def test_a_filter_that_names_nothing_is_invalid(found, make_term, filters, parameter):
    make_term("Dropout")
    with pytest.raises(Invalid) as error:
        found(**filters)
    assert (error.value.extra["parameter"], len(error.value.extra["suggestions"])) == (parameter, 1)


@pytest.mark.parametrize("sort", SORTS)
def test_pages_are_complete_when_all_terms_have_the_same_time(pages, make_at, sort):
    for name in "ABCDE":
        make_at("11-23", name)
    seen_pages = pages(limit=2, sort=sort)
    assert [len(page) for page in seen_pages] == [2, 2, 1]
    assert sorted(chain(*seen_pages)) == list("abcde")


def test_a_full_last_page_has_no_next_page(pages, make_term):
    for name in "ABCD":
        make_term(name)
    assert pages(limit=2) == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize("sort", SORTS)
def test_no_remaining_term_is_skipped_or_repeated_while_others_write(pages, make_at, retire_term, sort):
    for day in range(10, 20):
        make_at(f"11-{day}", f"M{day}")
    written = iter(range(10, 20))

    def write():
        day = next(written)
        retire_term(f"m{day}") if day % 3 == 0 else make_at(f"11-{day}", f"A{day}")

    seen = list(chain(*pages(between=write, limit=2, sort=sort)))
    remaining = [f"m{day}" for day in range(10, 20) if day % 3]
    assert [seen.count(slug) for slug in remaining] == [1] * len(remaining)


def test_the_total_counts_all_pages(database, make_term):
    for name in "ABC":
        make_term(name)
    assert [listings.find(database, limit=limit).total for limit in (1, 50)] == [3, 3]


def test_a_page_has_the_serial_it_was_read_at(database, make_term):
    make_term("A")
    assert listings.find(database, limit=1).serial == changes.serial(database)


def test_relations_are_included_only_on_request(database, make_term, relate):
    make_term("A")
    make_term("B")
    relate("a", "uses", "b")
    items = [listings.find(database, limit=1, with_relations=wanted).items[0] for wanted in (False, True)]
    assert (items[0].relations, items[1].relations[0].type) == (None, "uses")


def test_named_terms_are_returned_in_the_requested_order(database, make_term):
    for name in "ABC":
        make_term(name, status="draft")
    page = listings.find_named(database, ["c", "x", "a"], drafts=True)
    assert ([term.slug for term in page.items], page.missing, page.total) == (["c", "a"], ["x"], 2)


def test_an_unknown_relation_is_invalid_and_suggests_the_nearest(database, make_term):
    make_term("A")
    with pytest.raises(Invalid) as error:
        listings.find(database, limit=50, relation="brodaer", to="a")
    assert error.value.extra == {"parameter": "relation", "suggestions": ["broader"]}


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_named_terms_that_are_not_published_are_missing(database, make_term, status):
    make_term("A")
    make_term("B", status=status)
    page = listings.find_named(database, ["b", "a"])
    assert ([term.slug for term in page.items], page.missing) == (["a"], ["b"])


def test_a_filter_by_a_draft_is_invalid_in_a_list_of_published_terms(found, make_term):
    make_term("Dropout", status="draft")
    with pytest.raises(Invalid, match="no term 'dropout'"):
        found(relation="broader", to="dropout", status="published")


def test_a_filter_by_a_draft_is_accepted_in_a_list_of_all_terms(found, make_term, relate):
    make_term("Dropout", status="draft")
    make_term("A")
    relate("a", "broader", "dropout")
    assert found(relation="broader", to="dropout") == ["a"]


def test_a_filter_by_a_deprecated_term_suggests_its_replacement(found, make_term):
    make_term("Dilution")
    make_term("Dropout", status="deprecated", replaced_by="dilution")
    with pytest.raises(Invalid, match="Use 'dilution'") as error:
        found(relation="broader", to="dropout", status="published")
    assert error.value.extra == {"parameter": "to", "suggestions": ["dilution"]}


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ({"category": "thing"}, "unknown-reference"),
        ({"relation": "broader", "to": "droput"}, "unknown-reference"),
        ({"relation": "brodaer"}, "unknown-reference"),
        ({"sort": "name", "after": ("updated_at", "2026-11-23T10:00:00Z", 1)}, "invalid"),
    ],
)
def test_a_refused_list_has_an_error_with_a_kind(found, query, kind):
    with pytest.raises(Invalid) as error:
        found(**query)
    assert error.value.kind == kind


def test_a_cursor_of_another_order_is_invalid(found):
    with pytest.raises(Invalid, match="from a list in the order '-updated_at'") as error:
        found(sort="name", after=("-updated_at", "2026-11-23T10:00:00Z", 1))
    assert error.value.extra == {"parameter": "cursor"}
