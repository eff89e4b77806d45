"""Rules for explanations."""

import re
from collections import Counter

from data.lint.findings import finding, published
from data.text.markdown import linked_slugs

WORDS = (90, 160)
_LINK_TARGET = re.compile(r"\]\([^)]*\)")
_HTML = re.compile(r"</?[a-zA-Z][^>]*>|<!--|&[a-z]+;")
_CODE = re.compile(r"`[^`]*`")


def length(glossary):
    """90–160 words, link targets not counted."""
    for entry in published(glossary):
        words = len(_LINK_TARGET.sub("]", entry.document["explanation"] or "").split())
        if not WORDS[0] <= words <= WORDS[1]:
            message = f"{words} words, not {WORDS[0]} to {WORDS[1]}"
            yield finding("explanation-length", entry, message, "/explanation")


def links(glossary):
    """Links lead to terms that exist, never to the term itself, never twice to one."""
    known = {entry.slug for entry in glossary.terms}
    for entry in glossary.terms:
        for slug, times in Counter(linked_slugs(entry.document["explanation"] or "")).items():
            for fault, message in (
                (slug not in known, f"links to '{slug}', which does not exist"),
                (slug == entry.slug, "links to itself"),
                (times > 1, f"links to '{slug}' {times} times"),
            ):
                if fault:
                    yield finding("explanation-links", entry, message, "/explanation")


def plain_markdown(glossary):
    """Markdown without HTML, outside code."""
    for entry in glossary.terms:
        if html := _HTML.search(_CODE.sub("", entry.document["explanation"] or "")):
            yield finding("explanation-html", entry, f"contains HTML: {html[0]}", "/explanation")
