"""From a content folder into the database and back: `load` and `export` are each other's inverse.

`load` is one transaction. It adds and changes the terms and categories that the folder names, with their
relations, and leaves others alone; the table of ambiguous abbreviations it replaces. What is the same makes
no entry in the log.
"""

from contextlib import contextmanager
from dataclasses import asdict

from data.entries import categories, labels, relation_types, relations, terms
from data.entries.document import to_members
from data.errors import DomainError
from data.exchange.files import BadContent, Glossary
from data.index import fulltext
from data.store import changes
from data.store.changes import Actor
from data.store.db import read_transaction, write
from data.text.folding import fold

# What of a document may stand only once in its list.
_ONCE = {
    "categories": lambda document: {document["slug"]},
    "relation_types": lambda document: {document["slug"], document["inverse_slug"]},
    "ambiguous": lambda document: {fold(document["abbreviation"])},
    "terms": lambda document: {document["slug"]},
}


def load(db, glossary: Glossary, *, actor: Actor, progress=lambda done, total: None) -> int:
    """Take in every document of `glossary` and return the serial reached.

    Raises BadContent, naming file and line, for a document the rules refuse; then nothing at all has changed.
    `progress` is called after each step of the work with the number of steps done and their total.
    """
    _refuse_twice(glossary)
    total = len(glossary.terms) * 2
    with write(db):
        before = changes.serial(db)
        relation_types.merge(db, [entry.document for entry in glossary.relation_types], actor=actor)
        labels.replace_ambiguous(db, [entry.document for entry in glossary.ambiguous], actor=actor)
        positions = {entry.slug: position for position, entry in enumerate(glossary.categories)}
        for entry in _named_first(glossary.categories, "parent"):
            with _locating_errors(entry):
                document = {**entry.document, "position": positions[entry.slug]}
                categories.replace(db, entry.slug, document, actor=actor)
        for entry in glossary.terms:
            names = [label["text"] for label in entry.document["labels"]]
            labels.release(db, entry.slug, [entry.document["name"], *names])
        for done, entry in enumerate(_named_first(glossary.terms, "replaced_by"), start=1):
            with _locating_errors(entry):
                document = {name: value for name, value in entry.document.items() if name != "relations"}
                terms.replace(db, entry.slug, document, actor=actor, check_links=False)
            progress(done, total)
        for entry in glossary.terms:
            with _locating_errors(entry):
                terms.refuse_dead_links(db, entry.slug, entry.document["explanation"])
        _load_relations(db, glossary, actor, lambda done: progress(len(glossary.terms) + done, total))
        reached = changes.serial(db)
        if reached != before:
            fulltext.optimize(db)
        return reached


def export(db) -> dict[str, list[dict]]:
    """The documents of the whole glossary, as `data.exchange.files.write` takes them."""
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


def _load_relations(db, glossary, actor, progress):
    """Remove on every term what its file no longer says before any is added, since old ones may bar new ones."""
    kept = [
        relations.keep_first(db, entry.slug, entry.document["relations"], actor=actor)
        for entry in glossary.terms
    ]
    for done, (entry, first) in enumerate(zip(glossary.terms, kept, strict=True), start=1):
        for position, document in enumerate(entry.document["relations"][first:], start=first):
            with _locating_errors(entry, f"/relations/{position}"):
                relations.create(db, {**document, "source": entry.slug}, actor=actor)
        progress(done)


def _refuse_twice(glossary):
    for kind, keys in _ONCE.items():
        seen = {}
        for entry in getattr(glossary, kind):
            for key in sorted(keys(entry.document)):
                if key in seen:
                    raise BadContent(entry.location(), f"'{key}' stands at {seen[key].location()} already")
                seen[key] = entry


def _named_first(entries, member):
    """The entries in their order, but each after the one that it names as its `member`."""
    names = {entry.slug: entry.document[member] for entry in entries}

    def depth(entry):
        above, slug = set(), entry.slug
        while slug in names and slug not in above:
            above.add(slug)
            slug = names[slug]
        return len(above)

    return sorted(entries, key=depth)


@contextmanager
def _locating_errors(entry, pointer=""):
    try:
        yield
    except DomainError as error:
        raise BadContent(entry.location(pointer + error.extra.get("pointer", "")), error.message) from error
