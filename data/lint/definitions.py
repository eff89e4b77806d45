"""Rules for definitions: intensional, one sentence, able to stand in the term's place (ISO 704)."""

import re
from collections import Counter, defaultdict

from data.lint.findings import finding, published, surface_forms
from data.text.folding import fold

WORDS = (12, 35)
MAX_CHARACTERS = 240
MAX_ALIKE = 0.7
_ARTICLE = re.compile(r"(a|an|the)\s", re.IGNORECASE)
_BANNED = re.compile(
    r"(is|are) (when|where)\b|(refers|referring) to\b|(a |the )?terms? (for|used)\b|(it|this|they) (is|are)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\]\(|[*_`<>$\\]|https?:")
_INNER_STOP = re.compile(r"[.!?] +[A-Z]")
_SHORT_FORMS = re.compile(r"\b(e\.g|i\.e|etc|vs|approx)\.", re.IGNORECASE)


def form(glossary):
    """12–35 words, at most 240 characters, one sentence with capital and full stop, plain text."""
    for entry in published(glossary):
        text = entry.document["definition"]
        for message in _faults(text):
            yield finding("definition-form", entry, message, "/definition")


def opening(glossary):
    """No leading article and none of the openings that make it no definition."""
    for entry in published(glossary):
        text = entry.document["definition"]
        if _ARTICLE.match(text):
            yield finding(
                "definition-opening", entry, f"begins with the article '{text.split()[0]}'", "/definition"
            )
        if banned := _BANNED.match(text):
            yield finding("definition-opening", entry, f"begins with '{banned[0]}'", "/definition")


def circular(glossary):
    """Neither the name nor a label stands in the definition."""
    for entry in published(glossary):
        text = fold(entry.document["definition"])
        for form, _ in surface_forms(entry):
            if re.search(rf"(?<!\w){re.escape(fold(form))}(?!\w)", text):
                yield finding("definition-circular", entry, f"'{form}' stands in it", "/definition")


def alike(glossary):
    """No two definitions share over 70 % of the word trigrams of the shorter one."""
    holders, own = defaultdict(list), {}
    for entry in published(glossary):
        own[entry.slug] = _trigrams(entry.document["definition"])
        shared = Counter(other for trigram in own[entry.slug] for other in holders[trigram])
        for other, number in shared.items():
            share = number / min(len(own[entry.slug]), len(own[other]))
            if share > MAX_ALIKE:
                yield finding("definition-alike", entry, f"shares {share:.0%} with {other}", "/definition")
        for trigram in own[entry.slug]:
            holders[trigram].append(entry.slug)


def _trigrams(text):
    words = fold(text).split()
    return set(zip(words, words[1:], words[2:], strict=False))


def _faults(text):
    words = len(text.split())
    if not WORDS[0] <= words <= WORDS[1]:
        yield f"{words} words, not {WORDS[0]} to {WORDS[1]}"
    if len(text) > MAX_CHARACTERS:
        yield f"{len(text)} characters, over {MAX_CHARACTERS}"
    if not text[0].isupper() and not text[0].isdigit():
        yield "does not begin with a capital"
    if not text.endswith("."):
        yield "does not end with a full stop"
    if _INNER_STOP.search(_SHORT_FORMS.sub("", text)):
        yield "is more than one sentence"
    if markup := _MARKUP.search(text):
        yield f"is not plain text: '{markup[0]}'"
