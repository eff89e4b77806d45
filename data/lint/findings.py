"""What a rule reports, and the walks over a glossary that several rules share."""

from dataclasses import dataclass

from data.exchange.files import Entry, Glossary


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the rule's name, where (FILE:LINE), and what."""

    rule: str
    location: str
    message: str


def finding(rule, entry: Entry, message, pointer="", near="") -> Finding:
    """A finding of `rule` at a member of an entry, on the line of the text `near` in it."""
    return Finding(rule, entry.location(pointer, near), f"{entry.slug}: {message}")


def published(glossary: Glossary) -> list[Entry]:
    """The terms readers see; only these must be complete."""
    return [entry for entry in glossary.terms if entry.document["status"] == "published"]


def surface_forms(entry: Entry) -> list[tuple[str, str]]:
    """The name and the labels of a term, each with the pointer to it."""
    labels = [(label["text"], f"/labels/{n}/text") for n, label in enumerate(entry.document["labels"])]
    return [(entry.document["name"], "/name"), *labels]


def edges(glossary: Glossary, types=None) -> list[tuple[Entry, str, str, str]]:
    """Every relation as (source entry, type, target slug, pointer), only of `types` if given."""
    return [
        (entry, relation["type"], relation["target"], f"/relations/{n}")
        for entry in glossary.terms
        for n, relation in enumerate(entry.document["relations"])
        if types is None or relation["type"] in types
    ]
