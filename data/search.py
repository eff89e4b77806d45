"""Searching names, labels and texts.

The hits are ordered by how they match: the name itself, another label, an inflected form, the beginning of a name or
label, and then by what the full-text index finds, weighted by where (BM25).
"""

import json
import re
from dataclasses import dataclass

from data import addresses, changes, surface, terms, texts
from data.categories import SUBTREE
from data.db import deadline, snapshot
from data.errors import Invalid
from data.inflection import key
from data.kinds import MAX_SEARCH_WORDS, SEARCHED
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
_SHORTEST_PREFIX = 2
_TEXT_TIER = 4
_MARKED = re.compile("\x01.*?\x02")
_WORD = re.compile(r"[^\W_]+")
_KEPT = f"""WITH
    named (id, tier) AS (
        SELECT term_id, iif(folded = :folded, position > 0, 2) FROM labels WHERE folded = :folded OR key = :key
        UNION ALL SELECT term_id, 3 FROM tails
            WHERE tail >= :folded AND tail < :folded || char(0x10FFFF) AND weight < 4000 AND length(:folded) > 1),
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
    """The published terms that match `q`, best first; every word must occur, the last may be a beginning.

    `where` narrows the texts to some of `kinds.SEARCHED`. `facets` (some of `kinds.FACETS`) asks for counts over all
    hits; they come as `extra` of the page, as does `did_you_mean` when nothing is found. `total` is 0 beyond the end.
    Raises Invalid for too many words and for an unknown category, Busy when it takes over half a second.
    """
    values = {**_typed(q, where), "category": category, "level": level, "limit": limit}
    tier, rank, term_id = after or (None, None, None)
    with snapshot(db), deadline(db):
        if category and not addresses.taken(db, "category", category):
            raise addresses.unknown(db, "category", category, parameter="category")
        rows = db.conn.execute(
            f"""{_KEPT} SELECT * FROM (SELECT *, count(*) OVER () AS total FROM kept)
                WHERE :tier IS NULL OR (tier, rank, id) > (:tier, :rank, :id)
                ORDER BY tier, rank, id LIMIT :limit + 1""",
            {**values, "tier": tier, "rank": rank, "id": term_id},
        ).fetchall()
        total = rows[0]["total"] if rows else 0
        extra = {"facets": {name: _facet(db, name, values) for name in facets}} if facets else {}
        if not total:
            extra["did_you_mean"] = [form.text for form in surface.resembling(db, q, 3)]
        page = rows[:limit]
        last = (page[-1]["tier"], page[-1]["rank"], page[-1]["id"]) if len(rows) > limit else None
        return Page(_hits(db, page, values), total, last, changes.serial(db), extra=extra)


def _typed(q, where) -> dict:
    """What was typed, as labels and as texts are compared with it."""
    found = _WORD.findall(q)
    if len(found) > MAX_SEARCH_WORDS:
        raise Invalid(f"More than {MAX_SEARCH_WORDS} words.", parameter="q")
    quoted = [f'"{word}"' for word in found]
    if found and len(found[-1]) >= _SHORTEST_PREFIX:
        quoted[-1] += "*"
    columns = f"{{{' '.join(where)}}} : " if where and quoted else ""
    return {"folded": fold(q), "key": key(q), "match": columns + (f"({' '.join(quoted)})" if quoted else '""')}


def _facet(db, name, values) -> dict[str, int]:
    counts = db.conn.execute(f"{_KEPT} {_FACETS[name]}", values).fetchall()
    return dict(sorted((tuple(row) for row in counts), key=lambda pair: (-pair[1], pair[0])))


def _hits(db, rows, values) -> list[Hit]:
    """The hits of these rows, each with the text that shows best why it is one."""
    ids = json.dumps([row["id"] for row in rows])
    summaries = terms.summaries(db, [row["slug"] for row in rows])
    marked = {
        row["rowid"]: row
        for row in db.conn.execute(
            """SELECT texts.rowid, highlight(texts, 0, char(1), char(2)) AS name,
                   highlight(texts, 1, char(1), char(2)) AS label, highlight(texts, 2, char(1), char(2)) AS definition,
                   snippet(texts, 3, char(1), char(2), '…', 24) AS explanation
               FROM json_each(:ids) AS wanted CROSS JOIN texts ON texts.rowid = wanted.value
               WHERE texts MATCH :match""",
            {"ids": ids, "match": values["match"]},
        )
    }
    forms = surface.of_terms(db, ids)
    return [
        Hit(*(_named(row, forms[row["id"]], values) or _shown(marked[row["id"]])), term)
        for row, term in zip(rows, summaries, strict=True)
    ]


def _named(row, forms, values):
    """For a hit by its name or a label: which, and how much of it matches."""
    if row["tier"] == _TEXT_TIER:
        return None
    wanted = values["folded"]
    form = min(
        forms,
        key=lambda form: (
            fold(form.text) != wanted,
            key(form.text) != values["key"],
            not fold(form.text).startswith(wanted),
            form.position,
        ),
    )
    whole = fold(form.text) == wanted or key(form.text) == values["key"]
    return ("name" if form.position == 0 else "label"), form.text, [(0, len(form.text) if whole else len(wanted))]


def _shown(marked):
    """Of a full-text hit the text in which most of the words are found, without the marks, and where they were."""
    parts = [(column, part) for column in SEARCHED for part in marked[column].split(texts.SEPARATOR)]
    column, text = max(parts, key=lambda found: len(set(_MARKED.findall(fold(found[1])))))
    return column, *_unmarked(text)


def _unmarked(text):
    plain, ranges = "", []
    for part in re.split(f"({_MARKED.pattern})", text):
        if part.startswith("\x01"):
            ranges.append((len(plain), len(plain) + len(part) - 2))
        plain += part.strip("\x01\x02")
    return plain, ranges
