"""What a search engine should read: every published term and every category, each with the day it last changed."""

from typing import NamedTuple

from data import memo
from data.db import snapshot

_ENTRIES = """SELECT 'category' AS kind, slug, updated_at FROM categories
    UNION ALL SELECT 'term', slug, updated_at FROM terms WHERE status = 'published'"""


class Entry(NamedTuple):
    """A term or category (`kind`) and when it was last changed."""

    kind: str
    slug: str
    updated_at: str


def count(db) -> int:
    """How many entries there are."""
    with snapshot(db):
        return memo.by_serial(
            db, "sitemap", lambda: db.conn.execute(f"SELECT count(*) FROM ({_ENTRIES})").fetchone()[0]
        )


def find(db, *, limit, offset) -> list[Entry]:
    """Entries in a fixed order: categories, then terms, both by slug."""
    rows = db.conn.execute(
        f"{_ENTRIES} ORDER BY kind, slug LIMIT :limit OFFSET :offset", {"limit": limit, "offset": offset}
    )
    return [Entry(*row) for row in rows]
