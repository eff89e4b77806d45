"""What the glossary holds as a whole."""

from data.store import cache
from data.store.changes import serial
from data.store.db import read_transaction


def counts(db) -> dict[str, int]:
    """How many published terms, categories, relations between published terms and relation types there are."""
    row = db.conn.execute(
        """WITH hidden AS MATERIALIZED (SELECT id FROM terms WHERE status <> 'published')
           SELECT (SELECT count(*) FROM terms WHERE status = 'published') AS terms,
                  (SELECT count(*) FROM categories) AS categories,
                  (SELECT count(*) FROM relations
                      WHERE source_id NOT IN hidden AND target_id NOT IN hidden) AS relations,
                  (SELECT count(*) FROM relation_types) AS relation_types"""
    ).fetchone()
    return dict(row)


def overview(db) -> tuple[int, dict[str, int]]:
    """The serial, and the counts at it."""
    with read_transaction(db):
        return serial(db), cache.cached(db, "counts", lambda: counts(db))
