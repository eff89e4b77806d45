import pytest

from data.entries import relation_types
from data.store import changes
from data.store.changes import Actor

BY = Actor("tester")


@pytest.fixture
def replace(database):
    """Replace the relation types by these; the slugs that there are then."""

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


def test_relation_types_come_in_their_order(database):
    slugs = [entry.slug for entry in relation_types.find(database).items]
    assert (slugs[:2], slugs[-1], len(slugs)) == (["broader", "part-of"], "related-to", 11)


def test_flags_are_truth_values(database):
    broader = relation_types.by_slug(database)["broader"]
    assert (broader.symmetric, broader.transitive) == (False, True)


def test_new_types_come_before_those_that_stay(replace):
    slugs = replace(kind("eats"), kind("likes"))
    assert (slugs[:3], len(slugs)) == (["eats", "likes", "broader"], 13)


def test_types_are_changed_and_reordered(database, replace):
    replace(kind("eats"), kind("likes"))
    assert replace(kind("likes"), kind("eats", name="Devours"))[:2] == ["likes", "eats"]
    assert relation_types.by_slug(database)["eats"].name == "Devours"


@pytest.mark.parametrize("entries", [["eats", "likes"], ["likes"]])
def test_the_same_types_are_no_change(database, replace, entries):
    replace(kind("likes"), kind("eats"))
    replace(*map(kind, entries))
    before = changes.serial(database)
    replace(*map(kind, entries))
    assert changes.serial(database) == before
