"""Lint rules for sources."""

import pytest

from data.lint.sources import is_isbn
from tests.data.findings import rules


def source(**members):
    return {"role": "primary", "citation": "Somebody. Something.", **members}


def test_a_published_term_without_a_source_is_an_error(tiny, term):
    term("dough")["sources"] = []
    assert rules(tiny) == {"source-present"}


@pytest.mark.parametrize(
    "identifier",
    [
        {"doi": "10.1038"},
        {"doi": "https://doi.org/10.1038/323533a0"},
        {"doi": "10.1038/323 533"},
        {"arxiv": "arXiv:1810.04805"},
        {"arxiv": "1810.480"},
        {"isbn": "9780262035614"},
        {"isbn": "978026203561"},
        {"isbn": "0684800013"},
    ],
)
def test_an_identifier_of_the_wrong_form_is_an_error(tiny, term, identifier):
    term("dough")["sources"] = [source(**identifier)]
    assert rules(tiny) == {"source-identifier"}


@pytest.mark.parametrize(
    "identifier",
    [
        {"doi": "10.1038/323533a0"},
        {"arxiv": "1810.04805"},
        {"arxiv": "1810.04805v2"},
        {"arxiv": "cs/0112017"},
        {"arxiv": "math.GT/0309136"},
        {"isbn": "978-0-262-03561-3"},
        {"url": "https://a.example"},
    ],
)
def test_an_identifier_of_the_right_form_passes(tiny, term, identifier):
    term("dough")["sources"] = [source(**identifier)]
    assert rules(tiny) == set()


@pytest.mark.parametrize(
    ("isbn", "is_valid"),
    [
        ("9780262035613", True),
        ("0-684-80001-2", True),
        ("080442957X", True),
        ("080442957x", False),
        ("0804429571", False),
        ("9780262035631", False),
        ("X804429570", False),
        ("", False),
    ],
)
def test_an_isbn_needs_13_or_10_digits_and_a_correct_check_digit(isbn, is_valid):
    assert is_isbn(isbn) is is_valid
