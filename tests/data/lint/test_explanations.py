"""Lint rules for explanations, and for formulas in explanations and in the member `formula`."""

import pytest

from data import lint
from tests.data.findings import WORD, rules


@pytest.mark.parametrize(("words", "is_error"), [(89, True), (90, False), (160, False), (161, True)])
def test_an_explanation_has_90_to_160_words(tiny, term, words, is_error):
    term("dough")["explanation"] = WORD * (words - 2) + "[a link](term:flour 'with a title')"
    assert rules(tiny) == ({"explanation-length"} if is_error else set())


def test_a_published_term_has_an_explanation(tiny, term):
    term("dough")["explanation"] = None
    assert rules(tiny) == {"explanation-length"}


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("[a](term:salt)", "links to 'salt', which does not exist"),
        ("[a](term:dough)", "links to itself"),
        ("[a](term:yeast) [b](term:yeast)", "links to 'yeast' 2 times"),
        ("[a][1]\n\n[1]: term:salt", "links to 'salt', which does not exist"),
    ],
)
def test_a_wrong_link_in_an_explanation_is_an_error(tiny, term, more, fault):
    term("dough")["explanation"] += f" {more}"
    assert [(finding.rule, finding.message) for finding in lint.check(tiny)] == [
        ("explanation-links", f"dough: {fault}")
    ]


@pytest.mark.parametrize("html", ["<b>x</b>", "<br>", "<!-- x -->", "&nbsp;", "</p>"])
def test_html_in_an_explanation_is_an_error(tiny, term, html):
    term("dough")["explanation"] += f" {html}"
    assert "explanation-html" in rules(tiny)


@pytest.mark.parametrize("text", ["`<b>`", "1 < 2 > 0", "salt & water"])
def test_text_that_only_looks_like_html_passes(tiny, term, text):
    term("dough")["explanation"] += f" {text}"
    assert rules(tiny) == set()


@pytest.mark.parametrize(
    "member", [{"formula": "\\unheardof"}, {"explanation": f"{WORD * 100} $\\unheardof$"}]
)
def test_a_formula_that_cannot_be_converted_is_an_error(tiny, term, member):
    term("dough").update(member)
    (finding,) = (finding for finding in lint.check(tiny) if finding.rule == "formula")
    assert finding.message == "dough: '\\unheardof' cannot be set"
