"""Comparison of text: folding, sorting, slugs and similarity. Pure functions."""

import re
import unicodedata
from collections.abc import Iterable

from anyascii import anyascii
from rapidfuzz import fuzz, process

from data.constants import MAX_NAME, MAX_SLUG

# Opening marks that say nothing about the place of a name in a list.
_OPENING_MARKS = "\"'([{«‘“ "
_APOSTROPHES = re.compile(r"['’]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
MIN_SIMILARITY = 60  # percent


def fold(text: str) -> str:
    """Return the form in which equal surface forms are equal: NFKC, case-folded, with single spaces."""
    # Most names are ASCII, and need no tables of Unicode.
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Case folding may decompose a letter, so the text is composed again (compare Unicode 3.13, D146).
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def strip_accents(text: str) -> str:
    """Return `text` without combining marks: "Fréchet" becomes "Frechet"."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def sort_key(name: str) -> str:
    """Return the key by which terms are listed: folded, without accents and leading punctuation.

    The key is not longer than a name may be.
    """
    return strip_accents(fold(name)).lstrip(_OPENING_MARKS)[:MAX_NAME]


def letter(name: str) -> str:
    """Return the heading of `name` in an A–Z list: a letter, or "#" for digits and signs."""
    first = sort_key(name)[:1].upper()
    return first if first.isalpha() else "#"


def slugify(name: str) -> str:
    """Return a slug for `name`: "Goodhart's Law" becomes "goodharts-law".

    Names in other scripts are romanized. The slug of a long name is cut. The slug is empty if no letter or
    digit is left, as for a name of signs.
    """
    # Romanization can bring in new capitals: each Chinese character becomes a capitalized syllable.
    romanized = anyascii(fold(name)).lower()
    words = _NOT_SLUG.sub("-", _APOSTROPHES.sub("", romanized))
    return words.strip("-")[:MAX_SLUG].rstrip("-")


def nearest(word: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """Return the candidates most similar to `word` (Indel similarity of at least 60 %), best first."""
    # The time grows with the length of the word, which may be a whole path that a client sent.
    found = process.extract(
        word[:100], candidates, scorer=fuzz.ratio, limit=limit, score_cutoff=MIN_SIMILARITY
    )
    return [candidate for candidate, _, _ in found]
