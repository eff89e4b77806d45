"""Finding surface forms in running text: one pass over its words, whatever the number of forms. Pure.

A text is read as a row of words, each reduced to the key that its inflected and British forms share
(`data.inflection`); the forms make a tree of such rows. From every word the longest way down the tree is taken, so the
cost follows the text and the length of names, not their number. Since words are compared and not characters, «net» is
not found in «internet»; ideographs and kana, which stand without spaces, count as words of their own. What joins the
words of a name may be a space, a hyphen or any sign inside a word, but not the end of a sentence or a paragraph.
"""

import re
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import NamedTuple

from data.inflection import word_key
from data.text import fold

_TOKEN = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]|[^\W_぀-ヿ㐀-䶿一-鿿豈-﫿]+(?:['’]s(?![^\W_]))?|[+#*]+")
_JOINT = re.compile(r"[ \t\xa0]*\n?[ \t\xa0]*|[-‐‑–/.’'_&·]")
_USUAL_JOINTS = ("", " ", "-")
_PLURAL = re.compile(r"(?<=[A-Z\d])(?:['’]?s)$")


class Found(NamedTuple):
    """A surface form in a text: where (code points, `end` not included), and the values of the forms it may be."""

    start: int
    end: int
    values: list


class _Form(NamedTuple):
    text: str
    folded: str
    exact: bool
    value: Hashable


class Matcher:
    """Forms, each with a value, to be found in texts.

    `case`: `smart` finds forms all in capitals only as they are written, `ignore` finds any form in any case,
    `sensitive` each as it is written. Without `inflections` only the form itself is found, but for its case.
    """

    def __init__(self, forms: Iterable[tuple[str, Hashable]], *, case="smart", inflections=True):
        self._case, self._inflections = case, inflections
        self._root = {}
        for text, value in forms:
            keys = [key for _, _, key in _tokens(text)]
            if keys:
                self._add(keys, text, value)

    def find(self, text: str, *, overlapping=False, wanted: Callable | None = None) -> list[Found]:
        """The forms in a text in order: the longest from each word on, or with `overlapping` all of them.

        With `wanted`, only those forms count for whose value it holds.
        """
        tokens = _tokens(text)
        found, first = [], 0
        while first < len(tokens):
            hits = self._from(tokens, first)
            after = first + 1
            for last, forms in reversed(hits):
                start, end = tokens[first][0], tokens[last][1]
                if values := self._allowed(text[start:end], forms, wanted):
                    found.append(Found(start, end, values))
                    if not overlapping:
                        after = last + 1
                        break
            first = after
        return found

    def _add(self, keys, text, value):
        form = _Form(text, fold(text), self._case == "sensitive" or (self._case == "smart" and _is_short(text)), value)
        children = self._root
        for key in keys[:-1]:
            node = children.setdefault(key, [None, None])
            if node[0] is None:
                node[0] = {}
            children = node[0]
        node = children.setdefault(keys[-1], [None, None])
        node[1] = [*(node[1] or []), form]

    def _from(self, tokens, first):
        """The forms that may begin with the token `first`, as (last token, forms), the longest last."""
        children, hits = self._root, []
        for last in range(first, len(tokens)):
            node = children.get(tokens[last][2])
            if node is None:
                break
            if node[1]:
                hits.append((last, node[1]))
            children = node[0]
            if children is None:
                break
        return hits

    def _allowed(self, surface, forms, wanted):
        """The values of those forms that may be written like `surface`; those written just so, if there are any."""
        if wanted:
            forms = [form for form in forms if wanted(form.value)]
        if len(forms) == 1 and self._inflections and not forms[0].exact:
            return [forms[0].value]
        folded = fold(surface)
        bare = _PLURAL.sub("", surface) if self._inflections else surface
        fitting = [form for form in forms if (form.text in (surface, bare) if form.exact else self._may(form, folded))]
        same = [form.value for form in fitting if form.folded == folded]
        return list(dict.fromkeys(same or [form.value for form in fitting]))

    def _may(self, form, folded):
        return self._inflections or form.folded == folded


def _is_short(text):
    """Whether a form is an abbreviation in capitals, which in small letters may be another word."""
    return text.isupper() and len(text) > 1


def _tokens(text) -> list[tuple[int, int, str]]:
    """The words of a text as (start, end, key), and what stands between words that it keeps apart, as a comma does."""
    tokens, before = [], 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        gap = text[before:start]
        if gap not in _USUAL_JOINTS and before and not _joins(gap, text[before - 1]):
            tokens.append((before, before, gap.strip() or "\n"))
        tokens.append((start, end, _key(match[0])))
        before = end
    return tokens


def _joins(gap, letter) -> bool:
    """Whether words with this gap between them can belong to one name; `letter` is the one before it."""
    return bool(_JOINT.fullmatch(gap)) or (gap in ("' ", "’ ") and letter in "sS")


@lru_cache(maxsize=100_000)
def _key(word):
    return word_key(word)
