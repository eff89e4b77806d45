"""Terms side by side: what they have in common, what bears on each alone, and what joins them."""

from dataclasses import dataclass

from data.entries import categories, listings
from data.entries import slugs as addresses
from data.entries.relations import RelationView, TermName, TermRef
from data.errors import Invalid
from data.store import changes
from data.store.db import read_transaction


@dataclass(frozen=True)
class SharedRelation:
    """A relation that every compared term has to the same other term."""

    type: str
    name: str
    term: TermRef


@dataclass(frozen=True)
class DirectRelation:
    """A relation between two of the compared terms, as the first of them sees it."""

    source: TermName
    type: str
    name: str
    target: TermName


@dataclass(frozen=True)
class Compared:
    """A term in a comparison; `relations` are those to other terms that not all of the compared share."""

    slug: str
    name: str
    definition: str
    example: str | None
    confusion: str | None
    formula: str | None
    category: categories.CategoryRef
    level: str
    relations: list[RelationView]


@dataclass(frozen=True)
class Comparison:
    """The compared terms in the order asked for."""

    terms: list[Compared]
    shared: list[SharedRelation]
    between: list[DirectRelation]
    serial: int


def compare(db, slugs) -> Comparison:
    """Compare terms. Raises Invalid, with the nearest slugs, for one that does not exist or stands twice."""
    if twice := next((slug for slug in slugs if slugs.count(slug) > 1), None):
        raise Invalid(f"'{twice}' stands twice.", parameter="ids")
    with read_transaction(db):
        page = listings.find_named(db, slugs, with_relations=True)
        if page.missing:
            raise addresses.reference_error(db, "term", page.missing[0], parameter="ids")
        common = set.intersection(*({_key(view) for view in term.relations} for term in page.items))
        shared = [view for view in page.items[0].relations if _key(view) in common]
        return Comparison(
            [_compared(term, common, slugs) for term in page.items],
            [SharedRelation(view.type, view.name, view.term) for view in shared],
            list(_between(page.items)),
            changes.serial(db),
        )


def _key(view):
    return view.type, view.term.slug


def _compared(term, common, slugs) -> Compared:
    own = [view for view in term.relations if _key(view) not in common and view.term.slug not in slugs]
    return Compared(
        term.slug,
        term.name,
        term.definition,
        term.example,
        term.confusion,
        term.formula,
        term.category,
        term.level,
        own,
    )


def _between(terms):
    """The relations among the terms, each once: from the term that was asked for first."""
    for position, term in enumerate(terms):
        later = {other.slug for other in terms[position + 1 :]}
        for view in term.relations:
            if view.term.slug in later:
                target = TermName(view.term.slug, view.term.name)
                yield DirectRelation(TermName(term.slug, term.name), view.type, view.name, target)
