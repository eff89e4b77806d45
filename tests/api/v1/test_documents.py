"""Every member of a term and of a category on its way through all floors.

The members are those of the dataclasses in `data.entries.document`. Each has a value here that is not its
default. It must survive creating, reading, replacing, changing, the history, the content folder and a new
database. So a member that is missing in a schema, a column or a file fails a test, and so does one without a
value here.
"""

import json
from contextlib import closing
from dataclasses import MISSING, fields

import pytest

from api import content
from data.entries.document import CategoryDocument, TermDocument, members
from data.exchange import files
from data.exchange.load import export
from data.index import rebuild
from data.store import db
from schemas.categories import CategoryCreation, CategoryPatch, CategoryReplacement, CategoryResponse
from schemas.content import ContentCategory, ContentTerm
from schemas.terms import TermCreation, TermPatch, TermReplacement, TermResponse

ANY = {"If-Match": "*"}
NEW = {"If-None-Match": "*"}
SAMPLES = {
    TermDocument: {
        "slug": "dropout",
        "name": "Dropout",
        "labels": [{"text": "Dilution", "kind": "synonym", "language": "de"}],
        "category": "parts",
        "level": "advanced",
        "status": "review",
        "replaced_by": "pruning",
        "definition": "Turning units off at random.",
        "example": "Half of the units are off.",
        "confusion": "Pruning removes weights for good.",
        "formula": "p = 0.5",
        "sources": [
            {
                "role": "introduces",
                "citation": "Hinton, G. Improving neural networks.",
                "url": "https://example.org/dropout",
                "doi": "10.1000/182",
                "arxiv": "1207.0580",
                "isbn": "9780262035613",
                "year": 2012,
            }
        ],
        "explanation": "Unlike [pruning](term:pruning), it is random.",
    },
    CategoryDocument: {
        "slug": "wheels",
        "name": "Wheels",
        "parent": "parts",
        "scope_note": "Round things.",
        "position": 7,
    },
}
# Other values, for PATCH. The slug comes last, because it changes the URL.
OTHERS = {
    TermDocument: {
        "name": "Inverted Dropout",
        "labels": [{"text": "Thinning", "kind": "abbreviation", "language": "en"}],
        "category": "things",
        "level": "beginner",
        "status": "draft",
        "replaced_by": "quantization",
        "definition": "Turning units off, and scaling the others.",
        "example": "A third of the units are off.",
        "confusion": "Quantization makes weights small.",
        "formula": "p = 0.3",
        "sources": [{"role": "textbook", "citation": "Goodfellow, I. Deep Learning."}],
        "explanation": "Unlike [quantization](term:quantization), it is random.",
        "slug": "inverted-dropout",
    },
    CategoryDocument: {
        "name": "Rings",
        "parent": "things",
        "scope_note": "Rings only.",
        "position": 8,
        "slug": "rings",
    },
}
PATHS = {TermDocument: "/api/v1/terms", CategoryDocument: "/api/v1/categories"}
BODIES = {
    TermDocument: (TermCreation, TermReplacement, TermPatch, ContentTerm),
    CategoryDocument: (CategoryCreation, CategoryReplacement, CategoryPatch, ContentCategory),
}
RESPONSES = {TermDocument: TermResponse, CategoryDocument: CategoryResponse}
# What a folder holds besides the document, or instead of it: relations are written with their source, and the
# position of a category is its place in the list.
IN_FOLDER = {ContentTerm: {"relations"}, ContentCategory: {"position"}}

each_document = pytest.mark.parametrize("document", [TermDocument, CategoryDocument])
each_member = pytest.mark.parametrize(
    ("document", "member"), [(document, name) for document in PATHS for name in members(document)]
)


@pytest.fixture(autouse=True)
def entries_to_name(make_category, make_term):
    """Create the categories and terms that the samples refer to."""
    make_category("parts", parent="things")
    make_term("Pruning")
    make_term("Quantization")


def as_written(document, entry):
    """Return the members of an entry as read that an editor writes."""
    found = {name: entry[name] for name in members(document)}
    for name in ("category", "parent"):
        if isinstance(found.get(name), dict):
            found[name] = found[name]["slug"]
    return found


def url_of(document):
    return f"{PATHS[document]}/{SAMPLES[document]['slug']}"


def created(editor, document):
    """Create the sample and return its response."""
    response = editor.post(PATHS[document], json=SAMPLES[document])
    assert response.status_code == 201, response.text
    return response


def in_folder(database, folder):
    """Write the glossary into a folder, read it, and return its documents by type and slug."""
    files.write(folder, **export(database))
    found = content.read(folder)
    lists = {TermDocument: found.terms, CategoryDocument: found.categories}
    return {kind: {entry.slug: entry.document for entry in entries} for kind, entries in lists.items()}


@each_document
def test_every_member_has_a_sample(document):
    assert set(SAMPLES[document]) == set(OTHERS[document]) == set(members(document))


@each_member
def test_no_sample_is_the_default(document, member):
    (declared,) = (each for each in fields(document) if each.name == member)
    default = declared.default if declared.default_factory is MISSING else declared.default_factory()
    assert default != SAMPLES[document][member] != OTHERS[document][member]


@each_document
def test_every_body_has_the_members_of_the_document(document):
    for body in BODIES[document]:
        own = IN_FOLDER.get(body, set())
        assert set(body().fields) - own == set(members(document)) - own, body


@each_document
def test_the_response_has_the_members_of_the_document(document):
    assert set(RESPONSES[document]().fields) >= set(members(document))


@each_document
def test_a_created_entry_is_read_as_written(editor, document):
    created(editor, document)
    assert as_written(document, editor.get(url_of(document)).json) == SAMPLES[document]


@each_document
def test_the_response_to_a_creation_is_the_entry(editor, document):
    assert created(editor, document).json == editor.get(url_of(document)).json


@each_document
def test_an_entry_can_be_created_with_put(editor, document):
    editor.put(url_of(document), json=SAMPLES[document], headers=NEW)
    assert as_written(document, editor.get(url_of(document)).json) == SAMPLES[document]


@each_document
def test_an_entry_as_read_can_be_sent_with_put_and_is_unchanged(editor, document):
    created(editor, document)
    read = editor.get(url_of(document))
    response = editor.put(url_of(document), json=read.json, headers={"If-Match": read.headers["ETag"]})
    assert (response.status_code, response.json) == (200, read.json)


@each_member
def test_a_member_changed_in_an_entry_as_read_is_replaced_with_put(editor, document, member):
    created(editor, document)
    if member == "slug":
        pytest.skip("PUT does not rename")
    changed = {**editor.get(url_of(document)).json, member: OTHERS[document][member]}
    editor.put(url_of(document), json=changed, headers=ANY)
    expected = {**SAMPLES[document], member: OTHERS[document][member]}
    assert as_written(document, editor.get(url_of(document)).json) == expected


@each_member
def test_patch_changes_the_member_and_no_other(editor, document, member):
    created(editor, document)
    change = {member: OTHERS[document][member]}
    response = editor.patch(url_of(document), json=change, headers=ANY)
    assert as_written(document, response.json) == {**SAMPLES[document], **change}


@each_member
def test_patch_without_a_change_of_the_member_keeps_the_revision(editor, document, member):
    created(editor, document)
    response = editor.patch(url_of(document), json={member: SAMPLES[document][member]}, headers=ANY)
    assert (response.status_code, response.json["revision"]) == (200, 1)


@pytest.mark.parametrize("member", members(TermDocument))
def test_the_history_has_every_state_of_the_member(editor, member):
    created(editor, TermDocument)
    change = {member: OTHERS[TermDocument][member]}
    url = editor.patch(url_of(TermDocument), json=change, headers=ANY).json["links"]["history"]
    states = [item["document"] for item in editor.get(url.removeprefix("http://localhost")).json["items"]]
    assert states == [{**SAMPLES[TermDocument], **change}, SAMPLES[TermDocument]]


def test_the_log_has_every_member_of_a_category(editor, database):
    created(editor, CategoryDocument)
    (logged,) = database.query("SELECT document FROM changes WHERE kind = 'category' AND slug = 'wheels'")
    assert json.loads(logged["document"]) == SAMPLES[CategoryDocument]


@each_document
def test_the_content_folder_has_the_document(editor, database, tmp_path, document):
    created(editor, document)
    found = in_folder(database, tmp_path / "out")[document][SAMPLES[document]["slug"]]
    hidden = {"position"} & SAMPLES[document].keys()
    assert {name: found[name] for name in members(document) if name not in hidden} == {
        name: value for name, value in SAMPLES[document].items() if name not in hidden
    }


def test_a_new_database_loaded_from_the_content_folder_has_the_same_documents(editor, database, tmp_path):
    for document in PATHS:
        created(editor, document)
    files.write(tmp_path / "out", **export(database))
    rebuild.create(tmp_path / "new.db", lambda new: content.load(new, tmp_path / "out"))
    with closing(db.connect(tmp_path / "new.db")) as new:
        before, after = export(database), export(new)
    assert after["terms"] == before["terms"]
    # The folder keeps the order of categories, and numbers them anew.
    assert [without_position(category) for category in after["categories"]] == [
        without_position(category) for category in before["categories"]
    ]


def test_the_order_of_the_folder_is_the_position_of_a_category(editor, database, tmp_path):
    created(editor, CategoryDocument)
    files.write(tmp_path / "out", **export(database))
    rebuild.create(tmp_path / "new.db", lambda new: content.load(new, tmp_path / "out"))
    with closing(db.connect(tmp_path / "new.db")) as new:
        positions = {category["slug"]: category["position"] for category in export(new)["categories"]}
    listed = [entry.slug for entry in content.read(tmp_path / "out").categories]
    assert positions == {slug: position for position, slug in enumerate(listed)}


@each_document
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_read_only_member_is_refused_except_with_put(editor, document, method):
    created(editor, document)
    url = PATHS[document] if method == "POST" else url_of(document)
    response = editor.open(url, method=method, json={"revision": 1}, headers=ANY)
    pointers = {error["pointer"]: error["detail"] for error in response.json["errors"]}
    assert (response.status_code, pointers["#/revision"]) == (422, "This member is read-only; leave it out.")


@each_document
def test_every_member_that_only_a_response_has_is_refused_by_patch(editor, document):
    read = created(editor, document).json
    for name in read.keys() - set(members(document)):
        response = editor.patch(url_of(document), json={name: read[name]}, headers=ANY)
        assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, f"#/{name}")


def without_position(category):
    return {name: value for name, value in category.items() if name != "position"}
