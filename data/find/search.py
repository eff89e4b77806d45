"""Searching names, labels and texts.

The hits are ordered by how they match: the name itself, another label, an inflected form, the beginning of a
name or label, of a later word of one, and then by what the full-text index finds, weighted by where (BM25).
"""

import json
import re
from dataclasses import dataclass

from data.constants import MAX_SEARCH_WORDS
from data.entries import slugs, summaries
from data.entries.categories import SUBTREE
from data.errors import Invalid
from data.index import forms as surface
from data.index import highlights
from data.listing import Page
from data.store import changes
from data.store.db import deadline, read_transaction
from data.text.folding import fold
from data.text.inflection import key

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
_WORD = re.compile(
    r"[^\W_](?:[^\W_]|[\u0300-\u036f])*"
)  # with the marks that FTS5's unicode61 has inside words
_WANTED = f"""(:narrowed IS NULL OR EXISTS (SELECT 1 FROM terms WHERE terms.id = {{}}
    AND (:level IS NULL OR level = :level) AND (:category IS NULL OR category_id IN {SUBTREE})))"""
_NAMED = f"""SELECT min(tier), 0.0, term_id FROM (
        SELECT term_id, iif(folded = :folded, position > 0, 2) AS tier FROM labels
            JOIN terms ON terms.id = term_id AND status = 'published'
            WHERE (folded = :folded OR key = :key) AND iif(position = 0, :names, :labels)
        UNION ALL SELECT term_id, iif(weight < 4000, 3, 4) FROM tails
            WHERE tail >= :folded AND tail < :folded || char(0x10FFFF) AND length(:folded) > 1
                AND iif(position = 0, :names, :labels))
    WHERE {_WANTED.format("term_id")} GROUP BY term_id"""
_BY_TEXT = f"""texts MATCH :match AND rowid NOT IN (SELECT value FROM json_each(:named))
    AND {_WANTED.format("texts.rowid")}"""
_KEPT = f"""WITH kept AS (
    SELECT terms.id, category_id, level, letter FROM (
        SELECT value AS id FROM json_each(:named) UNION ALL SELECT rowid FROM texts WHERE {_BY_TEXT}) AS found
    CROSS JOIN terms ON terms.id = found.id)"""


@dataclass(frozen=True)
class Hit:
    """A term that matches: where (`matched_on`), in which text, and which parts of that text (code points;
    None where nobody asked).
    """

    matched_on: str
    matched_text: str
    ranges: list[tuple[int, int]] | None
    term: summaries.Summary


def find(
    db, q, *, limit, after=None, category=None, level=None, where=None, facets=(), highlight=True
) -> Page:
    """The published terms that match `q`, best first: as a name or label, or the beginning of a word of one,
    and those in whose texts every word occurs.

    `where` narrows the texts to some of `kinds.SEARCHED`. `facets` (some of `kinds.FACETS`) asks for counts
    over all hits; they come as `extra` of the page, as does `did_you_mean` when nothing is found. `highlight`
    asks which parts of the texts match. Raises Invalid for too many words and for an unknown category, Busy
    when it takes over half a second.
    """
    values = {**_typed(q, where), "level": level, "category": category, "narrowed": level or category}
    with read_transaction(db), deadline(db):
        if category:
            slugs.require(db, "category", category, parameter="category")
        named = sorted(map(tuple, db.conn.execute(_NAMED, values)))
        values["named"] = json.dumps([term_id for *_, term_id in named])
        rows, total = _rows(db, values, named, limit + 1, after)
        extra = {"facets": {name: _facet(db, name, values) for name in facets}} if facets else {}
        if not total:
            extra["did_you_mean"] = surface.names_like(db, q)
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(
            _hits(db, rows[:limit], values, where, highlight), total, last, changes.serial(db), extra=extra
        )


def _rows(db, values, named, limit, after):
    """The first hits after that one, as (tier, rank, id): those by name, then, while there is room, those by
    text; and how many there are in all.
    """
    place = _place(db, values, named, after) if after else (-1, 0.0, 0)
    rows = [row for row in named if row > place][:limit]
    if len(rows) == limit:
        return rows, len(named) + _count(db, values)
    by_text = db.conn.execute(
        f"""WITH by_text (tier, score, id) AS MATERIALIZED (
                SELECT {_TEXT_TIER}, {_SCORE}, rowid FROM texts WHERE {_BY_TEXT})
            SELECT *, count(*) OVER () FROM by_text
            WHERE (tier, score, id) > (:tier, :score, :id) ORDER BY score, id LIMIT :limit""",
        {**values, **dict(zip(("tier", "score", "id"), place, strict=True)), "limit": limit - len(rows)},
    ).fetchall()
    count = _count(db, values) if after else by_text[0][3] if by_text else 0
    return [*rows, *(tuple(row)[:3] for row in by_text)], len(named) + count


def _place(db, values, named, after):
    """Where the hit `after` stands by now, or where it stood if it no longer is one."""
    term_id = after[2]
    by_name = [row for row in named if row[2] == term_id]
    query = f"SELECT {_TEXT_TIER}, {_SCORE}, rowid FROM texts WHERE {_BY_TEXT} AND rowid = :id"
    found = by_name or db.conn.execute(query, {**values, "id": term_id}).fetchall()
    return tuple(found[0]) if found else after


def _count(db, values) -> int:
    return db.conn.execute(f"SELECT count(*) FROM texts WHERE {_BY_TEXT}", values).fetchone()[0]


def _typed(q, where) -> dict:
    """What was typed, as labels and as texts are compared with it; each word once."""
    words = list(
        {word.casefold(): word for word in _WORD.findall(q)}.values()
    )  # FTS5 folds otherwise than Python
    if len(words) > MAX_SEARCH_WORDS:
        raise Invalid(f"More than {MAX_SEARCH_WORDS} words.", parameter="q")
    columns = f"{{{' '.join(where)}}} : " if where else ""
    match = columns + "(" + " ".join(f'"{word}"' for word in words) + ")" if words else '""'
    narrowed = {"names": not where or "name" in where, "labels": not where or "label" in where}
    return {"folded": fold(q), "key": key(q), "match": match, **narrowed}


def _facet(db, name, values) -> dict[str, int]:
    counts = db.conn.execute(f"{_KEPT} {_FACETS[name]}", values).fetchall()
    return dict(sorted((tuple(row) for row in counts), key=lambda pair: (-pair[1], pair[0])))


def _hits(db, rows, typed, where, highlight) -> list[Hit]:
    """The hits of these rows, each with the text that shows best why it is one."""
    by_text = _marked(db, [term_id for tier, _, term_id in rows if tier == _TEXT_TIER], typed["match"])
    forms = surface.of_terms(db, json.dumps([term_id for tier, _, term_id in rows if tier < _TEXT_TIER]))
    reasons = [
        highlights.of_texts(by_text[term_id], highlight)
        if tier == _TEXT_TIER
        else highlights.of_forms(_permitted(forms[term_id], where), typed["folded"], typed["key"], highlight)
        for tier, _, term_id in rows
    ]
    found = summaries.find_by_id(db, [term_id for *_, term_id in rows])
    return [Hit(*reason, term) for reason, term in zip(reasons, found, strict=True)]


def _marked(db, ids, match) -> dict:
    """The texts of these terms by id, with marks around what matches."""
    rows = db.conn.execute(
        """SELECT rowid, highlight(texts, 0, char(1), char(2)) AS name,
               highlight(texts, 1, char(1), char(2)) AS label, highlight(texts, 2, char(1), char(2)) AS definition,
               highlight(texts, 3, char(1), char(2)) AS explanation
           FROM texts WHERE texts MATCH :match AND +rowid IN (SELECT value FROM json_each(:ids))""",
        {"ids": json.dumps(ids), "match": match},
    )
    return {row["rowid"]: row for row in rows}


def _permitted(forms, where):
    return [form for form in forms if not where or ("label" if form.position else "name") in where]
