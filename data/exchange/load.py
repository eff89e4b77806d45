"""From a content folder into the database and back: `load` and `export` are each other's inverse.

`load` is one transaction. It adds and changes the terms and categories in the folder, with their relations,
and leaves other terms and categories alone. It replaces the table of ambiguous abbreviations. A document that
is the same as before makes no entry in the change log.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from data.entries import categories, labels, relation_types, relations, terms
from data.entries.document import to_members
from data.errors import DomainError
from data.exchange.files import BadContent, Document, Entry, Glossary
from data.index import fulltext
from data.index.rebuild import Progress, ignore_progress
from data.store import changes
from data.store.changes import Actor
from data.store.db import Database, read_transaction, write
from data.text.folding import fold

# The values that only one document of each list may have.
_UNIQUE: dict[str, Callable[[Document], set[str]]] = {
    "categories": lambda document: {document["slug"]},
    "relation_types": lambda document: {document["slug"], document["inverse_slug"]},
    "ambiguous": lambda document: {fold(document["abbreviation"])},
    "terms": lambda document: {document["slug"]},
}


def load(db: Database, glossary: Glossary, *, actor: Actor, progress: Progress = ignore_progress) -> int:
    """Load every document of `glossary` and return the serial reached.

    Raises BadContent, naming file and line, for a document that breaks a rule; then nothing has changed.
    `progress` is called after each step.
    """
    _refuse_duplicates(glossary)
    total = len(glossary.terms) * 2  # each term is a step, and so are its relations
    with write(db):
        before = changes.serial(db)
        relation_types.merge(db, [entry.document for entry in glossary.relation_types], actor=actor)
        labels.replace_ambiguous(db, [entry.document for entry in glossary.ambiguous], actor=actor)
        _load_categories(db, glossary, actor)
        _load_terms(db, glossary, actor, lambda done: progress(done, total))
        _load_relations(db, glossary, actor, lambda done: progress(len(glossary.terms) + done, total))
        reached = changes.serial(db)
        if reached != before:
            fulltext.optimize(db)
        return reached


def export(db: Database) -> dict[str, list[Document]]:
    """Return the documents of the whole glossary as the arguments of `data.exchange.files.write`."""
    # One transaction, so that the four lists belong to the same serial.
    with read_transaction(db):
        stored = relations.documents(db)
        return {
            "categories": [to_members(document) for document in categories.documents(db)],
            "relation_types": [asdict(kind) for kind in relation_types.find(db).items],
            "ambiguous": [asdict(entry) for entry in labels.find_ambiguous(db)],
            "terms": [
                {**to_members(document), "relations": stored.get(document.slug, [])}
                for document in terms.documents(db)
            ],
        }


def _load_categories(db: Database, glossary: Glossary, actor: Actor) -> None:
    positions = {entry.slug: position for position, entry in enumerate(glossary.categories)}
    for entry in _after_their_references(glossary.categories, "parent"):
        document = {**entry.document, "position": positions[entry.slug]}
        with _locating_errors(entry):
            categories.replace(db, entry.slug, document, actor=actor)


def _load_terms(db: Database, glossary: Glossary, actor: Actor, progress: Callable[[int], None]) -> None:
    # Names and labels are unique, and terms are saved one by one. Free all old names first, so that two terms
    # can swap names and a label can move to another term.
    for entry in glossary.terms:
        forms = [entry.document["name"], *(label["text"] for label in entry.document["labels"])]
        labels.release(db, entry.slug, forms)
    for done, entry in enumerate(_after_their_references(glossary.terms, "replaced_by"), start=1):
        # Relations come later, when both of their ends exist.
        document = {name: value for name, value in entry.document.items() if name != "relations"}
        with _locating_errors(entry):
            terms.replace(db, entry.slug, document, actor=actor, check_links=False)
        progress(done)
    # Explanations link to terms in any order, so links are checked when all terms exist.
    for entry in glossary.terms:
        with _locating_errors(entry):
            terms.refuse_dead_links(db, entry.slug, entry.document["explanation"])


def _load_relations(db: Database, glossary: Glossary, actor: Actor, progress: Callable[[int], None]) -> None:
    # Remove old relations from every term before adding any: an old one may forbid a new one, for example
    # when a relation changes its direction, because there is at most one relation per pair.
    kept = [
        relations.keep_first(db, entry.slug, entry.document["relations"], actor=actor)
        for entry in glossary.terms
    ]
    for done, (entry, first) in enumerate(zip(glossary.terms, kept, strict=True), start=1):
        for position, document in enumerate(entry.document["relations"][first:], start=first):
            with _locating_errors(entry, f"/relations/{position}"):
                relations.create(db, {**document, "source": entry.slug}, actor=actor)
        progress(done)


def _refuse_duplicates(glossary: Glossary) -> None:
    """Raise BadContent if two documents have the same slug or abbreviation."""
    # The database would take the second document for a change of the first.
    for kind, entries in glossary.lists.items():
        seen: dict[str, Entry] = {}
        for entry in entries:
            for key in sorted(_UNIQUE[kind](entry.document)):
                if key in seen:
                    raise BadContent(entry.location(), f"'{key}' is already at {seen[key].location()}")
                seen[key] = entry


def _after_their_references(entries: Sequence[Entry], member: str) -> list[Entry]:
    """Return the entries in their order, but each after the entry that it refers to in `member`."""
    references = {entry.slug: entry.document[member] for entry in entries}

    def depth(entry: Entry) -> int:
        # A cycle ends the walk; the rules of the entries report it, with its location.
        passed: set[str] = set()
        slug = entry.slug
        while slug in references and slug not in passed:
            passed.add(slug)
            slug = references[slug]
        return len(passed)

    return sorted(entries, key=depth)


@contextmanager
def _locating_errors(entry: Entry, pointer: str = "") -> Iterator[None]:
    """Raise BadContent with the location of the member at fault for an error of a rule."""
    try:
        yield
    except DomainError as error:
        location = entry.location(pointer + str(error.extra.get("pointer", "")))
        raise BadContent(location, error.message) from error
