"""What a search engine should read: every published term and every category, each with its last change.

Terms come in portions by their number in the database. The last portion is found as fast as the first, and what
others add or remove moves no term from one portion to another.
"""

from dataclasses import dataclass

from data.store import cache
from data.store.db import Database, read_transaction

PORTION = 5_000  # term numbers in a portion


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
    return [Entry(slug=row["slug"], updated_at=row["updated_at"]) for row in rows]


def categories(db: Database) -> list[Entry]:
    """Return every category, by slug."""
    rows = db.conn.execute("SELECT slug, updated_at FROM categories ORDER BY slug")
    return [Entry(slug=row["slug"], updated_at=row["updated_at"]) for row in rows]


def _portions(db: Database) -> list[int]:
    rows = db.conn.execute(
        "SELECT DISTINCT (id - 1) / :size + 1 AS portion FROM terms WHERE status = 'published'",
        {"size": PORTION},
    )
    return sorted({1, *(row["portion"] for row in rows)})
