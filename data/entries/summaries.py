"""Summaries: what a tooltip shows of a term, for one term or for many."""

import json
from dataclasses import dataclass

from data.entries import categories
from data.entries import slugs as addresses
from data.store.db import read_transaction


@dataclass(frozen=True)
class Summary:
    """A term in short."""

    slug: str
    name: str
    definition: str
    category: categories.CategoryRef
    revision: int


def get(db, slug) -> Summary:
    """The summary of one term. Raises NotFound, Moved or Gone."""
    with read_transaction(db):
        found = find(db, [slug], status=None)
        if not found:
            raise addresses.missing_error(db, "term", slug)
        return found[0]


def find(db, slugs, status="published") -> list[Summary]:
    """The summaries of those of these terms that exist and have this status (None: any), in this order."""
    return _read(db, "slug", slugs, status)


def find_by_id(db, ids) -> list[Summary]:
    """The summaries of the terms with these ids, in this order."""
    return _read(db, "id", ids, None)


def _read(db, column, values, status):
    rows = db.conn.execute(
        f"""SELECT slug, name, definition, category_id, revision
            FROM json_each(:wanted) AS wanted CROSS JOIN terms ON terms.{column} = wanted.value
            WHERE :status IS NULL OR status = :status ORDER BY wanted.key""",
        {"wanted": json.dumps(values), "status": status},
    ).fetchall()
    refs = categories.refs(db, {row["category_id"] for row in rows})
    return [
        Summary(row["slug"], row["name"], row["definition"], refs[row["category_id"]], row["revision"])
        for row in rows
    ]
