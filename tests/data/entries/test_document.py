"""Every member of a document has a default or is required, has a column, and survives storage."""

from dataclasses import MISSING, fields, replace

import pytest

from data.entries import categories, terms
from data.entries.document import (
    CategoryDocument,
    Label,
    Source,
    TermDocument,
    columns,
    from_members,
    members,
    to_members,
)
from data.store.changes import Actor

BY = Actor("tester")
DOCUMENTS = (TermDocument, CategoryDocument)
# Every optional member has a value that is not its default: see the first test.
FULL_TERM = TermDocument(
    slug="dropout",
    name="Dropout",
    labels=[
        Label(text="Dilution", kind="synonym"),
        Label(text="Verdünnung", kind="synonym", language="de"),
    ],
    category="parts",
    level="advanced",
    status="deprecated",
    replaced_by="epoch",
    definition="A definition.",
    example="An example.",
    confusion="Not to be confused with an epoch.",
    formula="x^2",
    sources=[
        Source(
            role="primary",
            citation="Somebody. Something.",
            url="https://example.org/",
            doi="10.1000/1",
            arxiv="1207.0580",
            isbn="9780262035613",
            year=2014,
        ),
        Source(role="textbook", citation="Somebody else. Something else."),
    ],
    explanation="See [epoch](term:epoch).",
)
FULL_CATEGORY = CategoryDocument(
    slug="bits", name="Bits", parent="parts", scope_note="Small ones.", position=7
)


@pytest.fixture
def others(make_category, make_term):
    """Create the entries that the full documents refer to."""
    make_category("parts")
    make_term("Epoch")


def default(field):
    """Return the default of a field, or MISSING."""
    return field.default if field.default_factory is MISSING else field.default_factory()


def optional(document_type):
    """Return the names of the members that have a default."""
    return [field.name for field in fields(document_type) if default(field) is not MISSING]


def required(document):
    """Return the required members of a document."""
    return {
        name: value for name, value in to_members(document).items() if name not in optional(type(document))
    }


def stored(database, document_type, slug):
    """Return the stored document with this slug."""
    module = {TermDocument: terms, CategoryDocument: categories}[document_type]
    return next(document for document in module.documents(database) if document.slug == slug)


@pytest.mark.parametrize("full", [FULL_TERM, FULL_CATEGORY], ids=["term", "category"])
def test_the_full_documents_of_these_tests_have_no_default_value(full):
    at_default = [field.name for field in fields(full) if getattr(full, field.name) == default(field)]
    assert at_default == []


# The type


@pytest.mark.parametrize("document_type", DOCUMENTS)
def test_members_are_listed_in_the_order_of_a_file(document_type):
    assert members(document_type) == [field.name for field in fields(document_type)]


def test_a_term_starts_with_its_slug_and_ends_with_its_explanation():
    names = members(TermDocument)
    assert (names[0], names[-1]) == ("slug", "explanation")


def test_references_are_in_columns_with_an_id():
    found = columns(TermDocument)
    assert (found["category"], found["replaced_by"]) == ("category_id", "replaced_by_id")
    assert columns(CategoryDocument)["parent"] == "parent_id"


def test_parts_have_no_column():
    assert set(members(TermDocument)) - columns(TermDocument).keys() == {"labels", "sources"}


@pytest.mark.parametrize(
    ("document_type", "table"), [(TermDocument, "terms"), (CategoryDocument, "categories")]
)
def test_every_column_of_a_document_exists_in_its_table(database, document_type, table):
    rows = database.execute(f"SELECT name FROM pragma_table_info('{table}')")
    assert set(columns(document_type).values()) <= {row["name"] for row in rows}


def test_members_of_parts_have_columns_of_the_same_name(database):
    for part, table in ((Label, "labels"), (Source, "sources")):
        rows = database.execute(f"SELECT name FROM pragma_table_info('{table}')")
        assert part.__annotations__.keys() <= {row["name"] for row in rows}


# Reading and writing JSON


def test_absent_members_of_a_term_get_their_default():
    document = from_members(TermDocument, required(FULL_TERM))
    assert {name: getattr(document, name) for name in optional(TermDocument)} == {
        "labels": [],
        "level": "intermediate",
        "status": "published",
        "replaced_by": None,
        "example": None,
        "confusion": None,
        "formula": None,
        "sources": [],
        "explanation": None,
    }


def test_absent_members_of_a_category_get_their_default():
    document = from_members(CategoryDocument, required(FULL_CATEGORY))
    assert (document.parent, document.scope_note, document.position) == (None, None, 0)


def test_default_lists_are_not_shared():
    first, second = (from_members(TermDocument, required(FULL_TERM)) for _ in range(2))
    assert first.labels is not second.labels


def test_a_missing_required_member_is_an_error():
    with pytest.raises(TypeError, match="definition"):
        from_members(TermDocument, {"slug": "dropout", "name": "Dropout", "category": "things"})


def test_an_unknown_member_is_an_error():
    with pytest.raises(TypeError, match="relations"):
        from_members(TermDocument, {**required(FULL_TERM), "relations": []})


def test_items_of_parts_are_read_from_objects():
    given = {
        "labels": [{"text": "Dilution", "kind": "synonym"}],
        "sources": [{"role": "law", "citation": "An act."}],
    }
    document = from_members(TermDocument, {**required(FULL_TERM), **given})
    assert document.labels == [Label(text="Dilution", kind="synonym", language="en")]
    assert document.sources == [Source(role="law", citation="An act.")]


def test_items_of_parts_may_be_read_already():
    assert from_members(TermDocument, vars(FULL_TERM)) == FULL_TERM


@pytest.mark.parametrize("full", [FULL_TERM, FULL_CATEGORY], ids=["term", "category"])
def test_a_document_written_as_members_is_read_back_the_same(full):
    assert from_members(type(full), to_members(full)) == full


def test_members_are_written_in_the_order_of_a_file():
    assert list(to_members(FULL_TERM)) == members(TermDocument)


def test_a_source_leaves_out_what_it_does_not_have():
    assert to_members(FULL_TERM)["sources"][1] == {
        "role": "textbook",
        "citation": "Somebody else. Something else.",
    }


def test_a_term_keeps_members_without_a_value():
    document = from_members(TermDocument, required(FULL_TERM))
    assert to_members(document)["example"] is None


# Storage


@pytest.mark.usefixtures("others")
def test_every_member_of_a_term_survives_its_creation(database):
    terms.create(database, to_members(FULL_TERM), actor=BY)
    assert stored(database, TermDocument, "dropout") == FULL_TERM


@pytest.mark.usefixtures("others")
def test_every_member_of_a_category_survives_its_creation(database):
    categories.create(database, to_members(FULL_CATEGORY), actor=BY)
    assert stored(database, CategoryDocument, "bits") == FULL_CATEGORY


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("name", [name for name in members(TermDocument) if name != "slug"])
def test_each_member_of_a_term_is_updated_alone(database, make_term, name):
    make_term("Old", slug="dropout")
    before = stored(database, TermDocument, "dropout")
    given = {name: to_members(FULL_TERM)[name]}
    terms.update(database, "dropout", given, match=None, actor=BY)
    assert stored(database, TermDocument, "dropout") == replace(before, **{name: getattr(FULL_TERM, name)})


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("name", [name for name in members(CategoryDocument) if name != "slug"])
def test_each_member_of_a_category_is_updated_alone(database, make_category, name):
    make_category("bits", name="Old")
    before = stored(database, CategoryDocument, "bits")
    given = {name: to_members(FULL_CATEGORY)[name]}
    categories.update(database, "bits", given, match=None, actor=BY)
    assert stored(database, CategoryDocument, "bits") == replace(
        before, **{name: getattr(FULL_CATEGORY, name)}
    )


@pytest.mark.usefixtures("others")
def test_a_term_is_renamed_by_its_slug(database, make_term):
    make_term("Old")
    terms.update(database, "old", {"slug": "dropout"}, match=None, actor=BY)
    assert stored(database, TermDocument, "dropout").name == "Old"


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("name", optional(TermDocument))
def test_each_member_of_a_term_absent_from_a_replacement_gets_its_default(database, name):
    terms.create(database, to_members(FULL_TERM), actor=BY)
    given = {member: value for member, value in to_members(FULL_TERM).items() if member != name}
    terms.replace(database, "dropout", given, actor=BY)
    assert stored(database, TermDocument, "dropout") == from_members(TermDocument, given)


@pytest.mark.usefixtures("others")
def test_a_category_replaced_without_optional_members_gets_their_defaults(database):
    categories.create(database, to_members(FULL_CATEGORY), actor=BY)
    categories.replace(database, "bits", required(FULL_CATEGORY), actor=BY)
    assert stored(database, CategoryDocument, "bits") == CategoryDocument(slug="bits", name="Bits")


@pytest.mark.usefixtures("others")
def test_a_term_read_has_the_members_of_its_document(database):
    terms.create(database, to_members(FULL_TERM), actor=BY)
    term = terms.get(database, "dropout", drafts=True)
    assert {name: getattr(term, name) for name in members(TermDocument) if name != "category"} == {
        name: getattr(FULL_TERM, name) for name in members(TermDocument) if name != "category"
    }
