import pytest

from data.entries import relation_types
from data.errors import Conflict, Invalid
from data.store import changes
from data.store.changes import Actor

BY = Actor("tester")


@pytest.fixture
def merge(database):
    """Merge these into the relation types, and return the slugs of all types afterwards."""

    def make(*entries):
        relation_types.merge(database, list(entries), actor=BY)
        return list(relation_types.by_slug(database))

    return make


def kind(slug, **members):
    return {
        "slug": slug,
        "name": slug.title(),
        "inverse_slug": f"{slug}-by",
        "inverse_name": f"{slug.title()} by",
        "symmetric": False,
        "transitive": True,
        "acyclic": False,
        "skos": "skos:related",
        "test_sentence": "A does it to B.",
        **members,
    }


def test_relation_types_are_listed_in_their_order(database):
    slugs = [entry.slug for entry in relation_types.find(database).items]
    assert (slugs[:2], slugs[-1], len(slugs)) == (["broader", "part-of"], "related-to", 11)


def test_flags_are_booleans(database):
    broader = relation_types.by_slug(database)["broader"]
    assert (broader.symmetric, broader.transitive) == (False, True)


def test_merged_types_come_before_the_others(merge):
    slugs = merge(kind("eats"), kind("likes"))
    assert (slugs[:3], len(slugs)) == (["eats", "likes", "broader"], 13)


def test_types_are_changed_and_reordered(database, merge):
    merge(kind("eats"), kind("likes"))
    assert merge(kind("likes"), kind("eats", name="Devours"))[:2] == ["likes", "eats"]
    assert relation_types.by_slug(database)["eats"].name == "Devours"


@pytest.mark.parametrize("entries", [["eats", "likes"], ["likes"]])
def test_merging_the_same_types_is_not_logged(database, merge, entries):
    merge(kind("likes"), kind("eats"))
    merge(*map(kind, entries))
    before = changes.serial(database)
    merge(*map(kind, entries))
    assert changes.serial(database) == before


def test_a_slug_shared_by_two_types_is_a_conflict(merge):
    with pytest.raises(Conflict, match="'eats' and 'likes' share the slug 'eats-by'") as error:
        merge(kind("eats"), kind("likes", inverse_slug="eats-by"))
    assert error.value.kind == "relation-type-conflict"


@pytest.mark.parametrize("members", [{"acyclic": True}, {"skos": "skos:broader"}])
def test_a_type_in_use_cannot_become_stricter(merge, make_term, relate, members):
    merge(kind("eats"))
    make_term("A")
    make_term("B")
    relate("a", "eats", "b")
    with pytest.raises(Conflict, match="'eats' is in use") as error:
        merge(kind("eats", **members))
    assert error.value.kind == "relation-type-conflict"


@pytest.mark.parametrize("members", [{"acyclic": True}, {"skos": "skos:broader"}])
def test_a_type_that_is_not_in_use_can_become_stricter(database, merge, members):
    merge(kind("eats"))
    merge(kind("eats", **members))
    stored = relation_types.by_slug(database)["eats"]
    assert {name: getattr(stored, name) for name in members} == members


@pytest.mark.parametrize("slug", ["broader", "narrower"])
def test_a_type_is_required_by_the_slug_of_either_direction(database, slug):
    assert relation_types.require(database, slug) is None


def test_an_unknown_type_has_an_error_with_a_kind(database):
    with pytest.raises(Invalid) as error:
        relation_types.require(database, "brodaer", parameter="relation")
    assert (error.value.kind, error.value.extra) == (
        "unknown-reference",
        {"parameter": "relation", "suggestions": ["broader"]},
    )
