"""A part of the graph: the neighborhood of a term, or the best connected terms of a category."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlite_utils.utils import sqlite3

from data.entries import categories, relation_types
from data.errors import Invalid
from data.graph import walks
from data.store import changes
from data.store.db import Database, read_transaction


@dataclass(frozen=True)
class Node:
    """A term of a graph, `distance` steps away from the root (None without a root)."""

    slug: str
    name: str
    definition: str
    category: str
    level: str
    distance: int | None


@dataclass(frozen=True)
class Edge:
    """A relation of a graph, in the direction in which it is stored. A `symmetric` one has no direction."""

    source: str
    type: str
    name: str
    target: str
    symmetric: bool = False


@dataclass(frozen=True)
class Graph:
    """Terms, and all relations of the requested types between them.

    `truncated` is True if there was no room for more terms.
    """

    root: str | None
    nodes: list[Node]
    edges: list[Edge]
    truncated: bool
    serial: int


def find(
    db: Database,
    *,
    max_nodes: int,
    depth: int = 1,
    root: str | None = None,
    types: Collection[str] | None = None,
    category: str | None = None,
    drafts: bool = False,
) -> Graph:
    """Return the terms within `depth` steps of `root`, or without a root the best connected of `category`.

    `types` (slugs, forward or inverse) restricts the relations. `category` restricts the terms to that
    category and those below it. With `drafts`, the root need not be published. Raise Invalid for anything
    that does not exist, and if neither root nor category is given.
    """
    with read_transaction(db):
        for slug in types or []:
            relation_types.require(db, slug, parameter="types")
        within = None if category is None else categories.term_ids(db, category, parameter="category")
        distances: Mapping[int, int | None]
        if root:
            start = walks.term_id(db, root, drafts, parameter="root")
            distances, truncated = walks.spread(
                db, start, types=types, depth=depth, most=max_nodes, within=within
            )
        elif within is not None:
            # One more than there is room for shows if the graph is truncated.
            ranked = _best_connected(db, within, max_nodes + 1)
            distances, truncated = dict.fromkeys(ranked[:max_nodes]), len(ranked) > max_nodes
        else:
            raise Invalid("Give a root or a category to begin with.", parameter="root")
        found = walks.terms(db, distances)
        return Graph(
            root=root,
            nodes=[Node(**found[term]._asdict(), distance=distance) for term, distance in distances.items()],
            edges=_edges(db, distances, types),
            truncated=truncated,
            serial=changes.serial(db),
        )


def _best_connected(db: Database, within: Collection[int], count: int) -> list[int]:
    """Return the terms with the most relations to published terms, then by name."""
    # CROSS JOIN makes SQLite read the relations of one term by their index instead of all published terms.
    rows = db.conn.execute(
        """SELECT terms.id FROM json_each(:within) AS term CROSS JOIN terms ON terms.id = term.value
           ORDER BY (SELECT count(*) FROM relations CROSS JOIN terms AS o ON o.id = target_id
                       WHERE source_id = terms.id AND o.status = 'published')
               + (SELECT count(*) FROM relations CROSS JOIN terms AS o ON o.id = source_id
                       WHERE target_id = terms.id AND o.status = 'published') DESC, sort_key LIMIT :count""",
        {"within": json.dumps(sorted(within)), "count": count},
    )
    return [row["id"] for row in rows]


def _edges(db: Database, ids: Collection[int], types: Collection[str] | None) -> list[Edge]:
    """Return the relations of these types between these terms, in the order in which they were added."""
    rows = db.conn.execute(
        """SELECT s.slug AS source, r.type, y.name, t.slug AS target, y.symmetric
           FROM json_each(:ids) AS node CROSS JOIN relations AS r ON r.source_id = node.value
               JOIN relation_types AS y ON y.slug = r.type
               JOIN terms AS s ON s.id = r.source_id JOIN terms AS t ON t.id = r.target_id
           WHERE r.target_id IN (SELECT value FROM json_each(:ids))
               AND (:types IS NULL OR r.type IN (SELECT value FROM json_each(:types))
                   OR y.inverse_slug IN (SELECT value FROM json_each(:types)))
           ORDER BY r.id""",
        {"ids": json.dumps(list(ids)), "types": None if types is None else json.dumps(list(types))},
    )
    return [_edge(row) for row in rows]


def _edge(row: sqlite3.Row) -> Edge:
    return Edge(
        source=row["source"],
        type=row["type"],
        name=row["name"],
        target=row["target"],
        symmetric=bool(row["symmetric"]),  # SQLite stores 0 or 1
    )
