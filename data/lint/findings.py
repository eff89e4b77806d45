"""What a rule reports, and the parts of a glossary that several rules read."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from data.exchange.files import Entry, Glossary


@dataclass(frozen=True)
class Finding:
    """One thing to correct: the name of the rule, the location (FILE:LINE) and what is wrong."""

    rule: str
    location: str
    message: str


# The first line of a rule's docstring says what a sound glossary satisfies.
Rule = Callable[[Glossary], Iterator[Finding]]


class Edge(NamedTuple):
    """A relation of an entry; `pointer` is its JSON pointer in the entry's document."""

    source: Entry
    kind: str
    target: str
    pointer: str


def finding(rule: str, entry: Entry, message: str, pointer: str = "", near: str = "") -> Finding:
    """Return a finding at the member of an entry at `pointer`, on the line where its text contains `near`."""
    return Finding(rule=rule, location=entry.location(pointer, near), message=f"{entry.slug}: {message}")


def published(glossary: Glossary) -> list[Entry]:
    """Return the published terms. Only these have to be complete."""
    return [entry for entry in glossary.terms if entry.document["status"] == "published"]


def surface_forms(entry: Entry) -> list[tuple[str, str]]:
    """Return the name and the labels of a term, each with its pointer."""
    labels = [
        (label["text"], f"/labels/{index}/text") for index, label in enumerate(entry.document["labels"])
    ]
    return [(entry.document["name"], "/name"), *labels]


def edges(glossary: Glossary, kinds: Collection[str] | None = None) -> list[Edge]:
    """Return every relation of every term, or those of the given types (`kinds`)."""
    return [
        Edge(source=entry, kind=relation["type"], target=relation["target"], pointer=f"/relations/{index}")
        for entry in glossary.terms
        for index, relation in enumerate(entry.document["relations"])
        if kinds is None or relation["type"] in kinds
    ]
