"""A part of the graph of terms as a whole: what lies around a term, or the best connected terms of a
category.
"""

import json
from dataclasses import dataclass

from data.entries import categories, relation_types
from data.errors import Invalid
from data.graph import walks
from data.store import changes
from data.store.db import read_transaction


@dataclass(frozen=True)
class Node:
    """A term of a graph, `distance` steps away from its root (None without a root)."""

    slug: str
    name: str
    definition: str
    category: str
    level: str
    distance: int | None


@dataclass(frozen=True)
class Edge:
    """A relation of a graph, as stored; one that is `symmetric` has no direction."""

    source: str
    type: str
    name: str
    target: str
    symmetric: bool = False


@dataclass(frozen=True)
class Graph:
    """Terms, and all relations of the wanted types between them; `truncated` when there was no room for more
    terms.
    """

    root: str | None
    nodes: list[Node]
    edges: list[Edge]
    truncated: bool
    serial: int


def find(db, *, max_nodes, depth=1, root=None, types=None, category=None) -> Graph:
    """The terms within `depth` steps of `root`, or without one the best connected of `category`.

    `types` (slugs, forward or inverse) narrows the relations, `category` the terms, those of its descendants
    included. Raises Invalid for what does not exist, and when neither root nor category is given.
    """
    with read_transaction(db):
        for slug in types or []:
            relation_types.require(db, slug, parameter="types")
        within = None if category is None else categories.term_ids(db, category, parameter="category")
        if root:
            start = walks.term_id(db, root, parameter="root")
            distances, truncated = walks.spread(
                db, start, types=types, depth=depth, most=max_nodes, within=within
            )
        elif category:
            ranked = _best_connected(db, within, max_nodes + 1)
            distances, truncated = dict.fromkeys(ranked[:max_nodes]), len(ranked) > max_nodes
        else:
            raise Invalid("Give a root or a category to begin with.", parameter="root")
        found = walks.terms(db, distances)
        nodes = [Node(**found[term]._asdict(), distance=distance) for term, distance in distances.items()]
        return Graph(root, nodes, _edges(db, distances, types), truncated, changes.serial(db))


def _best_connected(db, within, count) -> list[int]:
    """The terms with most relations to published ones, then by name."""
    rows = db.conn.execute(
        """SELECT terms.id FROM json_each(:within) AS term CROSS JOIN terms ON terms.id = term.value
           ORDER BY (SELECT count(*) FROM relations CROSS JOIN terms AS o ON o.id = target_id
                       WHERE source_id = terms.id AND o.status = 'published')
               + (SELECT count(*) FROM relations CROSS JOIN terms AS o ON o.id = source_id
                       WHERE target_id = terms.id AND o.status = 'published') DESC, sort_key LIMIT :count""",
        {"within": json.dumps(sorted(within)), "count": count},
    )
    return [row["id"] for row in rows]


def _edges(db, ids, types) -> list[Edge]:
    rows = db.conn.execute(
        """SELECT s.slug, r.type, y.name, t.slug, y.symmetric
           FROM json_each(:ids) AS node CROSS JOIN relations AS r ON r.source_id = node.value
               JOIN relation_types AS y ON y.slug = r.type
               JOIN terms AS s ON s.id = r.source_id JOIN terms AS t ON t.id = r.target_id
           WHERE r.target_id IN (SELECT value FROM json_each(:ids))
               AND (:types IS NULL OR r.type IN (SELECT value FROM json_each(:types))
                   OR y.inverse_slug IN (SELECT value FROM json_each(:types)))
           ORDER BY r.id""",
        {"ids": json.dumps(list(ids)), "types": None if types is None else json.dumps(list(types))},
    )
    return [Edge(*ends, symmetric=bool(symmetric)) for *ends, symmetric in rows]
