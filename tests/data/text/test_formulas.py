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
    " ",
    "\ud800",
    "\x00",
    "\ufffe",
    r"\eqref{x}",
    r"\begin{align}a\label{x}\end{align}",
    r"\color{red}x",
    r"\boxed{x}",
    r"\kern99em x",
    r"\raisebox{99em}{x}",
    r"\genfrac(){99em}{0}{a}{b}",
    r"\begin{array}{c|c}a & b\end{array}",
    r"\gdef\a{x}\a",
    r"\providecommand{\a}{x}\a",
    r"\let\a\b\a",
    "{" * 2_000,
    "(" * 2_000,
    "\u27e8" * 100,
    r"\log(" * 300,
    r"\bigl\lfloor " * 100,
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
    """Return the MathML of a formula, without the wrapper that each one has."""
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
        '<math display="block"><semantics>'
        "<mrow><msub><mi>x</mi><mi>i</mi></msub><mo>&lt;</mo><mn>3</mn></mrow>"
        '<annotation encoding="application/x-tex">x_i &lt; 3</annotation></semantics></math>'
    )


def test_a_formula_in_a_line_is_inline():
    assert to_mathml("x", display=False).startswith('<math display="inline">')


@pytest.mark.parametrize("latex", REFUSED, ids=lambda latex: latex[:20])
def test_unsafe_or_invalid_latex_is_refused(latex):
    assert to_mathml(latex) is None


@pytest.mark.parametrize("latex", HOSTILE)
def test_markup_in_a_formula_stays_text(latex):
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
        "mathvariant",
        "lspace",
        "rspace",
        "stretchy",
    }


@pytest.mark.parametrize(
    ("latex", "mathml"),
    [
        (r"\mathrm{ref}", "<mrow><mspace /><mi>ref</mi></mrow>"),
        (r"\mathrm{d}", '<mrow><mspace /><mi mathvariant="normal">d</mi></mrow>'),
        (
            r"\mathrm{d}_\mathrm{x}",
            '<msub><mrow><mspace /><mi mathvariant="normal">d</mi></mrow>'
            '<mrow><mspace /><mi mathvariant="normal">x</mi></mrow></msub>',
        ),
        (r"\mathbf{1}", "<mi>𝟏</mi>"),
        (r"\mathbf{ab}", "<mrow><mspace /><mi>𝐚𝐛</mi></mrow>"),
        (r"\mathbb{E}", "<mi>𝔼</mi>"),
        (r"\Sigma", '<mrow><mspace /><mi mathvariant="normal">Σ</mi></mrow>'),
        (r"\text{if } x", "<mrow><mtext>if\xa0</mtext><mi>x</mi></mrow>"),
        ("f'", "<mrow><mi>f</mi><mi>′</mi></mrow>"),
        ("f''", "<mrow><mi>f</mi><mi>″</mi></mrow>"),
        ("f'_i", "<msub><mrow><mi>f</mi><mi>′</mi></mrow><mi>i</mi></msub>"),
        (r"\bar{x}", '<mover><mi>x</mi><mo stretchy="false">¯</mo></mover>'),
        (r"\hat{x}", '<mover accent="true"><mi>x</mi><mo stretchy="false">ˆ</mo></mover>'),
        (r"x \setminus y", "<mrow><mi>x</mi><mo>∖</mo><mi>y</mi></mrow>"),
        (r"x \sim y", '<mrow><mi>x</mi><mo form="infix">∼</mo><mi>y</mi></mrow>'),
        (r"\nabla x", '<mrow><mrow><mspace /><mi mathvariant="normal">∇</mi></mrow><mi>x</mi></mrow>'),
        (r"a\!b", "<mrow><mi>a</mi><mi>b</mi></mrow>"),
        (r"1{,}000", '<mrow><mn>1</mn><mo rspace="0">,</mo><mn>000</mn></mrow>'),
    ],
)
def test_letters_and_signs_are_those_of_tex(latex, mathml):
    assert written(latex) == mathml


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"n\log n", "n 0.1667em log 0.1667em n"),
        (r"n\log(n)", "n 0.1667em log ( n )"),
        (r"=\log n", "= log 0.1667em n"),
        (r"\operatorname{softmax}(x)", "softmax ( x )"),
        (r"\log\log n", "log 0.1667em log 0.1667em n"),
        (r"\sigma\left(x\right)", "σ 0.1667em ( x )"),
        (r"\sigma\!\left(x\right)", "σ ( x )"),
        (r"\log\!\left(x\right)", "log ( x )"),
    ],
)
def test_a_function_has_space_before_letters_but_not_before_brackets(latex, text):
    parts = []
    for part in tree(latex).iter():
        space = part.get("width") or part.get("lspace")
        parts += [space if space != "0" else None, (part.text or "").strip("\u2061\u2063")]
    assert " ".join(filter(None, parts)) == text


@pytest.mark.parametrize("latex", ["a=-b", "(-b", r"\log -b", ",-b"])
def test_a_minus_after_an_operator_is_a_sign(latex):
    assert '<mo lspace="0" rspace="0">−</mo>' in written(latex)


@pytest.mark.parametrize("latex", ["a-b", ")-b", "|a|-b", "n!-b"])
def test_a_minus_between_two_things_is_an_operator(latex):
    assert "<mo>−</mo>" in written(latex)


@pytest.mark.parametrize("latex", [r"\max_a b", r"\arg\min_a b", r"\lim_{a} b", r"\sum_a b"])
def test_the_range_of_an_operator_is_below_it(latex):
    assert tree(latex).find(".//munder") is not None


@pytest.mark.parametrize("latex", [r"\max_a b", r"\arg\min_a b", r"\lim_{a} b"])
def test_in_a_line_the_range_of_an_operator_is_beside_it(latex):
    assert tree(latex, display=False).find(".//munder") is None


def test_cases_are_a_table_in_a_brace():
    shown = re.sub("<[^>]*>|\u2063", " ", written(r"\begin{cases} 1 & a \\ 0 & b \end{cases}"))
    assert shown.split() == [*"{1a0b"]


@pytest.mark.parametrize(
    ("environment", "alignments"),
    [("cases", ["left", "left"]), ("aligned", ["right", "left"]), ("align", ["right", "left"])],
)
def test_columns_are_aligned_by_attributes(environment, alignments):
    table = tree(rf"\begin{{{environment}}} a & b \end{{{environment}}}")
    assert [cell.get("columnalign") for cell in table.iter("mtd")] == alignments


@pytest.mark.parametrize("environment", ["align", "gather", "equation", "equation*"])
def test_an_equation_has_no_number(environment):
    assert "(1)" not in written(rf"\begin{{{environment}}}a\end{{{environment}}}")


def test_no_shipped_formula_needs_css(shipped_formulas):
    names = {name for latex in shipped_formulas for part in tree(latex).iter() for name in part.attrib}
    assert names.isdisjoint({"style", "class", "id"})


@pytest.mark.parametrize(
    "latex",
    [
        r"\mbox{a}",
        r"\mathds{1}",
        r"\pmb{x}",
        r"\begin{split}a&=b\end{split}",
        r"\begin{smallmatrix}a\end{smallmatrix}",
    ],
)
def test_common_commands_that_the_library_lacks_are_converted(latex):
    assert to_mathml(latex)


def test_closed_brackets_within_the_limit_are_converted():
    assert to_mathml(r"\cos(\theta) + " * 12 + "1")
