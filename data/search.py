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
            SELECT type, kept.id FROM kept JOIN relations ON source_id = kept.id UNION ALL
            SELECT y.inverse_slug, kept.id FROM kept JOIN relations ON target_id = kept.id
                JOIN relation_types AS y ON y.slug = type) GROUP BY type""",
}
_TEXT_TIER = 5
_WORD = re.compile(r"[^\W_]+")
_KEPT = f"""WITH
    named (id, tier) AS (
        SELECT term_id, iif(folded = :folded, position > 0, 2) FROM labels
            WHERE (folded = :folded OR key = :key) AND iif(position = 0, :names, :labels)
        UNION ALL SELECT term_id, iif(weight < 4000, 3, 4) FROM tails
            WHERE tail >= :folded AND tail < :folded || char(0x10FFFF) AND length(:folded) > 1
                AND iif(position = 0, :names, :labels)),
    found (id, tier, rank) AS (
        SELECT id, tier, 0.0 FROM named
        UNION ALL SELECT rowid, {_TEXT_TIER}, bm25(texts, 10.0, 6.0, 3.0, 1.0) FROM texts WHERE texts MATCH :match),
    hits (id, tier, rank) AS (SELECT id, min(tier), min(rank) FROM found GROUP BY id),
    kept AS (
        SELECT hits.id, tier, rank, slug, category_id, level, letter FROM hits CROSS JOIN terms ON terms.id = hits.id
        WHERE status = 'published' AND (:level IS NULL OR level = :level)
            AND (:category IS NULL OR category_id IN {SUBTREE}))"""


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
    hits; they come as `extra` of the page, as does `did_you_mean` when nothing is found. `total` is 0 beyond the end.
    Raises Invalid for too many words and for an unknown category, Busy when it takes over half a second.
    """
    values = {**_typed(q, where), "category": category, "level": level, "limit": limit}
    tier, rank, term_id = after or (None, None, None)
    with snapshot(db), deadline(db):
        if category:
            addresses.require(db, "category", category, parameter="category")
        rows = db.conn.execute(
            f"""{_KEPT} SELECT * FROM (SELECT *, count(*) OVER () AS total FROM kept)
                WHERE :tier IS NULL OR CASE WHEN EXISTS (SELECT 1 FROM kept WHERE id = :id)
                    THEN (tier, rank, id) > (SELECT tier, rank, id FROM kept WHERE id = :id)
                    ELSE (tier, rank, id) > (:tier, :rank, :id) END
                ORDER BY tier, rank, id LIMIT :limit + 1""",
            {**values, "tier": tier, "rank": rank, "id": term_id},
        ).fetchall()
        total = rows[0]["total"] if rows else 0
        extra = {"facets": {name: _facet(db, name, values) for name in facets}} if facets else {}
        if not total:
            extra["did_you_mean"] = surface.names_like(db, q)
        page = rows[:limit]
        last = (page[-1]["tier"], page[-1]["rank"], page[-1]["id"]) if len(rows) > limit else None
        return Page(_hits(db, page, q, where, values["match"]), total, last, changes.serial(db), extra=extra)


def _typed(q, where) -> dict:
    """What was typed, as labels and as texts are compared with it; each word once."""
    words = list(dict.fromkeys(_WORD.findall(q.casefold())))
    if len(words) > MAX_SEARCH_WORDS:
        raise Invalid(f"More than {MAX_SEARCH_WORDS} words.", parameter="q")
    columns = f"{{{' '.join(where)}}} : " if where else ""
    match = columns + "(" + " ".join(f'"{word}"' for word in words) + ")" if words else '""'
    narrowed = {"names": not where or "name" in where, "labels": not where or "label" in where}
    return {"folded": fold(q), "key": key(q), "match": match, **narrowed}


def _facet(db, name, values) -> dict[str, int]:
    counts = db.conn.execute(f"{_KEPT} {_FACETS[name]}", values).fetchall()
    return dict(sorted((tuple(row) for row in counts), key=lambda pair: (-pair[1], pair[0])))


def _hits(db, rows, q, where, match) -> list[Hit]:
    """The hits of these rows, each with the text that shows best why it is one."""
    ids = json.dumps([row["id"] for row in rows])
    summaries = terms.summaries(db, [row["slug"] for row in rows])
    marked = {
        row["rowid"]: row
        for row in db.conn.execute(
            """SELECT rowid, highlight(texts, 0, char(1), char(2)) AS name,
                   highlight(texts, 1, char(1), char(2)) AS label, highlight(texts, 2, char(1), char(2)) AS definition,
                   highlight(texts, 3, char(1), char(2)) AS explanation
               FROM texts WHERE texts MATCH :match AND +rowid IN (SELECT value FROM json_each(:ids))""",
            {"ids": ids, "match": match},
        )
    }
    forms = surface.of_terms(db, ids)
    return [
        Hit(*_reason(row, _permitted(forms[row["id"]], where), marked.get(row["id"]), q), term)
        for row, term in zip(rows, summaries, strict=True)
    ]


def _reason(row, forms, marked, q):
    return highlights.of_texts(marked) if row["tier"] == _TEXT_TIER else highlights.of_forms(forms, q)


def _permitted(forms, where):
    return [form for form in forms if not where or ("label" if form.position else "name") in where]
