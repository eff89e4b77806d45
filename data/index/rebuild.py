"""Rebuild what is derived from the entries: surface forms, full text, HTML, sort keys.

`VERSION` says which code wrote the derived data of a file. `refresh` runs after every migration and when a
server starts. It rebuilds everything if the file has another version, and does nothing otherwise. A release
that changes how anything here is derived increases `VERSION`.

A rebuild is not a change of the data set: it is not logged and moves no serial.
"""

from collections.abc import Callable
from pathlib import Path

from sqlite_utils.utils import sqlite3

from data.errors import Unusable
from data.index import fulltext, indexing
from data.store import db as store
from data.store.db import Database, Filled, write
from data.text import folding, inflection, markdown

VERSION = 1
# Cleared first, because rows of terms that no longer exist would otherwise stay.
_INDEX_TABLES = ("word_prefixes", "deletions", "texts")

Progress = Callable[[int, int], None]


def ignore_progress(done: int, total: int) -> None:
    """Do nothing with the progress of a rebuild. Most callers do not show it."""


def create(path: str | Path, fill: Callable[[Database], Filled]) -> Filled:
    """Create a database as `data.store.db.create` does, with the derived data of this version."""

    def mark_and_fill(db: Database) -> Filled:
        # `fill` keeps the derived data up to date with every write, so an empty file only needs the version.
        refresh(db)
        return fill(db)

    return store.create(path, mark_and_fill)


def prepare(path: str | Path, progress: Progress = ignore_progress) -> None:
    """Check and migrate the database at `path`, and rebuild what is derived if that is out of date.

    Raise Unusable if the file cannot be served, which then stays as it was.
    """
    store.prepare(path, lambda db: refresh(db, progress))


def refresh(db: Database, progress: Progress = ignore_progress) -> bool:
    """Rebuild the derived data unless this version of the code wrote it. Return whether it was rebuilt."""
    # A file that was just migrated to have this table has no row in it.
    row = db.conn.execute("SELECT version FROM derived").fetchone()
    # A later version is rebuilt as well: its derived data may be in a form that this code cannot read.
    if row is not None and row["version"] == VERSION:
        return False
    rebuild(db, progress)
    return True


def rebuild(db: Database, progress: Progress = ignore_progress) -> int:
    """Derive everything again from the entries, in one transaction. Return the number of terms.

    `progress(done, total)` is called after each term. Raise Unusable if two surface forms have become the
    same. Nothing is changed then.
    """
    with write(db):
        ids = [row["id"] for row in db.conn.execute("SELECT id FROM terms ORDER BY id")]
        for table in _INDEX_TABLES:
            db.conn.execute(f"DELETE FROM {table}")
        _rebuild_labels(db)
        _rebuild_ambiguous(db)
        for done, term_id in enumerate(ids, start=1):
            _rebuild_term(db, term_id)
            progress(done, len(ids))
        # FTS5 wrote one segment for each term; merging them makes searches fast again.
        fulltext.optimize(db)
        db.conn.execute("DELETE FROM derived")
        db.conn.execute("INSERT INTO derived (version) VALUES (:version)", {"version": VERSION})
    return len(ids)


def _rebuild_labels(db: Database) -> None:
    labels = db.conn.execute(
        "SELECT term_id, position, text FROM labels ORDER BY term_id, position"
    ).fetchall()
    # Two labels may swap their folded forms, which are unique, so all of them make room first. No folded form
    # contains a zero character.
    db.conn.execute("UPDATE labels SET folded = char(0) || term_id || '/' || position")
    for term_id, position, text in labels:
        try:
            db.conn.execute(
                """UPDATE labels SET folded = :folded, key = :key
                   WHERE term_id = :term_id AND position = :position""",
                {
                    "folded": folding.fold(text),
                    "key": inflection.key(text),
                    "term_id": term_id,
                    "position": position,
                },
            )
        except sqlite3.IntegrityError:
            # Only an editor can decide which of the two to rename, so nothing is renamed here.
            raise Unusable(
                f"'{text}' is now the same as another name or label. "
                "Rename one of the two with the release that wrote this file."
            ) from None


def _rebuild_ambiguous(db: Database) -> None:
    entries = db.conn.execute("SELECT rowid AS id, abbreviation FROM ambiguous").fetchall()
    db.conn.execute("UPDATE ambiguous SET folded = char(0) || rowid")  # makes room, as for labels
    try:
        db.conn.executemany(
            "UPDATE ambiguous SET folded = :folded WHERE rowid = :id",
            [{"folded": folding.fold(entry["abbreviation"]), "id": entry["id"]} for entry in entries],
        )
    except sqlite3.IntegrityError:
        raise Unusable(
            "Two ambiguous abbreviations are now the same. "
            "Remove one of the two with the release that wrote this file."
        ) from None


def _rebuild_term(db: Database, term_id: int) -> None:
    term = db.conn.execute(
        "SELECT name, definition, explanation, status FROM terms WHERE id = :id", {"id": term_id}
    ).fetchone()
    db.conn.execute(
        """UPDATE terms SET sort_key = :sort_key, letter = :letter, explanation_html = :explanation_html
           WHERE id = :id""",
        {
            "sort_key": folding.sort_key(term["name"]),
            "letter": folding.letter(term["name"]),
            "explanation_html": markdown.to_html(term["explanation"]),
            "id": term_id,
        },
    )
    # Position 0 is the name, which the index takes from the term itself.
    labels = db.conn.execute(
        "SELECT text FROM labels WHERE term_id = :id AND position > 0 ORDER BY position", {"id": term_id}
    )
    indexing.add(db, term_id, {**term, "labels": [dict(row) for row in labels]})
