"""A peer written by hand: FastAPI with pydantic models returns one term and a list of terms as Lemma does.

It is what a good engineer would write first: the standard library's sqlite3 with one connection per thread, a
few statements per page, plain functions that FastAPI runs in threads, dicts that pydantic checks and writes
as JSON. It has no ETags, problem details, filters, CORS or security headers. `bench.races` checks that its
documents equal Lemma's.
"""

import base64
import json
import os
import sqlite3
import threading
from collections import defaultdict
from contextlib import contextmanager
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel

BASE_URL = os.environ["LEMMA_BASE_URL"]
RELATED_COUNT = 8
MAX_HOPS = 3

app = FastAPI()
_local = threading.local()


class Category(BaseModel):
    """A category with its parents."""

    slug: str
    name: str
    parent: "Category | None"


class Label(BaseModel):
    """Another name of a term."""

    text: str
    kind: str
    language: str


class TermRef(BaseModel):
    """A term as the response for another term shows it."""

    slug: str
    name: str
    definition: str


class Relation(BaseModel):
    """A relation, seen from one of its terms."""

    id: int
    type: str
    name: str
    note: str | None
    term: TermRef


class Source(BaseModel):
    """A source of the facts. Identifiers that it does not have are left out."""

    role: str
    citation: str
    url: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    isbn: str | None = None
    year: int | None = None


class Links(BaseModel):
    """The addresses of a term."""

    self: str
    page: str
    history: str


class ListedTerm(BaseModel):
    """A term in a list."""

    slug: str
    name: str
    definition: str
    explanation: str | None
    explanation_html: str | None
    example: str | None
    confusion: str | None
    formula: str | None
    labels: list[Label]
    category: Category
    level: str
    status: str
    replaced_by: str | None
    sources: list[Source]
    revision: int
    created_at: str
    updated_at: str
    links: Links


class Term(ListedTerm):
    """A whole term."""

    relations: list[Relation]
    related_in_category: list[TermRef]


class TermPage(BaseModel):
    """A page of a list of terms."""

    items: list[ListedTerm]
    total: int
    next_cursor: str | None
    next: str | None


_TERMS = """SELECT t.id, t.category_id, t.sort_key, t.slug, t.name, t.definition, t.explanation,
        t.explanation_html, t.example, t.confusion, t.formula, t.level, t.status,
        replacement.slug AS replaced_by, t.revision, t.created_at, t.updated_at
    FROM terms AS t LEFT JOIN terms AS replacement ON replacement.id = t.replaced_by_id"""
_PAGE = f"""{_TERMS} WHERE t.status = 'published' AND (t.sort_key, t.id) > (:sort_key, :id)
    ORDER BY t.sort_key, t.id LIMIT :limit + 1"""
_CATEGORIES = """WITH RECURSIVE above (id, parent_id, slug, name) AS (
        SELECT id, parent_id, slug, name FROM categories WHERE id IN (SELECT value FROM json_each(:ids))
        UNION SELECT c.id, c.parent_id, c.slug, c.name
        FROM categories AS c JOIN above ON c.id = above.parent_id)
    SELECT id, parent_id, slug, name FROM above"""
_LABELS = """SELECT term_id, text, kind, language FROM labels
    WHERE term_id IN (SELECT value FROM json_each(:ids)) AND position > 0 ORDER BY term_id, position"""
_SOURCES = """SELECT term_id, role, citation, url, doi, arxiv, isbn, year FROM sources
    WHERE term_id IN (SELECT value FROM json_each(:ids)) ORDER BY term_id, position"""
_RELATIONS = """SELECT r.id, y.slug AS type, y.name, r.note, o.slug, o.name AS term_name, o.definition,
        y.position, 0 AS inverse, o.sort_key
    FROM relations AS r JOIN relation_types AS y ON y.slug = r.type JOIN terms AS o ON o.id = r.target_id
    WHERE r.source_id = :id
    UNION ALL SELECT r.id, y.inverse_slug, y.inverse_name, r.note, o.slug, o.name, o.definition,
        y.position, 1 - y.symmetric, o.sort_key
    FROM relations AS r JOIN relation_types AS y ON y.slug = r.type JOIN terms AS o ON o.id = r.source_id
    WHERE r.target_id = :id
    ORDER BY position, inverse, sort_key"""
_FAMILY = """WITH RECURSIVE
        above (id, parent_id) AS (
            SELECT id, parent_id FROM categories WHERE id = :id
            UNION ALL SELECT c.id, c.parent_id FROM categories AS c JOIN above ON c.id = above.parent_id),
        below (id) AS (
            SELECT id FROM above WHERE parent_id IS NULL
            UNION ALL SELECT c.id FROM categories AS c JOIN below ON c.parent_id = below.id)
    SELECT id FROM below"""
_NEIGHBORS = """SELECT source_id, target_id FROM relations
    WHERE source_id IN (SELECT value FROM json_each(:ids))
    UNION ALL SELECT target_id, source_id FROM relations
    WHERE target_id IN (SELECT value FROM json_each(:ids))"""
_CANDIDATES = """SELECT id, sort_key, slug, name, definition FROM terms
    WHERE id IN (SELECT value FROM json_each(:ids)) AND status = 'published'
        AND category_id IN (SELECT value FROM json_each(:family))"""
_OTHERS = """SELECT slug, name, definition FROM terms
    WHERE category_id IN (SELECT value FROM json_each(:family)) AND status = 'published'
        AND id NOT IN (SELECT value FROM json_each(:excluded))
    ORDER BY sort_key LIMIT :count"""


@app.get("/api/v1/terms/{slug}", response_model=Term, response_model_exclude_unset=True)
def get_term(slug: str):
    """Return one term with its relations and related terms."""
    with read_transaction() as db:
        row = db.execute(f"{_TERMS} WHERE t.slug = :slug", {"slug": slug}).fetchone()
        if row is None:
            raise HTTPException(404)
        related = find_related(db, row["id"], row["category_id"])
        return {
            **read_terms(db, [row])[0],
            "relations": read_relations(db, row["id"]),
            "related_in_category": related,
        }


@app.get("/api/v1/terms", response_model=TermPage, response_model_exclude_unset=True)
def list_terms(limit: Annotated[int, Query(ge=1, le=500)] = 50, cursor: str | None = None):
    """Return a page of published terms, ordered by name."""
    sort_key, term_id = json.loads(base64.urlsafe_b64decode(cursor)) if cursor else ("", 0)
    with read_transaction() as db:
        rows = db.execute(_PAGE, {"sort_key": sort_key, "id": term_id, "limit": limit}).fetchall()
        total = db.execute("SELECT count(*) FROM terms WHERE status = 'published'").fetchone()[0]
        items = read_terms(db, rows[:limit])
    after = None
    if len(rows) > limit:
        key = [rows[limit - 1]["sort_key"], rows[limit - 1]["id"]]
        after = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
    following = after and f"{BASE_URL}/api/v1/terms?limit={limit}&cursor={after}"
    return {"items": items, "total": total, "next_cursor": after, "next": following}


@contextmanager
def read_transaction():
    """Yield this thread's connection in a transaction, so that all reads see the same state."""
    if not hasattr(_local, "db"):
        _local.db = sqlite3.connect(
            f"file:{os.environ['LEMMA_DATABASE']}?mode=ro", uri=True, isolation_level=None
        )
        _local.db.row_factory = sqlite3.Row
    _local.db.execute("BEGIN")
    try:
        yield _local.db
    finally:
        _local.db.execute("COMMIT")


def read_terms(db, rows) -> list[dict]:
    """Return the terms of rows of `_TERMS`, with their parts from other tables."""
    ids = json.dumps([row["id"] for row in rows])
    categories = read_categories(db, {row["category_id"] for row in rows})
    labels, sources = read_parts(db, _LABELS, ids), read_parts(db, _SOURCES, ids)
    return [
        {
            **row,
            "explanation_html": absolute(row["explanation_html"]),
            "labels": labels[row["id"]],
            "category": categories[row["category_id"]],
            "sources": sources[row["id"]],
            "links": links(row["slug"]),
        }
        for row in rows
    ]


def read_parts(db, statement, ids) -> dict[int, list[dict]]:
    """Return the rows of a statement by term, without NULLs."""
    found = defaultdict(list)
    for row in db.execute(statement, {"ids": ids}):
        part = {name: value for name, value in zip(row.keys(), row, strict=True) if value is not None}
        found[part.pop("term_id")].append(part)
    return found


def read_categories(db, ids) -> dict[int, dict]:
    """Return categories by id, with their parents."""
    rows = db.execute(_CATEGORIES, {"ids": json.dumps(list(ids))}).fetchall()
    found = {row["id"]: {"slug": row["slug"], "name": row["name"], "parent": None} for row in rows}
    for row in rows:
        found[row["id"]]["parent"] = found.get(row["parent_id"])
    return found


def read_relations(db, term_id) -> list[dict]:
    """Return the relations of a term in both directions."""
    return [
        {
            "id": row["id"],
            "type": row["type"],
            "name": row["name"],
            "note": row["note"],
            "term": {"slug": row["slug"], "name": row["term_name"], "definition": row["definition"]},
        }
        for row in db.execute(_RELATIONS, {"id": term_id})
    ]


def find_related(db, term_id, category_id) -> list[dict]:
    """Return terms of the same top category: by hops in the graph, then by shared neighbors, then by name."""
    family = json.dumps([row["id"] for row in db.execute(_FAMILY, {"id": category_id})])
    own = neighbors(db, {term_id})[term_id]
    seen, hop, ranked = {term_id}, own, []
    for _ in range(MAX_HOPS):
        beside = neighbors(db, hop)
        candidates = db.execute(_CANDIDATES, {"ids": json.dumps(list(hop)), "family": family}).fetchall()
        ranked += sorted(candidates, key=lambda row, b=beside: (-len(b[row["id"]] & own), row["sort_key"]))
        if len(ranked) >= RELATED_COUNT:
            return [dict(row) for row in ranked[:RELATED_COUNT]]
        seen |= hop
        hop = set().union(*beside.values()) - seen
    excluded = json.dumps([term_id, *(row["id"] for row in ranked)])
    others = db.execute(
        _OTHERS, {"family": family, "excluded": excluded, "count": RELATED_COUNT - len(ranked)}
    )
    return [dict(row) for row in (*ranked, *others)]


def neighbors(db, ids) -> dict[int, set[int]]:
    """Return the terms that each of `ids` has a relation with."""
    found = defaultdict(set)
    for here, other in db.execute(_NEIGHBORS, {"ids": json.dumps(list(ids))}):
        found[here].add(other)
    return found


def absolute(html) -> str | None:
    """Return HTML in which links to terms are URLs."""
    return html and html.replace('<a href="term:', f'<a href="{BASE_URL}/terms/')


def links(slug) -> dict[str, str]:
    """Return the addresses of a term."""
    address = f"{BASE_URL}/api/v1/terms/{slug}"
    return {"self": address, "page": f"{BASE_URL}/terms/{slug}", "history": f"{address}/history"}
