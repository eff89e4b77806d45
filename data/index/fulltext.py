"""The full-text index: one table of SQLite's FTS5 with the words of every published term, stemmed; kept with
every write.
"""

from data.index.highlights import SEPARATOR
from data.text.markdown import prose


def index(db, term_id, document):
    """Make the words of a term findable."""
    labels = SEPARATOR.join(label["text"] for label in document["labels"])
    explanation = "\n".join(prose(document["explanation"] or ""))
    db.conn.execute(
        "INSERT INTO texts (rowid, name, label, definition, explanation) VALUES (?, ?, ?, ?, ?)",
        [term_id, document["name"], labels, document["definition"], explanation],
    )


def unindex(db, term_id):
    """Forget the words of a term."""
    db.conn.execute("DELETE FROM texts WHERE rowid = ?", [term_id])


def optimize(db):
    """Make one piece of the many that the index is written in: for after much has been added at once."""
    db.conn.execute("INSERT INTO texts (texts) VALUES ('optimize')")
