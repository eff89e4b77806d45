"""The change log.

Every write appends to it in the same transaction. The id of the last change is the serial.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from data.errors import Stale
from data.listing import Page
from data.store.db import Database, read_transaction


@dataclass(frozen=True)
class Actor:
    """The name of the key or command that makes a change, and optionally the reason for it."""

    name: str
    message: str | None = None


@dataclass(frozen=True)
class Change:
    """One entry of the log. `document` is the whole entry at `revision`, as an editor would write it."""

    id: int
    kind: str
    slug: str
    action: str
    revision: int
    document: dict[str, Any]  # an entry of any kind, as JSON
    actor: str
    at: str
    message: str | None


def serial(db: Database) -> int:
    """Return the version of the data set: the id of the last change, 0 before the first."""
    number: int = db.conn.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()[0]
    return number


def append(
    db: Database,
    *,
    kind: str,
    entity_id: int,
    action: str,
    revision: int,
    document: Mapping[str, Any],
    actor: Actor,
) -> None:
    """Log one change, inside the write transaction that makes it."""
    db.conn.execute(
        """INSERT INTO changes (kind, entity_id, slug, action, revision, document, actor, at, message)
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


def slugs_since(db: Database, kind: str, number: int) -> set[str]:
    """Return all slugs, former ones included, of the entries of a kind that changed after a serial."""
    rows = db.conn.execute(
        """SELECT DISTINCT slug FROM changes WHERE kind = :kind
               AND entity_id IN (SELECT entity_id FROM changes WHERE id > :number AND kind = :kind)""",
        {"kind": kind, "number": number},
    )
    return {row["slug"] for row in rows}


def find(db: Database, kind: str, entity_id: int, *, limit: int, after: int | None = None) -> Page[Change]:
    """Return the changes of one entry, newest first. `after` is the id of the last change already seen."""
    with read_transaction(db):
        rows = db.conn.execute(
            """SELECT id, kind, slug, action, revision, document, actor, at, message FROM changes
               WHERE kind = :kind AND entity_id = :entity_id AND (:after IS NULL OR id < :after)
               ORDER BY id DESC LIMIT :limit + 1""",
            {"kind": kind, "entity_id": entity_id, "after": after, "limit": limit},
        ).fetchall()
        total = db.conn.execute(
            "SELECT count(*) FROM changes WHERE kind = :kind AND entity_id = :entity_id",
            {"kind": kind, "entity_id": entity_id},
        ).fetchone()[0]
        items = [Change(**{**row, "document": json.loads(row["document"])}) for row in rows[:limit]]
        # One row more than the page holds was read, to know whether there is a next page.
        last = items[-1].id if len(rows) > limit else None
        return Page(items=items, total=total, after=last, serial=serial(db))


def require_revision(kind: str, slug: str | int, revision: int, match: Collection[int] | None) -> None:
    """Raise Stale unless `match` contains `revision`, the present revision of the entry. None matches any."""
    if match is not None and revision not in match:
        raise Stale(f"The {kind} '{slug}' is now at revision {revision}. Read it again and redo the change.")
