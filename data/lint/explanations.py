"""Rules for explanations."""

import re
from collections import Counter
from collections.abc import Iterator

from data.exchange.files import BODY, Entry, Glossary
from data.lint.findings import Finding, finding, published
from data.text.markdown import linked_slugs

MIN_WORDS, MAX_WORDS = 90, 160
# The text of a link is read, its target is not, and a title in the target would count as words.
_LINK_TARGET = re.compile(r"\]\([^)]*\)")
_HTML = re.compile(r"</?[a-zA-Z][^>]*>|<!--|&[a-z]+;")
_CODE = re.compile(r"`[^`]*`")


def length(glossary: Glossary) -> Iterator[Finding]:
    """An explanation has 90 to 160 words, without the targets of links."""
    for entry in published(glossary):
        words = len(_LINK_TARGET.sub("]", _explanation(entry)).split())
        if not MIN_WORDS <= words <= MAX_WORDS:
            message = f"{words} words, not {MIN_WORDS} to {MAX_WORDS}"
            yield finding("explanation-length", entry, message, f"/{BODY}")


def links(glossary: Glossary) -> Iterator[Finding]:
    """An explanation links only to terms that exist, never to its own term, and to each term at most once."""
    known = {entry.slug for entry in glossary.terms}
    for entry in glossary.terms:
        for slug, times in Counter(linked_slugs(_explanation(entry))).items():
            for is_fault, message in (
                (slug not in known, f"links to '{slug}', which does not exist"),
                (slug == entry.slug, "links to itself"),
                (times > 1, f"links to '{slug}' {times} times"),
            ):
                if is_fault:
                    yield finding("explanation-links", entry, message, f"/{BODY}")


def plain_markdown(glossary: Glossary) -> Iterator[Finding]:
    """An explanation is Markdown without HTML, except in code."""
    for entry in glossary.terms:
        if html := _HTML.search(_CODE.sub("", _explanation(entry))):
            yield finding("explanation-html", entry, f"contains HTML: {html[0]}", f"/{BODY}")


def _explanation(entry: Entry) -> str:
    # A term that is not published may have none.
    return entry.document[BODY] or ""
