"""Categories: the tree that terms are filed under for finding one's way. Meaning lives in relations."""

import json
from collections import defaultdict
from dataclasses import dataclass

from data.constants import MAX_CATEGORY_DEPTH
from data.entries import slugs
from data.errors import Conflict
from data.listing import Page
from data.store import cache, changes
from data.store.changes import Actor
from data.store.db import read_transaction, write

KIND = "category"
EMPTY = {"scope_note": None, "parent": None, "position": 0}
# The ids of the category `:category` and of all below it, for use after IN.
SUBTREE = """(WITH RECURSIVE below (id) AS (SELECT id FROM categories WHERE slug = :category UNION ALL
        SELECT categories.id FROM categories JOIN below ON categories.parent_id = below.id)
    SELECT id FROM below)"""
_MEMBERS = ("slug", "name", "scope_note", "parent", "position")

_SELECT = """SELECT c.id, c.slug, c.name, c.scope_note, c.parent_id, p.slug AS parent, c.position, c.revision,
    c.created_at, c.updated_at FROM categories AS c LEFT JOIN categories AS p ON p.id = c.parent_id"""


@dataclass(frozen=True)
class CategoryRef:
    """A category as another thing names it, with the way up to its top."""

    slug: str
    name: str
    parent: "CategoryRef | None"


@dataclass(frozen=True)
class Category:
    """A category with its children. `terms` counts its own published terms, `terms_total` also those below
    it.
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


def find(db) -> Page:
    """The whole tree: the top categories in order, each with its children; `total` counts all of them."""
    with read_transaction(db):
        rows = db.conn.execute(f"{_SELECT} ORDER BY c.position, c.name").fetchall()
        return Page(_tree(db, rows, None, None), len(rows), None, changes.serial(db))


def get(db, slug) -> Category:
    """One category with everything below it. Raises NotFound, Moved or Gone."""
    with read_transaction(db):
        row = _row(db, slug)
        rows = db.conn.execute(
            f"""WITH RECURSIVE below (id) AS (
                    VALUES (:id) UNION ALL
                    SELECT categories.id FROM categories JOIN below ON categories.parent_id = below.id
                ) {_SELECT} WHERE c.id IN below ORDER BY c.position, c.name""",
            {"id": row["id"]},
        ).fetchall()
        parent = refs(db, [row["parent_id"]]).get(row["parent_id"])
        return next(c for c in _tree(db, rows, row["parent_id"], parent) if c.slug == slug)


def require(db, slug):
    """Raise NotFound, Moved or Gone unless there is this category."""
    if not slugs.taken(db, KIND, slug):
        raise slugs.missing_error(db, KIND, slug)


def term_ids(db, slug, **location) -> set[int]:
    """The published terms in a category or below it. Raises Invalid, at this place of the request, if there
    is none.
    """
    slugs.require(db, KIND, slug, **location)
    rows = db.conn.execute(
        f"SELECT id FROM terms WHERE category_id IN {SUBTREE} AND status = 'published'", {"category": slug}
    )
    return {row["id"] for row in rows}


def documents(db) -> list[dict]:
    """Every category as an editor would write it; the position is its place in the list."""
    rows = db.conn.execute(f"{_SELECT} ORDER BY c.position, c.name")
    return [{name: row[name] for name in ("slug", "name", "parent", "scope_note")} for row in rows]


def refs(db, ids) -> dict[int, CategoryRef]:
    """A reference for each category id in `ids` and each of their ancestors."""
    rows = db.conn.execute(
        """WITH RECURSIVE above (id, parent_id, slug, name) AS (
               SELECT id, parent_id, slug, name FROM categories WHERE id IN (SELECT value FROM json_each(:ids))
               UNION SELECT c.id, c.parent_id, c.slug, c.name FROM categories AS c JOIN above ON c.id = above.parent_id
           ) SELECT id, parent_id, slug, name FROM above""",
        {"ids": json.dumps(list(ids))},
    )
    by_id = {row["id"]: row for row in rows}

    def ref(category_id):
        row = by_id.get(category_id)
        return row and CategoryRef(row["slug"], row["name"], ref(row["parent_id"]))

    return {category_id: ref(category_id) for category_id in by_id}


def resolve(db, slug, pointer) -> int:
    """The id of the category a body names at `pointer`; raises Invalid, with the nearest slugs, when there is
    none.
    """
    row = db.conn.execute("SELECT id FROM categories WHERE slug = :slug", {"slug": slug}).fetchone()
    if row is None:
        raise slugs.reference_error(db, KIND, slug, pointer=pointer)
    return row["id"]


def create(db, document, *, actor: Actor) -> Category:
    """Add a category. Raises Conflict for a slug in use or used before, Invalid for an unknown parent."""
    document = {**EMPTY, **document}
    with write(db) as at:
        slugs.reserve(db, KIND, document["slug"])
        values = {**document, "parent_id": _parent_id(db, document), "at": at}
        category_id = db.conn.execute(
            """INSERT INTO categories (slug, name, scope_note, parent_id, position, revision, created_at, updated_at)
               VALUES (:slug, :name, :scope_note, :parent_id, :position, 1, :at, :at)""",
            values,
        ).lastrowid
        _refuse_depth(db)
        changes.append(db, KIND, category_id, "created", 1, document, actor)
        return get(db, document["slug"])


def update(db, slug, document, *, match, actor: Actor) -> Category:
    """Change the members given in `document`; nothing happens when none differs.

    `match` holds the revisions the caller may overwrite (None: any). Raises Stale for another one, Conflict
    for a taken slug or a parent that is the category itself or below it.
    """
    with write(db) as at:
        row = _row(db, slug)
        changes.require_revision(KIND, row, match)
        old = {name: row[name] for name in _MEMBERS}
        new = {**old, **document}
        if new != old:
            _save(db, row, new, at)
            action = "renamed" if new["slug"] != slug else "updated"
            changes.append(db, KIND, row["id"], action, row["revision"] + 1, new, actor)
        return get(db, new["slug"])


def delete(db, slug, *, match, actor: Actor):
    """Retire a category; raises Conflict while it has terms or children, Stale as `update` does."""
    with write(db):
        row = _row(db, slug)
        changes.require_revision(KIND, row, match)
        _refuse_in_use(db, row)
        db.conn.execute("DELETE FROM categories WHERE id = :id", {"id": row["id"]})
        slugs.retire(db, KIND, slug, None)
        document = {name: row[name] for name in _MEMBERS}
        changes.append(db, KIND, row["id"], "retired", row["revision"] + 1, document, actor)


def _row(db, slug):
    row = db.conn.execute(f"{_SELECT} WHERE c.slug = :slug", {"slug": slug}).fetchone()
    if row is None:
        raise slugs.missing_error(db, KIND, slug)
    return row


def _count_terms(db) -> dict[int, int]:
    rows = db.conn.execute(
        "SELECT category_id, count(*) FROM terms WHERE status = 'published' GROUP BY category_id"
    )
    return dict(rows.fetchall())


def _tree(db, rows, parent_id, parent) -> list[Category]:
    counts = cache.cached(db, "terms of categories", lambda: _count_terms(db))
    below = defaultdict(list)
    for row in rows:
        below[row["parent_id"]].append(row)

    def build(parent_id, parent):
        return [node(row, parent) for row in below[parent_id]]

    def node(row, parent):
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


def _save(db, row, new, at):
    if new["slug"] != row["slug"]:
        slugs.reserve(db, KIND, new["slug"])
        slugs.retire(db, KIND, row["slug"], new["slug"])
    parent_id = _parent_id(db, new)
    _refuse_cycle(db, row, parent_id)
    db.conn.execute(
        """UPDATE categories SET slug = :slug, name = :name, scope_note = :scope_note, parent_id = :parent_id,
           position = :position, revision = revision + 1, updated_at = :at WHERE id = :id""",
        {**new, "parent_id": parent_id, "id": row["id"], "at": at},
    )
    _refuse_depth(db)


def _parent_id(db, document):
    return document["parent"] and resolve(db, document["parent"], "/parent")


def _refuse_cycle(db, row, parent_id):
    above = db.conn.execute(
        """WITH RECURSIVE above (id) AS (
               VALUES (:id) UNION SELECT parent_id FROM categories JOIN above USING (id) WHERE parent_id IS NOT NULL
           ) SELECT id FROM above""",
        {"id": parent_id},
    )
    if row["id"] in {line["id"] for line in above}:
        raise Conflict(f"'{row['name']}' cannot stand below itself.", pointer="/parent")


def _refuse_depth(db):
    deepest = db.conn.execute(
        """WITH RECURSIVE down (id, depth) AS (
               SELECT id, 1 FROM categories WHERE parent_id IS NULL UNION ALL
               SELECT categories.id, depth + 1 FROM categories JOIN down ON categories.parent_id = down.id
           ) SELECT max(depth) FROM down"""
    ).fetchone()[0]
    if deepest > MAX_CATEGORY_DEPTH:
        raise Conflict(f"Categories nest {MAX_CATEGORY_DEPTH} deep at most.", pointer="/parent")


def _refuse_in_use(db, row):
    terms, children = db.conn.execute(
        """SELECT (SELECT count(*) FROM terms WHERE category_id = :id),
                  (SELECT count(*) FROM categories WHERE parent_id = :id)""",
        {"id": row["id"]},
    ).fetchone()
    if terms or children:
        raise Conflict(
            f"'{row['name']}' still has {terms} terms and {children} subcategories; move them first."
        )
