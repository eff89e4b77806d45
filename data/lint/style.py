"""Rules of style, for an editor to look at: readable, lasting, plain words."""

import re
from collections import Counter

import pyphen

from data.exchange.files import BODY
from data.lint.findings import finding, published, surface_forms
from data.lint.prose import passages, sentences, words

MAX_GRADE = {"/definition": 20, f"/{BODY}": 16}
MAX_SENTENCE = 35
MAX_SHARE = 0.05
OPTIONAL = ("example", "confusion", "formula")
_HYPHENATION = pyphen.Pyphen(lang="en_US")
_BANNED = re.compile(
    r"\b(?:powerful|cutting-edge|state-of-the-art|groundbreaking|revolutionary|game-changing|seamless(?:ly)?|simply"
    r"|obviously|you|your|(?:white|black)list\w*|sanity checks?|\w+n['’]t|(?:it|that|there|what|here)['’]s)\b|!",
    re.IGNORECASE,
)
_AGEING = re.compile(r"\b(?:currently|recently|new)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_CAPITALS = re.compile(r"(?<![\w-])[A-Z][A-Z\d]*[A-Z](?=s?(?![\w-]))")


def readability(glossary):
    """At most grade 16 for an explanation and 20 for a definition (Kincaid et al. 1975)."""
    for entry in published(glossary):
        for member, limit in MAX_GRADE.items():
            grade = _grade([text for pointer, text in passages(entry) if pointer == member])
            if grade > limit:
                yield finding("readability", entry, f"grade {grade:.1f}, over {limit}", member)


def sentence_length(glossary):
    """At most 35 words a sentence."""
    for entry, pointer, sentence in _every_sentence(glossary):
        if (length := len(sentence.split())) > MAX_SENTENCE:
            message = f"{length} words in a sentence, over {MAX_SENTENCE}: «{sentence[:40]}…»"
            yield finding("sentence-length", entry, message, pointer)


def banned_words(glossary):
    """No praise, no contraction, no exclamation mark, nobody addressed, none of the loaded words."""
    for entry, pointer, sentence in _every_sentence(glossary):
        for word in _BANNED.findall(sentence):
            yield finding("banned-word", entry, f"'{word}'", pointer, word)


def ageing_words(glossary):
    """«Currently», «recently» and «new» come with a year in their sentence."""
    for entry, pointer, sentence in _every_sentence(glossary):
        if (word := _AGEING.search(sentence)) and not _YEAR.search(sentence):
            yield finding("ageing-word", entry, f"'{word[0]}' without a year: «{sentence[:60]}…»", pointer)


def unexplained_capitals(glossary):
    """An abbreviation is explained where it stands, links to its entry, is a name itself, or is in
    `words.txt`.
    """
    known = glossary.words | {word for entry in glossary.terms for word in entry.document["name"].split()}
    for entry in published(glossary):
        own = " ".join(form for form, _ in surface_forms(entry))
        for pointer, text in passages(entry):
            for short in sorted(set(_CAPITALS.findall(text)) - known):
                explained = re.search(rf"\b{short}\b", own) or re.search(
                    rf"\({short}s?\)|\b{short}s? \(", text
                )
                if not explained and f"[{short}" not in (entry.document[BODY] or ""):
                    yield finding("unexplained-capitals", entry, f"'{short}'", pointer, short)


def repeated_value(glossary):
    """An optional text is not the same in more than 5 % of the entries."""
    entries = published(glossary)
    for member in OPTIONAL:
        times = Counter(entry.document[member] for entry in entries if entry.document.get(member))
        for entry in entries:
            if times[entry.document.get(member)] > max(1, MAX_SHARE * len(entries)):
                yield finding(
                    "repeated-value",
                    entry,
                    f"the {member} of {times[entry.document[member]]} entries",
                    f"/{member}",
                )


def _every_sentence(glossary):
    for entry in published(glossary):
        for pointer, text in passages(entry):
            for sentence in sentences(text):
                yield entry, pointer, sentence


def _grade(paragraphs):
    """The Flesch-Kincaid grade level; a word has as many syllables as it has parts when hyphenated."""
    number = sum(len(sentences(text)) for text in paragraphs)
    spoken = [word for text in paragraphs for word in words(text)]
    if not spoken:
        return 0
    syllables = sum(len(_HYPHENATION.positions(word)) + 1 for word in spoken)
    return 0.39 * len(spoken) / number + 11.8 * syllables / len(spoken) - 15.59
