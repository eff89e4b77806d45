"""Terms side by side: the relations that they share, those of each one alone, and those between them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from data.entries import categories, listings
from data.entries import slugs as addresses
from data.entries.relations import RelationView, TermName, TermRef
from data.entries.terms import Term
from data.errors import Invalid, echo
from data.store import changes
from data.store.db import Database, read_transaction

_Key = tuple[str, str]  # the type of a relation and the slug of its other end


@dataclass(frozen=True)
class SharedRelation:
    """A relation that every compared term has to the same other term."""

    type: str
    name: str
    term: TermRef


@dataclass(frozen=True)
class DirectRelation:
    """A relation between two of the compared terms, seen from the first of them."""

    source: TermName
    type: str
    name: str
    target: TermName


@dataclass(frozen=True)
class Compared:
    """A term in a comparison. `relations` leaves out those that all terms share and those between them."""

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
    """The compared terms, in the order of the request."""

    terms: list[Compared]
    shared: list[SharedRelation]
    between: list[DirectRelation]
    serial: int


def compare(db: Database, slugs: Sequence[str]) -> Comparison:
    """Return a comparison of these terms.

    Raise Invalid for a term that is given twice, and with the nearest slugs for one that does not exist.
    """
    if duplicate := next((slug for slug in slugs if slugs.count(slug) > 1), None):
        raise Invalid(f"'{echo(duplicate)}' is given twice.", parameter="ids")
    with read_transaction(db):
        page = listings.find_named(db, slugs, with_relations=True)
        if page.missing:
            raise addresses.reference_error(db, "term", page.missing[0], parameter="ids")
        terms: list[Term] = page.items
        common = set.intersection(*({_key(view) for view in _relations(term)} for term in terms))
        # Any of the terms has the shared relations; the first one gives their order.
        shared = [view for view in _relations(terms[0]) if _key(view) in common]
        return Comparison(
            terms=[_compared(term, common, slugs) for term in terms],
            shared=[SharedRelation(type=view.type, name=view.name, term=view.term) for view in shared],
            between=list(_between(terms)),
            serial=changes.serial(db),
        )


def _relations(term: Term) -> list[RelationView]:
    return term.relations or []  # None only if they were not asked for


def _key(view: RelationView) -> _Key:
    return view.type, view.term.slug


def _compared(term: Term, common: Collection[_Key], slugs: Sequence[str]) -> Compared:
    own = [view for view in _relations(term) if _key(view) not in common and view.term.slug not in slugs]
    return Compared(
        slug=term.slug,
        name=term.name,
        definition=term.definition,
        example=term.example,
        confusion=term.confusion,
        formula=term.formula,
        category=term.category,
        level=term.level,
        relations=own,
    )


def _between(terms: Sequence[Term]) -> Iterator[DirectRelation]:
    """Yield the relations between the terms, each one once, from the term that comes first."""
    for position, term in enumerate(terms):
        later = {other.slug for other in terms[position + 1 :]}
        # Both ends list a relation; the later one is skipped, because its partner has already yielded it.
        for view in _relations(term):
            if view.term.slug in later:
                yield DirectRelation(
                    source=TermName(slug=term.slug, name=term.name),
                    type=view.type,
                    name=view.name,
                    target=TermName(slug=view.term.slug, name=view.term.name),
                )
