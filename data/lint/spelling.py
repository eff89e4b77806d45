"""Spelling: US English by the dictionary of Hunspell, and the glossary's own words."""

from collections.abc import Iterator
from functools import cache

from hunspell import Hunspell

from data.exchange.files import Glossary
from data.lint.findings import Finding, finding, published
from data.lint.prose import own_words, passages, words

_LANGUAGE = "en_US"
_CHARSET = "latin-1"  # of this dictionary; the binding raises UnicodeEncodeError for any other character


class Dictionary:
    """The correct words: those of Hunspell and those of the glossary, with their plurals and possessives.

    A word that the glossary has in lower case is correct in any case. A word with inner capitals is correct
    only in that form.
    """

    def __init__(self, glossary: Glossary) -> None:
        # Only the first letter of a title-case word is a capital because of its place in a name.
        own = {word.lower() if word.istitle() else word for word in own_words(glossary)}
        self._own = own | {f"{word}s" for word in own}

    def __contains__(self, word: str) -> bool:
        bare = word.replace("’", "'").removesuffix("'s")
        if bare in self._own or bare.lower() in self._own:
            return True
        return _is_encodable(bare) and bool(_hunspell().spell(bare))

    def nearest(self, word: str) -> str | None:
        """Return the correct word that is most likely meant, if any."""
        return next(iter(_hunspell().suggest(word)), None) if _is_encodable(word) else None


@cache
def _hunspell() -> Hunspell:
    # Opened at the first word: reading the dictionary takes about 0.1 s, which other commands need not wait.
    return Hunspell(_LANGUAGE)


def spelling(glossary: Glossary) -> Iterator[Finding]:
    """Every word of a text is in the dictionary, in `words.txt`, or part of a name or label."""
    dictionary = Dictionary(glossary)
    for entry in published(glossary):
        for pointer, text in passages(entry):
            for word in _distinct_words(text):
                if word not in dictionary:
                    message = f"'{word}': {_advice(dictionary.nearest(word))}, add it to words.txt"
                    yield finding("spelling", entry, message, pointer, word)


def _distinct_words(text: str) -> list[str]:
    """Return the words of a text in alphabetical order, each once, with compounds split at their hyphens."""
    return sorted({part for compound in words(text) for part in compound.split("-")})


def _advice(suggestion: str | None) -> str:
    return f"did you mean '{suggestion}'? If not" if suggestion else "if it is correct"


def _is_encodable(word: str) -> bool:
    return word == word.encode(_CHARSET, "ignore").decode(_CHARSET)
