"""What makes a term findable: its surface forms as they are typed, and its words. Published terms only are
indexed.
"""

from data.index import forms as surface
from data.index import fulltext


def add(db, term_id, document):
    """Let a term be found by what its document holds, if that is published, and by nothing else."""
    remove(db, term_id)
    if document["status"] == "published":
        forms = (document["name"], *(label["text"] for label in document["labels"]))
        for position, form in enumerate(forms):
            surface.index(db, term_id, position, form)
        fulltext.index(db, term_id, document)


def remove(db, term_id):
    """Let a term no longer be found."""
    surface.unindex(db, term_id)
    fulltext.unindex(db, term_id)
