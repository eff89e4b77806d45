import pytest

from data.entries import terms
from data.entries.document import to_members
from data.errors import Stale
from data.store import changes, db
from data.store.changes import Actor

BY = Actor("tester", "Because.")


@pytest.fixture
def log(database):
    """Return the changes of the term with this id, newest first."""
    return lambda term_id=1, **paging: changes.find(database, "term", term_id, **{"limit": 50, **paging})


def edit(database, slug, times):
    for number in range(times):
        terms.update(database, slug, {"example": f"Example {number}."}, match=None, actor=BY)


def test_the_serial_of_an_empty_glossary_is_0(tmp_path):
    db.create(tmp_path / "empty.db", lambda connection: None)
    assert changes.serial(db.connect(tmp_path / "empty.db")) == 0


def test_every_write_increases_the_serial_by_one(database, make_term, make_category, update_term):
    start = changes.serial(database)
    make_term("Dropout")
    make_category("parts")
    update_term("dropout", category="parts")
    assert changes.serial(database) == start + 3


def test_the_serial_increases_inside_the_transaction(database, path, make_term):
    reader = db.connect(path)
    with db.write(database):
        make_term("Dropout")
        assert changes.serial(reader) < changes.serial(database)


def test_a_write_that_changes_nothing_is_not_logged(database, make_term, update_term):
    make_term("Dropout")
    before = changes.serial(database)
    update_term("dropout", name="Dropout")
    assert changes.serial(database) == before


def test_a_change_names_its_actor_time_and_reason(database, make_term, log):
    term = make_term("Dropout")
    edit(database, "dropout", 1)
    change = log().items[0]
    assert (change.actor, change.message, change.at >= term.created_at) == ("tester", "Because.", True)


def test_a_change_holds_the_whole_document(database, make_term, log):
    make_term("Dropout", labels=[{"text": "Dilution", "kind": "synonym", "language": "en"}])
    assert log().items[0].document == to_members(terms.documents(database)[0])


def test_an_older_document_written_back_restores_the_term(database, make_term, update_term, log):
    first = make_term("Dropout", example="An example.")
    edit(database, "dropout", 1)
    restored = update_term("dropout", **log().items[-1].document)
    assert (restored.example, restored.revision) == (first.example, 3)


def test_changes_are_listed_newest_first(database, make_term, log):
    make_term("Dropout")
    edit(database, "dropout", 2)
    assert [change.revision for change in log().items] == [3, 2, 1]


def test_changes_of_other_entries_are_not_listed(make_term, make_category, log):
    for slug in ("a", "b"):
        make_category(slug)
        make_term(slug)
    assert ([change.slug for change in log(1).items], log(1).total) == (["a"], 1)


def test_pages_of_changes_are_complete(database, make_term, log):
    make_term("Dropout")
    edit(database, "dropout", 2)
    first = log(limit=2)
    second = log(limit=2, after=first.after)
    assert [change.revision for change in first.items + second.items] == [3, 2, 1]
    assert (first.total, second.after) == (3, None)


@pytest.mark.parametrize(
    ("change", "action"),
    [({"example": "An example."}, "updated"), ({"slug": "dilution"}, "renamed")],
)
def test_updates_and_renames_are_logged_as_such(make_term, update_term, log, change, action):
    make_term("Dropout")
    update_term("dropout", **change)
    assert [entry.action for entry in log().items] == [action, "created"]


def test_retiring_is_logged_with_the_last_document(make_term, retire_term, log):
    make_term("Dropout")
    retire_term("dropout")
    change = log().items[0]
    assert (change.action, change.revision, change.document["name"]) == ("retired", 2, "Dropout")


@pytest.mark.parametrize("match", [None, [3], [1, 3]])
def test_a_matching_revision_passes(match):
    assert changes.require_revision("term", "dropout", 3, match) is None


@pytest.mark.parametrize("match", [[], [2], [1, 4]])
def test_another_revision_is_stale(match):
    with pytest.raises(Stale, match="The term 'dropout' is now at revision 3"):
        changes.require_revision("term", "dropout", 3, match)
