"""Rules for sources: each term has one, and identifiers are well-formed, including the check digit."""

import re
from collections.abc import Callable, Iterator, Mapping

from data.exchange.files import Glossary
from data.lint.findings import Finding, finding, published

_DOI = re.compile(r"10\.\d{4,9}/\S+")
# The forms since April 2007, since 2015 (five digits), and before, such as math.GT/0309136.
_ARXIV = re.compile(r"\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7}(v\d+)?")


def present(glossary: Glossary) -> Iterator[Finding]:
    """A published term has a source."""
    for entry in published(glossary):
        if not entry.document["sources"]:
            yield finding("source-present", entry, "no source")


def identifiers(glossary: Glossary) -> Iterator[Finding]:
    """A DOI, arXiv number or ISBN is well-formed, and the check digit of an ISBN is correct."""
    for entry in glossary.terms:
        for position, source in enumerate(entry.document["sources"]):
            for name, is_well_formed in _IDENTIFIERS.items():
                if name in source and not is_well_formed(source[name]):
                    message = f"'{source[name]}' is not a valid {name}"
                    yield finding("source-identifier", entry, message, f"/sources/{position}/{name}")


def is_isbn(text: str) -> bool:
    """Return whether this is an ISBN-13 or ISBN-10 with a correct check digit (ISO 2108).

    Hyphens and spaces are ignored.
    """
    digits = re.sub(r"[- ]", "", text)
    if re.fullmatch(r"\d{13}", digits):
        return _has_isbn_13_check_digit(digits)
    return bool(re.fullmatch(r"\d{9}[\dX]", digits)) and _has_isbn_10_check_digit(digits)


def _has_isbn_13_check_digit(digits: str) -> bool:
    # The weights are 1, 3, 1, 3, …
    return sum(int(digit) * (1 + 2 * (index % 2)) for index, digit in enumerate(digits)) % 10 == 0


def _has_isbn_10_check_digit(digits: str) -> bool:
    # The weights are 10, 9, …, 1. The check digit is calculated modulo 11, so X stands for 10.
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * (10 - index) for index, value in enumerate(values)) % 11 == 0


_IDENTIFIERS: Mapping[str, Callable[[str], object]] = {
    "doi": _DOI.fullmatch,
    "arxiv": _ARXIV.fullmatch,
    "isbn": is_isbn,
}
