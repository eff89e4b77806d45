"""The full-text index: one FTS5 table with the words of every published term, stemmed.

Every write updates it.
"""

from collections.abc import Mapping
from typing import Any

from data.index.highlights import SEPARATOR
from data.store.db import Database
from data.text.markdown import prose


def index(db: Database, term_id: int, document: Mapping[str, Any]) -> None:
    """Make the words of a term findable."""
    # An FTS5 table has a fixed number of columns, and a term has any number of labels.
    labels = SEPARATOR.join(label["text"] for label in document["labels"])
    explanation = "\n".join(prose(document["explanation"] or ""))
    db.conn.execute(
        "INSERT INTO texts (rowid, name, label, definition, explanation) VALUES (?, ?, ?, ?, ?)",
        [term_id, document["name"], labels, document["definition"], explanation],
    )


def unindex(db: Database, term_id: int) -> None:
    """Remove the words of a term."""
    db.conn.execute("DELETE FROM texts WHERE rowid = ?", [term_id])


def optimize(db: Database) -> None:
    """Merge the segments of the index into one. Call it after many terms were added at once."""
    db.conn.execute("INSERT INTO texts (texts) VALUES ('optimize')")
