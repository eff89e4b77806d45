"""The entries for search engines: every published term and every category, with their last change.

Terms are divided into portions by their id. The last portion is found as fast as the first, and adding or
removing terms never moves a term to another portion.
"""

from dataclasses import dataclass

from data.store import cache
from data.store.db import Database, read_transaction

PORTION = 5_000  # ids per portion; a sitemap file may list at most 50,000 URLs (sitemaps.org)


@dataclass(frozen=True)
class Entry:
    """A term or category, and when it last changed."""

    slug: str
    updated_at: str


def portions(db: Database) -> list[int]:
    """Return the numbers of the portions: the first, 1, and all others that hold a published term."""
    with read_transaction(db):
        return cache.cached(db, "sitemap", lambda: _portions(db))


def terms(db: Database, portion: int) -> list[Entry]:
    """Return the published terms of a portion, oldest first."""
    rows = db.conn.execute(
        """SELECT slug, updated_at FROM terms
           WHERE id > :size * (:portion - 1) AND id <= :size * :portion AND status = 'published'
           ORDER BY id""",
        {"size": PORTION, "portion": portion},
    )
    return [Entry(**row) for row in rows]


def categories(db: Database) -> list[Entry]:
    """Return every category, by slug."""
    rows = db.conn.execute("SELECT slug, updated_at FROM categories ORDER BY slug")
    return [Entry(**row) for row in rows]


def _portions(db: Database) -> list[int]:
    rows = db.conn.execute(
        "SELECT DISTINCT (id - 1) / :size + 1 AS portion FROM terms WHERE status = 'published'",
        {"size": PORTION},
    )
    # The first portion always exists, because the file of the first portion also lists the categories.
    return sorted({1, *(row["portion"] for row in rows)})
