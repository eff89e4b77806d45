"""Walks through the relations of the glossary.

They go around a term, up and down its hierarchy, to another term, and in the order of learning. Every walk
reads the relations of a whole frontier at once and ends at a number of terms. Its cost depends on what it
returns and not on the size of the glossary. A walk visits only published terms, but with `drafts` it may
start at any term.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sqlite_utils.utils import sqlite3

from data import paths
from data.constants import LEARNING_ORDER, LEVELS, MAX_WALK
from data.entries import relation_types, slugs
from data.entries.relations import TermName, TermRef
from data.errors import NotFound
from data.graph.sentences import describe
from data.listing import Item, Page
from data.store import changes
from data.store.db import Database, read_transaction

# "Is a kind of" only: the other hierarchical property of SKOS and iso-thes is "is a part of".
_GENERIC = ("skos:broader", "iso-thes:broaderGeneric")


class VisitedTerm(NamedTuple):
    """A term that a walk has visited. `category` is a slug."""

    slug: str
    name: str
    definition: str
    level: str
    category: str

    @property
    def ref(self) -> TermRef:
        """Return the term as it is shown in a response about another term."""
        return TermRef(slug=self.slug, name=self.name, definition=self.definition)


@dataclass(frozen=True)
class Step:
    """One relation of a path, seen from the term before it, and the term it leads to."""

    type: str
    name: str
    term: TermRef


@dataclass(frozen=True)
class Path:
    """A shortest path between two terms, as steps and as a sentence."""

    source: TermRef
    target: TermRef
    length: int
    steps: list[Step]
    sentence: str
    serial: int


@dataclass(frozen=True)
class HierarchyTerm:
    """A term above or below another one in the hierarchy, `distance` steps away."""

    slug: str
    name: str
    definition: str
    distance: int


@dataclass(frozen=True)
class Dependency:
    """The reason to learn a term: a later term needs it."""

    type: str
    name: str
    term: TermName


@dataclass(frozen=True)
class Prerequisite:
    """A term to learn on the way to another one, and the reasons, as data and as sentences."""

    slug: str
    name: str
    definition: str
    level: str
    because: list[Dependency]
    sentence: str


def hierarchy(
    db: Database, slug: str, *, down: bool = False, transitive: bool = False, drafts: bool = False
) -> Page[HierarchyTerm]:
    """Return the terms that a term is a kind of, or with `down` its kinds.

    These are the direct ones, or with `transitive` all of them, nearest first, at most `MAX_WALK`.
    `truncated` in `extra` says if there are more. Raise NotFound, Moved or Gone.
    """
    with read_transaction(db):
        start = term_id(db, slug, drafts)
        kinds = relation_types.by_slug(db).values()
        types = [kind.inverse_slug if down else kind.slug for kind in kinds if kind.skos in _GENERIC]
        depth = MAX_WALK + 1 if transitive else 1
        # One more than MAX_WALK, because the start is among the visited terms.
        distances, truncated = spread(db, start, types=types, depth=depth, most=MAX_WALK + 1)
        del distances[start]
        found = terms(db, distances)
        items = [_hierarchy_term(found[term], distance) for term, distance in distances.items()]
        return _single_page(db, items, truncated)


def path(db: Database, slug: str, to: str, *, drafts: bool = False) -> Path:
    """Return a shortest path from one term to another, over relations in either direction.

    Raise NotFound, Moved or Gone for `slug`, Invalid if there is no published term `to`, and NotFound if no
    relations connect the two.
    """
    with read_transaction(db):
        start = term_id(db, slug, drafts)
        goal = start if to == slug else term_id(db, to, parameter="to")

        def around(nodes: Sequence[int]) -> Iterable[tuple[int, int]]:
            return ((row["here"], row["there"]) for row in edges(db, nodes))

        route = paths.connection(start, goal, around)
        if route is None:
            raise NotFound(f"No relations lead from '{slug}' to '{to}'.", kind="no-path")
        return _path(db, route)


def prerequisites(db: Database, slug: str, *, drafts: bool = False) -> Page[Prerequisite]:
    """Return what to learn before a term, easier terms first.

    No term comes before a term that it requires. The walk follows the types of `LEARNING_ORDER` over any
    number of steps and returns the nearest `MAX_WALK` terms, with `truncated` as in `hierarchy`. Raise
    NotFound, Moved or Gone.
    """
    with read_transaction(db):
        start = term_id(db, slug, drafts)
        distances, truncated = spread(db, start, types=LEARNING_ORDER, depth=MAX_WALK + 1, most=MAX_WALK + 1)
        # The last terms that had room may have relations to others that had none.
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
        return _single_page(db, items, truncated)


def spread(
    db: Database,
    start: int,
    *,
    types: Collection[str] | None = None,
    depth: int,
    most: int,
    within: Collection[int] | None = None,
) -> tuple[dict[int, int], bool]:
    """Return the distance of each term within `depth` steps of `start`, and if there are more.

    The terms (ids) come nearest first. At most `most` are returned; the second value is True if others had no
    room. `types` restricts the steps (slugs, forward or inverse), `within` the terms (ids).
    """
    distances, frontier = {start: 0}, [start]
    for distance in range(1, depth + 1):
        ends = (row["there"] for row in edges(db, frontier, types))
        # A dict, because several terms of the frontier may lead to the same one.
        reached = dict.fromkeys(
            end for end in ends if end not in distances and (within is None or end in within)
        )
        room = most - len(distances)
        frontier = list(reached)[:room]
        distances.update(dict.fromkeys(frontier, distance))
        if len(reached) > room:
            return distances, True
        if not reached:
            break
    return distances, False


def edges(db: Database, nodes: Collection[int], types: Collection[str] | None = None) -> list[sqlite3.Row]:
    """Return the relations of terms, each seen from one of `nodes` (`here`), to published terms (`there`).

    The rows have `here`, `there`, `type` and `name`. They are in the order of types, then of the names of the
    other ends.
    """
    # CROSS JOIN keeps SQLite from starting with all published terms instead of the few nodes.
    rows: list[sqlite3.Row] = db.conn.execute(
        """SELECT here, there, found.type, found.name FROM (
               SELECT r.source_id AS here, r.target_id AS there, y.slug AS type, y.name, y.position,
                       0 AS inverse
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
    return rows


def terms(db: Database, ids: Collection[int]) -> dict[int, VisitedTerm]:
    """Return the terms with these ids, by id."""
    rows = db.conn.execute(
        """SELECT terms.id, terms.slug, terms.name, terms.definition, terms.level, categories.slug AS category
           FROM json_each(:ids) AS wanted CROSS JOIN terms ON terms.id = wanted.value
               JOIN categories ON categories.id = terms.category_id""",
        {"ids": json.dumps(list(ids))},
    )
    return {row["id"]: _visited_term(row) for row in rows}


def term_id(db: Database, slug: str, drafts: bool = False, /, **location: str) -> int:
    """Return the id of a term, which must be published unless `drafts` is true.

    Raise NotFound, Moved or Gone; if a `location` in the request is given, raise Invalid instead.
    """
    row = db.conn.execute(
        "SELECT id FROM terms WHERE slug = :slug AND (:drafts OR status = 'published')",
        {"slug": slug, "drafts": drafts},
    ).fetchone()
    if row is None and location:
        raise slugs.reference_error(db, "term", slug, **location)
    if row is None:
        raise slugs.missing_error(db, "term", slug)
    found: int = row["id"]
    return found


def _single_page(db: Database, items: list[Item], truncated: bool) -> Page[Item]:
    """Return the result of a walk as a page without a next one: a walk is not repeated to continue it."""
    return Page(
        items=items, total=len(items), after=None, serial=changes.serial(db), extra={"truncated": truncated}
    )


def _visited_term(row: sqlite3.Row) -> VisitedTerm:
    return VisitedTerm(
        slug=row["slug"],
        name=row["name"],
        definition=row["definition"],
        level=row["level"],
        category=row["category"],
    )


def _hierarchy_term(term: VisitedTerm, distance: int) -> HierarchyTerm:
    return HierarchyTerm(slug=term.slug, name=term.name, definition=term.definition, distance=distance)


def _path(db: Database, route: Sequence[int]) -> Path:
    refs = {term: visited.ref for term, visited in terms(db, route).items()}
    # Between two terms there is at most one relation, so a pair identifies it.
    relations = {(row["here"], row["there"]): row for row in edges(db, route)}
    steps = [_step(relations[pair], refs[pair[1]]) for pair in pairwise(route)]
    source, target = refs[route[0]], refs[route[-1]]
    return Path(
        source=source,
        target=target,
        length=len(steps),
        steps=steps,
        sentence=describe(source.name, [(step.type, step.name, step.term.name) for step in steps]),
        serial=changes.serial(db),
    )


def _step(relation: sqlite3.Row, term: TermRef) -> Step:
    return Step(type=relation["type"], name=relation["name"], term=term)


def _prerequisite(found: Mapping[int, VisitedTerm], term: int, rows: Iterable[sqlite3.Row]) -> Prerequisite:
    """Return a term with the relations of the terms that need it."""
    visited = found[term]
    because = [_dependency(row, found[row["here"]]) for row in rows]
    sentences = [describe(reason.term.name, [(reason.type, reason.name, visited.name)]) for reason in because]
    return Prerequisite(
        slug=visited.slug,
        name=visited.name,
        definition=visited.definition,
        level=visited.level,
        because=because,
        sentence=" ".join(sentences),
    )


def _dependency(relation: sqlite3.Row, term: VisitedTerm) -> Dependency:
    return Dependency(
        type=relation["type"], name=relation["name"], term=TermName(slug=term.slug, name=term.name)
    )
