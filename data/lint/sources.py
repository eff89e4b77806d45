"""Rules for sources: there is one, and its identifiers are well-formed to the check digit."""

import re

from data.lint.findings import finding, published

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ARXIV = re.compile(r"\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7}(v\d+)?")


def present(glossary):
    """A published term has a source."""
    for entry in published(glossary):
        if not entry.document["sources"]:
            yield finding("source-present", entry, "no source")


def identifiers(glossary):
    """DOI, arXiv number and ISBN have the form of one; an ISBN's check digit is right."""
    for entry in glossary.terms:
        for position, source in enumerate(entry.document["sources"]):
            for name, well_formed in _FORMS.items():
                if name in source and not well_formed(source[name]):
                    pointer = f"/sources/{position}/{name}"
                    yield finding("source-identifier", entry, f"'{source[name]}' is no {name}", pointer)


def is_isbn(text: str) -> bool:
    """Whether this is an ISBN-13 or ISBN-10 with the right check digit, hyphens and spaces ignored (ISO
    2108).
    """
    digits = re.sub(r"[- ]", "", text)
    if re.fullmatch(r"\d{13}", digits):
        return sum(int(digit) * (1 + 2 * (n % 2)) for n, digit in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        return (
            sum((10 if digit == "X" else int(digit)) * (10 - n) for n, digit in enumerate(digits)) % 11 == 0
        )
    return False


_FORMS = {"doi": _DOI.fullmatch, "arxiv": _ARXIV.fullmatch, "isbn": is_isbn}
