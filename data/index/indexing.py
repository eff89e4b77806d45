"""What makes a term findable: its surface forms and its words. Only published terms are indexed."""

from collections.abc import Mapping
from typing import Any

from data.index import forms as surface
from data.index import fulltext
from data.store.db import Database


def add(db: Database, term_id: int, document: Mapping[str, Any]) -> None:
    """Make a term findable by what its document contains, if the document is published.

    Entries of an earlier document are removed.
    """
    remove(db, term_id)
    if document["status"] != "published":
        return
    forms = (document["name"], *(label["text"] for label in document["labels"]))
    for position, form in enumerate(forms):
        surface.index(db, term_id, position, form)
    fulltext.index(db, term_id, document)


def remove(db: Database, term_id: int) -> None:
    """Make a term no longer findable."""
    surface.unindex(db, term_id)
    fulltext.unindex(db, term_id)
