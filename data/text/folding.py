"""Text as the glossary compares it: folding, sorting and slugs. Pure functions."""

import re
import unicodedata

from rapidfuzz import fuzz, process

from data.constants import MAX_NAME, MAX_SLUG

# Letters without a decomposition into a Latin one and a mark, as they are spelt where they are missing.
_SPELT_OUT = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)


def fold(text: str) -> str:
    """The form in which two surface forms count as the same: NFKC, case-folded, single spaces.

    Folding may take a letter apart, so that it is composed once more (compare Unicode 3.13, D146).
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def strip_accents(text: str) -> str:
    """`text` without combining marks: «Fréchet» becomes «Frechet»."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def sort_key(name: str) -> str:
    """The key terms are listed by: folded, without accents or leading punctuation, no longer than a name."""
    return strip_accents(fold(name)).lstrip("\"'([{«‘“ ")[:MAX_NAME]


def letter(name: str) -> str:
    """The heading of an A–Z list that `name` stands under; «#» for digits and signs."""
    first = sort_key(name)[:1].upper()
    return first if first.isalpha() else "#"


def slugify(name: str) -> str:
    """A slug for `name`; empty when it has no Latin letter or digit: «Goodhart's Law» becomes goodharts-law.

    A name too long for a slug is cut.
    """
    plain = re.sub(r"['’]", "", strip_accents(fold(name).translate(_SPELT_OUT)))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].rstrip("-")


def nearest(word, candidates, limit=3) -> list[str]:
    """The candidates most like `word`, best first; none when nothing is near (Indel similarity under 60 %)."""
    found = process.extract(word[:100], candidates, scorer=fuzz.ratio, limit=limit, score_cutoff=60)
    return [candidate for candidate, _, _ in found]
