"""Lint as a whole: its findings for the shipped content and for a sound glossary, and their form."""

import pytest

from api import content
from api.docs.document import CONTENT
from data import lint
from tests.data.findings import TINY, link, rules


@pytest.fixture(scope="module")
def shipped_content():
    return content.read(CONTENT)


def test_the_shipped_content_has_no_error(shipped_content):
    assert list(lint.check(shipped_content)) == []


def test_the_shipped_content_has_warnings_for_less_than_3_percent_of_its_terms(shipped_content):
    warned = {finding.location for finding in lint.check(shipped_content, lint.WARNINGS)}
    assert len(warned) < 0.03 * len(shipped_content.terms)


def test_a_sound_glossary_has_no_finding(tiny):
    assert list(lint.check(tiny, lint.ERRORS + lint.WARNINGS)) == []


def test_a_finding_has_a_rule_a_location_and_a_message(tiny, term):
    term("dough")["definition"] = "Too short."
    finding = next(lint.check(tiny))
    assert (finding.rule, finding.location, finding.message) == (
        "definition-form",
        f"{TINY}/terms/food/dough.md:6",
        "dough: 2 words, not 12 to 35",
    )


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_an_unpublished_term_may_be_incomplete(tiny, add, status):
    add(
        "salt",
        status=status,
        definition="The",
        explanation=None,
        sources=[],
        relations=[link("uses", "dough")],
    )
    assert rules(tiny) == set()
