"""Rules for definitions: intensional, one sentence, fit to replace the term in a text (ISO 704)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from data.exchange.files import Glossary
from data.lint.findings import Finding, finding, published, surface_forms
from data.lint.prose import sentences
from data.text.folding import fold

MIN_WORDS, MAX_WORDS = 12, 35
MAX_CHARACTERS = 240
MAX_SHARED_TRIGRAMS = 0.7
_ARTICLE = re.compile(r"(a|an|the)\s", re.IGNORECASE)
_BANNED_OPENING = re.compile(
    r"(is|are) (when|where)\b|(refers|referring) to\b"
    r"|(a |the )?terms? (for|used)\b|(it|this|they) (is|are)\b",
    re.IGNORECASE,
)
_Trigram = tuple[str, str, str]
# Math, code, links and HTML: clients show a definition as plain text, in tooltips for example.
_MARKUP = re.compile(r"\]\(|[*_`<>$\\]|https?:")


def form(glossary: Glossary) -> Iterator[Finding]:
    """A definition has 12 to 35 words, at most 240 characters, and is one sentence of plain text.

    It begins with a capital letter or a digit and ends with a period.
    """
    for entry in published(glossary):
        for fault in _form_faults(entry.document["definition"]):
            yield finding("definition-form", entry, fault, "/definition")


def opening(glossary: Glossary) -> Iterator[Finding]:
    """A definition begins neither with an article nor with a phrase such as "is when" or "refers to"."""
    for entry in published(glossary):
        text = entry.document["definition"]
        if _ARTICLE.match(text):
            message = f"begins with the article '{text.split()[0]}'"
            yield finding("definition-opening", entry, message, "/definition")
        if banned := _BANNED_OPENING.match(text):
            yield finding("definition-opening", entry, f"begins with '{banned[0]}'", "/definition")


def circular(glossary: Glossary) -> Iterator[Finding]:
    """A definition contains neither the name of its term nor a label of it."""
    for entry in published(glossary):
        text = fold(entry.document["definition"])
        for surface_form, _ in surface_forms(entry):
            # \b would not do: a form may begin or end with a sign, as C++ does.
            if re.search(rf"(?<!\w){re.escape(fold(surface_form))}(?!\w)", text):
                yield finding("definition-circular", entry, f"contains '{surface_form}'", "/definition")


def alike(glossary: Glossary) -> Iterator[Finding]:
    """Two definitions share at most 70 % of the word trigrams of the shorter one."""
    # Only definitions with a common trigram are compared, not each with each.
    slugs_by_trigram: dict[_Trigram, list[str]] = defaultdict(list)
    trigrams_by_slug: dict[str, set[_Trigram]] = {}
    for entry in published(glossary):
        own = trigrams_by_slug[entry.slug] = _trigrams(entry.document["definition"])
        shared = Counter(other for trigram in own for other in slugs_by_trigram[trigram])
        for other, number in shared.items():
            share = number / min(len(own), len(trigrams_by_slug[other]))
            if share > MAX_SHARED_TRIGRAMS:
                message = f"shares {share:.0%} of its word trigrams with {other}"
                yield finding("definition-alike", entry, message, "/definition")
        for trigram in own:
            slugs_by_trigram[trigram].append(entry.slug)


def _trigrams(text: str) -> set[_Trigram]:
    words = fold(text).split()
    return set(zip(words, words[1:], words[2:], strict=False))


def _form_faults(text: str) -> Iterator[str]:
    words = len(text.split())
    if not MIN_WORDS <= words <= MAX_WORDS:
        yield f"{words} words, not {MIN_WORDS} to {MAX_WORDS}"
    if len(text) > MAX_CHARACTERS:
        yield f"{len(text)} characters, over {MAX_CHARACTERS}"
    if not text[0].isupper() and not text[0].isdigit():
        yield "does not begin with a capital letter"
    if not text.endswith("."):
        yield "does not end with a period"
    if len(sentences(text)) > 1:
        yield "is more than one sentence"
    if markup := _MARKUP.search(text):
        yield f"is not plain text: '{markup[0]}'"
