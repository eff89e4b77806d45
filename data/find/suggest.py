"""Suggestions of terms while somebody types."""

from dataclasses import dataclass

from data.entries import categories, labels, summaries
from data.index import forms
from data.store import changes
from data.store.db import Database, read_transaction
from data.text.folding import fold


@dataclass(frozen=True)
class Suggestion:
    """A suggested term, and the surface form for which it is suggested."""

    matched_text: str
    matched_on: str
    term: summaries.Summary


@dataclass(frozen=True)
class Suggestions:
    """The suggestions for `q`, the typed text as it was compared."""

    q: str
    items: list[Suggestion]
    serial: int


def find(db: Database, q: str, *, limit: int, category: str | None = None) -> Suggestions:
    """Return up to `limit` published terms for the typed text.

    First come the terms that share the typed abbreviation, then those in which a word begins with the typed
    text, then those in which a word would without a typing error. Raise Invalid for an unknown category.
    """
    with read_transaction(db):
        within = categories.term_ids(db, category, parameter="category") if category else None
        found = _sharing_abbreviation(db, q, category)
        for search in (forms.with_prefix, forms.similar):
            # Guesses are not worth their time if those that match as typed fill the list.
            if len(found) >= limit:
                break
            for form in search(db, q, limit, within):
                found.setdefault(form.slug, (form.text, form.kind))
        items = [_suggestion(term, *found[term.slug]) for term in summaries.find(db, list(found)[:limit])]
        return Suggestions(q=fold(q), items=items, serial=changes.serial(db))


def _sharing_abbreviation(db: Database, q: str, category: str | None) -> dict[str, tuple[str, str]]:
    """Return the matched text and its kind for each term (a slug) that shares the typed abbreviation."""
    shared = labels.find_shared(db, q)
    if shared is None:
        return {}
    terms = summaries.find(db, shared.candidates)
    return {
        term.slug: (shared.abbreviation, "abbreviation")
        for term in terms
        if category is None or _is_below(term.category, category)
    }


def _is_below(ref: categories.CategoryRef | None, category: str) -> bool:
    """Return True if the category is this one or one above it."""
    while ref and ref.slug != category:
        ref = ref.parent
    return ref is not None


def _suggestion(term: summaries.Summary, matched_text: str, matched_on: str) -> Suggestion:
    return Suggestion(matched_text=matched_text, matched_on=matched_on, term=term)
