"""Text broken into lines of a given width. Pure."""

import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice

ELLIPSIS = "…"
_NARROW, _WIDE = set(" !'(),.:;I[]fijlrt|-"), set("MWmw@%&#<>=+~—…")


def width(text: str, size: float) -> float:
    """Return the approximate width of `text` at a font size in common sans-serif fonts, rather too wide."""
    return size * sum(_share(char) for char in text)


def wrap(text: str, fits: Callable[[str], bool], most: int) -> list[str]:
    """Return `text` as at most `most` lines that all fit.

    Lines are broken between words where possible. Text that does not fit is cut off with an ellipsis.
    """
    lines: list[str] = []
    for word in text.split():
        if lines and fits(f"{lines[-1]} {word}"):
            lines[-1] += f" {word}"
        else:
            # A single word of 50,000 letters is legal; measure no more of it than can be shown.
            lines += islice(_pieces(word, fits), most + 1)
        if len(lines) > most:
            break
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], fits)]


def _share(char: str) -> float:
    """Return the width of a character in units of the font size."""
    # The drawing is rendered in whatever sans-serif font the reader has, so nothing can be measured here.
    # The shares below are upper estimates for groups of characters; DejaVu Sans is the widest common font.
    if unicodedata.combining(char):
        return 0
    if unicodedata.east_asian_width(char) in "WF":  # "wide" and "full-width" characters fill a square
        return 1
    return 0.34 if char in _NARROW else 0.9 if char in _WIDE else 0.7 if char.isupper() else 0.58


def _pieces(word: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Yield a word in parts that fit, or the whole word if it fits."""
    if fits(word):
        yield word
        return
    piece = ""
    for char in word:
        # A piece has at least one character even if that does not fit; otherwise the loop would not end.
        if piece and not fits(piece + char):
            yield piece
            piece = ""
        piece += char
    yield piece


def _cut(line: str, fits: Callable[[str], bool]) -> str:
    """Return `line` shortened by whole words, or by letters in its last word, and an ellipsis."""
    while line and not fits(line + ELLIPSIS):
        line = line.rpartition(" ")[0] or line[:-1]
    return line.rstrip(" ,;:") + ELLIPSIS
