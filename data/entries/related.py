"""Related terms of one category: what a reader of a term may want next.

Terms of the same top category, nearest in the relation graph first (one hop, then two, then three), then
those that share more neighbours with the term, then by name; no way leads through what is not published. Only
the first two hops can share a neighbour, and one walk from the term's own neighbours finds and counts them.
It goes on only while there are too few, and the rest is filled up by name, so that the cost does not grow
with the glossary. CROSS JOIN makes SQLite look the few nodes up in the large tables, not the reverse.
"""

import json
from collections import Counter
from itertools import chain

from data.constants import RELATED_COUNT
from data.entries.relations import TermRef

_MAX_FRONTIER = 500


def find(db, term_id, category_id, count=RELATED_COUNT) -> list[TermRef]:
    """Up to `count` published terms of the same top category, the closest first; never the term itself."""
    family = json.dumps(_family(db, category_id))
    own = _published(db, _around(db, [term_id]))
    shared = _around(db, own)
    near = shared.keys() - own - {term_id}
    chosen = _ranked(db, own, family, shared)
    if len(chosen) < count:
        chosen += _ranked(db, near, family, shared)
    if len(chosen) < count:
        far = _around(db, _published(db, near)).keys() - near - own - {term_id}
        chosen += _ranked(db, far, family, shared)
    chosen = chosen[:count]
    if len(chosen) < count:
        chosen += _by_name(db, family, [term_id, *chosen], count - len(chosen))
    return _refs(db, chosen)


def _family(db, category_id) -> list[int]:
    """The ids of all categories under the same top category."""
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


def _around(db, nodes) -> Counter[int]:
    """The terms that have a relation with any of `nodes`, in either direction, and with how many of them."""
    rows = db.conn.execute(
        """SELECT target_id FROM json_each(:nodes) AS node CROSS JOIN relations ON source_id = node.value
           UNION ALL
           SELECT source_id FROM json_each(:nodes) AS node CROSS JOIN relations ON target_id = node.value""",
        {"nodes": json.dumps(sorted(nodes)[:_MAX_FRONTIER])},
    )
    return Counter(chain.from_iterable(rows))


def _published(db, nodes) -> set[int]:
    """Those of `nodes` that are published."""
    rows = db.conn.execute(
        """SELECT terms.id FROM json_each(:nodes) AS node CROSS JOIN terms ON terms.id = node.value
           WHERE status = 'published'""",
        {"nodes": json.dumps(list(nodes))},
    )
    return {row["id"] for row in rows}


def _ranked(db, nodes, family, shared) -> list[int]:
    """Those of `nodes` that are published and in the family: by neighbours shared, then by name."""
    rows = db.conn.execute(
        """SELECT terms.id, sort_key FROM json_each(:nodes) AS node CROSS JOIN terms ON terms.id = node.value
           WHERE status = 'published' AND category_id IN (SELECT value FROM json_each(:family))""",
        {"nodes": json.dumps(sorted(nodes)[:_MAX_FRONTIER]), "family": family},
    )
    return [term_id for term_id, _ in sorted(rows, key=lambda row: (-shared[row[0]], row[1]))]


def _by_name(db, family, but, count) -> list[int]:
    """The first published terms of the family by name, read from each category's own index."""
    rows = db.conn.execute(
        """SELECT terms.id FROM json_each(:family) AS family, terms
           WHERE terms.id IN (
               SELECT id FROM terms WHERE category_id = family.value AND status = 'published'
                   AND id NOT IN (SELECT value FROM json_each(:but)) ORDER BY sort_key LIMIT :count)
           ORDER BY terms.sort_key LIMIT :count""",
        {"family": family, "but": json.dumps(but), "count": count},
    )
    return [row["id"] for row in rows]


def _refs(db, ids) -> list[TermRef]:
    rows = db.conn.execute(
        """SELECT slug, name, definition FROM json_each(:ids) AS wanted JOIN terms ON terms.id = wanted.value
           ORDER BY wanted.key""",
        {"ids": json.dumps(ids)},
    )
    return [TermRef(*row) for row in rows]
