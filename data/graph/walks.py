"""Walks through the relations of the glossary: around a term, up and down its hierarchy, to another term, and
in the order of learning.

Every walk reads the relations of a whole frontier at once and ends at a number of terms, so that its cost
follows what it shows and not the size of the glossary. Beyond the term it starts from, it sees published
terms only.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from data import paths
from data.constants import LEARNING_ORDER, LEVELS, MAX_WALK
from data.entries import relation_types, slugs
from data.entries.relations import TermName, TermRef
from data.errors import NotFound
from data.graph.sentences import describe
from data.listing import Page
from data.store import changes
from data.store.db import read_transaction

_GENERIC = ("skos:broader", "iso-thes:broaderGeneric")  # of SKOS' hierarchy, not the partitive


class VisitedTerm(NamedTuple):
    """A term a walk has come to; `category` is a slug."""

    slug: str
    name: str
    definition: str
    level: str
    category: str

    @property
    def ref(self) -> TermRef:
        """The term as an answer shows it."""
        return TermRef(self.slug, self.name, self.definition)


@dataclass(frozen=True)
class Step:
    """One relation of a way, as the term before sees it, and the term it leads to."""

    type: str
    name: str
    term: TermRef


@dataclass(frozen=True)
class Path:
    """A shortest way between two terms, and the same in a sentence."""

    source: TermRef
    target: TermRef
    length: int
    steps: list[Step]
    sentence: str
    serial: int


@dataclass(frozen=True)
class HierarchyTerm:
    """A term above or below another in the hierarchy, `distance` steps away."""

    slug: str
    name: str
    definition: str
    distance: int


@dataclass(frozen=True)
class Dependency:
    """Why a term is to be learnt: a later one needs it."""

    type: str
    name: str
    term: TermName


@dataclass(frozen=True)
class Prerequisite:
    """A term to learn on the way to another, and what for; `told` says it in sentences."""

    slug: str
    name: str
    definition: str
    level: str
    because: list[Dependency]
    sentence: str


def hierarchy(db, slug, *, down=False, transitive=False) -> Page:
    """The terms a term is a kind of, or with `down` its kinds: the direct ones, or all, the nearest first.

    At most `MAX_WALK`; `truncated`, among `extra`, says whether there are more. Raises NotFound, Moved or
    Gone.
    """
    with read_transaction(db):
        start = term_id(db, slug)
        kinds = relation_types.by_slug(db).values()
        types = [kind.inverse_slug if down else kind.slug for kind in kinds if kind.skos in _GENERIC]
        depth = MAX_WALK + 1 if transitive else 1
        distances, truncated = spread(db, start, types=types, depth=depth, most=MAX_WALK + 1)
        del distances[start]
        found = terms(db, distances)
        items = [HierarchyTerm(*found[term][:3], distance) for term, distance in distances.items()]
        return _whole(db, items, truncated)


def path(db, slug, to) -> Path:
    """A shortest way from one term to another, over relations in either direction.

    Raises Invalid when there is no term `to`, NotFound when no relations lead there, else as `hierarchy`
    does.
    """
    with read_transaction(db):
        start, goal = term_id(db, slug), term_id(db, to, parameter="to")
        way = paths.connection(
            start, goal, lambda nodes: ((row["here"], row["there"]) for row in edges(db, nodes))
        )
        if way is None or not _is_published(db, goal):
            raise NotFound(f"No relations lead from '{slug}' to '{to}'.")
        return _path(db, way)


def prerequisites(db, slug) -> Page:
    """What to learn before a term, in an order in which nothing comes before what it requires; easier terms
    first.

    Followed are `requires` and `broader`, over any number of steps; the nearest `MAX_WALK` terms, and
    `truncated`, as of `hierarchy`. Raises as that does.
    """
    with read_transaction(db):
        start = term_id(db, slug)
        distances, truncated = spread(db, start, types=LEARNING_ORDER, depth=MAX_WALK + 1, most=MAX_WALK + 1)
        rows = [row for row in edges(db, distances, LEARNING_ORDER) if row["there"] in distances]
        needed_for = defaultdict(list)
        for row in rows:
            needed_for[row["there"]].append(row)
        found = terms(db, distances)
        order = paths.sorted_after(
            distances,
            [(row["here"], row["there"]) for row in rows],
            key=lambda term: (LEVELS.index(found[term].level), -distances[term], found[term].name),
        )
        items = [_prerequisite(found, term, needed_for[term]) for term in order if term != start]
        return _whole(db, items, truncated)


def spread(db, start, *, types=None, depth, most, within=None) -> tuple[dict[int, int], bool]:
    """The ids of the terms within `depth` steps of `start`, nearest first, with their distance; at most
    `most`.

    `types` narrows the steps (slugs, forward or inverse), `within` the terms (ids). Also whether some had no
    room.
    """
    distances, frontier = {start: 0}, [start]
    for distance in range(1, depth + 1):
        reached = []
        for row in edges(db, frontier, types):
            there = row["there"]
            if there not in distances and (within is None or there in within):
                if len(distances) == most:
                    return distances, True
                distances[there] = distance
                reached.append(there)
        if not reached:
            break
        frontier = reached
    return distances, False


def edges(db, nodes, types=None) -> list:
    """The relations of terms, each seen from one of `nodes` (`here`), to published terms (`there`).

    Rows of `here`, `there`, `type`, `name`, by the order of types and then the other end's name.
    """
    return db.conn.execute(
        """SELECT here, there, found.type, found.name FROM (
               SELECT r.source_id AS here, r.target_id AS there, y.slug AS type, y.name, y.position, 0 AS inverse
                   FROM json_each(:nodes) AS node CROSS JOIN relations AS r ON r.source_id = node.value
                   JOIN relation_types AS y ON y.slug = r.type
               UNION ALL
               SELECT r.target_id, r.source_id, y.inverse_slug, y.inverse_name, y.position, 1 - y.symmetric
                   FROM json_each(:nodes) AS node CROSS JOIN relations AS r ON r.target_id = node.value
                   JOIN relation_types AS y ON y.slug = r.type
           ) AS found CROSS JOIN terms ON terms.id = there AND terms.status = 'published'
           WHERE :types IS NULL OR found.type IN (SELECT value FROM json_each(:types))
           ORDER BY position, inverse, sort_key""",
        {"nodes": json.dumps(list(nodes)), "types": None if types is None else json.dumps(list(types))},
    ).fetchall()


def terms(db, ids) -> dict[int, VisitedTerm]:
    """The terms of these ids, under them."""
    rows = db.conn.execute(
        """SELECT terms.slug, terms.name, terms.definition, terms.level, categories.slug AS category, terms.id
           FROM json_each(:ids) AS wanted CROSS JOIN terms ON terms.id = wanted.value
               JOIN categories ON categories.id = terms.category_id""",
        {"ids": json.dumps(list(ids))},
    )
    return {row["id"]: VisitedTerm(*row[:5]) for row in rows}


def term_id(db, slug, **location) -> int:
    """The id of a term. Raises NotFound, Moved or Gone; with a `location` in the request, Invalid."""
    row = db.conn.execute("SELECT id FROM terms WHERE slug = :slug", {"slug": slug}).fetchone()
    if row is None:
        raise (
            slugs.reference_error(db, "term", slug, **location)
            if location
            else slugs.missing_error(db, "term", slug)
        )
    return row["id"]


def _whole(db, items, truncated) -> Page:
    """What a walk found, as the only page."""
    return Page(items, len(items), None, changes.serial(db), extra={"truncated": truncated})


def _is_published(db, term) -> bool:
    return bool(db.conn.execute("SELECT status = 'published' FROM terms WHERE id = ?", [term]).fetchone()[0])


def _path(db, way) -> Path:
    refs = {term: seen.ref for term, seen in terms(db, way).items()}
    taken = {(row["here"], row["there"]): (row["type"], row["name"]) for row in edges(db, way)}
    steps = [Step(*taken[here, there], refs[there]) for here, there in pairwise(way)]
    sentence = describe(refs[way[0]].name, [(step.type, step.name, step.term.name) for step in steps])
    return Path(refs[way[0]], refs[way[-1]], len(steps), steps, sentence, changes.serial(db))


def _prerequisite(found, term, rows) -> Prerequisite:
    seen = found[term]
    because = [Dependency(row["type"], row["name"], TermName(*found[row["here"]][:2])) for row in rows]
    sentence = " ".join(
        describe(reason.term.name, [(reason.type, reason.name, seen.name)]) for reason in because
    )
    return Prerequisite(*seen[:4], because, sentence)
