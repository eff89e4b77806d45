"""The reason why a search found a term: the text that shows it best, and which parts of that text match.

The functions are pure. Texts of full-text hits contain the marks that FTS5's `highlight` puts around what
matches. Ranges are in code points. Finding them takes longer than finding the text, so they are optional.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from sqlite_utils.utils import sqlite3

from data.constants import SEARCHED
from data.index.forms import WORD_START, Form
from data.text.folding import fold

OPENING, CLOSING = "\x01", "\x02"  # around what matches
SEPARATOR = " \x03 "  # between the labels of a term. Like the marks, it occurs in no text.
_NO_MARKS = str.maketrans("", "", OPENING + CLOSING)
_MARKED = re.compile(f"({OPENING}[^{CLOSING}]*{CLOSING})")
_EXCERPT_WORDS = 24  # of an explanation
_WORDS_BEFORE = 8  # of them before the first one that matches


class Reason(NamedTuple):
    """Where a term matches (one of `SEARCHED`), in which text, and in which parts of it, if asked for."""

    matched_on: str
    matched_text: str
    ranges: list[tuple[int, int]] | None


def of_forms(forms: Iterable[Form], folded: str, key: str, with_ranges: bool) -> Reason:
    """Return the surface form of a term that the typed text most likely means.

    `folded` and `key` are those of the typed text.
    """

    def rank(form: Form) -> tuple[bool, bool, bool, bool, int]:
        text = fold(form.text)
        return text != folded, form.key != key, not text.startswith(folded), folded not in text, form.position

    best = min(forms, key=rank)
    return Reason(
        matched_on="name" if best.position == 0 else "label",
        matched_text=best.text,
        ranges=[_range(best, folded, key)] if with_ranges else None,
    )


def of_texts(marked: sqlite3.Row, with_ranges: bool) -> Reason:
    """Return the marked text of a hit (a row by column) that contains the most different words."""
    parts = [
        (column, part)
        for column in SEARCHED
        if OPENING in marked[column]
        for part in marked[column].split(SEPARATOR)
    ]
    column, text = max(parts, key=lambda part: len({fold(mark) for mark in _MARKED.findall(part[1])}))
    shown = _excerpt(text) if column == "explanation" else text
    if not with_ranges:
        return Reason(matched_on=column, matched_text=shown.translate(_NO_MARKS), ranges=None)
    plain, ranges = _unmarked(shown)
    return Reason(matched_on=column, matched_text=plain, ranges=ranges)


def _range(form: Form, folded: str, key: str) -> tuple[int, int]:
    """Return all of the form if it was typed in full, else the typed part from the start of a word."""
    text = form.text
    if fold(text) == folded or form.key == key:
        return 0, len(text)
    starts = [0, *(found.start() for found in WORD_START.finditer(text))]
    start = next((start for start in starts if fold(text[start:]).startswith(folded)), 0)
    # Folding may change the length of a text, so the end is the first one at which enough letters are folded.
    ends = range(start + 1, len(text))
    return start, start + 1 + bisect_left(ends, len(folded), key=lambda end: len(fold(text[start:end])))


def _excerpt(text: str) -> str:
    """Return some words around the first one that matches."""
    words = text.split()
    first = next((number for number, word in enumerate(words) if OPENING in word), 0)
    # Near the end of the text, more words before the match fill the excerpt.
    start = max(0, min(first - _WORDS_BEFORE, len(words) - _EXCERPT_WORDS))
    shown = " ".join(words[start : start + _EXCERPT_WORDS])
    return f"{'…' if start else ''}{shown}{'…' if start + _EXCERPT_WORDS < len(words) else ''}"


def _unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without its marks, and the ranges that were between them."""
    plain = ""
    ranges = []
    # The group in the pattern makes `split` return the marked parts as well as the others.
    for part in _MARKED.split(text):
        shown = part.translate(_NO_MARKS)
        if part.startswith(OPENING):
            ranges.append((len(plain), len(plain) + len(shown)))
        plain += shown
    return plain, ranges
