import pytest

from data.constants import MAX_CATEGORY_DEPTH
from data.entries import categories
from data.entries.document import CategoryDocument
from data.errors import Conflict, Gone, Invalid, NotFound, Stale
from data.store.changes import Actor, serial

BY = Actor("tester")


@pytest.fixture
def update(database):
    """Change a category, whatever its revision."""
    return lambda slug, /, **document: categories.update(database, slug, document, match=None, actor=BY)


@pytest.fixture
def delete(database):
    """Retire a category, whatever its revision."""
    return lambda slug: categories.delete(database, slug, match=None, actor=BY)


def chain(make_category, length, prefix="c"):
    """Create categories, each below the one before, and return their slugs."""
    slugs = [f"{prefix}{number}" for number in range(length)]
    for above, slug in zip([None, *slugs], slugs, strict=False):
        make_category(slug, parent=above)
    return slugs


def slugs(tree):
    """Return a tree as nested lists of slugs."""
    return [[category.slug, *slugs(category.children)] for category in tree]


def test_the_tree_is_ordered_by_position_then_name(database, make_category):
    make_category("z", position=1)
    make_category("b", position=2)
    make_category("a", position=2)
    make_category("below", parent="a")
    assert slugs(categories.find(database).items) == [["things"], ["z"], ["a", ["below"]], ["b"]]


def test_the_total_counts_the_whole_tree(database, make_category):
    chain(make_category, 3, prefix="part")
    assert categories.find(database).total == 4


def test_terms_are_counted_here_and_below(database, make_category, make_term):
    make_category("parts", parent="things")
    make_category("bits", parent="parts")
    for name, category in (("A", "things"), ("B", "parts"), ("C", "bits"), ("D", "bits")):
        make_term(name, category=category)
    top = categories.get(database, "things")
    middle = top.children[0]
    assert [(each.terms, each.terms_total) for each in (top, middle, middle.children[0])] == [
        (1, 4),
        (1, 3),
        (2, 2),
    ]


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_only_published_terms_are_counted(database, make_term, status):
    make_term("A", status=status)
    assert categories.get(database, "things").terms_total == 0


def test_a_category_lists_its_ancestors(database, make_category):
    make_category("parts", parent="things")
    make_category("bits", parent="parts")
    bits = categories.get(database, "bits")
    assert (bits.parent.slug, bits.parent.parent.slug, bits.parent.parent.parent) == ("parts", "things", None)


def test_an_unknown_parent_is_invalid(make_category):
    with pytest.raises(Invalid, match="no category 'thing'") as error:
        make_category("parts", parent="thing")
    assert error.value.extra == {"pointer": "/parent", "suggestions": ["things"]}


def test_a_taken_slug_is_a_conflict(make_category):
    with pytest.raises(Conflict):
        make_category("things")


@pytest.mark.parametrize("parent", ["c0", "c1", "c2"])
def test_a_category_cannot_be_below_itself(make_category, update, parent):
    chain(make_category, 3)
    with pytest.raises(Conflict, match="'C0' cannot be below itself") as error:
        update("c0", parent=parent)
    assert error.value.extra == {"pointer": "/parent"}


def test_a_category_can_move_to_another_branch(database, make_category, update):
    chain(make_category, 2)
    update("c1", parent="things")
    assert slugs(categories.find(database).items) == [["c0"], ["things", ["c1"]]]


def test_categories_can_be_nested_up_to_the_limit(database, make_category):
    chain(make_category, MAX_CATEGORY_DEPTH)
    assert categories.find(database).total == MAX_CATEGORY_DEPTH + 1


def test_categories_cannot_be_nested_beyond_the_limit(make_category):
    with pytest.raises(Conflict, match="at most 16 levels deep"):
        chain(make_category, MAX_CATEGORY_DEPTH + 1)


def test_a_move_cannot_nest_categories_beyond_the_limit(make_category, update):
    chain(make_category, MAX_CATEGORY_DEPTH)
    chain(make_category, 2, prefix="d")
    with pytest.raises(Conflict, match="at most 16 levels deep"):
        update("d0", parent=f"c{MAX_CATEGORY_DEPTH - 2}")


def test_an_update_increases_the_revision(update):
    assert update("things", scope_note="All of them.").revision == 2


def test_an_update_that_changes_nothing_is_not_logged(database, update):
    before = serial(database)
    update("things", name="Things")
    assert serial(database) == before


def test_updating_another_revision_is_stale(database):
    with pytest.raises(Stale):
        categories.update(database, "things", {"name": "Stuff"}, match=[2], actor=BY)


def test_a_renamed_category_keeps_its_terms(make_term, update):
    make_term("A")
    assert update("things", slug="stuff").terms == 1


def test_a_category_with_terms_cannot_be_retired(make_term, delete):
    make_term("A", status="draft")
    with pytest.raises(Conflict, match="'Things' still has 1 terms and 0 subcategories"):
        delete("things")


def test_a_category_with_subcategories_cannot_be_retired(make_category, delete):
    make_category("parts", parent="things")
    with pytest.raises(Conflict, match="0 terms and 1 subcategories"):
        delete("things")


def test_retiring_another_revision_is_stale(database):
    with pytest.raises(Stale):
        categories.delete(database, "things", match=[2], actor=BY)


@pytest.mark.parametrize("read", [categories.get, categories.require])
def test_a_retired_category_is_gone(database, delete, read):
    delete("things")
    with pytest.raises(Gone):
        read(database, "things")


@pytest.mark.parametrize("read", [categories.get, categories.require])
def test_an_unknown_category_is_not_found(database, read):
    with pytest.raises(NotFound, match="no category 'parts'"):
        read(database, "parts")


def test_documents_are_ordered_by_position_then_name(database, make_category):
    make_category("b", position=1, scope_note="Note.")
    make_category("a", position=1, parent="b")
    assert categories.documents(database) == [
        CategoryDocument(slug="things", name="Things", parent=None, scope_note=None, position=0),
        CategoryDocument(slug="a", name="A", parent="b", scope_note=None, position=1),
        CategoryDocument(slug="b", name="B", parent=None, scope_note="Note.", position=1),
    ]


@pytest.mark.parametrize(
    ("members", "error_type", "kind"),
    [
        ({"slug": "c0"}, Conflict, "slug-taken"),
        ({"slug": "Not a slug"}, Invalid, "invalid"),
        ({"slug": "new", "parent": "c"}, Invalid, "unknown-reference"),
        ({"slug": "new", "parent": f"c{MAX_CATEGORY_DEPTH - 1}"}, Conflict, "category-too-deep"),
    ],
)
def test_a_refused_category_has_an_error_with_a_kind(make_category, members, error_type, kind):
    chain(make_category, MAX_CATEGORY_DEPTH)
    with pytest.raises(error_type) as error:
        make_category(**members)
    assert error.value.kind == kind


def test_a_category_below_itself_has_an_error_with_a_kind(make_category, update):
    chain(make_category, 2)
    with pytest.raises(Conflict) as error:
        update("c0", parent="c1")
    assert error.value.kind == "category-cycle"


def test_retiring_a_category_in_use_has_an_error_with_a_kind(make_category, delete):
    chain(make_category, 2)
    with pytest.raises(Conflict) as error:
        delete("c0")
    assert error.value.kind == "category-not-empty"


def test_a_filter_by_an_unknown_category_names_its_location(database):
    with pytest.raises(Invalid) as error:
        categories.term_ids(database, "thing", parameter="category")
    assert (error.value.kind, error.value.extra) == (
        "unknown-reference",
        {"parameter": "category", "suggestions": ["things"]},
    )
