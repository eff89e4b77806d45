"""Find surface forms in running text, in one pass over its words, whatever the number of forms. Pure.

A text is read as a sequence of words. Each word is replaced by the key that its inflected and British forms
share (`data.text.inflection`). The keys of the forms make a tree, one word per level. Wherever a word alone,
or with the next one, begins a form, the tree is descended as far as possible, and the longest form found is
taken. The cost therefore depends on the text and on what is found in it, not on the number of forms.

Words are compared, not characters, so "net" is not found in "internet". Ideographs and kana are written
without spaces, so each of them is a word. The words of a name may be joined by a space, a hyphen or any sign
that occurs inside words. Other signs match only if the name has the same ones. A name never extends beyond
the end of a paragraph.
"""

import re
from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import accumulate, islice, pairwise
from typing import Any, Generic, NamedTuple, TypeVar

from data.text.folding import fold
from data.text.inflection import word_key

Value = TypeVar("Value", bound=Hashable)

# The last range begins at U+8C48, the canonical equivalent of U+F900, where the widget begins it. It
# therefore contains Hangul: here, unlike in the widget, "net" is found before a Korean particle.
_IDEOGRAPHS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u8c48-\ufaff"
_WORD = re.compile(rf"([{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+(?:['’]s(?![^\W_]))?|[+#*]+)")
# Possessive quantifiers: a long gap that does not match is refused without backtracking.
_JOINT = re.compile(r"[ \t\xa0]*+(?:\n[ \t\xa0]*+)?|[-‐‑–/.’'_&·]")
# 99 % of the gaps inside the names found in the shipped explanations; a set is asked faster than _JOINT.
_USUAL_JOINTS = {"", " ", "-"}
_PLURAL = re.compile(r"(?<=[A-Z\d])(?:['’]?s)$")
_MAX_ABBREVIATION_LETTERS = 5  # PyTorch and other longer forms with two capitals are no everyday words
# The words of all texts share one cache, so both limits bound what strangers can fill it with: 15 MB for
# 100,000 words of 4 to 12 letters, 24 MB for words of 50 letters.
_MAX_KEYS = 100_000
_MAX_KEPT_LETTERS = 50
_END = "\n"  # ends the keys of a text; no key equals it, because no word contains a line break


class _Form(NamedTuple, Generic[Value]):
    """A surface form and its value; an `exact` one is found only in its own spelling and case."""

    text: str
    exact: bool
    value: Value


class _Node(Generic[Value]):
    """The end of a sequence of words: `children` has the words that may come next, `forms` ends here.

    `values` are the values of the forms if the key alone decides, so that no spelling has to be compared.
    """

    __slots__ = ("children", "forms", "values")

    def __init__(self) -> None:
        self.children: dict[str, _Node[Value]] = _NO_CHILDREN
        self.forms: tuple[_Form[Value], ...] = ()
        self.values: list[Value] | None = None


# More than half of the nodes are leaves. They share one dictionary, which must stay empty.
_NO_CHILDREN: dict[str, _Node[Any]] = {}


class Matcher(Generic[Value]):
    """Forms to be found in texts, each with a value.

    With `case="smart"`, abbreviations (all in capitals, or short with two capitals) are found only in their
    own spelling and case, and other forms in any case. With `"ignore"`, every form is found in any case; with
    `"sensitive"`, each only in its own. Without `inflections`, a form is found only as it is, apart from its
    case.
    """

    def __init__(
        self, forms: Iterable[tuple[str, Value]], *, case: str = "smart", inflections: bool = True
    ) -> None:
        self._case, self._inflections = case, inflections
        self._root: dict[str, _Node[Value]] = {}
        # These two are asked before the tree: 7 % of the words of the shipped explanations get past them.
        self._singles: dict[str, list[Value] | None] = {}
        self._pairs: set[tuple[str, str]] = set()
        for text, value in forms:
            if keys := _Words(text).keys:
                self._add(keys, text, value)

    def find(
        self, text: str, *, overlapping: bool = False, wanted: Callable[[Value], bool] | None = None
    ) -> list[tuple[int, int, list[Value]]]:
        """Return the forms in a text in order, as (start, end, values of the possible forms).

        Positions count code points. Only the longest form that begins at a word is returned, and none inside
        it; with `overlapping`, all forms are. With `wanted`, only forms count for whose value it is true.
        """
        words = _Words(text)
        # Local names: this loop runs once per word, and attributes would be looked up each time.
        keys, borders, pairs, singles = [*words.keys, _END], words.borders, self._pairs, self._singles
        found: list[tuple[int, int, list[Value]]] = []
        next_free = 0
        for first, pair in enumerate(pairwise(keys)):
            begins_longer = pair in pairs
            if not (begins_longer or pair[0] in singles) or first < next_free:
                continue
            if not (begins_longer or wanted) and (values := singles[pair[0]]):
                # The key alone decides: nothing to descend to, and no spelling to compare.
                found.append((borders[2 * first], borders[2 * first + 1], values))
                continue
            hits = self._forms_from(words, keys, first, wanted)
            for last, values in hits if overlapping else hits[:1]:
                found.append((borders[2 * first], borders[2 * last + 1], values))
                next_free = 0 if overlapping else last + 1
        return found

    def _add(self, keys: Sequence[str], text: str, value: Value) -> None:
        exact = self._case == "sensitive" or (self._case == "smart" and _is_abbreviation(text))
        node = self._root.setdefault(keys[0], _Node())
        for key in keys[1:]:
            if node.children is _NO_CHILDREN:
                node.children = {}
            node = node.children.setdefault(key, _Node())
        node.forms = (*node.forms, _Form(text=text, exact=exact, value=value))
        node.values = [value] if len(node.forms) == 1 and self._inflections and not exact else None
        if len(keys) == 1:
            self._singles[keys[0]] = node.values
        else:
            self._pairs.add((keys[0], keys[1]))

    def _forms_from(
        self, words: "_Words", keys: Sequence[str], first: int, wanted: Callable[[Value], bool] | None
    ) -> list[tuple[int, list[Value]]]:
        """Return the forms that begin with the word `first`, longest first, as (last word, values)."""
        node, last, separated = self._root[keys[first]], first, False
        hits: list[tuple[int, list[Value]]] = []
        while True:
            if node.values and not separated and not wanted:
                hits.append((last, node.values))
            elif node.forms and (
                values := self._matching_values(words.between(first, last), node.forms, separated, wanted)
            ):
                hits.append((last, values))
            last += 1
            child = node.children.get(keys[last])
            if child is None:
                break
            if not words.are_joined(last):
                if words.paragraph_ends_before(last):
                    break
                # A form may contain this sign: "Plan, Do, Check". _matching_values compares the spelling.
                separated = True
            node = child
        return hits[::-1]

    def _matching_values(
        self,
        surface: str,
        forms: Sequence[_Form[Value]],
        separated: bool,
        wanted: Callable[[Value], bool] | None,
    ) -> list[Value]:
        """Return the values of those forms that may be written as `surface`, without repetition.

        Forms with the same letters take precedence over inflected ones. If a sign separates words of
        `surface`, only forms with the same letters and signs match.
        """
        if wanted:
            forms = [form for form in forms if wanted(form.value)]
        folded = fold(surface)
        same = [
            form.value for form in forms if fold(form.text) == folded and self._allows_spelling(form, surface)
        ]
        if same or separated or not self._inflections:
            return list(dict.fromkeys(same))
        return list(dict.fromkeys(form.value for form in forms if self._allows_spelling(form, surface)))

    def _allows_spelling(self, form: _Form[Value], surface: str) -> bool:
        """Return whether a form may be spelled as `surface`, given the same key; a plural s is ignored."""
        if not form.exact:
            return True
        bare = _PLURAL.sub("", surface) if self._inflections else surface
        return form.text in (surface, bare)


def _is_abbreviation(text: str) -> bool:
    """Return whether a form is an abbreviation, as SAM and ZeRO are; in lower case it may be another word."""
    if len(text) > 1 and text.isupper():
        return True
    return len(text) <= _MAX_ABBREVIATION_LETTERS and sum(map(str.isupper, text)) > 1


class _Words:
    """A text cut into words.

    `keys` has the key of each word. `borders` has the start of the first word, its end, the start of the
    second word, and so on.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        # The text before the first word, the word, the text before the next one, and so on.
        self._parts: list[str] = _WORD.split(text)
        self.borders = array("I", accumulate(map(len, self._parts)))
        self.keys = list(map(_KEYS.__getitem__, islice(self._parts, 1, None, 2)))

    def between(self, first: int, last: int) -> str:
        """Return the text from one word to another, both included."""
        return self._text[self.borders[2 * first] : self.borders[2 * last + 1]]

    def are_joined(self, number: int) -> bool:
        """Return whether a word and the one before it may belong to the same name in any spelling."""
        gap = self._parts[2 * number]
        if gap in _USUAL_JOINTS or _JOINT.fullmatch(gap):
            return True
        # The apostrophe of a plural possessive, as in "Bayes' theorem".
        return gap in ("' ", "’ ") and self._parts[2 * number - 1][-1] in "sS"

    def paragraph_ends_before(self, number: int) -> bool:
        """Return whether only white space is between two words that are not joined: a blank line."""
        return not self._parts[2 * number].strip()


class _Keys(dict[str, str]):
    """The keys of the words met so far, without very long words; emptied when there are too many.

    Threads share it without a lock: a word removed by another thread is only computed again.
    """

    def __missing__(self, word: str) -> str:
        key = word_key(word)
        if len(word) <= _MAX_KEPT_LETTERS:
            if len(self) >= _MAX_KEYS:
                self.clear()
            self[word] = key
        return key


_KEYS = _Keys()
