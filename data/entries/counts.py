"""Counts of the entries in the glossary."""

from data.store import cache
from data.store.changes import serial
from data.store.db import Database, read_transaction


def overview(db: Database) -> tuple[int, dict[str, int]]:
    """Return the serial, and the counts at that serial."""
    with read_transaction(db):
        return serial(db), cache.cached(db, "counts", lambda: _count(db))


def _count(db: Database) -> dict[str, int]:
    """Return the number of published terms, categories, relations between published terms, and types."""
    # Few terms are hidden, so looking for them among the ends is cheaper than joining both ends.
    row = db.conn.execute(
        """WITH hidden AS MATERIALIZED (SELECT id FROM terms WHERE status <> 'published')
           SELECT (SELECT count(*) FROM terms WHERE status = 'published') AS terms,
                  (SELECT count(*) FROM categories) AS categories,
                  (SELECT count(*) FROM relations
                      WHERE source_id NOT IN hidden AND target_id NOT IN hidden) AS relations,
                  (SELECT count(*) FROM relation_types) AS relation_types"""
    ).fetchone()
    return dict(row)
