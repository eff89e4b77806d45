"""What may not be related: one check before each insert, over only that part of the graph which the new
relation touches.

The sources are ISO 25964-1 (no cycles in a hierarchy) and SKOS integrity condition S27 (no associative
relation between concepts that the hierarchy already links, over any number of steps).
"""

import json

from data import paths
from data.constants import HIERARCHICAL, LEARNING_ORDER
from data.entries import relation_types
from data.errors import Conflict, Invalid


def check(db, source, type_slug, target):
    """Raise Invalid for an unknown type, Conflict when source (a row: id, slug, name) may not be so related."""
    types = relation_types.by_slug(db)
    kind = _kind(types, type_slug)
    if source["id"] == target["id"]:
        raise Conflict(f"'{source['name']}' cannot be related to itself.", pointer="/target")
    _refuse_second(db, source, target)
    _refuse_cycle(db, kind, source, target)
    hierarchy = [each.slug for each in types.values() if each.skos in HIERARCHICAL]
    if kind.slug in hierarchy:
        _refuse_hierarchy_over_association(db, hierarchy, source, target)
    else:
        _refuse_association_along_hierarchy(db, hierarchy, source, target)


def _kind(types, slug):
    if slug in types:
        return types[slug]
    for kind in types.values():
        if kind.inverse_slug == slug:
            raise Invalid(
                f"'{slug}' is the inverse of '{kind.slug}': swap source and target and use '{kind.slug}'.",
                pointer="/type",
            )
    raise Invalid(f"There is no relation type '{slug}'; there are {', '.join(types)}.", pointer="/type")


def _refuse_second(db, source, target):
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
            f"Relation {row['id']} already links them: {row['source']} — {row['type']} — {row['target']}."
        )


def _refuse_cycle(db, kind, source, target):
    orders = [[kind.slug]] if kind.acyclic else []
    if kind.slug in LEARNING_ORDER:
        orders.append(LEARNING_ORDER)
    for slugs in orders:
        if way := paths.path(_edges_from(db, slugs, target["id"]), target["id"], source["id"]):
            raise Conflict(
                f"That would close a cycle of {' and '.join(slugs)}: {_describe(db, [source['id'], *way])}.",
            )


def _refuse_association_along_hierarchy(db, hierarchy, source, target):
    for start, goal in ((source, target), (target, source)):
        if way := paths.path(_edges_from(db, hierarchy, start["id"]), start["id"], goal["id"]):
            raise Conflict(
                f"'{start['name']}' already stands below '{goal['name']}' in the hierarchy ({_describe(db, way)}), "
                "so no associative relation may link them (SKOS S27).",
            )


def _refuse_hierarchy_over_association(db, hierarchy, source, target):
    """The new link puts all that is below source under all that is above target; none of those may be
    associated.
    """
    pair = db.conn.execute(
        """WITH RECURSIVE
               below (id) AS (VALUES (:source) UNION SELECT r.source_id FROM relations AS r
                   JOIN below ON r.target_id = below.id AND r.type IN (SELECT value FROM json_each(:hierarchy))),
               above (id) AS (VALUES (:target) UNION SELECT r.target_id FROM relations AS r
                   JOIN above ON r.source_id = above.id AND r.type IN (SELECT value FROM json_each(:hierarchy)))
           SELECT s.name AS source, y.name AS type, t.name AS target
           FROM relations AS r JOIN relation_types AS y ON y.slug = r.type
               JOIN terms AS s ON s.id = r.source_id JOIN terms AS t ON t.id = r.target_id
           WHERE r.type NOT IN (SELECT value FROM json_each(:hierarchy))
               AND (r.source_id IN below AND r.target_id IN above OR r.source_id IN above AND r.target_id IN below)
           LIMIT 1""",
        {"source": source["id"], "target": target["id"], "hierarchy": json.dumps(hierarchy)},
    ).fetchone()
    if pair:
        raise Conflict(
            f"That would link '{pair['source']}' and '{pair['target']}' through the hierarchy, but they are associated "
            f"already: {pair['source']} — {pair['type']} — {pair['target']} (SKOS S27).",
        )


def _edges_from(db, types, start):
    """The edges of these types that can be reached from `start` along their direction, as pairs of term ids."""
    return db.conn.execute(
        """WITH RECURSIVE reach (id) AS (
               VALUES (:start) UNION SELECT r.target_id FROM relations AS r
               JOIN reach ON r.source_id = reach.id AND r.type IN (SELECT value FROM json_each(:types))
           ) SELECT r.source_id, r.target_id FROM relations AS r JOIN reach ON r.source_id = reach.id
             WHERE r.type IN (SELECT value FROM json_each(:types))""",
        {"start": start, "types": json.dumps(list(types))},
    ).fetchall()


def _describe(db, ids):
    """The names of these terms, as a way: Adam Optimizer → Optimizer."""
    names = dict(
        db.conn.execute(
            "SELECT id, name FROM terms WHERE id IN (SELECT value FROM json_each(:ids))",
            {"ids": json.dumps(ids)},
        ).fetchall()
    )
    return " → ".join(names[term_id] for term_id in ids)
