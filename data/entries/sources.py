"""Sources of a term: the works that support its facts."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from data.entries.document import Source, insertion
from data.store.db import Database

_MEMBERS = list(Source.__annotations__)
_SELECT = f"SELECT term_id, {', '.join(_MEMBERS)} FROM sources"
_INSERT = insertion("sources", ["term_id", "position", *_MEMBERS])


def read(db: Database, ids: Sequence[int]) -> dict[int, list[Source]]:
    """Return the sources of each term that has some, by the term's id, in their order."""
    sources: defaultdict[int, list[Source]] = defaultdict(list)
    # A join with terms would repeat every column of a term for each source.
    for term_id, *values in db.conn.execute(
        f"{_SELECT} WHERE term_id IN (SELECT value FROM json_each(:ids)) ORDER BY term_id, position",
        {"ids": json.dumps(ids)},
    ):
        members = zip(_MEMBERS, values, strict=True)
        source = {name: value for name, value in members if value is not None}
        sources[term_id].append(cast(Source, source))
    return sources


def save(db: Database, term_id: int, sources: Sequence[Source]) -> None:
    """Replace the sources of a term, inside the caller's transaction."""
    # Sources have no identity of their own, so comparing old and new ones would gain nothing.
    db.conn.execute("DELETE FROM sources WHERE term_id = :term_id", {"term_id": term_id})
    db.conn.executemany(
        _INSERT,
        [
            {**dict.fromkeys(_MEMBERS), **source, "term_id": term_id, "position": position}
            for position, source in enumerate(sources)
        ],
    )
