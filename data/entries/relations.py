"""Relations between terms: stored once, forward; seen from the other end, the inverse.

What may not be related is refused with a sentence that names the terms: see `data.entries.relation_rules`.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import takewhile

from data.entries import relation_rules, relation_types, slugs
from data.errors import NotFound
from data.listing import Page
from data.store import cache, changes
from data.store.changes import Actor
from data.store.db import read_transaction, write

_ENDS = "relations AS r JOIN terms AS s ON s.id = r.source_id JOIN terms AS t ON t.id = r.target_id"
_SELECT = f"""SELECT r.id, r.type, r.note, r.created_at, r.source_id, r.target_id,
        s.slug AS source_slug, s.name AS source_name, t.slug AS target_slug, t.name AS target_name,
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
    """A term as another term's answer shows it."""

    slug: str
    name: str
    definition: str


@dataclass(frozen=True)
class RelationView:
    """A relation as one of its ends sees it: from the target's side, type and name are the inverse."""

    id: int
    type: str
    name: str
    note: str | None
    term: TermRef


def find(db, *, limit, after=None, **filters) -> Page:
    """Relations by id; `filters` are `type` (forward), `source`, `target` (slugs of terms) and `status` (of
    both).
    """
    given = {name: value for name, value in filters.items() if value is not None}
    where = " AND ".join(["1", *(_FILTERS[name] for name in given)])
    with read_transaction(db):
        _refuse_unknown(db, given)
        rows = db.conn.execute(
            f"{_SELECT} WHERE {where} AND r.id > :after ORDER BY r.id LIMIT :limit + 1",
            {**given, "after": after or 0, "limit": limit},
        ).fetchall()
        total = cache.cached(db, ("relations", *given.items()), lambda: _count(db, where, given))
        items = [_from_row(row) for row in rows[:limit]]
        return Page(items, total, items[-1].id if len(rows) > limit else None, changes.serial(db))


def get(db, relation_id) -> Relation:
    """One relation. Raises NotFound."""
    return _from_row(_row(db, relation_id))


def views(db, ids: str) -> dict[int, list[RelationView]]:
    """The relations of each term in `ids` (a JSON array of term ids) to published ones, as that term sees
    them: by type, then by name.
    """
    found = defaultdict(list)
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
        {"ids": ids},
    ):
        term = TermRef(row["slug"], row["name"], row["definition"])
        found[row["here"]].append(RelationView(row["id"], row["type"], row["type_name"], row["note"], term))
    return found


def documents(db) -> defaultdict[str, list[dict]]:
    """Every relation under the slug of its source, in the order they were stored: `type`, `target`, `note`."""
    found = defaultdict(list)
    for row in db.conn.execute(f"{_SELECT} ORDER BY r.id"):
        found[row["source_slug"]].append(
            {"type": row["type"], "target": row["target_slug"], "note": row["note"]}
        )
    return found


def create(db, document, *, actor: Actor) -> Relation:
    """Relate two terms. Raises Invalid for an unknown end or type, Conflict where a rule of the glossary
    forbids it.
    """
    with write(db) as at:
        source = _end(db, document["source"], "/source")
        target = _end(db, document["target"], "/target")
        relation_rules.check(db, source, document["type"], target)
        values = {"note": None, **document, "source": source["id"], "target": target["id"], "at": at}
        relation_id = db.conn.execute(
            """INSERT INTO relations (source_id, type, target_id, note, created_at)
               VALUES (:source, :type, :target, :note, :at)""",
            values,
        ).lastrowid
        relation = get(db, relation_id)
        _log(db, relation, "created", actor)
        return relation


def delete(db, relation_id, *, match, actor: Actor):
    """Remove a relation. `match` and Stale as for terms; a relation is never changed, so its revision is
    always 1.
    """
    with write(db):
        relation = get(db, relation_id)
        changes.require_revision("relation", {"slug": relation_id, "revision": relation.revision}, match)
        _remove(db, relation, actor)


def delete_of_term(db, term_id, *, actor: Actor):
    """Remove every relation of a term that is being retired, each with its entry in the log."""
    with write(db):
        for row in db.conn.execute(
            f"{_SELECT} WHERE r.source_id = :id OR r.target_id = :id ORDER BY r.id", {"id": term_id}
        ).fetchall():
            _remove(db, _from_row(row), actor)


def keep_first(db, slug, documents, *, actor: Actor) -> int:
    """Remove the relations stored on a term from the first on that is not as in `documents`; return how many
    stay.

    To create the rest of `documents` then gives exactly these, in their order.
    """
    with write(db):
        source = _end(db, slug, "/source")
        rows = db.conn.execute(
            f"{_SELECT} WHERE r.source_id = :id ORDER BY r.id", {"id": source["id"]}
        ).fetchall()
        stored = [(row["type"], row["target_slug"], row["note"]) for row in rows]
        wanted = [(document["type"], document["target"], document.get("note")) for document in documents]
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(stored, wanted, strict=False))))
        for row in rows[same:]:
            _remove(db, _from_row(row), actor)
        return same


def _refuse_unknown(db, filters):
    if "type" in filters:
        relation_types.require(db, filters["type"], parameter="type")
    for end in {"source", "target"} & filters.keys():
        slugs.require(db, "term", filters[end], parameter=end)


def _count(db, where, filters):
    return db.conn.execute(f"SELECT count(*) FROM {_ENDS} WHERE {where}", filters).fetchone()[0]


def _remove(db, relation, actor):
    db.conn.execute("DELETE FROM relations WHERE id = :id", {"id": relation.id})
    _log(db, relation, "retired", actor)


def _log(db, relation, action, actor):
    document = {
        "slug": str(relation.id),
        "source": relation.source.slug,
        "type": relation.type,
        "target": relation.target.slug,
        "note": relation.note,
    }
    changes.append(db, "relation", relation.id, action, relation.revision, document, actor)


def _row(db, relation_id):
    row = db.conn.execute(f"{_SELECT} WHERE r.id = :id", {"id": relation_id}).fetchone()
    if row is None:
        raise NotFound(f"There is no relation {relation_id}.")
    return row


def _end(db, slug, pointer):
    row = db.conn.execute("SELECT id, slug, name FROM terms WHERE slug = :slug", {"slug": slug}).fetchone()
    if row is None:
        raise slugs.reference_error(db, "term", slug, pointer=pointer)
    return row


def _from_row(row) -> Relation:
    return Relation(
        id=row["id"],
        type=row["type"],
        name=row["type_name"],
        source=TermName(row["source_slug"], row["source_name"]),
        target=TermName(row["target_slug"], row["target_name"]),
        note=row["note"],
        revision=1,
        created_at=row["created_at"],
    )
