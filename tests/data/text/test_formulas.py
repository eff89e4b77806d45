import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from api import content
from api.docs.document import CONTENT
from data.text import markdown
from data.text.formulas import to_mathml

REFUSED = [
    "",
    r"\unheardof{x}",
    r"\frac{a}",
    r"{a",
    r"a}",
    r"\left( a",
    r"\begin{cases} a",
    r"x_",
    r"a^b^c",
    "\\",
    r"\href{javascript:alert(1)}{x}",
    r"\href{https://example.org}{x}",
    r"\class{evil}{x}",
    r"\style{position:fixed}{x}",
    r"\textcolor{red}{x}",
    r"\hspace{9999em}",
    r"\rule{900em}{900em}",
    r"\raise{9999em}{x}",
    r"\htmlData{x=1}{y}",
    r"\newcommand{\a}{xx}\a",
    r"\def\a{\a\a}\a",
    r"\DeclareMathOperator{\a}{b}\a",
    "x" * 10_000,
    r"\frac{1}{" * 100 + "x" + "}" * 100,
    r"\sqrt" * 300 + "x",
]
HOSTILE = [
    r"\text{<script>alert(1)</script>}",
    r"\text{</math><img src=x onerror=alert(1)>}",
    r"\text{&lt;img src=x onerror=alert(1)&gt;}",
    r"<img src=x onerror=alert(1)>",
    r"\unicode{x3c}img src=x onerror=alert(1)\unicode{x3e}",
    r"x % --><script>alert(1)</script>",
    r"\mathrm{</annotation><script>alert(1)</script>}",
    r"\verb|<script>alert(1)</script>|",
    r"\operatorname{a}\text{<annotation-xml encoding='text/html'><img src=x onerror=alert(1)>}",
]


def tree(latex, **options):
    return ElementTree.fromstring(to_mathml(latex, **options))[0][0]


def written(latex, **options):
    """The MathML of a formula, without what stands around it in every one."""
    return ElementTree.tostring(tree(latex, **options), encoding="unicode")


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, tuple(name for name, _ in attrs)))


@pytest.fixture(scope="module")
def shipped_formulas():
    terms = [entry.document for entry in content.read(CONTENT).terms]
    own = [term["formula"] for term in terms if term["formula"]]
    return own + [latex for term in terms for latex in markdown.formulas(term["explanation"] or "")]


def test_every_shipped_formula_can_be_set(shipped_formulas):
    assert [latex for latex in shipped_formulas if to_mathml(latex) is None] == []


def test_no_shipped_formula_shows_a_command(shipped_formulas):
    texts = {text for latex in shipped_formulas for text in tree(latex).itertext()}
    assert [text for text in texts if "\\" in text or "&" in text] == []


def test_a_formula_carries_its_latex():
    assert to_mathml("x_i < 3") == (
        '<math display="block"><semantics><mrow><msub><mi>x</mi><mi>i</mi></msub><mo>&lt;</mo><mn>3</mn></mrow>'
        '<annotation encoding="application/x-tex">x_i &lt; 3</annotation></semantics></math>'
    )


def test_a_formula_in_a_line_is_inline():
    assert to_mathml("x", display=False).startswith('<math display="inline">')


@pytest.mark.parametrize("latex", REFUSED, ids=lambda latex: latex[:20])
def test_what_is_no_formula_or_would_do_more_is_refused(latex):
    assert to_mathml(latex) is None


@pytest.mark.parametrize("latex", HOSTILE)
def test_mark_up_in_a_formula_stays_text(latex):
    tags = Tags(to_mathml(latex) or "").found
    assert {tag for tag, _ in tags} <= {
        "math",
        "semantics",
        "annotation",
        "mrow",
        "mi",
        "mo",
        "mn",
        "mtext",
        "mspace",
    }
    assert {name for _, names in tags for name in names} <= {
        "display",
        "encoding",
        "lspace",
        "rspace",
        "stretchy",
    }


@pytest.mark.parametrize(
    ("latex", "mathml"),
    [
        (r"\mathrm{ref}", "<mi>ref</mi>"),
        (r"\mathrm{d}", '<mi mathvariant="normal">d</mi>'),
        (
            r"\mathrm{d}_\mathrm{x}",
            '<msub><mi mathvariant="normal">d</mi><mi mathvariant="normal">x</mi></msub>',
        ),
        (r"\mathbf{1}", "<mn>𝟏</mn>"),
        (r"\mathbf{ab}", "<mrow><mi>𝐚</mi><mi>𝐛</mi></mrow>"),
        (r"\mathbb{E}", "<mi>𝔼</mi>"),
        (r"\text{if } x", "<mrow><mtext>if\xa0</mtext><mi>x</mi></mrow>"),
        ("f'", "<mrow><mi>f</mi><mi>′</mi></mrow>"),
        ("f'_i", "<msub><mrow><mi>f</mi><mi>′</mi></mrow><mi>i</mi></msub>"),
        (r"x \setminus y", "<mrow><mi>x</mi><mo>∖</mo><mi>y</mi></mrow>"),
        (r"x \sim y", "<mrow><mi>x</mi><mo>∼</mo><mi>y</mi></mrow>"),
        (r"\nabla x", '<mrow><mi mathvariant="normal">∇</mi><mi>x</mi></mrow>'),
        (r"a\!b", '<mrow><mi>a</mi><mspace width="-0.167em" /><mi>b</mi></mrow>'),
        (r"1{,}000", '<mrow><mn>1</mn><mo lspace="0" rspace="0">,</mo><mn>000</mn></mrow>'),
    ],
)
def test_letters_and_signs_are_what_tex_makes_of_them(latex, mathml):
    assert written(latex) == mathml


@pytest.mark.parametrize(
    ("latex", "spaces"),
    [
        (r"n\log n", "0.167em 0.167em"),
        (r"n\log(n)", "0.167em 0"),
        (r"=\log n", "0 0.167em"),
        (r"\operatorname{softmax}(x)", "0 0"),
        (r"\log\log n", "0 0.167em"),
    ],
)
def test_a_function_stands_apart_from_letters_but_not_from_brackets(latex, spaces):
    function = next(part for part in tree(latex) if part.tag == "mo" and len(part.text) > 1)
    assert f"{function.get('lspace')} {function.get('rspace')}" == spaces


@pytest.mark.parametrize("latex", ["a=-b", "(-b", r"\log -b", ",-b"])
def test_a_minus_after_an_operator_is_a_sign(latex):
    assert '<mo form="prefix" lspace="0" rspace="0">−</mo>' in written(latex)


@pytest.mark.parametrize("latex", ["a-b", ")-b", "|a|-b", "n!-b"])
def test_a_minus_between_two_things_is_an_operator(latex):
    assert "<mo>−</mo>" in written(latex)


@pytest.mark.parametrize("latex", [r"\max_a b", r"\arg\min_a b", r"\lim_{a} b", r"\sum_a b"])
def test_what_an_operator_ranges_over_stands_below_it(latex):
    assert tree(latex)[0].tag == "munder"


def test_cases_are_a_table_in_a_brace():
    assert re.sub("<[^>]*>", " ", written(r"\begin{cases} 1 & a \\ 0 & b \end{cases}")).split() == [*"{1a0b"]
