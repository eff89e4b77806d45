"""The running text of an entry, split for rules that read it as an editor does."""

import re
from collections.abc import Iterator
from functools import cache

from data.exchange.files import BODY, Entry, Glossary
from data.lint.findings import surface_forms
from data.text import markdown

PLAIN = ("definition", "example", "confusion")
# ASCII, and Latin-1 to Latin Extended-B without the signs of multiplication and division.
_LATIN = "[A-Za-zÀ-ÖØ-öø-ɏ]"
_WORD = re.compile(rf"{_LATIN}{{2,}}(?:['’-]{_LATIN}+)*")
# Closing quotes and brackets belong to the sentence; a lower-case letter continues it.
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[^a-z\s])")
_INNER_STOP = re.compile(r"\b(e\.g|i\.e|etc|vs|cf|approx|al|No|Dr|St|[A-Z])\.")


def passages(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of plain text of a term, each with the pointer to its member."""
    document = entry.document
    yield from ((f"/{member}", document[member]) for member in PLAIN if document.get(member))
    yield from ((f"/{BODY}", paragraph) for paragraph in paragraphs(document.get(BODY) or ""))


@cache  # six rules and the summary read each explanation
def paragraphs(explanation: str) -> list[str]:
    """Return the paragraphs of an explanation as plain text."""
    return markdown.prose(explanation)


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph. The periods of common short forms and of initials end none."""
    return _SENTENCE_END.split(_INNER_STOP.sub(r"\1", paragraph))


def words(text: str) -> list[str]:
    """Return the words of a text in Latin letters, without single letters; a hyphenated compound is one."""
    return _WORD.findall(text)


def own_words(glossary: Glossary) -> set[str]:
    """Return the words that the glossary declares to be right: its word list, its names and its labels.

    The parts of hyphenated words are included.
    """
    named = (word for entry in glossary.terms for form, _ in surface_forms(entry) for word in words(form))
    return {part for word in (*glossary.words, *named) for part in (word, *word.split("-"))}
