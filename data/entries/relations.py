"""Relations between terms. Each is stored once, forward; from its target it is seen as the inverse.

The rules in `data.entries.relation_rules` refuse a relation with a message that names the terms.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlite_utils.utils import sqlite3

from data.entries import relation_rules, relation_types, slugs
from data.entries.document import Members
from data.errors import NotFound
from data.listing import Page
from data.store import cache, changes
from data.store.changes import Actor
from data.store.db import Database, insert, read_transaction, write

# Counting needs the ends for the filter on their status, but not the type.
_ENDS = "relations AS r JOIN terms AS s ON s.id = r.source_id JOIN terms AS t ON t.id = r.target_id"
_SELECT = f"""SELECT r.id, r.type, r.note, r.created_at, r.source_id, r.target_id,
        s.slug AS source_slug, s.name AS source_name, s.status AS source_status,
        t.slug AS target_slug, t.name AS target_name, t.status AS target_status,
        y.name AS type_name, y.inverse_slug, y.inverse_name
    FROM {_ENDS} JOIN relation_types AS y ON y.slug = r.type"""
_FILTERS = {
    "type": "r.type = :type",
    "source": "r.source_id = (SELECT id FROM terms WHERE slug = :source)",
    "target": "r.target_id = (SELECT id FROM terms WHERE slug = :target)",
    "status": "s.status = :status AND t.status = :status",
}


@dataclass(frozen=True)
class TermName:
    """One end of a relation."""

    slug: str
    name: str


@dataclass(frozen=True)
class Relation:
    """A relation as stored: the test sentence of its type holds for source and target."""

    id: int
    type: str
    name: str
    source: TermName
    target: TermName
    note: str | None
    revision: int
    created_at: str


@dataclass(frozen=True)
class TermRef:
    """A term as another entry shows it."""

    slug: str
    name: str
    definition: str


@dataclass(frozen=True)
class RelationView:
    """A relation as one of its ends sees it. For the target, type and name are those of the inverse."""

    id: int
    type: str
    name: str
    note: str | None
    term: TermRef


def find(
    db: Database, *, limit: int, after: int | None = None, drafts: bool = False, **filters: str | None
) -> Page[Relation]:
    """Return relations by id.

    `filters` are `type`, `source` and `target` (slugs of terms) and `status` (of both ends). With the slug of
    an inverse type, source and target are the ends as that type sees them. Raise Invalid for a filter that
    names nothing, and without `drafts` also for one that names a term that is not published.
    """
    given = {name: value for name, value in filters.items() if value is not None}
    with read_transaction(db):
        # Before the swap, so that an error names the parameter that the caller wrote.
        _refuse_unknown(db, given, drafts)
        given = _forward(db, given)
        where = " AND ".join(["1", *(_FILTERS[name] for name in given)])
        rows = db.conn.execute(
            f"{_SELECT} WHERE {where} AND r.id > :after ORDER BY r.id LIMIT :limit + 1",
            {**given, "after": after or 0, "limit": limit},
        ).fetchall()
        # Every page of a list has the same total.
        total = cache.cached(db, ("relations", *given.items()), lambda: _count(db, where, given))
        items = [_from_row(row) for row in rows[:limit]]
        last = items[-1].id if len(rows) > limit else None
        return Page(items=items, total=total, after=last, serial=changes.serial(db))


def get(db: Database, relation_id: int, *, drafts: bool = False) -> Relation:
    """Return one relation. Raise NotFound; without `drafts` also if one of its ends is not published."""
    row = _row(db, relation_id)
    # The error is that of an unknown id, so that it does not reveal a draft.
    if not drafts and {row["source_status"], row["target_status"]} != {"published"}:
        raise _missing_error(relation_id)
    return _from_row(row)


def views(db: Database, ids: Sequence[int]) -> dict[int, list[RelationView]]:
    """Return the relations of each term to published terms, as that term sees them: by type, then by name."""
    found: defaultdict[int, list[RelationView]] = defaultdict(list)
    for row in db.conn.execute(
        """SELECT here.value AS here, r.id, r.type, y.name AS type_name, r.note, o.slug, o.name, o.definition,
                  y.position AS position, 0 AS inverse, o.sort_key AS sort_key
           FROM json_each(:ids) AS here JOIN relations AS r ON r.source_id = here.value
               JOIN relation_types AS y ON y.slug = r.type JOIN terms AS o ON o.id = r.target_id
           WHERE o.status = 'published'
           UNION ALL
           SELECT here.value, r.id, y.inverse_slug, y.inverse_name, r.note, o.slug, o.name, o.definition,
                  y.position, 1 - y.symmetric, o.sort_key
           FROM json_each(:ids) AS here JOIN relations AS r ON r.target_id = here.value
               JOIN relation_types AS y ON y.slug = r.type JOIN terms AS o ON o.id = r.source_id
           WHERE o.status = 'published'
           ORDER BY position, inverse, sort_key""",
        {"ids": json.dumps(ids)},
    ):
        view = RelationView(
            id=row["id"],
            type=row["type"],
            name=row["type_name"],
            note=row["note"],
            term=TermRef(slug=row["slug"], name=row["name"], definition=row["definition"]),
        )
        found[row["here"]].append(view)
    return found


def documents(db: Database) -> dict[str, list[dict[str, Any]]]:
    """Return the type, target and note of every relation under the slug of its source, in stored order."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in db.conn.execute(f"{_SELECT} ORDER BY r.id"):
        relation = {"type": row["type"], "target": row["target_slug"], "note": row["note"]}
        found[row["source_slug"]].append(relation)
    return found


def create(db: Database, given: Members, *, actor: Actor) -> Relation:
    """Relate two terms.

    Raise Invalid for an unknown end or type, Conflict where a rule forbids the relation.
    """
    with write(db) as at:
        source = _end(db, given["source"], "/source")
        target = _end(db, given["target"], "/target")
        relation_rules.check(db, source, given["type"], target)
        values = {"note": None, **given, "source": source["id"], "target": target["id"], "at": at}
        relation_id = insert(
            db,
            """INSERT INTO relations (source_id, type, target_id, note, created_at)
               VALUES (:source, :type, :target, :note, :at)""",
            values,
        )
        relation = get(db, relation_id, drafts=True)
        _log(db, relation, "created", actor)
        return relation


def delete(db: Database, relation_id: int, *, match: Collection[int] | None, actor: Actor) -> None:
    """Remove a relation.

    `match` and Stale are as for terms. A relation never changes, so its revision is 1.
    """
    with write(db):
        relation = get(db, relation_id, drafts=True)
        changes.require_revision("relation", relation_id, relation.revision, match)
        _remove(db, relation, actor)


def delete_of_term(db: Database, term_id: int, *, actor: Actor) -> None:
    """Remove every relation of a term that is being retired. Each has its entry in the log."""
    with write(db):
        for row in db.conn.execute(
            f"{_SELECT} WHERE r.source_id = :id OR r.target_id = :id ORDER BY r.id", {"id": term_id}
        ).fetchall():
            _remove(db, _from_row(row), actor)


def keep_first(db: Database, slug: str, documents: Sequence[Members], *, actor: Actor) -> int:
    """Keep the relations at the start of a term's list that equal those in `documents`. Return their number.

    All others stored on the term are removed. Creating the rest of `documents` then gives exactly these
    relations, in this order.
    """
    with write(db):
        source = _end(db, slug, "/source")
        rows = db.conn.execute(
            f"{_SELECT} WHERE r.source_id = :id ORDER BY r.id", {"id": source["id"]}
        ).fetchall()
        stored = [(row["type"], row["target_slug"], row["note"]) for row in rows]
        wanted = [(document["type"], document["target"], document.get("note")) for document in documents]
        # Only the common beginning stays: relations are listed in the order of their ids.
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(stored, wanted, strict=False))))
        for row in rows[same:]:
            _remove(db, _from_row(row), actor)
        return same


def _refuse_unknown(db: Database, filters: Members, drafts: bool) -> None:
    if "type" in filters:
        relation_types.require(db, filters["type"], parameter="type")
    for end in {"source", "target"} & filters.keys():
        slugs.require(db, "term", filters[end], drafts, parameter=end)


def _forward(db: Database, filters: dict[str, str]) -> dict[str, str]:
    """Return the filters as relations are stored: "narrower" from A is "broader" to A."""
    inverse = relation_types.by_inverse_slug(db).get(filters.get("type", ""))
    # A symmetric type has the same slug in both directions and counts as forward.
    if inverse is None or inverse.symmetric:
        return filters
    ends = {"source": "target", "target": "source"}
    return {ends.get(name, name): value for name, value in filters.items()} | {"type": inverse.slug}


def _count(db: Database, where: str, filters: Members) -> int:
    number: int = db.conn.execute(f"SELECT count(*) FROM {_ENDS} WHERE {where}", filters).fetchone()[0]
    return number


def _remove(db: Database, relation: Relation, actor: Actor) -> None:
    db.conn.execute("DELETE FROM relations WHERE id = :id", {"id": relation.id})
    _log(db, relation, "retired", actor)


def _log(db: Database, relation: Relation, action: str, actor: Actor) -> None:
    changes.append(
        db,
        kind="relation",
        entity_id=relation.id,
        action=action,
        revision=relation.revision,
        document={
            "slug": str(relation.id),  # relations have no slug, and every entry of the log needs one
            "source": relation.source.slug,
            "type": relation.type,
            "target": relation.target.slug,
            "note": relation.note,
        },
        actor=actor,
    )


def _row(db: Database, relation_id: int) -> sqlite3.Row:
    row: sqlite3.Row | None = db.conn.execute(f"{_SELECT} WHERE r.id = :id", {"id": relation_id}).fetchone()
    if row is None:
        raise _missing_error(relation_id)
    return row


def _missing_error(relation_id: int) -> NotFound:
    return NotFound(f"There is no relation {relation_id}.", kind="unknown-relation")


def _end(db: Database, slug: str, pointer: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.conn.execute(
        "SELECT id, slug, name FROM terms WHERE slug = :slug", {"slug": slug}
    ).fetchone()
    if row is None:
        raise slugs.reference_error(db, "term", slug, pointer=pointer)
    return row


def _from_row(row: sqlite3.Row) -> Relation:
    return Relation(
        id=row["id"],
        type=row["type"],
        name=row["type_name"],
        source=TermName(slug=row["source_slug"], name=row["source_name"]),
        target=TermName(slug=row["target_slug"], name=row["target_name"]),
        note=row["note"],
        revision=1,  # a relation is removed and created, never changed
        created_at=row["created_at"],
    )
