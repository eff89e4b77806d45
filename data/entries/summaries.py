"""Summaries: the members of a term that a tooltip shows, for one term or for many."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from data.constants import DEFAULT_STATUS
from data.entries import categories, slugs
from data.entries.categories import CategoryRef
from data.store.db import Database, read_transaction


@dataclass(frozen=True)
class Summary:
    """A term in short."""

    slug: str
    name: str
    definition: str
    category: CategoryRef
    revision: int


def get(db: Database, slug: str, *, drafts: bool = False) -> Summary:
    """Return the summary of one term. Raise NotFound, Moved or Gone."""
    with read_transaction(db):
        found = find(db, [slug], status=None if drafts else DEFAULT_STATUS)
        if not found:
            raise slugs.missing_error(db, "term", slug)
        return found[0]


def find(db: Database, wanted: Sequence[str], status: str | None = DEFAULT_STATUS) -> list[Summary]:
    """Return the summaries of the wanted slugs, in this order. `status` None means any.

    Terms that do not exist or have another status are left out.
    """
    return _read(db, "slug", wanted, status)


def find_by_id(db: Database, ids: Sequence[int]) -> list[Summary]:
    """Return the summaries of the terms with these ids, in this order."""
    return _read(db, "id", ids, None)


def _read(
    db: Database, column: str, wanted: Sequence[str] | Sequence[int], status: str | None
) -> list[Summary]:
    # CROSS JOIN makes SQLite look up the few wanted terms instead of scanning all.
    rows = db.conn.execute(
        f"""SELECT slug, name, definition, category_id, revision
            FROM json_each(:wanted) AS wanted CROSS JOIN terms ON terms.{column} = wanted.value
            WHERE :status IS NULL OR status = :status ORDER BY wanted.key""",
        {"wanted": json.dumps(wanted), "status": status},
    ).fetchall()
    # Many terms share few categories, so each category is read once.
    refs = categories.refs(db, {row["category_id"] for row in rows})
    return [
        Summary(
            slug=row["slug"],
            name=row["name"],
            definition=row["definition"],
            category=refs[row["category_id"]],
            revision=row["revision"],
        )
        for row in rows
    ]
