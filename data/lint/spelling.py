"""Spelling: US English by Hunspell's dictionary, and the words the glossary calls its own."""

from hunspell import Hunspell

from data.lint.findings import finding, published
from data.lint.prose import own_words, passages, words

_LANGUAGE = "en_US"
_CHARSET = "latin-1"  # of this dictionary; the binding fails on any other character


class Dictionary:
    """What counts as spelt right: the dictionary's words, the glossary's own, and their plurals and possessives."""

    def __init__(self, glossary):
        self._own = set()
        self._hunspell = Hunspell(_LANGUAGE)
        for word in own_words(glossary):
            plain = word.lower() if word.istitle() else word
            for form in {word, plain, f"{plain}s"}:
                self._add(form)

    def __contains__(self, word) -> bool:
        bare = word.replace("’", "'").removesuffix("'s")
        return bare in self._own or (_encodable(bare) and self._hunspell.spell(bare))

    def nearest(self, word) -> str | None:
        """The word most likely meant, if any."""
        return next(iter(self._hunspell.suggest(word)), None) if _encodable(word) else None

    def _add(self, word):
        if _encodable(word):
            self._hunspell.add(word)
        else:
            self._own.add(word)


def spelling(glossary):
    """Every word of a text is in the dictionary, in `words.txt`, or part of a name or label."""
    dictionary = Dictionary(glossary)
    for entry in published(glossary):
        for pointer, text in passages(entry):
            for word in sorted({part for compound in words(text) for part in compound.split("-")}):
                if word not in dictionary:
                    hint = dictionary.nearest(word)
                    meant = f"did you mean '{hint}'?" if hint else "not in the dictionary"
                    yield finding("spelling", entry, f"'{word}': {meant}", pointer)


def _encodable(word):
    return word == word.encode(_CHARSET, "ignore").decode(_CHARSET)
