"""What was perhaps meant; suggestions are tested with those who type them."""

import pytest

from data.index import forms


@pytest.fixture
def names_like(database, make_term):
    """What is offered among a few terms."""
    for name in ("Gradient Descent", "Gradient Boosting", "Attention Mask", "Overfitting"):
        make_term(name)
    return lambda typed: forms.names_like(database, typed)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("gradeint boostin", ["Gradient Boosting"]),
        ("gradeint decsent methods", ["Gradient Descent"]),
        ("descent of gradients", ["Gradient Descent"]),
        ("what is overfitting?", ["Overfitting"]),
        ("attention weights", ["Attention Mask"]),
        ("zebra crossing", []),
        ("? ! -", []),
        ("", []),
    ],
)
def test_names_like_what_was_typed_or_like_its_words_are_offered(names_like, typed, names):
    assert names_like(typed) == names
