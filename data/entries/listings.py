"""Many terms at once: filtered, ordered, a page at a time.

A page starts after a key (the order, the sort column's value and the term's id) and never at a count of rows
to skip, so that terms which others insert or delete meanwhile shift nothing.
"""

import json

from data.entries import relation_types
from data.entries import slugs as addresses
from data.entries.categories import SUBTREE
from data.entries.terms import COLUMNS, read
from data.errors import Invalid
from data.listing import Page
from data.store import cache, changes
from data.store.db import read_transaction
from data.text import folding

_RELATED = """(
    SELECT r.source_id AS id FROM relations AS r JOIN relation_types AS y ON y.slug = r.type
        WHERE y.slug = :relation AND r.target_id = (SELECT id FROM terms WHERE slug = :to)
    UNION SELECT r.target_id FROM relations AS r JOIN relation_types AS y ON y.slug = r.type
        WHERE y.inverse_slug = :relation AND r.source_id = (SELECT id FROM terms WHERE slug = :to)
) AS related CROSS JOIN terms ON terms.id = related.id"""
_FILTERS = {
    "category": f"terms.category_id IN {SUBTREE}",
    "letter": "terms.letter = :letter",
    "level": "terms.level = :level",
    "status": "terms.status = :status",
    "updated_since": "terms.updated_at >= :updated_since",
}
_SORTS = {
    "name": ("sort_key", ">", "ASC"),
    "updated_at": ("updated_at", ">", "ASC"),
    "-updated_at": ("updated_at", "<", "DESC"),
}


def find(db, *, limit, sort="name", after=None, with_relations=False, **filters) -> Page:
    """A page of terms.

    `filters`: `category` (its descendants too), `letter`, `level`, `status`, `updated_since`, and `relation`
    with `to`: terms that have this relation, forward or inverse, to that term. `after` is the key the
    previous page ended with.
    """
    given = {name: value for name, value in filters.items() if value is not None}
    _refuse_unknown(db, given)
    if "letter" in given:
        given["letter"] = folding.letter(given["letter"])
    where = " AND ".join(["1", *(_FILTERS[name] for name in given if name in _FILTERS)])
    tables = _RELATED if "relation" in given else "terms"
    column, beyond, direction = _SORTS[sort]
    start = f"AND (terms.{column}, terms.id) {beyond} (:value, :id)" if after else ""
    order, value, term_id = after or (sort, None, None)
    if order != sort:
        raise Invalid(f"This cursor is of a list in the order '{order}'.", parameter="cursor")
    with read_transaction(db):
        rows = db.conn.execute(
            f"""SELECT {COLUMNS} FROM {tables} WHERE {where} {start}
                ORDER BY terms.{column} {direction}, terms.id {direction} LIMIT :limit + 1""",
            {**given, "value": value, "id": term_id, "limit": limit},
        ).fetchall()
        total = cache.cached(db, ("terms", *given.items()), lambda: _count(db, tables, where, given))
        page = rows[:limit]
        last = (sort, page[-1][column], page[-1]["id"]) if len(rows) > limit else None
        return Page(read(db, page, with_relations=with_relations), total, last, changes.serial(db))


def letters(db) -> dict[str, int]:
    """The headings of an A–Z list, in order, each with the number of published terms under it."""
    with read_transaction(db):
        return cache.cached(db, "letters", lambda: _letters(db))


def find_named(db, slugs, *, with_relations=False) -> Page:
    """The terms of these slugs, in this order; those that do not exist are listed as missing."""
    with read_transaction(db):
        rows = db.conn.execute(
            f"""SELECT {COLUMNS} FROM json_each(:slugs) AS wanted JOIN terms ON terms.slug = wanted.value
                ORDER BY wanted.key""",
            {"slugs": json.dumps(slugs)},
        ).fetchall()
        found = {row["slug"] for row in rows}
        missing = [slug for slug in slugs if slug not in found]
        items = read(db, rows, with_relations=with_relations)
        return Page(items, len(items), None, changes.serial(db), missing)


def _count(db, tables, where, filters):
    return db.conn.execute(f"SELECT count(*) FROM {tables} WHERE {where}", filters).fetchone()[0]


def _letters(db):
    return dict(
        db.conn.execute(
            """SELECT letter, count(*) FROM terms WHERE status = 'published'
               GROUP BY letter ORDER BY letter = '#', letter"""
        ).fetchall()
    )


def _refuse_unknown(db, filters):
    """A filter that names nothing is a mistake to point out, not a list of none."""
    for name, kind in (("category", "category"), ("to", "term")):
        if name in filters:
            addresses.require(db, kind, filters[name], parameter=name)
    if "relation" in filters:
        relation_types.require(db, filters["relation"], parameter="relation")
