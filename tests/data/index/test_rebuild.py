"""Derived data is restored from the entries, and rebuilt when another version of the code wrote it."""

from contextlib import closing

import pytest
from sqlite_utils import Migrations
from sqlite_utils.utils import sqlite3

from data.errors import Unusable
from data.index import rebuild
from data.store import changes, db
from data.store.migrations import migrations

DERIVED = {
    "terms": "SELECT id, sort_key, letter, explanation_html FROM terms",
    "labels": "SELECT term_id, position, folded, key FROM labels",
    "ambiguous": "SELECT abbreviation, folded FROM ambiguous",
    "word_prefixes": "SELECT * FROM word_prefixes",
    "deletions": "SELECT * FROM deletions",
    "texts": "SELECT rowid, * FROM texts",
}


@pytest.fixture
def glossary(database, make_term):
    """Create two published terms, one of them with labels and an explanation, and a draft."""
    labels = [{"text": "Dilution Method", "kind": "synonym"}, {"text": "DO", "kind": "abbreviation"}]
    make_term("Élan Dropout", labels=labels, explanation="Rate $p$ of units, at $5 or $6.")
    make_term("Epoch")
    make_term("Comet", status="draft", explanation="Not ready.")
    database.execute(
        """INSERT INTO ambiguous (abbreviation, folded, candidates)
           VALUES ('AB', 'ab', '[]'), ('CD', 'cd', '[]')"""
    )
    return database


@pytest.fixture
def next_version(monkeypatch):
    """Let this release derive something differently from the one that wrote the file."""
    monkeypatch.setattr(rebuild, "VERSION", rebuild.VERSION + 1)


def derived(connection):
    """Return all derived data, by table."""
    return {
        table: sorted(map(tuple, connection.execute(query)), key=repr) for table, query in DERIVED.items()
    }


def spoil(connection):
    """Make the index empty, as it is after a migration that drops it."""
    for table in ("word_prefixes", "deletions", "texts"):
        connection.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE terms SET sort_key = ''",
        "UPDATE terms SET letter = '?'",
        "UPDATE terms SET explanation_html = '<p>old</p>'",
        "UPDATE terms SET explanation_html = NULL",
        "UPDATE labels SET folded = 'old ' || term_id || '/' || position",
        "UPDATE labels SET key = ''",
        "UPDATE ambiguous SET folded = 'old ' || abbreviation",
        "UPDATE ambiguous SET folded = CASE folded WHEN 'ab' THEN 'cd ' ELSE 'ab' END",
        "DELETE FROM word_prefixes",
        "UPDATE word_prefixes SET weight = 0",
        "INSERT INTO word_prefixes (text, term_id, position, weight) VALUES ('comet', 3, 0, 5)",
        "INSERT INTO word_prefixes (text, term_id, position, weight) VALUES ('zebra', 99, 0, 5)",
        "DELETE FROM deletions",
        "UPDATE deletions SET compact = 'old'",
        "INSERT INTO deletions (deletion, term_id, position, compact) VALUES ('zebra', 99, 0, 'zebra')",
        "DELETE FROM texts",
        "UPDATE texts SET explanation = 'old', label = 'old'",
        "INSERT INTO texts (rowid, name) VALUES (99, 'Zebra')",
    ],
)
def test_rebuild_restores_derived_data(glossary, statement):
    before = derived(glossary)
    glossary.execute(statement)
    assert derived(glossary) != before
    rebuild.rebuild(glossary)
    assert derived(glossary) == before


def test_rebuild_typesets_formulas_in_stored_explanations(glossary):
    glossary.execute("UPDATE terms SET explanation_html = '<p>Rate $p$.</p>'")
    rebuild.rebuild(glossary)
    html = glossary.execute("SELECT explanation_html FROM terms WHERE id = 1").fetchone()[0]
    assert "<math" in html


def test_rebuild_indexes_prices_in_explanations(glossary):
    glossary.execute("UPDATE texts SET explanation = 'old'")
    rebuild.rebuild(glossary)
    found = glossary.execute("SELECT rowid FROM texts WHERE texts MATCH '5'").fetchall()
    assert [row["rowid"] for row in found] == [1]


def test_rebuild_lets_two_labels_swap_their_folded_forms(glossary):
    before = derived(glossary)
    first, second = (row["folded"] for row in glossary.execute("SELECT folded FROM labels LIMIT 2"))
    for old, new in ((first, "between"), (second, first), ("between", second)):
        glossary.execute("UPDATE labels SET folded = ? WHERE folded = ?", [new, old])
    rebuild.rebuild(glossary)
    assert derived(glossary) == before


def test_ambiguous_abbreviations_that_became_the_same_are_refused(glossary):
    glossary.execute("UPDATE ambiguous SET abbreviation = 'ab', folded = 'old' WHERE folded = 'cd'")
    before = derived(glossary)
    with pytest.raises(Unusable, match="Two ambiguous abbreviations"):
        rebuild.rebuild(glossary)
    assert derived(glossary) == before


def test_rebuild_is_not_a_change_of_the_data_set(glossary):
    before = changes.serial(glossary)
    rebuild.rebuild(glossary)
    assert changes.serial(glossary) == before


def test_rebuild_reports_progress_after_each_term(glossary):
    steps = []
    number = rebuild.rebuild(glossary, lambda done, total: steps.append((done, total)))
    assert (number, steps) == (3, [(1, 3), (2, 3), (3, 3)])


@pytest.mark.parametrize("text", ["EPOCH", "élan DROPOUT"])
def test_surface_forms_that_became_the_same_are_named(glossary, text):
    glossary.execute("UPDATE labels SET text = :text WHERE text = 'DO'", {"text": text})
    with pytest.raises(Unusable, match=r"'(EPOCH|Epoch|élan DROPOUT)' is now the same"):
        rebuild.rebuild(glossary)


def test_a_failed_rebuild_changes_nothing(glossary):
    glossary.execute("UPDATE labels SET text = 'EPOCH' WHERE text = 'DO'")
    spoil(glossary)
    before = derived(glossary)
    with pytest.raises(Unusable):
        rebuild.rebuild(glossary)
    assert derived(glossary) == before


def test_refresh_does_nothing_at_the_current_version(glossary):
    spoil(glossary)
    before = derived(glossary)
    assert rebuild.refresh(glossary) is False
    assert derived(glossary) == before


@pytest.mark.usefixtures("next_version")
def test_refresh_rebuilds_at_another_version(glossary):
    before = derived(glossary)
    spoil(glossary)
    assert rebuild.refresh(glossary) is True
    assert derived(glossary) == before


def test_refresh_rebuilds_a_file_of_a_later_version(glossary, monkeypatch):
    before = derived(glossary)
    spoil(glossary)
    monkeypatch.setattr(rebuild, "VERSION", rebuild.VERSION - 1)
    rebuild.refresh(glossary)
    assert derived(glossary) == before


def test_refresh_rebuilds_a_file_without_a_version(glossary):
    before = derived(glossary)
    spoil(glossary)
    glossary.execute("DELETE FROM derived")
    assert rebuild.refresh(glossary) is True
    assert derived(glossary) == before


@pytest.mark.usefixtures("next_version")
def test_refresh_rebuilds_only_once(glossary):
    assert [rebuild.refresh(glossary) for _ in range(2)] == [True, False]


@pytest.mark.usefixtures("next_version")
def test_a_file_has_one_version(glossary):
    rebuild.refresh(glossary)
    assert [row["version"] for row in glossary.execute("SELECT version FROM derived")] == [rebuild.VERSION]


def test_create_marks_the_file_with_the_current_version(tmp_path):
    path = tmp_path / "empty.db"
    assert rebuild.create(path, lambda connection: "filled") == "filled"
    with closing(db.connect(path)) as connection:
        assert rebuild.refresh(connection) is False


@pytest.mark.usefixtures("next_version")
def test_prepare_rebuilds_outdated_derived_data(glossary, path):
    before = derived(glossary)
    spoil(glossary)
    rebuild.prepare(path)
    assert derived(glossary) == before


def test_a_rebuild_that_fails_leaves_an_older_file_as_it_was(path, monkeypatch):
    monkeypatch.setattr(rebuild, "VERSION", rebuild.VERSION + 1)
    later = Migrations._Migration("later", lambda db: db.execute("CREATE TABLE later (name TEXT)"))
    monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations, later])
    monkeypatch.setattr(rebuild, "rebuild", lambda db, progress: 1 / 0)
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError):
        rebuild.prepare(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(migrations._migrations) - 1
        assert (
            connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone()[0] == 0
        )
    assert path.read_bytes() == before
