"""Relation types: rows, so that another glossary can bring its own."""

from dataclasses import asdict, dataclass

from data.errors import Conflict, Invalid
from data.listing import Page
from data.store import changes
from data.store.changes import Actor
from data.store.db import read_transaction, write
from data.text.folding import nearest

_SELECT = """SELECT slug, name, inverse_slug, inverse_name, symmetric, transitive, acyclic, skos, test_sentence
    FROM relation_types"""
_FLAGS = ("symmetric", "transitive", "acyclic")


@dataclass(frozen=True)
class RelationType:
    """How one term may bear on another. `test_sentence` holds for A and B when A is stored as the source."""

    slug: str
    name: str
    inverse_slug: str
    inverse_name: str
    symmetric: bool
    transitive: bool
    acyclic: bool
    skos: str
    test_sentence: str


def find(db) -> Page:
    """All relation types, in the order in which a term's relations are listed."""
    with read_transaction(db):
        items = [_from_row(row) for row in db.conn.execute(f"{_SELECT} ORDER BY position")]
        return Page(items, len(items), None, changes.serial(db))


def by_slug(db) -> dict[str, RelationType]:
    """Every relation type under its forward slug, in order."""
    return {kind.slug: kind for kind in find(db).items}


def merge(db, entries: list[dict], *, actor: Actor):
    """Add the types in `entries`, or change those of the same slug; their order becomes the order of listing.

    Types that are there already and not in `entries` stay, after them.
    """
    with write(db):
        stored = [asdict(kind) for kind in find(db).items]
        named = {entry["slug"] for entry in entries}
        entries = [*entries, *(kind for kind in stored if kind["slug"] not in named)]
        if entries == stored:
            return
        _refuse_shared_slugs(entries)
        _refuse_stricter(db, entries)
        db.conn.execute(
            "UPDATE relation_types SET position = -1 - position, inverse_slug = char(0) || slug, symmetric = 0"
        )
        for position, entry in enumerate(entries):
            db.conn.execute(
                """INSERT INTO relation_types (slug, position, name, inverse_slug, inverse_name, symmetric, transitive,
                       acyclic, skos, test_sentence)
                   VALUES (:slug, :position, :name, :inverse_slug, :inverse_name, :symmetric, :transitive,
                       :acyclic, :skos, :test_sentence)
                   ON CONFLICT (slug) DO UPDATE SET position = :position, name = :name, inverse_slug = :inverse_slug,
                       inverse_name = :inverse_name, symmetric = :symmetric, transitive = :transitive,
                       acyclic = :acyclic, skos = :skos, test_sentence = :test_sentence""",
                {**entry, "position": position},
            )
        changes.append(
            db, "relation-types", 0, "updated", 1, {"slug": "relation-types", "items": entries}, actor
        )


def require(db, slug, **location):
    """Raise Invalid, with the nearest ones, unless this is the slug of a type or of its inverse."""
    slugs = [each for kind in by_slug(db).values() for each in (kind.slug, kind.inverse_slug)]
    if slug not in slugs:
        raise Invalid(f"There is no relation type '{slug}'.", suggestions=nearest(slug, slugs), **location)


def _refuse_shared_slugs(entries):
    """Both directions of a type are spoken of by slug, so no two types may share one."""
    holders = {}
    for entry in entries:
        for slug in {entry["slug"], entry["inverse_slug"]}:
            if holders.setdefault(slug, entry["slug"]) != entry["slug"]:
                raise Conflict(
                    f"The relation types '{holders[slug]}' and '{entry['slug']}' share the slug '{slug}'."
                )


def _refuse_stricter(db, entries):
    """The relations there are were checked by the rules of their type as it was."""
    in_use = {row[0] for row in db.conn.execute("SELECT DISTINCT type FROM relations")}
    types = by_slug(db)
    for entry in entries:
        old = types.get(entry["slug"])
        if entry["slug"] in in_use and (old.skos != entry["skos"] or (entry["acyclic"] and not old.acyclic)):
            raise Conflict(f"The relation type '{old.slug}' is in use; 'skos' and 'acyclic' cannot change.")


def _from_row(row) -> RelationType:
    return RelationType(**{**row, **{flag: bool(row[flag]) for flag in _FLAGS}})
