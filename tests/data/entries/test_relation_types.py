import pytest

from data.entries import relation_types
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
