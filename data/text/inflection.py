"""One key for all inflected forms of a name: singular, plural, American, British. Pure functions.

Hyphens, spaces and their absence make no difference. A key need not be a word that exists. The forms of one
name must have the same key, and different names must have different keys. The rules are for English. Text in
other scripts passes through unchanged.
"""

import re

from data.text.folding import fold

_APOSTROPHES = re.compile(r"['’]s\b|['’]")
_SEPARATORS = re.compile(r"[\s\-‐-―/_.]+")
_WORD = re.compile(r"[a-z]+")

# Irregular plurals that occur in this field.
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
# Regular plurals. The lookbehinds keep short words whole: "bus" must not become "b".
_SINGULAR = (
    (re.compile(r"(?<=..)ies$"), "y"),
    (re.compile(r"(?:(?<=..ch)|(?<=..sh)|(?<=..[sxz]))es?$"), ""),
    (re.compile(r"(?<=..)s$"), ""),
)
# British spellings. The suffixes that may follow are listed, because "is" and "our" also end other words
# ("this", "four").
_AMERICAN = (
    (re.compile(r"(?<=[a-z]{2})is(?=(?:e|es|ed|er|ers|ing|ation|ations|able)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2}l)ys(?=(?:e|es|ed|er|ers|ing)$)"), "yz"),
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
    """Return the key of a surface form.

    "Generative Adversarial Networks" and "generative-adversarial network" have the same key.
    """
    plain = _APOSTROPHES.sub("", fold(form))
    words = [_WORD.sub(lambda word: _stem(word[0]), word) for word in _SEPARATORS.split(plain)]
    # A form of separators only, such as "...", still needs a key.
    return "".join(words) or fold(form)


def word_key(word: str) -> str:
    """Return the key of one word, so that sequences of words can be compared."""
    plain = _APOSTROPHES.sub("", fold(word))
    return _stem(plain) if _WORD.fullmatch(plain) else plain


def _stem(word: str) -> str:
    word = _IRREGULAR.get(word, word)
    # American spelling comes first: its patterns list the plural suffixes that the singular removes.
    for pattern, replacement in (*_AMERICAN, *_SINGULAR):
        word = pattern.sub(replacement, word)
    return word
