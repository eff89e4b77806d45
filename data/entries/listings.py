"""Lists of terms: filtered, ordered and paged.

A page starts after a key: the order, the value of the sort column and the term's id. It never starts after a
number of rows to skip, so terms that are inserted or deleted meanwhile do not shift the pages.
"""

import json
from collections.abc import Sequence
from typing import Any

from data.constants import DEFAULT_STATUS
from data.entries import relation_types, slugs
from data.entries.categories import SUBTREE
from data.entries.terms import COLUMNS, Term, read
from data.errors import Invalid, echo
from data.listing import Page
from data.store import cache, changes
from data.store.db import Database, read_transaction
from data.text import folding

Filters = dict[str, Any]
# The order, the value of its column and the id of the last term of the page before.
Key = tuple[str, str, int]

# The relation may be named in either direction: "narrower" to A is "broader" from A. CROSS JOIN makes SQLite
# start from the few terms that have it.
_RELATED = """(
    SELECT r.source_id AS id FROM relations AS r JOIN relation_types AS y ON y.slug = r.type
        WHERE y.slug = :relation AND r.target_id = (SELECT id FROM terms WHERE slug = :to)
    UNION SELECT r.target_id FROM relations AS r JOIN relation_types AS y ON y.slug = r.type
        WHERE y.inverse_slug = :relation AND r.source_id = (SELECT id FROM terms WHERE slug = :to)
) AS related CROSS JOIN terms ON terms.id = related.id"""
# To add a filter, add its condition here and its parameter to the query schema.
_RELATED_BY = ("relation", "to")  # these two filters join, instead of adding a condition
_FILTERS = {
    "category": f"terms.category_id IN {SUBTREE}",
    "letter": "terms.letter = :letter",
    "level": "terms.level = :level",
    "status": "terms.status = :status",
    "updated_since": "terms.updated_at >= :updated_since",
}
# For each order: its column, the comparison that finds what comes after a key, and the direction.
_SORTS = {
    "name": ("sort_key", ">", "ASC"),
    "updated_at": ("updated_at", ">", "ASC"),
    "-updated_at": ("updated_at", "<", "DESC"),
}


def find(
    db: Database,
    *,
    limit: int,
    sort: str = "name",
    after: Key | None = None,
    with_relations: bool = False,
    **filters: Any,
) -> Page[Term]:
    """Return a page of terms.

    `filters` are `category` (with its descendants), `letter`, `level`, `status`, `updated_since`, and
    `relation` with `to`: terms that have this relation, forward or inverse, to that term. `after` is the key
    of the page before. Raise Invalid for a filter that names nothing, and for a key of another order.
    """
    # Queries carry every filter, those that were not given as None.
    given = {name: value for name, value in filters.items() if value is not None}
    _refuse_unknown(db, given)
    if "letter" in given:
        given["letter"] = folding.letter(given["letter"])
    where = " AND ".join(["1", *(_FILTERS[name] for name in given if name not in _RELATED_BY)])
    tables = _RELATED if "relation" in given else "terms"
    column, beyond, direction = _SORTS[sort]
    start = f"AND (terms.{column}, terms.id) {beyond} (:value, :id)" if after else ""
    order, value, term_id = after or (sort, None, None)
    if order != sort:
        raise Invalid(f"This cursor is from a list in the order '{echo(order)}'.", parameter="cursor")
    with read_transaction(db):
        rows = db.conn.execute(
            f"""SELECT {COLUMNS} FROM {tables} WHERE {where} {start}
                ORDER BY terms.{column} {direction}, terms.id {direction} LIMIT :limit + 1""",
            {**given, "value": value, "id": term_id, "limit": limit},
        ).fetchall()
        # Every page of a list has the same total, and counting costs more than reading a page.
        total = cache.cached(db, ("terms", *given.items()), lambda: _count(db, tables, where, given))
        page = rows[:limit]
        last = (sort, page[-1][column], page[-1]["id"]) if len(rows) > limit else None
        items = read(db, page, with_relations=with_relations)
        return Page(items=items, total=total, after=last, serial=changes.serial(db))


def letters(db: Database) -> dict[str, int]:
    """Return the headings of an A–Z list, in order, each with the number of published terms under it."""
    with read_transaction(db):
        return cache.cached(db, "letters", lambda: _letters(db))


def find_named(
    db: Database, named: Sequence[str], *, with_relations: bool = False, drafts: bool = False
) -> Page[Term]:
    """Return the terms with these slugs, in this order. Those that do not exist are listed as missing."""
    with read_transaction(db):
        rows = db.conn.execute(
            f"""SELECT {COLUMNS} FROM json_each(:slugs) AS wanted JOIN terms ON terms.slug = wanted.value
                WHERE :drafts OR status = :published ORDER BY wanted.key""",
            {"slugs": json.dumps(named), "drafts": drafts, "published": DEFAULT_STATUS},
        ).fetchall()
        found = {row["slug"] for row in rows}
        missing = [slug for slug in named if slug not in found]
        items = read(db, rows, with_relations=with_relations)
        return Page(items=items, total=len(items), after=None, serial=changes.serial(db), missing=missing)


def _count(db: Database, tables: str, where: str, filters: Filters) -> int:
    number: int = db.conn.execute(f"SELECT count(*) FROM {tables} WHERE {where}", filters).fetchone()[0]
    return number


def _letters(db: Database) -> dict[str, int]:
    return dict(
        db.conn.execute(
            """SELECT letter, count(*) FROM terms WHERE status = 'published'
               GROUP BY letter ORDER BY letter = '#', letter"""  # names without a Latin letter come last
        ).fetchall()
    )


def _refuse_unknown(db: Database, filters: Filters) -> None:
    """Raise Invalid for a filter that names nothing: it is a mistake to point out, not an empty list."""
    # A caller that lists unpublished terms knows of them, so a filter may name them.
    drafts = filters.get("status") != DEFAULT_STATUS
    for name, kind in (("category", "category"), ("to", "term")):
        if name in filters:
            slugs.require(db, kind, filters[name], drafts, parameter=name)
    if "relation" in filters:
        relation_types.require(db, filters["relation"], parameter="relation")
