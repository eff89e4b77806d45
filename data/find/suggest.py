"""Terms to offer while somebody types."""

from dataclasses import dataclass

from data.entries import categories, labels, summaries
from data.index import forms
from data.store import changes
from data.store.db import read_transaction
from data.text.folding import fold


@dataclass(frozen=True)
class Suggestion:
    """A term to offer, and the surface form that made it one."""

    matched_text: str
    matched_on: str
    term: summaries.Summary


@dataclass(frozen=True)
class Suggestions:
    """What to offer for `q`, the typed text as it was compared."""

    q: str
    items: list[Suggestion]
    serial: int


def find(db, q, *, limit, category=None) -> Suggestions:
    """Up to `limit` published terms: those that share the typed abbreviation, then those of which a word
    begins so, then those that would but for a typing error. Raises Invalid for an unknown category.
    """
    with read_transaction(db):
        within = categories.term_ids(db, category, parameter="category") if category else None
        shared = labels.find_shared(db, q)
        sharing = summaries.find(db, shared.candidates) if shared else []
        found = {
            term.slug: (shared.abbreviation, "abbreviation")
            for term in sharing
            if _is_in(term.category, category)
        }
        for search in (forms.with_prefix, forms.similar):
            if len(found) < limit:
                for form in search(db, q, limit, within):
                    found.setdefault(form.slug, (form.text, form.kind))
        items = [Suggestion(*found[term.slug], term) for term in summaries.find(db, list(found))]
        return Suggestions(fold(q), items[:limit], changes.serial(db))


def _is_in(ref, category) -> bool:
    """Whether a category is the wanted one or below it; any is when none is wanted."""
    while ref and category not in (None, ref.slug):
        ref = ref.parent
    return ref is not None
