"""Rules for relations, checked before each insert.

Each check reads only that part of the graph which the new relation touches. The sources of the rules are
ISO 25964-1 (no cycles in a hierarchy) and SKOS integrity condition S27 (no associative relation between
concepts that the hierarchy already links, over any number of steps).
"""

import json
from collections.abc import Mapping, Sequence

from sqlite_utils.utils import sqlite3

from data import paths
from data.constants import HIERARCHICAL, LEARNING_ORDER
from data.entries import relation_types
from data.entries.relation_types import RelationType
from data.errors import Conflict, Invalid
from data.store.db import Database

# A term as these rules need it: the columns id, slug and name.
End = sqlite3.Row


def check(db: Database, source: End, type_slug: str, target: End) -> None:
    """Raise Invalid for an unknown type, Conflict if source and target may not be related in this way."""
    types = relation_types.by_slug(db)
    kind = _kind(types, type_slug)
    if source["id"] == target["id"]:
        message = f"'{source['name']}' cannot be related to itself."
        raise Conflict(message, kind="relation-to-itself", pointer="/target")
    # From the cheapest check to the most expensive. The last two walk the hierarchy.
    _refuse_second(db, source, target)
    _refuse_cycle(db, kind, source, target)
    hierarchy = [each.slug for each in types.values() if each.skos in HIERARCHICAL]
    if kind.slug in hierarchy:
        _refuse_hierarchy_over_association(db, hierarchy, source, target)
    else:
        _refuse_association_along_hierarchy(db, hierarchy, source, target)


def _kind(types: Mapping[str, RelationType], slug: str) -> RelationType:
    if slug in types:
        return types[slug]
    for kind in types.values():
        if kind.inverse_slug == slug:
            raise Invalid(
                f"'{slug}' is the inverse of '{kind.slug}'. Swap source and target and use '{kind.slug}'.",
                kind="unknown-reference",
                pointer="/type",
            )
    # There are few types, so the message lists all of them instead of the nearest.
    raise Invalid(
        f"There is no relation type '{slug}'. There are {', '.join(types)}.",
        kind="unknown-reference",
        pointer="/type",
    )


def _refuse_second(db: Database, source: End, target: End) -> None:
    # The unique index would refuse it as well, but could not name the relation. min and max match that index.
    row = db.conn.execute(
        """SELECT r.id, s.name AS source, y.name AS type, t.name AS target
           FROM relations AS r JOIN relation_types AS y ON y.slug = r.type
               JOIN terms AS s ON s.id = r.source_id JOIN terms AS t ON t.id = r.target_id
           WHERE min(r.source_id, r.target_id) = min(:source, :target)
               AND max(r.source_id, r.target_id) = max(:source, :target)""",
        {"source": source["id"], "target": target["id"]},
    ).fetchone()
    if row:
        raise Conflict(
            f"Relation {row['id']} already links them: {row['source']} — {row['type']} — {row['target']}.",
            kind="relation-exists",
        )


def _refuse_cycle(db: Database, kind: RelationType, source: End, target: End) -> None:
    # Types of the learning order have no cycle together either, not only each alone.
    orders: list[Sequence[str]] = [[kind.slug]] if kind.acyclic else []
    if kind.slug in LEARNING_ORDER:
        orders.append(LEARNING_ORDER)
    for types in orders:
        # The new edge leads from source to target, so a path back from target would close the cycle.
        edges = _edges_from(db, types, target["id"])
        if way := paths.path(edges, target["id"], source["id"]):
            cycle = _describe(db, [source["id"], *way])
            raise Conflict(
                f"This would close a cycle of {' and '.join(types)}: {cycle}.", kind="relation-cycle"
            )


def _refuse_association_along_hierarchy(
    db: Database, hierarchy: Sequence[str], source: End, target: End
) -> None:
    # An association has no direction in S27, so either end may be above the other.
    for start, goal in ((source, target), (target, source)):
        edges = _edges_from(db, hierarchy, start["id"])
        if way := paths.path(edges, start["id"], goal["id"]):
            raise Conflict(
                f"'{start['name']}' is already below '{goal['name']}' in the hierarchy "
                f"({_describe(db, way)}), so no associative relation may link them (SKOS S27).",
                kind="relation-within-hierarchy",
            )


def _refuse_hierarchy_over_association(
    db: Database, hierarchy: Sequence[str], source: End, target: End
) -> None:
    """Raise Conflict if an association links a term below or at source to one above or at target.

    The new relation puts all of the former under all of the latter.
    """
    pair = db.conn.execute(
        """WITH RECURSIVE
               below (id) AS (VALUES (:source) UNION SELECT r.source_id FROM relations AS r
                   JOIN below ON r.target_id = below.id
                       AND r.type IN (SELECT value FROM json_each(:hierarchy))),
               above (id) AS (VALUES (:target) UNION SELECT r.target_id FROM relations AS r
                   JOIN above ON r.source_id = above.id
                       AND r.type IN (SELECT value FROM json_each(:hierarchy)))
           SELECT s.name AS source, y.name AS type, t.name AS target
           FROM relations AS r JOIN relation_types AS y ON y.slug = r.type
               JOIN terms AS s ON s.id = r.source_id JOIN terms AS t ON t.id = r.target_id
           WHERE r.type NOT IN (SELECT value FROM json_each(:hierarchy))
               AND (r.source_id IN below AND r.target_id IN above
                   OR r.source_id IN above AND r.target_id IN below)
           LIMIT 1""",
        {"source": source["id"], "target": target["id"], "hierarchy": json.dumps(hierarchy)},
    ).fetchone()
    if pair:
        raise Conflict(
            f"This would link '{pair['source']}' and '{pair['target']}' through the hierarchy, "
            "but they are already associated: "
            f"{pair['source']} — {pair['type']} — {pair['target']} (SKOS S27).",
            kind="relation-within-hierarchy",
        )


def _edges_from(db: Database, types: Sequence[str], start: int) -> list[tuple[int, int]]:
    """Return the edges of these types that can be reached from `start`, as pairs of ids."""
    rows = db.conn.execute(
        """WITH RECURSIVE reach (id) AS (
               VALUES (:start) UNION SELECT r.target_id FROM relations AS r
               JOIN reach ON r.source_id = reach.id AND r.type IN (SELECT value FROM json_each(:types))
           ) SELECT r.source_id, r.target_id FROM relations AS r JOIN reach ON r.source_id = reach.id
             WHERE r.type IN (SELECT value FROM json_each(:types))""",
        {"start": start, "types": json.dumps(list(types))},
    )
    return [(row["source_id"], row["target_id"]) for row in rows]


def _describe(db: Database, ids: Sequence[int]) -> str:
    """Return the names of these terms as a path: Adam Optimizer → Optimizer."""
    rows = db.conn.execute(
        "SELECT id, name FROM terms WHERE id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(ids))},
    )
    names = {row["id"]: row["name"] for row in rows}
    return " → ".join(names[term_id] for term_id in ids)
