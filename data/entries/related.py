"""Related terms of one category: what a reader of a term may want next.

They are published terms of the same top category. The nearest in the graph of relations come first (one hop,
then two, then three), then those that share more neighbors with the term, then by name. No path leads through
a term that is not published.

Only terms within two hops can share a neighbor, so one walk from the term's own neighbors finds and counts
them. The walk goes on only while there are too few terms, and the rest is filled up by name, so the cost does
not grow with the glossary.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from data.constants import RELATED_COUNT
from data.entries.relations import TermRef
from data.store import cache
from data.store.db import Database

_MAX_FRONTIER = 500  # terms of which the relations are followed; bounds the work at a hub


def find(db: Database, term_id: int, category_id: int, count: int = RELATED_COUNT) -> list[TermRef]:
    """Return up to `count` published terms of the same top category, closest first, never the term itself."""
    # Each step is only taken if the steps before found too few terms.
    family = cache.cached(db, ("family", category_id), lambda: json.dumps(_family(db, category_id)))
    own = _published(db, _around(db, [term_id]))
    shared = _around(db, own)
    near = shared.keys() - own - {term_id}
    chosen = _ranked(db, own, family, shared)
    if len(chosen) < count:
        chosen += _ranked(db, near, family, shared)
    if len(chosen) < count:
        # Terms three hops away share no neighbor with the term, so only their names order them.
        far = _around(db, _published(db, near)).keys() - near - own - {term_id}
        chosen += _ranked(db, far, family, shared)
    chosen = chosen[:count]
    if len(chosen) < count:
        chosen += _by_name(db, family, [term_id, *chosen], count - len(chosen))
    return _refs(db, chosen)


def _family(db: Database, category_id: int) -> list[int]:
    """Return the ids of all categories under the same top category."""
    rows = db.conn.execute(
        """WITH RECURSIVE
               above (id, parent_id) AS (
                   SELECT id, parent_id FROM categories WHERE id = :id UNION ALL
                   SELECT c.id, c.parent_id FROM categories AS c JOIN above ON c.id = above.parent_id),
               below (id) AS (
                   SELECT id FROM above WHERE parent_id IS NULL UNION ALL
                   SELECT c.id FROM categories AS c JOIN below ON c.parent_id = below.id)
           SELECT id FROM below""",
        {"id": category_id},
    )
    return [row["id"] for row in rows]


def _around(db: Database, nodes: Iterable[int]) -> Counter[int]:
    """Return the terms that have a relation with any of `nodes`, and with how many of them."""
    # CROSS JOIN makes SQLite look up the few nodes in the large table, not the reverse.
    rows = db.conn.execute(
        """SELECT target_id FROM json_each(:nodes) AS node CROSS JOIN relations ON source_id = node.value
           UNION ALL
           SELECT source_id FROM json_each(:nodes) AS node CROSS JOIN relations ON target_id = node.value""",
        {"nodes": json.dumps(sorted(nodes)[:_MAX_FRONTIER])},
    )
    return Counter(chain.from_iterable(rows))


def _published(db: Database, nodes: Iterable[int]) -> set[int]:
    rows = db.conn.execute(
        """SELECT terms.id FROM json_each(:nodes) AS node CROSS JOIN terms ON terms.id = node.value
           WHERE status = 'published'""",
        {"nodes": json.dumps(list(nodes))},
    )
    return {row["id"] for row in rows}


def _ranked(db: Database, nodes: Collection[int], family: str, shared: Counter[int]) -> list[int]:
    """Return those of `nodes` that are published and in the family.

    They are ordered by their number of shared neighbors, then by name.
    """
    rows = db.conn.execute(
        """SELECT terms.id, sort_key FROM json_each(:nodes) AS node CROSS JOIN terms ON terms.id = node.value
           WHERE status = 'published' AND category_id IN (SELECT value FROM json_each(:family))""",
        {"nodes": json.dumps(sorted(nodes)[:_MAX_FRONTIER]), "family": family},
    )
    ordered = sorted((-shared[term_id], sort_key, term_id) for term_id, sort_key in rows)
    return [term_id for *_, term_id in ordered]


def _by_name(db: Database, family: str, excluded: Sequence[int], count: int) -> list[int]:
    """Return the first published terms of the family by name."""
    # Each category's own index gives its first terms; sorting those few avoids sorting the family.
    rows = db.conn.execute(
        """SELECT terms.id FROM json_each(:family) AS family, terms
           WHERE terms.id IN (
               SELECT id FROM terms WHERE category_id = family.value AND status = 'published'
                   AND id NOT IN (SELECT value FROM json_each(:excluded)) ORDER BY sort_key LIMIT :count)
           ORDER BY terms.sort_key LIMIT :count""",
        {"family": family, "excluded": json.dumps(excluded), "count": count},
    )
    return [row["id"] for row in rows]


def _refs(db: Database, ids: Sequence[int]) -> list[TermRef]:
    rows = db.conn.execute(
        """SELECT slug, name, definition FROM json_each(:ids) AS wanted JOIN terms ON terms.id = wanted.value
           ORDER BY wanted.key""",
        {"ids": json.dumps(ids)},
    )
    return [TermRef(**row) for row in rows]
