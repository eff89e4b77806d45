"""The running text of an entry, taken apart for the rules that read it like an editor."""

import re
from collections.abc import Iterator
from functools import cache

from data.exchange.files import BODY, Entry
from data.lint.findings import surface_forms
from data.text import markdown

PLAIN = ("definition", "example", "confusion")
_LATIN = "[A-Za-zÀ-ÖØ-öø-ɏ]"
_WORD = re.compile(rf"{_LATIN}{{2,}}(?:['’-]{_LATIN}+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[^a-z\s])")
_INNER_STOP = re.compile(r"\b(e\.g|i\.e|etc|vs|cf|approx|al|No|Dr|St|[A-Z])\.")


def passages(entry: Entry) -> Iterator[tuple[str, str]]:
    """The paragraphs of plain text of a term, each with the pointer to its member."""
    document = entry.document
    yield from ((f"/{member}", document[member]) for member in PLAIN if document.get(member))
    yield from ((f"/{BODY}", paragraph) for paragraph in paragraphs(document.get(BODY) or ""))


@cache  # many rules read each explanation
def paragraphs(explanation: str) -> list[str]:
    """The paragraphs of an explanation, as plain text."""
    return markdown.prose(explanation)


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph; stops of usual short forms and of initials end none."""
    return _SENTENCE_END.split(_INNER_STOP.sub(r"\1", paragraph))


def words(text: str) -> list[str]:
    """The words of a text in Latin letters, single letters not counted; a hyphenated compound is one."""
    return _WORD.findall(text)


def own_words(glossary) -> set[str]:
    """The words that are right because the glossary says so: those it lists, and those of its names and
    labels.
    """
    named = (word for entry in glossary.terms for form, _ in surface_forms(entry) for word in words(form))
    return {part for word in (*glossary.words, *named) for part in (word, *word.split("-"))}
