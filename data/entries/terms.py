"""Terms: the entries of the glossary.

`data.entries.listings` finds many of them; here one is read, created, changed and retired. What an editor
writes is a document: the members of `EMPTY` and the required `slug`, `name`, `definition` and `category`. An
answer adds what follows from the rest of the glossary.
"""

import json
from dataclasses import asdict, dataclass, fields

from data.constants import DEFAULT_LEVEL, DEFAULT_STATUS
from data.entries import categories, labels, related, relations, slugs, sources
from data.errors import Conflict, Invalid
from data.index import indexing
from data.listing import Page
from data.store import changes
from data.store.changes import Actor
from data.store.db import read_transaction, write
from data.text import folding, markdown

KIND = "term"
EMPTY = {
    "explanation": None,
    "example": None,
    "confusion": None,
    "formula": None,
    "labels": [],
    "level": DEFAULT_LEVEL,
    "status": DEFAULT_STATUS,
    "replaced_by": None,
    "sources": [],
}
COLUMNS = """terms.id, terms.slug, terms.name, terms.definition, terms.explanation, terms.explanation_html,
    terms.example, terms.confusion, terms.formula, terms.category_id, terms.level, terms.status,
    (SELECT slug FROM terms AS replacement WHERE replacement.id = terms.replaced_by_id) AS replaced_by,
    terms.revision, terms.created_at, terms.updated_at, terms.sort_key"""
_DOCUMENT = ("slug", "name", "definition", "category", *EMPTY)


@dataclass(frozen=True)
class Term:
    """A term as it is read. `relations` and `related_in_category` are None where the answer leaves them out."""

    slug: str
    name: str
    definition: str
    explanation: str | None
    explanation_html: str | None
    example: str | None
    confusion: str | None
    formula: str | None
    labels: list[labels.Label]
    category: categories.CategoryRef
    level: str
    status: str
    replaced_by: str | None
    relations: list[relations.RelationView] | None
    related_in_category: list[relations.TermRef] | None
    sources: list[dict]
    revision: int
    created_at: str
    updated_at: str


_JOINED = {"labels", "category", "relations", "related_in_category", "sources"}
_PLAIN = [field.name for field in fields(Term) if field.name not in _JOINED]


def get(db, slug) -> Term:
    """One term with its relations and the terms related to it. Raises NotFound, Moved or Gone."""
    with read_transaction(db):
        row = _row(db, slug)
        near = related.find(db, row["id"], row["category_id"])
        return read(db, [row], with_relations=True, related_in_category=near)[0]


def slugs_of(db, ids=None, levels=()) -> set[str]:
    """The slugs of the published terms among `ids` (None: all) and of these levels (none: all)."""
    rows = db.conn.execute("SELECT id, slug, level FROM terms WHERE status = 'published'")
    return {
        slug for term, slug, level in rows if (ids is None or term in ids) and (not levels or level in levels)
    }


def relations_of(db, slug) -> Page:
    """The relations of one term as it sees them. Raises as `get` does."""
    with read_transaction(db):
        row = _row(db, slug)
        items = relations.views(db, json.dumps([row["id"]]))[row["id"]]
        return Page(items, len(items), None, changes.serial(db))


def history(db, slug, *, limit, after=None) -> Page:
    """The changes of one term, newest first, those under its former slugs too. Raises as `get` does."""
    with read_transaction(db):
        return changes.find(db, KIND, _row(db, slug)["id"], limit=limit, after=after)


def read(db, rows, *, with_relations=False, related_in_category=None) -> list[Term]:
    """The terms of these rows of `COLUMNS`, with everything that stands in other tables, in a few queries for
    all.
    """
    ids = json.dumps([row["id"] for row in rows])
    refs = categories.refs(db, {row["category_id"] for row in rows})
    term_labels, term_sources = labels.read(db, ids), sources.read(db, ids)
    views = relations.views(db, ids) if with_relations else {}
    return [
        Term(
            **{name: row[name] for name in _PLAIN},
            labels=term_labels.get(row["id"], []),
            category=refs[row["category_id"]],
            relations=views.get(row["id"], []) if with_relations else None,
            related_in_category=related_in_category,
            sources=term_sources.get(row["id"], []),
        )
        for row in rows
    ]


def documents(db) -> list[dict]:
    """Every term by slug as an editor would write it, with the relations stored on it (`type`, `target`,
    `note`).
    """
    rows = db.conn.execute(f"SELECT {COLUMNS} FROM terms ORDER BY slug").fetchall()
    stored = relations.documents(db)
    return [{**_document(term), "relations": stored[term.slug]} for term in read(db, rows)]


def create(db, document, *, actor: Actor) -> Term:
    """Add a term; the slug is made from the name when absent.

    Raises Conflict for a slug in use or used before and for a name or label that is taken, Invalid for an
    unknown category or replacement and for a name no slug can be made from.
    """
    document = {**EMPTY, "slug": _slug(document), **document}
    with write(db) as at:
        slugs.reserve(db, KIND, document["slug"])
        term_id = db.conn.execute(
            """INSERT INTO terms (slug, name, sort_key, letter, definition, explanation, explanation_html, example,
                   confusion, formula, category_id, level, status, replaced_by_id, revision, created_at, updated_at)
               VALUES (:slug, :name, :sort_key, :letter, :definition, :explanation, :explanation_html, :example,
                   :confusion, :formula, :category_id, :level, :status, :replaced_by_id, 1, :at, :at)""",
            {**_values(db, document["slug"], document), "at": at},
        ).lastrowid
        _save_parts(db, term_id, document)
        changes.append(db, KIND, term_id, "created", 1, document, actor)
        return get(db, document["slug"])


def update(db, slug, document, *, match, actor: Actor) -> Term:
    """Change the members given in `document`; a new `slug` renames. Nothing happens when none differs.

    `match` holds the revisions the caller may overwrite (None: any). Raises Stale for another one, else as
    `create` does.
    """
    changes.require_revision(KIND, _row(db, slug), match)  # refuses most losers of a race before they queue
    with write(db) as at:
        row = _row(db, slug)
        changes.require_revision(KIND, row, match)
        old = _document(read(db, [row])[0])
        new = {**old, **document}
        if new != old:
            _save(db, row, new, at, actor)
            action = "renamed" if new["slug"] != slug else "updated"
            changes.append(db, KIND, row["id"], action, row["revision"] + 1, new, actor)
        return get(db, new["slug"])


def delete(db, slug, *, match, actor: Actor, replaced_by=None):
    """Retire a term, its relations with it. Its address leads to `replaced_by` (default: what the term itself
    names).

    Raises Stale as `update` does, Conflict when another term names this one as its replacement.
    """
    with write(db):
        row = _row(db, slug)
        changes.require_revision(KIND, row, match)
        replacement = replaced_by or row["replaced_by"]
        if replacement:
            _replacement_id(db, slug, replacement, parameter="replaced_by")
        _refuse_replacement(db, row)
        document = _document(read(db, [row])[0])
        relations.delete_of_term(db, row["id"], actor=actor)
        db.conn.execute("DELETE FROM terms WHERE id = :id", {"id": row["id"]})
        indexing.remove(db, row["id"])
        slugs.retire(db, KIND, slug, replacement)
        labels.rename_in_ambiguous(db, slug, replacement, actor=actor)
        changes.append(db, KIND, row["id"], "retired", row["revision"] + 1, document, actor)


def _row(db, slug):
    row = db.conn.execute(f"SELECT {COLUMNS} FROM terms WHERE slug = :slug", {"slug": slug}).fetchone()
    if row is None:
        raise slugs.missing_error(db, KIND, slug)
    return row


def _slug(document):
    slug = folding.slugify(document["name"])
    if not slug and "slug" not in document:
        raise Invalid(f"No slug can be made from '{document['name']}'; give one.", pointer="/slug")
    return slug


def _document(term) -> dict:
    """What an editor would write to get this term."""
    document = {name: getattr(term, name) for name in _DOCUMENT}
    return {**document, "category": term.category.slug, "labels": [asdict(label) for label in term.labels]}


def _save(db, row, new, at, actor):
    if new["slug"] != row["slug"]:
        slugs.reserve(db, KIND, new["slug"])
        slugs.retire(db, KIND, row["slug"], new["slug"])
        labels.rename_in_ambiguous(db, row["slug"], new["slug"], actor=actor)
    db.conn.execute(
        """UPDATE terms SET slug = :slug, name = :name, sort_key = :sort_key, letter = :letter,
               definition = :definition, explanation = :explanation, explanation_html = :explanation_html,
               example = :example, confusion = :confusion, formula = :formula, category_id = :category_id,
               level = :level, status = :status, replaced_by_id = :replaced_by_id,
               revision = revision + 1, updated_at = :at WHERE id = :id""",
        {**_values(db, row["slug"], new), "at": at, "id": row["id"]},
    )
    _save_parts(db, row["id"], new)


def _save_parts(db, term_id, document):
    labels.save(db, term_id, document["slug"], document["name"], document["labels"])
    sources.save(db, term_id, document["sources"])
    indexing.add(db, term_id, document)


def _values(db, slug, document) -> dict:
    """The document of the term now called `slug` as columns, with what is derived from it."""
    return {
        **{name: document[name] for name in _DOCUMENT if name not in ("labels", "sources")},
        "sort_key": folding.sort_key(document["name"]),
        "letter": folding.letter(document["name"]),
        "explanation_html": markdown.to_html(document["explanation"]),
        "category_id": categories.resolve(db, document["category"], "/category"),
        "replaced_by_id": _replacement_id(db, slug, document["replaced_by"], pointer="/replaced_by"),
    }


def _replacement_id(db, slug, replacement, **location):
    if replacement is None:
        return None
    chain = db.conn.execute(
        """WITH RECURSIVE chain (id, slug, next_id) AS (
               SELECT id, slug, replaced_by_id FROM terms WHERE slug = :replacement UNION
               SELECT terms.id, terms.slug, replaced_by_id FROM terms JOIN chain ON terms.id = next_id
           ) SELECT id, slug FROM chain""",
        {"replacement": replacement},
    ).fetchall()
    if not chain:
        raise slugs.reference_error(db, KIND, replacement, **location)
    if slug in (link["slug"] for link in chain):
        raise Invalid("A term cannot be replaced by itself, directly or over others.", **location)
    return chain[0]["id"]


def _refuse_replacement(db, row):
    replaced = db.conn.execute(
        "SELECT name FROM terms WHERE replaced_by_id = :id", {"id": row["id"]}
    ).fetchone()
    if replaced:
        raise Conflict(
            f"'{row['name']}' replaces '{replaced['name']}'; give that one another replacement first."
        )
