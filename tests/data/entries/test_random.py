import pytest

from data.entries import random
from data.errors import Invalid, NotFound


def test_a_glossary_without_published_terms_has_no_random_term(database, make_term):
    make_term("Dropout", status="draft")
    with pytest.raises(NotFound, match="No published term matches") as error:
        random.at_random(database)
    assert error.value.kind == "no-match"


def test_a_random_term_of_an_unknown_category_is_invalid(database):
    with pytest.raises(Invalid) as error:
        random.at_random(database, category="thing")
    assert (error.value.kind, error.value.extra["suggestions"]) == ("unknown-reference", ["things"])


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_a_random_term_is_published(database, make_term, status):
    make_term("Dropout", status=status)
    make_term("Epoch")
    assert {random.at_random(database, seed=str(seed)).slug for seed in range(20)} == {"epoch"}
