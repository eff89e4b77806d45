"""The change log: every write appends here, in its own transaction. Its last id is the serial of the whole
data set.
"""

import json
from dataclasses import dataclass

from data.errors import Stale
from data.listing import Page
from data.store.db import read_transaction


@dataclass(frozen=True)
class Actor:
    """Who writes, and why: the name of the key or command, and an optional message."""

    name: str
    message: str | None = None


@dataclass(frozen=True)
class Change:
    """One entry of the log; `document` is the whole thing as an editor would write it, at `revision`."""

    id: int
    kind: str
    slug: str
    action: str
    revision: int
    document: dict
    actor: str
    at: str
    message: str | None


def serial(db) -> int:
    """The version of the data set: the id of the last change, 0 before the first."""
    return db.conn.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()[0]


def append(db, kind, entity_id, action, revision, document, actor: Actor):
    """Log one change inside the write transaction that makes it."""
    db.conn.execute(
        """INSERT INTO changes (kind, entity_id, slug, action, revision, snapshot, actor, at, message)
           VALUES (:kind, :entity_id, :slug, :action, :revision, :document, :actor, :at, :message)""",
        {
            "kind": kind,
            "entity_id": entity_id,
            "slug": document["slug"],
            "action": action,
            "revision": revision,
            "document": json.dumps(document, ensure_ascii=False),
            "actor": actor.name,
            "at": db.at,
            "message": actor.message,
        },
    )


def slugs_since(db, kind, number) -> set[str]:
    """All slugs, past ones too, of the things of a kind that were created, changed or retired after a serial."""
    rows = db.conn.execute(
        """SELECT DISTINCT slug FROM changes WHERE kind = :kind
               AND entity_id IN (SELECT entity_id FROM changes WHERE id > :number AND kind = :kind)""",
        {"kind": kind, "number": number},
    )
    return {row["slug"] for row in rows}


def find(db, kind, entity_id, *, limit, after=None) -> Page:
    """The changes of one thing, newest first. `after` is the id of the last change already seen."""
    with read_transaction(db):
        rows = db.conn.execute(
            """SELECT id, kind, slug, action, revision, snapshot AS document, actor, at, message FROM changes
               WHERE kind = :kind AND entity_id = :entity_id AND (:after IS NULL OR id < :after)
               ORDER BY id DESC LIMIT :limit + 1""",
            {"kind": kind, "entity_id": entity_id, "after": after, "limit": limit},
        ).fetchall()
        total = db.conn.execute(
            "SELECT count(*) FROM changes WHERE kind = :kind AND entity_id = :entity_id",
            {"kind": kind, "entity_id": entity_id},
        ).fetchone()[0]
        items = [Change(**{**row, "document": json.loads(row["document"])}) for row in rows[:limit]]
        more = len(rows) > limit
        return Page(items, total, items[-1].id if more else None, serial(db))


def require_revision(kind, row, match):
    """Raise Stale unless the row's revision is one of `match`; None matches any."""
    if match is not None and row["revision"] not in match:
        raise Stale(
            f"The {kind} '{row['slug']}' is at revision {row['revision']} now; read it again and redo the change."
        )
