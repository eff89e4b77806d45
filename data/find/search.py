"""Search in names, labels and texts.

Hits are ordered by how they match (`Tier`). Those that only the full-text index finds come last. They are
ranked by BM25, with a weight for each column.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from sqlite_utils.utils import sqlite3

from data.constants import MAX_SEARCH_WORDS
from data.entries import slugs, summaries
from data.entries.categories import SUBTREE
from data.errors import Invalid
from data.index import forms as surface
from data.index import highlights
from data.listing import Page
from data.store import changes
from data.store.db import Database, deadline, read_transaction
from data.text.folding import fold
from data.text.inflection import key


class Tier(IntEnum):
    """The ways in which a term can match, best first."""

    NAME = 0  # the whole name
    LABEL = 1  # a whole label
    INFLECTED = 2  # an inflected form of a name or label
    PREFIX = 3  # the beginning of a name or label
    LATER_WORD = 4  # the beginning of a later word of one
    TEXT = 5  # words anywhere in the texts


class _Rank(NamedTuple):
    """The position of a hit in the order of all hits. `score` is 0 except in `Tier.TEXT`."""

    tier: int
    score: float  # as BM25 in SQLite: the lower the better
    term_id: int


class _Query(NamedTuple):
    """The typed text, as names and labels (`folded`, `key`) and texts (`match`) are compared with it."""

    folded: str
    key: str
    match: str


_BEFORE_ALL = _Rank(-1, 0.0, 0)

# Each facet is a query over the hits in `kept`. A relation counts for both of its ends, under its type or the
# inverse of that.
_FACETS = {
    "category": """SELECT c.slug AS value, count(*) AS terms
        FROM kept JOIN categories AS c ON c.id = kept.category_id GROUP BY c.slug""",
    "level": "SELECT level AS value, count(*) AS terms FROM kept GROUP BY level",
    "letter": "SELECT letter AS value, count(*) AS terms FROM kept GROUP BY letter",
    "relation": """SELECT type AS value, count(DISTINCT id) AS terms FROM (
            SELECT type, kept.id FROM kept JOIN relations ON source_id = kept.id
                JOIN terms AS other ON other.id = target_id AND other.status = 'published' UNION ALL
            SELECT y.inverse_slug, kept.id FROM kept JOIN relations ON target_id = kept.id
                JOIN terms AS other ON other.id = source_id AND other.status = 'published'
                JOIN relation_types AS y ON y.slug = type) GROUP BY type""",
}
_SCORE = "bm25(texts, 10.0, 6.0, 3.0, 1.0)"  # weights of name, label, definition, explanation
# A letter or digit, then more of them and combining marks: FTS5's unicode61 has these marks inside words.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
# True for a term in the wanted category and of the wanted level. Without either, no term is read.
_WANTED = f"""(:narrowed IS NULL OR EXISTS (SELECT 1 FROM terms WHERE terms.id = {{}}
    AND (:level IS NULL OR level = :level) AND (:category IS NULL OR category_id IN {SUBTREE})))"""
# The hits by name or label. A single letter begins too many words to be of use as a prefix.
_NAMED = f"""SELECT min(tier) AS tier, 0.0 AS score, term_id FROM (
        SELECT term_id, CASE WHEN folded <> :folded THEN {Tier.INFLECTED}
                WHEN position = 0 THEN {Tier.NAME} ELSE {Tier.LABEL} END AS tier
            FROM labels JOIN terms ON terms.id = term_id AND status = 'published'
            WHERE (folded = :folded OR key = :key) AND iif(position = 0, :names, :labels)
        UNION ALL
        SELECT term_id, iif(weight < :later_word, {Tier.PREFIX}, {Tier.LATER_WORD}) FROM word_prefixes
            WHERE text >= :folded AND text < :folded || char(0x10FFFF) AND length(:folded) > 1
                AND iif(position = 0, :names, :labels))
    WHERE {_WANTED.format("term_id")} GROUP BY term_id ORDER BY tier, term_id"""
_BY_TEXT = f"""texts MATCH :match AND rowid NOT IN (SELECT value FROM json_each(:named))
    AND {_WANTED.format("texts.rowid")}"""
# Materialized, so that each score is computed once and not again for the comparison, the order and the total.
_RANKED_BY_TEXT = f"""WITH by_text (tier, score, term_id) AS MATERIALIZED (
        SELECT {Tier.TEXT}, {_SCORE}, rowid FROM texts WHERE {_BY_TEXT})
    SELECT tier, score, term_id, count(*) OVER () AS total FROM by_text
    WHERE (tier, score, term_id) > (:tier, :score, :term_id) ORDER BY score, term_id LIMIT :limit"""
_RANK_BY_TEXT = f"""SELECT {Tier.TEXT} AS tier, {_SCORE} AS score, rowid AS term_id
    FROM texts WHERE {_BY_TEXT} AND rowid = :term_id"""
_COUNT_BY_TEXT = f"SELECT count(*) FROM texts WHERE {_BY_TEXT}"
_KEPT = f"""WITH kept AS (
    SELECT terms.id, category_id, level, letter FROM (
        SELECT value AS id FROM json_each(:named) UNION ALL SELECT rowid FROM texts WHERE {_BY_TEXT}) AS found
    CROSS JOIN terms ON terms.id = found.id)"""
# The plus makes SQLite run the match once, and not again for each id.
_HIGHLIGHTED = """SELECT rowid, highlight(texts, 0, char(1), char(2)) AS name,
        highlight(texts, 1, char(1), char(2)) AS label, highlight(texts, 2, char(1), char(2)) AS definition,
        highlight(texts, 3, char(1), char(2)) AS explanation
    FROM texts WHERE texts MATCH :match AND +rowid IN (SELECT value FROM json_each(:ids))"""


@dataclass(frozen=True)
class Hit:
    """A term that matches, where it matches (`matched_on`), and in which text.

    `ranges` are the parts of the text that match, in code points; None if they were not asked for.
    """

    matched_on: str
    matched_text: str
    ranges: list[tuple[int, int]] | None
    term: summaries.Summary


def find(
    db: Database,
    q: str,
    *,
    limit: int,
    after: tuple[int, float, int] | None = None,
    category: str | None = None,
    level: str | None = None,
    where: Sequence[str] | None = None,
    facets: Sequence[str] = (),
    highlight: bool = True,
) -> Page[Hit]:
    """Return the published terms that match `q`, best first.

    A term matches if `q` is its name or label or the beginning of a word of one, or if every word of `q`
    occurs in its texts. `where` restricts the texts to some of `constants.SEARCHED`. `facets` (some of
    `constants.FACETS`) requests counts over all hits. They are returned in `extra` of the page, as is
    `did_you_mean` if nothing is found. `highlight` requests the parts of the texts that match.

    Raise Invalid for too many words and for an unknown category. Raise TooSlow if the search takes over half
    a second.
    """
    query = _parse(q, where)
    parameters = {
        **query._asdict(),
        "names": not where or "name" in where,
        "labels": not where or "label" in where,
        "later_word": surface.LATER_WORD,
        "level": level,
        "category": category,
        "narrowed": level or category,
    }
    with read_transaction(db), deadline(db):
        if category:
            slugs.require(db, "category", category, parameter="category")
        named = db.conn.execute(_NAMED, parameters).fetchall()
        parameters["named"] = json.dumps([row["term_id"] for row in named])
        # One more than the page holds shows whether there is a next page.
        ranks, total = _find_ranks(db, parameters, named, limit + 1, after)
        extra: dict[str, object] = {}
        if facets:
            extra["facets"] = {name: _count_facet(db, name, parameters) for name in facets}
        if not total:
            extra["did_you_mean"] = surface.names_like(db, q)
        return Page(
            items=_hits(db, ranks[:limit], query, where=where, highlight=highlight),
            total=total,
            after=tuple(ranks[limit - 1]) if len(ranks) > limit else None,
            serial=changes.serial(db),
            extra=extra,
        )


def _find_ranks(
    db: Database,
    parameters: Mapping[str, object],
    named: Sequence[sqlite3.Row],
    limit: int,
    after: tuple[int, float, int] | None,
) -> tuple[list[_Rank], int]:
    """Return the first hits after `after`, and the number of all hits.

    Hits by name come first. Hits by text are ranked only if the page has room for them.
    """
    start = _current_rank(db, parameters, named, _Rank(*after)) if after else _BEFORE_ALL
    # The rows are in order, and only those of this page become ranks: a short prefix has hundreds of them.
    first = bisect_right(named, start, key=_rank)
    ranks = [_rank(row) for row in named[first : first + limit]]
    if len(ranks) == limit:
        return ranks, len(named) + _count_by_text(db, parameters)
    rows = db.conn.execute(
        _RANKED_BY_TEXT, {**parameters, **start._asdict(), "limit": limit - len(ranks)}
    ).fetchall()
    counted = rows[0]["total"] if rows else 0
    # With `after`, the query counts only the hits after that one.
    total = _count_by_text(db, parameters) if after else counted
    return [*ranks, *(_rank(row) for row in rows)], len(named) + total


def _current_rank(
    db: Database, parameters: Mapping[str, object], named: Iterable[sqlite3.Row], after: _Rank
) -> _Rank:
    """Return the rank that the term of `after` has now, or `after` itself if it is no longer a hit.

    Scores depend on all texts, so any write may change them between two pages.
    """
    by_name = next((row for row in named if row["term_id"] == after.term_id), None)
    row = by_name or db.conn.execute(_RANK_BY_TEXT, {**parameters, "term_id": after.term_id}).fetchone()
    return _rank(row) if row else after


def _rank(row: sqlite3.Row) -> _Rank:
    return _Rank(tier=row["tier"], score=row["score"], term_id=row["term_id"])


def _count_by_text(db: Database, parameters: Mapping[str, object]) -> int:
    count: int = db.conn.execute(_COUNT_BY_TEXT, parameters).fetchone()[0]
    return count


def _parse(q: str, where: Sequence[str] | None) -> _Query:
    # Each word once. The words keep their own case, because FTS5 folds differently from Python.
    words = list({word.casefold(): word for word in _WORD.findall(q)}.values())
    if len(words) > MAX_SEARCH_WORDS:
        raise Invalid(f"More than {MAX_SEARCH_WORDS} words.", parameter="q")
    columns = f"{{{' '.join(where)}}} : " if where else ""
    # Quoted, because bare words such as NOT are operators of FTS5. An empty phrase matches nothing.
    phrases = " ".join(f'"{word}"' for word in words)
    return _Query(folded=fold(q), key=key(q), match=f"{columns}({phrases})" if words else '""')


def _count_facet(db: Database, name: str, parameters: Mapping[str, object]) -> dict[str, int]:
    """Return the number of hits for each value of a facet, the most frequent value first."""
    rows = db.conn.execute(f"{_KEPT} {_FACETS[name]}", parameters).fetchall()
    counts = {row["value"]: row["terms"] for row in rows}
    return dict(sorted(counts.items(), key=lambda count: (-count[1], count[0])))


def _hits(
    db: Database, ranks: Sequence[_Rank], query: _Query, *, where: Sequence[str] | None, highlight: bool
) -> list[Hit]:
    """Return the hits at these ranks, each with the text that shows best why it matches."""
    by_text = _highlighted(db, [rank.term_id for rank in ranks if rank.tier == Tier.TEXT], query.match)
    forms = surface.of_terms(db, [rank.term_id for rank in ranks if rank.tier != Tier.TEXT])

    def reason(rank: _Rank) -> highlights.Reason:
        if rank.tier == Tier.TEXT:
            return highlights.of_texts(by_text[rank.term_id], highlight)
        return highlights.of_forms(_permitted(forms[rank.term_id], where), query.folded, query.key, highlight)

    terms = summaries.find_by_id(db, [rank.term_id for rank in ranks])
    return [_hit(reason(rank), term) for rank, term in zip(ranks, terms, strict=True)]


def _hit(reason: highlights.Reason, term: summaries.Summary) -> Hit:
    return Hit(
        matched_on=reason.matched_on, matched_text=reason.matched_text, ranges=reason.ranges, term=term
    )


def _highlighted(db: Database, ids: Sequence[int], match: str) -> dict[int, sqlite3.Row]:
    """Return the texts of these terms by id, with marks around what matches."""
    # If all hits are by name, the match would run for nothing (34 µs for "learning").
    if not ids:
        return {}
    rows = db.conn.execute(_HIGHLIGHTED, {"ids": json.dumps(ids), "match": match})
    return {row["rowid"]: row for row in rows}


def _permitted(forms: Iterable[surface.Form], where: Sequence[str] | None) -> list[surface.Form]:
    """Return the forms of the kind that was searched for."""
    return [form for form in forms if not where or ("label" if form.position else "name") in where]
