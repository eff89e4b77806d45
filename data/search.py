"""Searching names, labels and texts.

The hits are ordered by how they match: the name itself, another label, an inflected form, the beginning of a name or
label, of a later word of one, and then by what the full-text index finds, weighted by where (BM25).
"""

import json
import re
from dataclasses import dataclass

from data import addresses, changes, highlights, surface, terms
from data.categories import SUBTREE
from data.db import deadline, snapshot
from data.errors import Invalid
from data.inflection import key
from data.kinds import MAX_SEARCH_WORDS
from data.pages import Page
from data.text import fold

_FACETS = {
    "category": "SELECT c.slug, count(*) FROM kept JOIN categories AS c ON c.id = kept.category_id GROUP BY c.slug",
    "level": "SELECT level, count(*) FROM kept GROUP BY level",
    "letter": "SELECT letter, count(*) FROM kept GROUP BY letter",
    "relation": """SELECT type, count(DISTINCT id) FROM (
            SELECT type, kept.id FROM kept JOIN relations ON source_id = kept.id
                JOIN terms AS other ON other.id = target_id AND other.status = 'published' UNION ALL
            SELECT y.inverse_slug, kept.id FROM kept JOIN relations ON target_id = kept.id
                JOIN terms AS other ON other.id = source_id AND other.status = 'published'
                JOIN relation_types AS y ON y.slug = type) GROUP BY type""",
}
_TEXT_TIER = 5
_SCORE = "bm25(texts, 10.0, 6.0, 3.0, 1.0)"
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")  # with the marks that FTS5's unicode61 has inside words
_WANTED = f"""(:narrowed IS NULL OR EXISTS (SELECT 1 FROM terms WHERE terms.id = {{}}
    AND (:level IS NULL OR level = :level) AND (:category IS NULL OR category_id IN {SUBTREE})))"""
_NAMED = f"""named (id, tier) AS MATERIALIZED (
    SELECT term_id, min(tier) FROM (
        SELECT term_id, iif(folded = :folded, position > 0, 2) AS tier FROM labels
            JOIN terms ON terms.id = term_id AND status = 'published'
            WHERE (folded = :folded OR key = :key) AND iif(position = 0, :names, :labels)
        UNION ALL SELECT term_id, iif(weight < 4000, 3, 4) FROM tails
            WHERE tail >= :folded AND tail < :folded || char(0x10FFFF) AND length(:folded) > 1
                AND iif(position = 0, :names, :labels))
    WHERE {_WANTED.format("term_id")} GROUP BY term_id)"""
_TOLD = f"texts MATCH :match AND rowid NOT IN (SELECT id FROM named) AND {_WANTED.format('texts.rowid')}"
_KEPT = f"""WITH {_NAMED}, kept AS (
    SELECT terms.id, category_id, level, letter FROM (
        SELECT id FROM named UNION ALL SELECT rowid FROM texts WHERE {_TOLD}) AS found
    CROSS JOIN terms ON terms.id = found.id)"""


@dataclass(frozen=True)
class Hit:
    """A term that matches: where (`matched_on`), in which text, and which parts of that text (code points)."""

    matched_on: str
    matched_text: str
    ranges: list[tuple[int, int]]
    term: terms.Summary


def find(db, q, *, limit, after=None, category=None, level=None, where=None, facets=()) -> Page:
    """The published terms that match `q`, best first: as a name or label, or the beginning of a word of one, and those
    in whose texts every word occurs.

    `where` narrows the texts to some of `kinds.SEARCHED`. `facets` (some of `kinds.FACETS`) asks for counts over all
    hits; they come as `extra` of the page, as does `did_you_mean` when nothing is found.
    Raises Invalid for too many words and for an unknown category, Busy when it takes over half a second.
    """
    values = {**_typed(q, where), "level": level, "category": category, "narrowed": level or category}
    with snapshot(db), deadline(db):
        if category:
            addresses.require(db, "category", category, parameter="category")
        rows = _rows(db, values, limit + 1, after)
        total = _total(db, values) if after or len(rows) > limit else len(rows)
        extra = {"facets": {name: _facet(db, name, values) for name in facets}} if facets else {}
        if not total:
            extra["did_you_mean"] = surface.names_like(db, q)
        page = rows[:limit]
        last = tuple(page[-1]) if len(rows) > limit else None
        return Page(_hits(db, page, values, where), total, last, changes.serial(db), extra=extra)


def _rows(db, values, limit, after):
    """The first hits after that one, as (tier, rank, id): those by name, then, while there is room, those by text."""
    tier, rank, term_id = _place(db, values, after) if after else (-1, 0.0, 0)
    values = {**values, "tier": tier, "rank": rank, "id": term_id, "limit": limit}
    rows = db.conn.execute(
        f"""WITH {_NAMED} SELECT tier, 0.0 AS rank, id FROM named
            WHERE (tier, id) > (:tier, :id) ORDER BY tier, id LIMIT :limit""",
        values,
    ).fetchall()
    if len(rows) < limit:
        rows += db.conn.execute(
            f"""WITH {_NAMED}, told (id, score) AS MATERIALIZED (SELECT rowid, {_SCORE} FROM texts WHERE {_TOLD})
                SELECT {_TEXT_TIER} AS tier, score AS rank, id FROM told
                WHERE :tier < {_TEXT_TIER} OR (score, id) > (:rank, :id) ORDER BY score, id LIMIT :limit""",
            {**values, "limit": limit - len(rows)},
        ).fetchall()
    return rows


def _place(db, values, after):
    """Where the hit `after` stands by now, or where it stood if it no longer is one."""
    tier, rank, term_id = after
    found = db.conn.execute(
        f"""WITH {_NAMED} SELECT tier, 0.0 FROM named WHERE id = :id
            UNION ALL SELECT {_TEXT_TIER}, {_SCORE} FROM texts WHERE {_TOLD} AND rowid = :id""",
        {**values, "id": term_id},
    ).fetchone()
    return (*(found or (tier, rank)), term_id)


def _total(db, values) -> int:
    counted = f"WITH {_NAMED} SELECT (SELECT count(*) FROM named) + (SELECT count(*) FROM texts WHERE {_TOLD})"
    return db.conn.execute(counted, values).fetchone()[0]


def _typed(q, where) -> dict:
    """What was typed, as labels and as texts are compared with it; each word once."""
    words = list({word.casefold(): word for word in _WORD.findall(q)}.values())  # FTS5 folds otherwise than Python
    if len(words) > MAX_SEARCH_WORDS:
        raise Invalid(f"More than {MAX_SEARCH_WORDS} words.", parameter="q")
    columns = f"{{{' '.join(where)}}} : " if where else ""
    match = columns + "(" + " ".join(f'"{word}"' for word in words) + ")" if words else '""'
    narrowed = {"names": not where or "name" in where, "labels": not where or "label" in where}
    return {"folded": fold(q), "key": key(q), "match": match, **narrowed}


def _facet(db, name, values) -> dict[str, int]:
    counts = db.conn.execute(f"{_KEPT} {_FACETS[name]}", values).fetchall()
    return dict(sorted((tuple(row) for row in counts), key=lambda pair: (-pair[1], pair[0])))


def _hits(db, rows, typed, where) -> list[Hit]:
    """The hits of these rows, each with the text that shows best why it is one."""
    forms = surface.of_terms(db, json.dumps([row["id"] for row in rows]))
    summaries = terms.summaries(db, [forms[row["id"]][0].slug for row in rows])
    marked = _marked(db, [row["id"] for row in rows if row["tier"] == _TEXT_TIER], typed["match"])
    return [
        Hit(*_reason(_permitted(forms[row["id"]], where), marked.get(row["id"]), typed), term)
        for row, term in zip(rows, summaries, strict=True)
    ]


def _marked(db, ids, match) -> dict:
    """The texts of these terms by id, with marks around what matches."""
    if not ids:
        return {}
    rows = db.conn.execute(
        """SELECT rowid, highlight(texts, 0, char(1), char(2)) AS name,
               highlight(texts, 1, char(1), char(2)) AS label, highlight(texts, 2, char(1), char(2)) AS definition,
               highlight(texts, 3, char(1), char(2)) AS explanation
           FROM texts WHERE texts MATCH :match AND +rowid IN (SELECT value FROM json_each(:ids))""",
        {"ids": json.dumps(ids), "match": match},
    )
    return {row["rowid"]: row for row in rows}


def _reason(forms, marked, typed):
    return highlights.of_texts(marked) if marked else highlights.of_forms(forms, typed["folded"], typed["key"])


def _permitted(forms, where):
    return [form for form in forms if not where or ("label" if form.position else "name") in where]
