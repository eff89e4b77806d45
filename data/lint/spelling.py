"""Spelling: US English by Hunspell's dictionary, and the words the glossary calls its own."""

from functools import cache

from hunspell import Hunspell

from data.lint.findings import finding, published
from data.lint.prose import own_words, passages, words

_LANGUAGE = "en_US"
_CHARSET = "latin-1"  # of this dictionary; the binding fails on any other character


class Dictionary:
    """What counts as spelt right: the words of Hunspell, those of the glossary, and their plurals and
    possessives.

    A word of the glossary in small letters may stand in capitals, too; one with capitals stands as it is.
    """

    def __init__(self, glossary):
        own = {word.lower() if word.istitle() else word for word in own_words(glossary)}
        self._own = own | {f"{word}s" for word in own}

    def __contains__(self, word) -> bool:
        bare = word.replace("’", "'").removesuffix("'s")
        return (
            bare in self._own or bare.lower() in self._own or (_encodable(bare) and _hunspell().spell(bare))
        )

    def nearest(self, word) -> str | None:
        """The word most likely meant, if any."""
        return next(iter(_hunspell().suggest(word)), None) if _encodable(word) else None


@cache
def _hunspell():
    return Hunspell(_LANGUAGE)


def spelling(glossary):
    """Every word of a text is in the dictionary, in `words.txt`, or part of a name or label."""
    dictionary = Dictionary(glossary)
    for entry in published(glossary):
        for pointer, text in passages(entry):
            for word in sorted({part for compound in words(text) for part in compound.split("-")}):
                if word not in dictionary:
                    hint = dictionary.nearest(word)
                    meant = f"did you mean '{hint}'? If not" if hint else "if it is right"
                    yield finding("spelling", entry, f"'{word}': {meant}, add it to words.txt", pointer, word)


def _encodable(word):
    return word == word.encode(_CHARSET, "ignore").decode(_CHARSET)
