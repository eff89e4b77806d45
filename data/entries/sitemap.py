"""What a search engine should read: every published term and every category, each with when it last changed.

The terms come in portions by their number in the database: the last is found as fast as the first, and what
others add or remove shifts nothing from one to another.
"""

from typing import NamedTuple

from data.store import cache
from data.store.db import read_transaction

PORTION = 5_000  # numbers a portion


class Entry(NamedTuple):
    """A term or category and when it was last changed."""

    slug: str
    updated_at: str


def portions(db) -> list[int]:
    """The numbers of the portions: the first, 1, and all others that hold a published term."""
    with read_transaction(db):
        return cache.cached(db, "sitemap", lambda: _portions(db))


def terms(db, portion) -> list[Entry]:
    """The published terms of a portion, the oldest first."""
    rows = db.conn.execute(
        """SELECT slug, updated_at FROM terms
           WHERE id > :size * (:portion - 1) AND id <= :size * :portion AND status = 'published' ORDER BY id""",
        {"size": PORTION, "portion": portion},
    )
    return [Entry(*row) for row in rows]


def categories(db) -> list[Entry]:
    """Every category, by slug."""
    return [Entry(*row) for row in db.conn.execute("SELECT slug, updated_at FROM categories ORDER BY slug")]


def _portions(db):
    rows = db.conn.execute(
        "SELECT DISTINCT (id - 1) / :size + 1 FROM terms WHERE status = 'published'", {"size": PORTION}
    )
    return sorted({1, *(row[0] for row in rows)})
