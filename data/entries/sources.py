"""Sources of a term: the works its facts rest on."""

from collections import defaultdict

_MEMBERS = ("role", "citation", "url", "doi", "arxiv", "isbn", "year")


def read(db, ids: str) -> dict[int, list[dict]]:
    """The sources of each term in `ids` (a JSON array of term ids), in their order, without empty members."""
    sources = defaultdict(list)
    for row in db.conn.execute(
        """SELECT term_id, role, citation, url, doi, arxiv, isbn, year FROM sources
           WHERE term_id IN (SELECT value FROM json_each(:ids)) ORDER BY term_id, position""",
        {"ids": ids},
    ):
        sources[row[0]].append({name: row[n] for n, name in enumerate(_MEMBERS, 1) if row[n] is not None})
    return sources


def save(db, term_id, sources):
    """Replace the sources of a term, inside the caller's transaction."""
    db.conn.execute("DELETE FROM sources WHERE term_id = :term_id", {"term_id": term_id})
    db.conn.executemany(
        """INSERT INTO sources (term_id, position, role, citation, url, doi, arxiv, isbn, year)
           VALUES (:term_id, :position, :role, :citation, :url, :doi, :arxiv, :isbn, :year)""",
        [
            {**dict.fromkeys(_MEMBERS), **source, "term_id": term_id, "position": position}
            for position, source in enumerate(sources)
        ],
    )
