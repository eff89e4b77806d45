"""Why a search found a term: the text that shows it best, and which parts of it match. Pure.

Texts of full-text hits come with the marks that FTS5's `highlight` puts around what matches. Ranges, in code
points, take longer to find than the text; they are None where nobody asked.
"""

import re

from data.constants import SEARCHED
from data.text.folding import fold

OPENING, CLOSING = "\x01", "\x02"  # around what matches
SEPARATOR = " \x03 "  # between the labels of a term; like the marks, in no text
_NO_MARKS = str.maketrans("", "", OPENING + CLOSING)
_MARKED = re.compile(f"{OPENING}[^{CLOSING}]*{CLOSING}")
_EXCERPT = 24  # words of an explanation
_BEFORE = 8  # of them before the first that matches
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]")


def of_forms(
    forms, folded: str, key: str, with_ranges: bool
) -> tuple[str, str, list[tuple[int, int]] | None]:
    """Of the surface forms of a hit by name the one that is meant: (`name` or `label`, text, ranges).

    `folded` and `key` are those of what was typed.
    """

    def rank(form):
        text = fold(form.text)
        return text != folded, form.key != key, not text.startswith(folded), folded not in text, form.position

    best = min(forms, key=rank)
    ranges = [_range(best, folded, key)] if with_ranges else None
    return ("name" if best.position == 0 else "label"), best.text, ranges


def of_texts(marked, with_ranges: bool) -> tuple[str, str, list[tuple[int, int]] | None]:
    """Of the marked texts of a hit, by column, the one in which most of the words are found: (column, text,
    ranges).
    """
    parts = [
        (column, part)
        for column in SEARCHED
        if OPENING in marked[column]
        for part in marked[column].split(SEPARATOR)
    ]
    column, text = max(parts, key=lambda found: len({fold(mark) for mark in _MARKED.findall(found[1])}))
    shown = _excerpt(text) if column == "explanation" else text
    return column, *(_unmarked(shown) if with_ranges else (shown.translate(_NO_MARKS), None))


def _range(form, folded, key) -> tuple[int, int]:
    """All of the form when it was typed in full, else the beginning of a word; folding may change lengths."""
    text = form.text
    if fold(text) == folded or form.key == key:
        return 0, len(text)
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
        plain += part.translate(_NO_MARKS)
    return plain, ranges
