"""Relation types. They are rows, so that another glossary can define its own."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from sqlite_utils.utils import sqlite3

from data.entries.document import Members, assignments, insertion
from data.errors import Conflict, Invalid
from data.listing import Page
from data.store import changes
from data.store.changes import Actor
from data.store.db import Database, read_transaction, write
from data.text.folding import nearest

# SQLite has no booleans; these are stored as 0 and 1.
_FLAGS = ("symmetric", "transitive", "acyclic")


@dataclass(frozen=True)
class RelationType:
    """A way in which two terms are related.

    `test_sentence` holds for A and B if A is stored as the source.
    """

    slug: str
    name: str
    inverse_slug: str
    inverse_name: str
    symmetric: bool
    transitive: bool
    acyclic: bool
    skos: str
    test_sentence: str


_MEMBERS = [each.name for each in fields(RelationType)]
_SELECT = f"SELECT {', '.join(_MEMBERS)} FROM relation_types"
_COLUMNS = [*_MEMBERS, "position"]
_UPSERT = f"""{insertion("relation_types", _COLUMNS)}
    ON CONFLICT (slug) DO UPDATE SET {assignments([name for name in _COLUMNS if name != "slug"])}"""


def find(db: Database) -> Page[RelationType]:
    """Return all relation types, in the order in which the relations of a term are listed."""
    with read_transaction(db):
        items = [_from_row(row) for row in db.conn.execute(f"{_SELECT} ORDER BY position")]
        return Page(items=items, total=len(items), after=None, serial=changes.serial(db))


def by_slug(db: Database) -> dict[str, RelationType]:
    """Return every relation type under its forward slug, in order."""
    return {kind.slug: kind for kind in find(db).items}


def by_inverse_slug(db: Database) -> dict[str, RelationType]:
    """Return every relation type under the slug of its inverse, in order."""
    return {kind.inverse_slug: kind for kind in find(db).items}


def merge(db: Database, entries: Sequence[Members], *, actor: Actor) -> None:
    """Add the types in `entries`, or change those with the same slug.

    Types are listed in the order of `entries`. Existing types that are not in `entries` follow them. Raise
    Conflict if two types share a slug, and if a type in use would become stricter.
    """
    with write(db):
        stored = [asdict(kind) for kind in find(db).items]
        named = {entry["slug"] for entry in entries}
        merged = [*entries, *(kind for kind in stored if kind["slug"] not in named)]
        # Loading the content folder again merges the same types, which is not a change.
        if merged == stored:
            return
        _refuse_shared_slugs(merged)
        _refuse_stricter(db, merged)
        # Types may swap positions or inverse slugs, which are unique, so all of them make room first.
        db.conn.execute(
            """UPDATE relation_types
               SET position = -1 - position, inverse_slug = char(0) || slug, symmetric = 0"""
        )
        for position, entry in enumerate(merged):
            db.conn.execute(_UPSERT, {**entry, "position": position})
        changes.append(
            db,
            kind="relation-types",
            entity_id=0,  # the types are one entry of the log, without an id or a revision of its own
            action="updated",
            revision=1,
            document={"slug": "relation-types", "items": merged},
            actor=actor,
        )


def require(db: Database, slug: str, **location: str) -> None:
    """Raise Invalid, with the nearest slugs, unless this is the slug of a type or of an inverse."""
    slugs = [each for kind in by_slug(db).values() for each in (kind.slug, kind.inverse_slug)]
    if slug not in slugs:
        raise Invalid(
            f"There is no relation type '{slug}'.",
            kind="unknown-reference",
            suggestions=nearest(slug, slugs),
            **location,
        )


def _refuse_shared_slugs(entries: Sequence[Members]) -> None:
    """Raise Conflict if two types share a slug in either direction. Callers name both directions by slug."""
    holders: dict[str, str] = {}
    for entry in entries:
        # A set, because the two slugs of a symmetric type are the same.
        for slug in {entry["slug"], entry["inverse_slug"]}:
            if holders.setdefault(slug, entry["slug"]) != entry["slug"]:
                raise Conflict(
                    f"The relation types '{holders[slug]}' and '{entry['slug']}' share the slug '{slug}'.",
                    kind="relation-type-conflict",
                )


def _refuse_stricter(db: Database, entries: Sequence[Members]) -> None:
    """Raise Conflict if a type in use would get rules by which its relations were not checked."""
    in_use = {row["type"] for row in db.conn.execute("SELECT DISTINCT type FROM relations")}
    types = by_slug(db)
    for entry in entries:
        old = types.get(entry["slug"])
        if old is None or old.slug not in in_use:
            continue
        if old.skos != entry["skos"] or (entry["acyclic"] and not old.acyclic):
            raise Conflict(
                f"The relation type '{old.slug}' is in use, so 'skos' and 'acyclic' cannot change.",
                kind="relation-type-conflict",
            )


def _from_row(row: sqlite3.Row) -> RelationType:
    return RelationType(**{**row, **{flag: bool(row[flag]) for flag in _FLAGS}})
