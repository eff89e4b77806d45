"""Slugs over time: those in use, former ones, and the nearest ones to a slug that does not exist.

A slug is never given to another entry. A former slug keeps the slug it leads to, if there is one.
"""

import re

from sqlite_utils.utils import sqlite3

from data.constants import MAX_SLUG, SLUG_PATTERN
from data.errors import Conflict, DomainError, Gone, Invalid, Moved, NotFound, echo
from data.store.db import Database
from data.text.folding import nearest, slugify

# A thousand slugs on either side are enough to find a misspelled one, and cost the same in a glossary of any
# size. Slugs of terms that are not published are never suggested.
_NEIGHBORS = {
    kind: f"""SELECT slug FROM (SELECT slug FROM {table} WHERE slug >= :slug ORDER BY slug LIMIT 1000)
              UNION ALL
              SELECT slug FROM (SELECT slug FROM {table} WHERE slug < :slug ORDER BY slug DESC LIMIT 1000)"""
    for kind, table in {
        "term": "(SELECT slug FROM terms WHERE status = 'published')",
        "category": "categories",
    }.items()
}
_TAKEN = {
    "term": "SELECT 1 FROM terms WHERE slug = :slug",
    "category": "SELECT 1 FROM categories WHERE slug = :slug",
}
# A deprecated term is not public, but readers of its URL are sent to its replacement.
_DEPRECATED = """SELECT replacement.slug AS target FROM terms
    LEFT JOIN terms AS replacement ON replacement.id = terms.replaced_by_id
    WHERE terms.slug = :slug AND terms.status = 'deprecated'"""
_PUBLIC = {**_TAKEN, "term": "SELECT 1 FROM terms WHERE slug = :slug AND status = 'published'"}


def taken(db: Database, kind: str, slug: str) -> bool:
    """Return whether an entry of this kind has the slug now."""
    return db.conn.execute(_TAKEN[kind], {"slug": slug}).fetchone() is not None


def require(db: Database, kind: str, slug: str, drafts: bool = False, /, **location: str) -> None:
    """Raise Invalid, with the location in the request and the nearest slugs, unless the slug names an entry.

    Terms that are not published count only with `drafts`.
    """
    known = _TAKEN if drafts else _PUBLIC
    if db.conn.execute(known[kind], {"slug": slug}).fetchone() is None:
        raise reference_error(db, kind, slug, **location)


def leads_somewhere(db: Database, kind: str, slug: str) -> bool:
    """Return whether an entry has this slug, or had it before it got another one or a replacement."""
    former = _former(db, kind, slug)
    return taken(db, kind, slug) or (former is not None and former["target"] is not None)


def reserve(db: Database, kind: str, slug: str) -> None:
    """Raise Invalid if this is not a slug, Conflict if an entry of this kind has it or once had it."""
    # Not every caller has a schema in front of it that checks slugs.
    if len(slug) > MAX_SLUG or not re.fullmatch(SLUG_PATTERN, slug):
        rule = f"lowercase letters, digits and single hyphens, at most {MAX_SLUG} characters"
        raise Invalid(f"'{slug[:MAX_SLUG]}' is not a slug: {rule}.", pointer="/slug")
    if taken(db, kind, slug):
        raise Conflict(f"The {kind} '{slug}' already exists.", kind="slug-taken", pointer="/slug")
    # Links to a former slug in other people's pages must not lead to another entry.
    if _former(db, kind, slug):
        message = f"The slug '{slug}' named a {kind} before and is not given again."
        raise Conflict(message, kind="slug-taken", pointer="/slug")


def retire(db: Database, kind: str, slug: str, target: str | None) -> None:
    """Record that `slug` is no longer in use and leads to `target`, or to nothing if that is None.

    Slugs that led to `slug` lead to `target` from then on.
    """
    # Keeps every chain one step long, so a former slug is resolved by one lookup.
    db.conn.execute(
        "UPDATE former_slugs SET target = :target WHERE kind = :kind AND target = :slug",
        {"kind": kind, "slug": slug, "target": target},
    )
    db.conn.execute(
        "INSERT INTO former_slugs (kind, slug, target) VALUES (:kind, :slug, :target)",
        {"kind": kind, "slug": slug, "target": target},
    )


def missing_error(db: Database, kind: str, slug: str) -> DomainError:
    """Return the error to raise for a slug that no public entry has: Moved, Gone or NotFound.

    NotFound suggests the nearest slugs. A deprecated term has moved to its replacement, or is gone if it
    names none.
    """
    deprecated = db.conn.execute(_DEPRECATED, {"slug": slug}).fetchone() if kind == "term" else None
    if deprecated:
        return _deprecated_error(slug, deprecated["target"])
    former = _former(db, kind, slug)
    if former is None:
        like = slugify(slug) or slug  # "Pre Training" is near "pre-training"
        near = nearest(like, (row["slug"] for row in db.conn.execute(_NEIGHBORS[kind], {"slug": like})))
        return NotFound(f"There is no {kind} '{echo(slug)}'.", kind=f"unknown-{kind}", suggestions=near)
    if former["target"] is None:
        return Gone(f"The {kind} '{slug}' was retired.")
    return Moved(f"The {kind} '{slug}' is now '{former['target']}'.", former["target"])


def reference_error(db: Database, kind: str, slug: str, **location: str) -> Invalid:
    """Return the error to raise where a body or a query names an entry that does not exist."""
    # A redirect makes no sense for a reference, so its target becomes the suggestion.
    error = missing_error(db, kind, slug)
    suggestions = [error.slug] if isinstance(error, Moved) else error.extra.get("suggestions")
    return Invalid(error.message, kind="unknown-reference", suggestions=suggestions, **location)


def _deprecated_error(slug: str, replacement: str | None) -> DomainError:
    if replacement is None:
        return Gone(f"The term '{slug}' is deprecated.")
    return Moved(f"The term '{slug}' is deprecated. Use '{replacement}'.", replacement)


def _former(db: Database, kind: str, slug: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.conn.execute(
        "SELECT target FROM former_slugs WHERE kind = :kind AND slug = :slug", {"kind": kind, "slug": slug}
    ).fetchone()
    return row
