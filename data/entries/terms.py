"""Terms: the entries of the glossary.

This module reads, creates, changes and retires one term. `data.entries.listings` lists many. An editor writes
a `TermDocument`. Readers get a `Term`, which adds what follows from the rest of the glossary.

Terms that are not published are visible only with `drafts`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlite_utils.utils import sqlite3

from data.entries import categories, labels, related, relations, slugs, sources
from data.entries.categories import CategoryRef
from data.entries.document import (
    Members,
    TermDocument,
    TermMembers,
    assignments,
    columns,
    from_members,
    insertion,
    members,
    to_members,
)
from data.entries.relations import RelationView, TermRef
from data.entries.replacing import Noun, replace_with
from data.errors import Conflict, Invalid
from data.index import indexing
from data.listing import Page
from data.store import changes
from data.store.changes import Actor, Change
from data.store.db import Database, insert, read_transaction, write
from data.text import folding, markdown

KIND = "term"
_COLUMNS = columns(TermDocument)
_DERIVED = ("sort_key", "letter", "explanation_html")
_WRITTEN = [*_COLUMNS.values(), *_DERIVED]
# All columns that `read` needs. The subquery is on the primary key, so a list pays for few of them.
COLUMNS = f"""terms.id, {", ".join(f"terms.{name}" for name in _WRITTEN)},
    (SELECT slug FROM terms AS replacement WHERE replacement.id = terms.replaced_by_id) AS replaced_by,
    terms.revision, terms.created_at, terms.updated_at"""
_INSERT = insertion("terms", [*_WRITTEN, "revision", "created_at", "updated_at"])
_UPDATE = f"""UPDATE terms SET {assignments(_WRITTEN)}, revision = revision + 1, updated_at = :at
    WHERE id = :id"""


@dataclass(frozen=True, kw_only=True)
class Term(TermMembers[CategoryRef]):
    """A term as readers get it.

    `relations` and `related_in_category` are None if the caller did not request them.
    """

    explanation_html: str | None
    relations: list[RelationView] | None
    related_in_category: list[TermRef] | None
    revision: int
    created_at: str
    updated_at: str


_IN_ROW = [name for name in _COLUMNS if name != "category"]
_IN_ROW += ["explanation_html", "revision", "created_at", "updated_at"]


def get(db: Database, slug: str, *, drafts: bool = False) -> Term:
    """Return one term with its relations and the terms related to it. Raise NotFound, Moved or Gone."""
    with read_transaction(db):
        row = _row(db, slug, drafts=drafts)
        near = related.find(db, row["id"], row["category_id"])
        return read(db, [row], with_relations=True, related_in_category=near)[0]


def slugs_of(db: Database, ids: Collection[int] | None = None, levels: Collection[str] = ()) -> set[str]:
    """Return the slugs of the published terms among `ids` (None: all) and of these levels (none: all)."""
    rows = db.conn.execute("SELECT id, slug, level FROM terms WHERE status = 'published'")
    return {
        slug for term, slug, level in rows if (ids is None or term in ids) and (not levels or level in levels)
    }


def relations_of(db: Database, slug: str, *, drafts: bool = False) -> Page[RelationView]:
    """Return the relations of one term as that term sees them. Raise as `get` does."""
    with read_transaction(db):
        row = _row(db, slug, drafts=drafts)
        items = relations.views(db, [row["id"]])[row["id"]]
        return Page(items=items, total=len(items), after=None, serial=changes.serial(db))


def history(
    db: Database, slug: str, *, limit: int, after: int | None = None, drafts: bool = False
) -> Page[Change]:
    """Return the changes of one term, newest first, also those under its former slugs.

    Raise as `get` does.
    """
    with read_transaction(db):
        return changes.find(db, KIND, _row(db, slug, drafts=drafts)["id"], limit=limit, after=after)


def read(
    db: Database,
    rows: Sequence[sqlite3.Row],
    *,
    with_relations: bool = False,
    related_in_category: list[TermRef] | None = None,
) -> list[Term]:
    """Return the terms of rows with `COLUMNS`, in their order."""
    # One query per table for all terms, not one per term.
    ids = [row["id"] for row in rows]
    refs = categories.refs(db, {row["category_id"] for row in rows})
    term_labels, term_sources = labels.read(db, ids), sources.read(db, ids)
    views = relations.views(db, ids) if with_relations else {}
    return [
        Term(
            **{name: row[name] for name in _IN_ROW},
            labels=term_labels.get(row["id"], []),
            category=refs[row["category_id"]],
            relations=views.get(row["id"], []) if with_relations else None,
            related_in_category=related_in_category,
            sources=term_sources.get(row["id"], []),
        )
        for row in rows
    ]


def documents(db: Database) -> list[TermDocument]:
    """Return every term by slug, whatever its status, as an editor writes it."""
    rows = db.conn.execute(f"SELECT {COLUMNS} FROM terms ORDER BY slug").fetchall()
    return [_document(term) for term in read(db, rows)]


def create(db: Database, given: Members, *, actor: Actor) -> Term:
    """Add a term. Its slug is derived from its name if it is absent.

    Raise Conflict if the slug is or was in use or a name or label is taken, Invalid for an unknown category,
    for an unknown replacement, for a link to a term that does not exist, and for a name that no slug can be
    derived from.
    """
    with write(db):
        given = {**given, "slug": given.get("slug") or _slug(db, given["name"])}
        refuse_dead_links(db, given["slug"], given.get("explanation"))
        return _create(db, given, actor=actor)


def update(db: Database, slug: str, given: Members, *, match: Collection[int] | None, actor: Actor) -> Term:
    """Change the members in `given`; a new `slug` renames. Nothing happens if none of them differs.

    `match` holds the revisions that the caller may overwrite (None: any). Raise Stale for another revision,
    and as `create` does.
    """
    # Outside the lock, so that most losers of a race need not wait for it only to be refused.
    changes.require_revision(KIND, slug, _row(db, slug, drafts=True)["revision"], match)
    with write(db):
        # A renamed term may link to itself under its new slug.
        refuse_dead_links(db, given.get("slug", slug), given.get("explanation"))
        return _update(db, slug, given, match=match, actor=actor)


def replace(
    db: Database,
    slug: str,
    given: Members,
    *,
    create_only: bool | None = None,
    match: Collection[int] | None = None,
    actor: Actor,
    check_links: bool = True,
) -> Term:
    """Make `given` the whole term under this slug, as `data.entries.replacing` describes.

    Without `check_links`, the explanation may link to terms that the caller creates in the same transaction.
    """
    with write(db):
        if check_links:
            refuse_dead_links(db, slug, given.get("explanation"))
        return replace_with(db, _NOUN, slug, given, create_only=create_only, match=match, actor=actor)


def refuse_dead_links(db: Database, slug: str, explanation: str | None) -> None:
    """Raise Invalid, with the nearest slugs, for a link that leads nowhere.

    A renamed term is still reached.
    """
    for target in markdown.linked_slugs(explanation or ""):
        # The term itself may not be stored yet.
        if target != slug and not slugs.leads_somewhere(db, KIND, target):
            raise slugs.reference_error(db, KIND, target, pointer="/explanation")


def delete(
    db: Database,
    slug: str,
    *,
    match: Collection[int] | None,
    actor: Actor,
    replaced_by: str | None = None,
) -> None:
    """Retire a term together with its relations.

    Its URL then leads to `replaced_by`, which defaults to the replacement that the term itself names. Raise
    Stale as `update` does, Conflict if another term names this one as its replacement.
    """
    with write(db):
        row = _row(db, slug, drafts=True)
        changes.require_revision(KIND, slug, row["revision"], match)
        replacement = replaced_by or row["replaced_by"]
        if replacement:
            _replacement_id(db, slug, replacement, parameter="replaced_by")
        _refuse_replacement(db, row)
        # Read before its parts are deleted: the log keeps the last state of a retired term.
        document = _document(read(db, [row])[0])
        # Relations do not cascade, because the log has to name each of them.
        relations.delete_of_term(db, row["id"], actor=actor)
        db.conn.execute("DELETE FROM terms WHERE id = :id", {"id": row["id"]})
        indexing.remove(db, row["id"])
        slugs.retire(db, KIND, slug, replacement)
        labels.rename_in_ambiguous(db, slug, replacement, actor=actor)
        _log(db, row["id"], "retired", row["revision"] + 1, document, actor)


def _create(db: Database, given: Members, *, actor: Actor) -> Term:
    document = from_members(TermDocument, given)
    with write(db) as at:
        slugs.reserve(db, KIND, document.slug)
        values = {**_values(db, document.slug, document), "revision": 1, "created_at": at, "updated_at": at}
        term_id = insert(db, _INSERT, values)
        _save_parts(db, term_id, document)
        _log(db, term_id, "created", 1, document, actor)
        return get(db, document.slug, drafts=True)


def _update(db: Database, slug: str, given: Members, *, match: Collection[int] | None, actor: Actor) -> Term:
    with write(db) as at:
        row = _row(db, slug, drafts=True)
        changes.require_revision(KIND, slug, row["revision"], match)
        old = _document(read(db, [row])[0])
        new = from_members(TermDocument, {**vars(old), **given})
        # An unchanged document gets no revision, so a repeated import leaves no trace in the history.
        if new != old:
            _save(db, row, new, at, actor)
            action = "renamed" if new.slug != slug else "updated"
            _log(db, row["id"], action, row["revision"] + 1, new, actor)
        return get(db, new.slug, drafts=True)


_NOUN = Noun(kind=KIND, document=TermDocument, create=_create, update=_update)


def _row(db: Database, slug: str, *, drafts: bool) -> sqlite3.Row:
    row: sqlite3.Row | None = db.conn.execute(
        f"SELECT {COLUMNS} FROM terms WHERE slug = :slug", {"slug": slug}
    ).fetchone()
    if row is None or not (drafts or row["status"] == "published"):
        raise slugs.missing_error(db, KIND, slug)
    return row


def _slug(db: Database, name: str) -> str:
    slug = folding.slugify(name)
    if not slug:
        raise Invalid(
            f"No slug can be derived from '{name}'. Give a slug.", kind="slug-needed", pointer="/slug"
        )
    if slugs.taken(db, KIND, slug):
        # "C++" and "C" have the same slug, and the caller asked for neither.
        message = f"The slug '{slug}', derived from the name '{name}', is taken. Give a slug."
        raise Conflict(message, kind="slug-taken", pointer="/slug")
    return slug


def _document(term: Term) -> TermDocument:
    """Return what an editor would write to get this term."""
    plain = {name: getattr(term, name) for name in members(TermDocument)}
    return TermDocument(**{**plain, "category": term.category.slug})


def _log(
    db: Database, term_id: int, action: str, revision: int, document: TermDocument, actor: Actor
) -> None:
    changes.append(
        db,
        kind=KIND,
        entity_id=term_id,
        action=action,
        revision=revision,
        document=to_members(document),
        actor=actor,
    )


def _save(db: Database, row: sqlite3.Row, new: TermDocument, at: str, actor: Actor) -> None:
    if new.slug != row["slug"]:
        # Relations and replacements hold the id, so only these two tables of slugs are affected.
        slugs.reserve(db, KIND, new.slug)
        slugs.retire(db, KIND, row["slug"], new.slug)
        labels.rename_in_ambiguous(db, row["slug"], new.slug, actor=actor)
    db.conn.execute(_UPDATE, {**_values(db, row["slug"], new), "at": at, "id": row["id"]})
    _save_parts(db, row["id"], new)


def _save_parts(db: Database, term_id: int, document: TermDocument) -> None:
    labels.save(db, term_id, document.slug, document.name, document.labels)
    sources.save(db, term_id, document.sources)
    indexing.add(db, term_id, to_members(document))


def _values(db: Database, slug: str, document: TermDocument) -> Members:
    """Return the document of the term now called `slug` as columns, with what is derived from it."""
    return {
        **{name: getattr(document, name) for name in _COLUMNS},
        "sort_key": folding.sort_key(document.name),
        "letter": folding.letter(document.name),
        "explanation_html": markdown.to_html(document.explanation),
        "category_id": categories.resolve(db, document.category, "/category"),
        "replaced_by_id": _replacement_id(db, slug, document.replaced_by, pointer="/replaced_by"),
    }


def _replacement_id(db: Database, slug: str, replacement: str | None, **location: str) -> int | None:
    if replacement is None:
        return None
    # UNION, not UNION ALL, so that a cycle in the data ends the recursion.
    chain = db.conn.execute(
        """WITH RECURSIVE chain (id, slug, next_id) AS (
               SELECT id, slug, replaced_by_id FROM terms WHERE slug = :replacement UNION
               SELECT terms.id, terms.slug, replaced_by_id FROM terms JOIN chain ON terms.id = next_id
           ) SELECT id, slug FROM chain""",
        {"replacement": replacement},
    ).fetchall()
    # A term that is being created is not in the chain yet, so its own slug is compared as well.
    if slug in (replacement, *(link["slug"] for link in chain)):
        message = "A term cannot be replaced by itself, directly or through other terms."
        raise Invalid(message, kind="replacement-cycle", **location)
    if not chain:
        raise slugs.reference_error(db, KIND, replacement, **location)
    replacement_id: int = chain[0]["id"]
    return replacement_id


def _refuse_replacement(db: Database, row: sqlite3.Row) -> None:
    """Raise Conflict if another term names this one as its replacement."""
    replaced = db.conn.execute(
        "SELECT name FROM terms WHERE replaced_by_id = :id", {"id": row["id"]}
    ).fetchone()
    if replaced:
        raise Conflict(
            f"'{row['name']}' replaces '{replaced['name']}'. Give that term another replacement first.",
            kind="replacement-in-use",
        )
