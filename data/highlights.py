"""Why a search found a term: the text that shows it best, and which parts of it match. Pure.

Texts of full-text hits come with the marks that FTS5's `highlight` puts around what matches.
"""

import re

from data.kinds import SEARCHED
from data.text import fold

OPENING, CLOSING = "\x01", "\x02"  # around what matches
SEPARATOR = " \x03 "  # between the labels of a term; like the marks, in no text
_MARKED = re.compile(f"{OPENING}[^{CLOSING}]*{CLOSING}")
_EXCERPT = 24  # words of an explanation
_BEFORE = 8  # of them before the first that matches
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]")


def of_forms(forms, folded: str, key: str) -> tuple[str, str, list[tuple[int, int]]]:
    """Of the surface forms of a hit by name the one that is meant: (`name` or `label`, text, ranges).

    `folded` and `key` are those of what was typed.
    """

    def rank(form):
        text = fold(form.text)
        return text != folded, form.key != key, not text.startswith(folded), folded not in text, form.position

    best = min(forms, key=rank)
    whole = fold(best.text) == folded or best.key == key
    part = (0, len(best.text)) if whole else _beginning(best.text, folded)
    return ("name" if best.position == 0 else "label"), best.text, [part]


def of_texts(marked) -> tuple[str, str, list[tuple[int, int]]]:
    """Of the marked texts of a hit, by column, the one in which most of the words are found."""
    parts = [
        (column, part) for column in SEARCHED if OPENING in marked[column] for part in marked[column].split(SEPARATOR)
    ]
    column, text = max(parts, key=lambda found: len({fold(mark) for mark in _MARKED.findall(found[1])}))
    return column, *_unmarked(_excerpt(text) if column == "explanation" else text)


def _beginning(text, folded) -> tuple[int, int]:
    """Where a word of the text begins with what was typed; folding may change lengths."""
    starts = [0, *(found.start() for found in _WORD_START.finditer(text))]
    start = next((start for start in starts if fold(text[start:]).startswith(folded)), 0)
    ends = range(start + 1, len(text) + 1)
    return start, next((end for end in ends if len(fold(text[start:end])) >= len(folded)), len(text))


def _excerpt(text):
    """Some words around the first that matches."""
    words = text.split()
    first = next((number for number, word in enumerate(words) if OPENING in word), 0)
    start = max(0, min(first - _BEFORE, len(words) - _EXCERPT))
    shown = " ".join(words[start : start + _EXCERPT])
    return f"{'…' if start else ''}{shown}{'…' if start + _EXCERPT < len(words) else ''}"


def _unmarked(text):
    """The text without its marks, and where they were."""
    plain, ranges = "", []
    for part in re.split(f"({_MARKED.pattern})", text):
        if part.startswith(OPENING):
            ranges.append((len(plain), len(plain) + len(part) - 2))
        plain += part.strip(OPENING + CLOSING)
    return plain, ranges
