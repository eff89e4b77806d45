from itertools import chain

import pytest

from data.entries import listings
from data.errors import Invalid
from data.store import changes

SORTS = ("name", "updated_at", "-updated_at")


@pytest.fixture
def found(database):
    """The slugs of the terms that match."""
    return lambda **filters: [term.slug for term in listings.find(database, limit=50, **filters).items]


@pytest.fixture
def pages(database):
    """All pages of a list, each as slugs; `between` is called after each."""

    def turn(between=lambda: None, **query):
        after, turned = None, []
        while after or not turned:
            page = listings.find(database, after=after, **query)
            turned.append([term.slug for term in page.items])
            after = page.after
            between()
        return turned

    return turn


@pytest.fixture
def make_at(database, make_term):
    """Create a term that was changed on a day of 2026: make_at("11-23", "Dropout")."""

    def make(day, name):
        at = f"2026-{day}T10:00:00Z"
        database.execute("UPDATE terms SET updated_at = ? WHERE slug = ?", [at, make_term(name).slug])

    return make


def test_terms_come_by_name_without_regard_to_case_and_accents(found, make_term):
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
def test_terms_are_found_by_what_they_are(found, make_category, make_term, filters, slugs):
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
def test_terms_are_found_by_a_relation_forward_or_inverse(found, make_term, relate, relation, to, slugs):
    for name in "ABC":
        make_term(name)
    relate("a", "broader", "c")
    relate("b", "broader", "c")
    relate("a", "contrasts-with", "b")
    assert found(relation=relation, to=to) == slugs


def test_terms_are_found_by_when_they_changed(found, make_at):
    make_at("11-01", "Old")
    make_at("11-02", "New")
    assert found(updated_since="2026-11-02T10:00:00Z") == ["new"]


@pytest.mark.parametrize(("sort", "slugs"), [("name", "abc"), ("updated_at", "cab"), ("-updated_at", "bac")])
def test_terms_come_in_the_order_asked_for(found, make_at, sort, slugs):
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
def test_pages_meet_though_all_have_the_same_time(pages, make_at, sort):
    for name in "ABCDE":
        make_at("11-23", name)
    turned = pages(limit=2, sort=sort)
    assert [len(page) for page in turned] == [2, 2, 1]
    assert sorted(chain(*turned)) == list("abcde")


def test_a_full_last_page_is_the_last(pages, make_term):
    for name in "ABCD":
        make_term(name)
    assert pages(limit=2) == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize("sort", SORTS)
def test_no_survivor_is_skipped_or_doubled_while_others_write(pages, make_at, retire_term, sort):
    for day in range(10, 20):
        make_at(f"11-{day}", f"M{day}")
    written = iter(range(10, 20))

    def write():
        day = next(written)
        retire_term(f"m{day}") if day % 3 == 0 else make_at(f"11-{day}", f"A{day}")

    seen = list(chain(*pages(between=write, limit=2, sort=sort)))
    survivors = [f"m{day}" for day in range(10, 20) if day % 3]
    assert [seen.count(slug) for slug in survivors] == [1] * len(survivors)


def test_the_total_is_that_of_all_pages(database, make_term):
    for name in "ABC":
        make_term(name)
    assert [listings.find(database, limit=limit).total for limit in (1, 50)] == [3, 3]


def test_a_page_knows_its_serial(database, make_term):
    make_term("A")
    assert listings.find(database, limit=1).serial == changes.serial(database)


def test_relations_come_when_asked_for(database, make_term, relate):
    make_term("A")
    make_term("B")
    relate("a", "uses", "b")
    items = [listings.find(database, limit=1, with_relations=wanted).items[0] for wanted in (False, True)]
    assert (items[0].relations, items[1].relations[0].type) == (None, "uses")


def test_named_terms_come_in_the_order_of_their_naming(database, make_term):
    for name in "ABC":
        make_term(name, status="draft")
    page = listings.find_named(database, ["c", "x", "a"])
    assert ([term.slug for term in page.items], page.missing, page.total) == (["c", "a"], ["x"], 2)


def test_an_unknown_relation_is_a_mistake_with_the_nearest_one(database, make_term):
    make_term("A")
    with pytest.raises(Invalid) as refusal:
        listings.find(database, limit=50, relation="brodaer", to="a")
    assert refusal.value.extra == {"parameter": "relation", "suggestions": ["broader"]}
