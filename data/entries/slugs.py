"""Slugs over time: which are taken, which once were, and what stands nearest to one that never was.

A slug is never given to another thing. A former one keeps, when there is one, the slug to go to.
"""

import re

from data.constants import MAX_SLUG, SLUG_PATTERN
from data.errors import Conflict, Gone, Invalid, Moved, NotFound
from data.text.folding import nearest, slugify

_NEIGHBOURHOOD = {
    kind: f"""SELECT slug FROM (SELECT slug FROM {table} WHERE slug >= :slug ORDER BY slug LIMIT 1000)
              UNION ALL
              SELECT slug FROM (SELECT slug FROM {table} WHERE slug < :slug ORDER BY slug DESC LIMIT 1000)"""
    for kind, table in {"term": "terms", "category": "categories"}.items()
}
_TAKEN = {
    "term": "SELECT 1 FROM terms WHERE slug = :slug",
    "category": "SELECT 1 FROM categories WHERE slug = :slug",
}


def taken(db, kind, slug) -> bool:
    """Whether a thing of this kind has the slug now."""
    return db.conn.execute(_TAKEN[kind], {"slug": slug}).fetchone() is not None


def require(db, kind, slug, **location):
    """Raise Invalid, with the place in the request and the nearest slugs, unless a thing of this kind has the
    slug.
    """
    if not taken(db, kind, slug):
        raise reference_error(db, kind, slug, **location)


def reserve(db, kind, slug):
    """Raise Invalid for what is no slug, Conflict when a thing of this kind has it or once had it."""
    if len(slug) > MAX_SLUG or not re.fullmatch(SLUG_PATTERN, slug):
        rule = f"small letters, digits and single hyphens, at most {MAX_SLUG} characters"
        raise Invalid(f"'{slug[:MAX_SLUG]}' is no slug: {rule}.", pointer="/slug")
    if taken(db, kind, slug):
        raise Conflict(f"There already is a {kind} '{slug}'.", pointer="/slug")
    if _former(db, kind, slug):
        raise Conflict(f"The slug '{slug}' named a {kind} before and is not given again.", pointer="/slug")


def retire(db, kind, slug, target):
    """Record that `slug` is no longer in use; who asks for it is sent to `target`, or told it is gone if
    None.

    Whatever was sent to `slug` follows to `target`.
    """
    db.conn.execute(
        "UPDATE former_slugs SET target = :target WHERE kind = :kind AND target = :slug",
        {"kind": kind, "slug": slug, "target": target},
    )
    db.conn.execute(
        "INSERT INTO former_slugs (kind, slug, target) VALUES (:kind, :slug, :target)",
        {"kind": kind, "slug": slug, "target": target},
    )


def missing_error(db, kind, slug):
    """The error to raise for a slug nothing has now: Moved, Gone, or NotFound with the nearest slugs."""
    former = _former(db, kind, slug)
    if former is None:
        like = slugify(slug) or slug  # however it was written
        near = nearest(like, (row[0] for row in db.conn.execute(_NEIGHBOURHOOD[kind], {"slug": like})))
        return NotFound(f"There is no {kind} '{slug}'.", suggestions=near)
    if former["target"] is None:
        return Gone(f"The {kind} '{slug}' was retired.")
    return Moved(f"The {kind} '{slug}' is now '{former['target']}'.", former["target"])


def reference_error(db, kind, slug, **location) -> Invalid:
    """The error to raise where a body or a query names a thing that does not exist (any more)."""
    error = missing_error(db, kind, slug)
    suggestions = [error.slug] if isinstance(error, Moved) else error.extra.get("suggestions")
    return Invalid(error.message, suggestions=suggestions, **location)


def _former(db, kind, slug):
    return db.conn.execute(
        "SELECT target FROM former_slugs WHERE kind = :kind AND slug = :slug",
        {"kind": kind, "slug": slug},
    ).fetchone()
