"""Categories: the tree in which terms are filed.

The tree orders terms; what they mean is in the relations.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils.utils import sqlite3

from data.constants import MAX_CATEGORY_DEPTH
from data.entries import slugs
from data.entries.document import (
    CategoryDocument,
    Members,
    assignments,
    columns,
    from_members,
    insertion,
    members,
    to_members,
)
from data.entries.replacing import Noun, replace_with
from data.errors import Conflict
from data.listing import Page
from data.store import cache, changes
from data.store.changes import Actor
from data.store.db import Database, insert, read_transaction, write

KIND = "category"
# The ids of the category `:category` and of all below it, for use after IN. UNION ALL is safe because the
# tree has no cycle.
SUBTREE = """(WITH RECURSIVE below (id) AS (SELECT id FROM categories WHERE slug = :category UNION ALL
        SELECT categories.id FROM categories JOIN below ON categories.parent_id = below.id)
    SELECT id FROM below)"""
_MEMBERS = members(CategoryDocument)
_COLUMNS = list(columns(CategoryDocument).values())
_SELECT = f"""SELECT c.id, {", ".join(f"c.{name}" for name in _COLUMNS)}, p.slug AS parent, c.revision,
    c.created_at, c.updated_at FROM categories AS c LEFT JOIN categories AS p ON p.id = c.parent_id"""
_INSERT = insertion("categories", [*_COLUMNS, "revision", "created_at", "updated_at"])
_UPDATE = f"""UPDATE categories SET {assignments(_COLUMNS)}, revision = revision + 1, updated_at = :at
    WHERE id = :id"""


@dataclass(frozen=True)
class CategoryRef:
    """A category as another entry names it, with all of its ancestors."""

    slug: str
    name: str
    parent: "CategoryRef | None"


@dataclass(frozen=True)
class Category:
    """A category with its children.

    `terms` counts its own published terms, `terms_total` also those below it.
    """

    slug: str
    name: str
    scope_note: str | None
    parent: CategoryRef | None
    position: int
    terms: int
    terms_total: int
    children: list["Category"]
    revision: int
    created_at: str
    updated_at: str


def find(db: Database) -> Page[Category]:
    """Return the whole tree: the top categories in order, each with its children.

    `total` counts all of them.
    """
    with read_transaction(db):
        rows = db.conn.execute(f"{_SELECT} ORDER BY c.position, c.name").fetchall()
        items = _tree(db, rows, None, None)
        return Page(items=items, total=len(rows), after=None, serial=changes.serial(db))


def get(db: Database, slug: str) -> Category:
    """Return one category with everything below it. Raise NotFound, Moved or Gone."""
    with read_transaction(db):
        row = _row(db, slug)
        rows = db.conn.execute(
            f"{_SELECT} WHERE c.id IN {SUBTREE} ORDER BY c.position, c.name", {"category": slug}
        ).fetchall()
        # The tree below is built from `rows` alone, so the ancestors are read separately.
        parent = refs(db, [row["parent_id"]]).get(row["parent_id"])
        [category] = _tree(db, rows, row["parent_id"], parent)
        return category


def require(db: Database, slug: str) -> None:
    """Raise NotFound, Moved or Gone unless this category exists."""
    if not slugs.taken(db, KIND, slug):
        raise slugs.missing_error(db, KIND, slug)


def term_ids(db: Database, slug: str, **location: str) -> set[int]:
    """Return the ids of the published terms in a category or below it.

    Raise Invalid, with the location in the request, if there is no such category.
    """
    slugs.require(db, KIND, slug, **location)
    rows = db.conn.execute(
        f"SELECT id FROM terms WHERE category_id IN {SUBTREE} AND status = 'published'", {"category": slug}
    )
    return {row["id"] for row in rows}


def documents(db: Database) -> list[CategoryDocument]:
    """Return every category as an editor writes it. Its position is its place in this list."""
    rows = db.conn.execute(f"{_SELECT} ORDER BY c.position, c.name")
    return [_document(row) for row in rows]


def refs(db: Database, ids: Iterable[int | None]) -> dict[int, CategoryRef]:
    """Return a reference for each category id in `ids` and for each of their ancestors."""
    rows = db.conn.execute(
        """WITH RECURSIVE above (id, parent_id, slug, name) AS (
               SELECT id, parent_id, slug, name FROM categories
                   WHERE id IN (SELECT value FROM json_each(:ids))
               UNION
               SELECT c.id, c.parent_id, c.slug, c.name FROM categories AS c
                   JOIN above ON c.id = above.parent_id
           ) SELECT id, parent_id, slug, name FROM above""",
        {"ids": json.dumps(list(ids))},
    )
    # One query for all levels: UNION drops the ancestors that several categories share.
    by_id = {row["id"]: row for row in rows}

    def ref(row: sqlite3.Row) -> CategoryRef:
        parent = by_id.get(row["parent_id"])
        return CategoryRef(slug=row["slug"], name=row["name"], parent=ref(parent) if parent else None)

    return {category_id: ref(row) for category_id, row in by_id.items()}


def resolve(db: Database, slug: str, pointer: str) -> int:
    """Return the id of the category that a body names at `pointer`. Raise Invalid, with the nearest slugs."""
    row: sqlite3.Row | None = db.conn.execute(
        "SELECT id FROM categories WHERE slug = :slug", {"slug": slug}
    ).fetchone()
    if row is None:
        raise slugs.reference_error(db, KIND, slug, pointer=pointer)
    category_id: int = row["id"]
    return category_id


def create(db: Database, given: Members, *, actor: Actor) -> Category:
    """Add a category. Raise Conflict if its slug is or was in use, Invalid for an unknown parent."""
    document = from_members(CategoryDocument, given)
    with write(db) as at:
        slugs.reserve(db, KIND, document.slug)
        values = {**_values(db, document), "revision": 1, "created_at": at, "updated_at": at}
        category_id = insert(db, _INSERT, values)
        # Checked after the insert, so that one query over the tree is enough. Conflict rolls it back.
        _refuse_depth(db)
        _log(db, category_id, "created", 1, document, actor)
        return get(db, document.slug)


def update(
    db: Database, slug: str, given: Members, *, match: Collection[int] | None, actor: Actor
) -> Category:
    """Change the members in `given`. Nothing happens if none of them differs.

    `match` holds the revisions that the caller may overwrite (None: any). Raise Stale for another revision,
    and Conflict for a taken slug or for a parent that is the category itself or below it.
    """
    with write(db) as at:
        row = _row(db, slug)
        changes.require_revision(KIND, slug, row["revision"], match)
        old = _document(row)
        new = from_members(CategoryDocument, {**vars(old), **given})
        if new != old:
            _save(db, row, new, at)
            action = "renamed" if new.slug != slug else "updated"
            _log(db, row["id"], action, row["revision"] + 1, new, actor)
        return get(db, new.slug)


def replace(
    db: Database,
    slug: str,
    given: Members,
    *,
    create_only: bool | None = None,
    match: Collection[int] | None = None,
    actor: Actor,
) -> Category:
    """Make `given` the whole category under this slug, as `data.entries.replacing` describes."""
    return replace_with(db, _NOUN, slug, given, create_only=create_only, match=match, actor=actor)


def delete(db: Database, slug: str, *, match: Collection[int] | None, actor: Actor) -> None:
    """Retire a category. Raise Conflict while it has terms or children, Stale as `update` does."""
    with write(db):
        row = _row(db, slug)
        changes.require_revision(KIND, slug, row["revision"], match)
        _refuse_in_use(db, row)
        db.conn.execute("DELETE FROM categories WHERE id = :id", {"id": row["id"]})
        slugs.retire(db, KIND, slug, None)
        _log(db, row["id"], "retired", row["revision"] + 1, _document(row), actor)


_NOUN = Noun(kind=KIND, document=CategoryDocument, create=create, update=update)


def _row(db: Database, slug: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.conn.execute(f"{_SELECT} WHERE c.slug = :slug", {"slug": slug}).fetchone()
    if row is None:
        raise slugs.missing_error(db, KIND, slug)
    return row


def _document(row: sqlite3.Row) -> CategoryDocument:
    return from_members(CategoryDocument, {name: row[name] for name in _MEMBERS})


def _log(
    db: Database, category_id: int, action: str, revision: int, document: CategoryDocument, actor: Actor
) -> None:
    changes.append(
        db,
        kind=KIND,
        entity_id=category_id,
        action=action,
        revision=revision,
        document=to_members(document),
        actor=actor,
    )


def _count_terms(db: Database) -> dict[int, int]:
    rows = db.conn.execute(
        "SELECT category_id, count(*) FROM terms WHERE status = 'published' GROUP BY category_id"
    )
    return dict(rows.fetchall())


def _tree(
    db: Database, rows: Sequence[sqlite3.Row], parent_id: int | None, parent: CategoryRef | None
) -> list[Category]:
    """Return the categories of `rows` below `parent_id`, each with its children."""
    # Counting reads every term, while the tree itself has few rows.
    counts = cache.cached(db, "terms of categories", lambda: _count_terms(db))
    below = defaultdict(list)
    for row in rows:
        below[row["parent_id"]].append(row)

    def build(parent_id: int | None, parent: CategoryRef | None) -> list[Category]:
        return [node(row, parent) for row in below[parent_id]]

    def node(row: sqlite3.Row, parent: CategoryRef | None) -> Category:
        children = build(row["id"], CategoryRef(row["slug"], row["name"], parent))
        own = counts.get(row["id"], 0)
        return Category(
            slug=row["slug"],
            name=row["name"],
            scope_note=row["scope_note"],
            parent=parent,
            position=row["position"],
            terms=own,
            terms_total=own + sum(child.terms_total for child in children),
            children=children,
            revision=row["revision"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
        )

    return build(parent_id, parent)


def _save(db: Database, row: sqlite3.Row, new: CategoryDocument, at: str) -> None:
    if new.slug != row["slug"]:
        # Reserved before the update, so that a taken slug is a Conflict and not a broken constraint.
        slugs.reserve(db, KIND, new.slug)
        slugs.retire(db, KIND, row["slug"], new.slug)
    values = _values(db, new)
    _refuse_cycle(db, row, values["parent_id"])
    db.conn.execute(_UPDATE, {**values, "id": row["id"], "at": at})
    _refuse_depth(db)


def _values(db: Database, document: CategoryDocument) -> Members:
    """Return the document as columns."""
    parent_id = document.parent and resolve(db, document.parent, "/parent")
    return {**vars(document), "parent_id": parent_id}


def _refuse_cycle(db: Database, row: sqlite3.Row, parent_id: int | None) -> None:
    # `row` is not in the tree under its new parent yet, so the new parent's ancestors decide.
    if row["id"] in refs(db, [parent_id]):
        message = f"'{row['name']}' cannot be below itself."
        raise Conflict(message, kind="category-cycle", pointer="/parent")


def _refuse_depth(db: Database) -> None:
    # `_tree` and `refs` recurse once per level, and a category of a term is sent with all of its ancestors.
    deepest = db.conn.execute(
        """WITH RECURSIVE down (id, depth) AS (
               SELECT id, 1 FROM categories WHERE parent_id IS NULL UNION ALL
               SELECT categories.id, depth + 1 FROM categories JOIN down ON categories.parent_id = down.id
           ) SELECT max(depth) FROM down"""
    ).fetchone()[0]
    if deepest > MAX_CATEGORY_DEPTH:
        message = f"Categories can be nested at most {MAX_CATEGORY_DEPTH} levels deep."
        raise Conflict(message, kind="category-too-deep", pointer="/parent")


def _refuse_in_use(db: Database, row: sqlite3.Row) -> None:
    # Terms that are not published count as well: their category must exist.
    terms, children = db.conn.execute(
        """SELECT (SELECT count(*) FROM terms WHERE category_id = :id),
                  (SELECT count(*) FROM categories WHERE parent_id = :id)""",
        {"id": row["id"]},
    ).fetchone()
    if terms or children:
        raise Conflict(
            f"'{row['name']}' still has {terms} terms and {children} subcategories. Move them first.",
            kind="category-not-empty",
        )
