"""Finding surface forms in running text: one pass over its words, whatever the number of forms. Pure.

A text is read as a row of words, each reduced to the key that its inflected and British forms share
(`data.text.inflection`); the forms make a tree of such rows. From every word that, with the next one, begins
a form the longest way down the tree is taken, so the cost follows the text and what is found in it, not the
number of forms. Since words are compared and not characters, «net» is not found in «internet»; ideographs and
kana, which stand without spaces, count as words of their own. What joins the words of a name may be a space,
a hyphen or any sign inside a word; other signs only as they stand in the name, and never the end of a
paragraph.
"""

import re
from array import array
from collections.abc import Callable, Hashable, Iterable
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from data.text.folding import fold
from data.text.inflection import word_key

_WORD = re.compile(r"([぀-ヿ㐀-䶿一-鿿豈-﫿]|[^\W_぀-ヿ㐀-䶿一-鿿豈-﫿]+(?:['’]s(?![^\W_]))?|[+#*]+)")
_JOINT = re.compile(r"[ \t\xa0]*+(?:\n[ \t\xa0]*+)?|[-‐‑–/.’'_&·]")
_USUAL_JOINTS = {"", " ", "-"}
_MAX_KEYS = 100_000
_LONG = 50  # letters of a word
_SHORT = 5  # letters of an abbreviation that has small ones, too
_PLURAL = re.compile(r"(?<=[A-Z\d])(?:['’]?s)$")


class _Form(NamedTuple):
    text: str
    exact: bool
    value: Hashable


class _Node:
    """Where a row of words leads: to those that may come next, and to the forms that end with it.

    `values` are those of the forms where nothing is left to be compared.
    """

    __slots__ = ("children", "forms", "values")

    def __init__(self):
        self.children, self.forms, self.values = (), (), None


class Matcher:
    """Forms, each with a value, to be found in texts.

    `case`: `smart` finds abbreviations (all in capitals, or short with two of them) only as they are written,
    `ignore` finds any form in any case, `sensitive` each as it is written. Without `inflections` only the
    form itself is found, but for its case.
    """

    def __init__(self, forms: Iterable[tuple[str, Hashable]], *, case="smart", inflections=True):
        self._case, self._inflections = case, inflections
        self._root, self._singles, self._pairs = {}, {}, set()
        for text, value in forms:
            if keys := _Words(text).keys:
                self._add(keys, text, value)

    def find(
        self, text: str, *, overlapping=False, wanted: Callable | None = None
    ) -> list[tuple[int, int, list]]:
        """The forms in a text in order, as (start, end, values of the forms it may be), in code points: the
        longest from each word on, or with `overlapping` all of them.

        With `wanted`, only those forms count for whose value it holds.
        """
        words = _Words(text)
        keys, borders, pairs, singles = [*words.keys, None], words.borders, self._pairs, self._singles
        found, after = [], 0
        for first, pair in enumerate(pairwise(keys)):
            several = pair in pairs
            if not (several or pair[0] in singles) or first < after:
                continue
            if not (several or wanted) and (values := singles[pair[0]]):  # nothing is left to be compared
                found.append((borders[2 * first], borders[2 * first + 1], values))
                continue
            hits = self._hits(words, keys, first, wanted)
            for last, values in hits if overlapping else hits[:1]:
                found.append((borders[2 * first], borders[2 * last + 1], values))
                after = 0 if overlapping else last + 1
        return found

    def _add(self, keys, text, value):
        exact = self._case == "sensitive" or (self._case == "smart" and _is_short(text))
        node = self._root.setdefault(keys[0], _Node())
        for key in keys[1:]:
            node.children = node.children or {}
            node = node.children.setdefault(key, _Node())
        node.forms = (*node.forms, _Form(text, exact, value))
        node.values = [value] if len(node.forms) == 1 and self._inflections and not exact else None
        if len(keys) == 1:
            self._singles[keys[0]] = node.values
        else:
            self._pairs.add((keys[0], keys[1]))

    def _hits(self, words, keys, first, wanted) -> list[tuple[int, list]]:
        """What begins with the word `first`, the longest first: the last word and the values of the forms."""
        node, last, apart, hits = self._root[keys[first]], first, False, []
        while True:
            if node.values and not apart and not wanted:
                hits.append((last, node.values))
            elif node.forms and (
                values := self._allowed(words.between(first, last), node.forms, apart, wanted)
            ):
                hits.append((last, values))
            last += 1
            if keys[last] not in node.children:
                break
            if (sign := words.sign_before(last)) is not None:
                if not sign:
                    break
                apart = True
            node = node.children[keys[last]]
        return hits[::-1]

    def _allowed(self, surface, forms, apart, wanted):
        """The values of those forms that may be written like `surface`, whose words a sign may keep `apart`;
        those written just so, if there are any.
        """
        if wanted:
            forms = [form for form in forms if wanted(form.value)]
        folded = fold(surface)
        same = [
            form.value for form in forms if fold(form.text) == folded and not self._differs(form, surface)
        ]
        if same or apart or not self._inflections:
            return list(dict.fromkeys(same))
        return list(dict.fromkeys(form.value for form in forms if not self._differs(form, surface)))

    def _differs(self, form, surface):
        """Whether a form that must stand as it is written does not."""
        bare = _PLURAL.sub("", surface) if self._inflections else surface
        return form.exact and form.text not in (surface, bare)


def _is_short(text):
    """Whether a form is an abbreviation, as SAM and ZeRO are, which in small letters may be another word."""
    return (len(text) > 1 and text.isupper()) or (len(text) <= _SHORT and sum(map(str.isupper, text)) > 1)


class _Words:
    """A text cut into words: the key of each, and in `borders` where the first starts, where it ends, and so
    on.
    """

    def __init__(self, text):
        self._text = text
        self._parts = _WORD.split(
            text
        )  # what is before the first word, the word, what is before the next, and so on
        self.borders = array("I", accumulate(map(len, self._parts)))
        self.keys = list(map(_KEYS.__getitem__, islice(self._parts, 1, None, 2)))

    def between(self, first, last) -> str:
        """The text from one word to another, both included."""
        return self._text[self.borders[2 * first] : self.borders[2 * last + 1]]

    def sign_before(self, number) -> str | None:
        """What keeps a word apart from the one before it, as a comma does; empty where a paragraph ends
        between them, None where both can be of one name.
        """
        gap = self._parts[2 * number]
        if gap in _USUAL_JOINTS or _JOINT.fullmatch(gap):
            return None
        if gap in ("' ", "’ ") and self._parts[2 * number - 1][-1] in "sS":
            return None
        return gap.strip()


class _Keys(dict):
    """The keys of words met so far, but for very long ones; begun anew when there are too many."""

    def __missing__(self, word):
        key = word_key(word)
        if len(word) <= _LONG:
            if len(self) >= _MAX_KEYS:
                self.clear()
            self[word] = key
        return key


_KEYS = _Keys()
