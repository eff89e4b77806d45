"""Rules of style: readable, lasting, plain words. Their findings are warnings for an editor."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pyphen

from data.exchange.files import BODY, Entry, Glossary
from data.lint.findings import Finding, finding, published, surface_forms
from data.lint.prose import passages, sentences, words

MAX_GRADE = {"/definition": 20, f"/{BODY}": 16}
MAX_SENTENCE_WORDS = 35
MAX_REPEATED_SHARE = 0.05
OPTIONAL = ("example", "confusion", "formula")
_HYPHENATION = pyphen.Pyphen(lang="en_US")
# Praise, loaded words, readers addressed, contractions and exclamation marks. "'s" is banned only after
# pronouns and the like, where it is no possessive.
_BANNED = re.compile(
    r"\b(?:powerful|cutting-edge|state-of-the-art|groundbreaking|revolutionary|game-changing|seamless(?:ly)?"
    r"|simply|obviously|you|your|(?:white|black)list\w*|sanity checks?|\w+n['’]t"
    r"|(?:it|that|there|what|here)['’]s)\b|!",
    re.IGNORECASE,
)
_AGING = re.compile(r"\b(?:currently|recently|new)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
# Whole words of two capitals or more, without the plural s: no part of ABC-1 or aBC matches.
_CAPITALS = re.compile(r"(?<![\w-])[A-Z][A-Z\d]*[A-Z](?=s?(?![\w-]))")


def readability(glossary: Glossary) -> Iterator[Finding]:
    """An explanation has at most grade 16 and a definition at most grade 20 (Flesch-Kincaid)."""
    for entry in published(glossary):
        for member, limit in MAX_GRADE.items():
            grade = _grade([text for pointer, text in passages(entry) if pointer == member])
            if grade > limit:
                yield finding("readability", entry, f"grade {grade:.1f}, over {limit}", member)


def sentence_length(glossary: Glossary) -> Iterator[Finding]:
    """A sentence has at most 35 words."""
    for entry, pointer, sentence in _sentences(glossary):
        if (length := len(sentence.split())) > MAX_SENTENCE_WORDS:
            message = f"{length} words in a sentence, over {MAX_SENTENCE_WORDS}: '{sentence[:40]}…'"
            yield finding("sentence-length", entry, message, pointer)


def banned_words(glossary: Glossary) -> Iterator[Finding]:
    """A text has no praise, contraction, exclamation mark or loaded word, and does not address its reader."""
    for entry, pointer, sentence in _sentences(glossary):
        for word in _BANNED.findall(sentence):
            yield finding("banned-word", entry, f"'{word}'", pointer, word)


def aging_words(glossary: Glossary) -> Iterator[Finding]:
    """A sentence with "currently", "recently" or "new" also has a year."""
    for entry, pointer, sentence in _sentences(glossary):
        if (word := _AGING.search(sentence)) and not _YEAR.search(sentence):
            message = f"'{word[0]}' without a year: '{sentence[:60]}…'"
            yield finding("aging-word", entry, message, pointer)


def unexplained_capitals(glossary: Glossary) -> Iterator[Finding]:
    """An abbreviation is explained in its passage, linked to its term, part of a name, or in `words.txt`.

    The names and labels of the term itself need no explanation either.
    """
    known = glossary.words | {word for entry in glossary.terms for word in entry.document["name"].split()}
    for entry in published(glossary):
        own = " ".join(form for form, _ in surface_forms(entry))
        for pointer, text in passages(entry):
            for short in sorted(set(_CAPITALS.findall(text)) - known):
                is_linked = f"[{short}" in (entry.document[BODY] or "")
                if not (is_linked or _explains(text, short) or re.search(rf"\b{short}\b", own)):
                    yield finding("unexplained-capitals", entry, f"'{short}'", pointer, short)


def _explains(text: str, short: str) -> bool:
    """Return whether a text explains an abbreviation, as in "long form (ABC)" or "ABC (long form)"."""
    return bool(re.search(rf"\({short}s?\)|\b{short}s? \(", text))


def repeated_value(glossary: Glossary) -> Iterator[Finding]:
    """An optional text is the same in at most 5 % of the terms."""
    entries = published(glossary)
    # In a small glossary 5 % is less than one term, and a text that occurs once is not repeated.
    limit = max(1, MAX_REPEATED_SHARE * len(entries))
    for member in OPTIONAL:
        times = Counter(entry.document[member] for entry in entries if entry.document.get(member))
        for entry in entries:
            number = times[entry.document.get(member)]
            if number > limit:
                yield finding("repeated-value", entry, f"the {member} of {number} entries", f"/{member}")


def _sentences(glossary: Glossary) -> Iterator[tuple[Entry, str, str]]:
    """Yield every sentence of the published terms, each with its entry and the pointer to its member."""
    for entry in published(glossary):
        for pointer, text in passages(entry):
            for sentence in sentences(text):
                yield entry, pointer, sentence


def _grade(passages: Sequence[str]) -> float:
    """Return the Flesch-Kincaid grade level (Kincaid et al. 1975), 0 for a text without words.

    A word has as many syllables as hyphenation gives it parts.
    """
    sentence_count = sum(len(sentences(text)) for text in passages)
    all_words = [word for text in passages for word in words(text)]
    if not all_words:
        return 0
    syllable_count = sum(len(_HYPHENATION.positions(word)) + 1 for word in all_words)
    words_per_sentence = len(all_words) / sentence_count
    syllables_per_word = syllable_count / len(all_words)
    return 0.39 * words_per_sentence + 11.8 * syllables_per_word - 15.59
