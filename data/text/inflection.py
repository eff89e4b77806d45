"""One key for the forms a name takes in text: singular, plural, American, British, with hyphen, space or
neither. Pure.

The rules need not give words that exist, only the same key for the forms of one name and different ones for
different names. They are for English; other scripts pass through as they are.
"""

import re

from data.text.folding import fold

_APOSTROPHES = re.compile(r"['’]s\b|['’]")
_SEPARATORS = re.compile(r"[\s\-‐-―/_.]+")
_WORD = re.compile(r"[a-z]+")

# Irregular plurals of the field.
_IRREGULAR = {
    "analyses": "analysis",
    "axes": "axis",
    "criteria": "criterion",
    "foci": "focus",
    "hypotheses": "hypothesis",
    "indices": "index",
    "matrices": "matrix",
    "phenomena": "phenomenon",
    "syntheses": "synthesis",
    "theses": "thesis",
    "vertices": "vertex",
}
_SINGULAR = (
    (re.compile(r"(?<=..)ies$"), "y"),
    (re.compile(r"(?:(?<=..ch)|(?<=..sh)|(?<=..[sxz]))es?$"), ""),
    (re.compile(r"(?<=..)s$"), ""),
)
_AMERICAN = (
    (re.compile(r"(?<=[a-z]{2})is(?=(?:e|es|ed|er|ers|es|ing|ation|ations|able)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2}l)ys(?=(?:e|es|ed|er|ers|es|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{2})our(?=(?:s|ed|ing|al|ally|ful|able|ite|ites|hood|hoods|ism|ist)?$)"), "or"),
    (re.compile(r"(?<=[aeiou]l)l(?=(?:ed|er|ers|ing|ings)$)"), ""),
    (re.compile(r"(?<=[bdt])re$"), "er"),
    (re.compile(r"(?<=[aol]og)ue(?=s?$)"), ""),
    (re.compile(r"(?<=[a-z]{2}en)c(?=es?$)"), "s"),
    (re.compile(r"^programme"), "program"),
    (re.compile(r"^artefact"), "artifact"),
    (re.compile(r"^grey"), "gray"),
)


def key(form: str) -> str:
    """The key of a surface form: «Generative Adversarial Networks», «generative-adversarial network» have the
    same.
    """
    plain = _APOSTROPHES.sub("", fold(form))
    words = [_WORD.sub(lambda word: _stem(word[0]), word) for word in _SEPARATORS.split(plain)]
    return "".join(words) or fold(form)


def word_key(word: str) -> str:
    """The key of one word, so that a row of words can be compared with another."""
    plain = _APOSTROPHES.sub("", fold(word))
    return _stem(plain) if _WORD.fullmatch(plain) else plain


def _stem(word):
    word = _IRREGULAR.get(word, word)
    for pattern, replacement in (*_AMERICAN, *_SINGULAR):
        word = pattern.sub(replacement, word)
    return word
