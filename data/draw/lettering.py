"""Text in lines of a given room. Pure."""

import unicodedata
from collections.abc import Callable
from itertools import islice

ELLIPSIS = "…"
_NARROW, _WIDE = set(" !'(),.:;I[]fijlrt|-"), set("MWmw@%&#<>=+~—…")


def width(text: str, size: float) -> float:
    """About how wide `text` is at a font size in the usual sans-serif fonts, rather more than less."""
    return size * sum(_share(char) for char in text)


def wrap(text: str, fits: Callable[[str], bool], most: int) -> list[str]:
    """`text` in at most `most` lines that all fit, broken between words where that can be; what is over is
    cut.
    """
    lines = []
    for word in text.split():
        if lines and fits(f"{lines[-1]} {word}"):
            lines[-1] += f" {word}"
        else:
            lines += islice(_pieces(word, fits), most + 1)
        if len(lines) > most:
            break
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], fits)]


def _share(char):
    if unicodedata.combining(char):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 1
    return 0.34 if char in _NARROW else 0.9 if char in _WIDE else 0.7 if char.isupper() else 0.58


def _pieces(word, fits):
    """A word in parts that fit, the whole of it if that does."""
    if fits(word):
        yield word
        return
    piece = ""
    for char in word:
        if piece and not fits(piece + char):
            yield piece
            piece = ""
        piece += char
    yield piece


def _cut(line, fits):
    while line and not fits(line + ELLIPSIS):
        line = line.rpartition(" ")[0] or line[:-1]
    return line.rstrip(" ,;:") + ELLIPSIS
