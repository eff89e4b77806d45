"""Formulas from LaTeX to MathML that is safe in anybody's page. Pure.

A library converts. Its tree is mended where browsers, which follow MathML Core, would set it unlike TeX
(`data.text.mathml`), and written only if every element, attribute and value in it stands on the lists here.
"""

import re
from html import escape
from xml.etree.ElementTree import tostring

from latex2mathml.converter import Converter

from data.constants import MAX_LINE
from data.text.mathml import fix

MAX_DEPTH = 60  # elements within each other; far more make browsers slow
_DEFINITIONS = re.compile(r"\\(?:(?:re)?newcommand|def|newenvironment|DeclareMathOperator)(?![a-zA-Z])")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
# What the library reads wrongly, as it reads it rightly: two commands that are one, one upright letter.
_REWRITES = (
    (re.compile(r"\\arg\s*\\(max|min)(?![a-zA-Z])"), r"\\arg\1 "),
    (re.compile(r"\\mathrm\s*\{([a-zA-Z])\}"), r"\\mathrm{{\1}}"),
)

_CHILDREN = dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2) | {
    "msubsup": 3,
    "munderover": 3,
}
_ELEMENTS = {
    *(
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "msqrt",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "mpadded",
    ),
    *("mphantom", *_CHILDREN),
}
_TRUTH = "true|false"
_LENGTH = r"[+-]?\d{0,2}(\.\d{1,3})?(em|ex|px|pt)?"  # none that would push the page around
_ATTRIBUTES = {
    "display": "block|inline",
    "mathvariant": "normal",
    "form": "prefix|infix|postfix",
    "columnalign": "left|center|right",
    "scriptlevel": "[0-3]",
    **dict.fromkeys(("rowlines", "columnlines", "columnspacing", "rowspacing"), "[a-z0-9. ]{1,200}"),
    **dict.fromkeys(
        ("stretchy", "fence", "movablelimits", "largeop", "accent", "displaystyle", "separator"), _TRUTH
    ),
    **dict.fromkeys(("width", "height", "depth", "lspace", "rspace", "voffset", "linethickness"), _LENGTH),
    **dict.fromkeys(("minsize", "maxsize"), _LENGTH),
}
_ALLOWED = {name: re.compile(pattern) for name, pattern in _ATTRIBUTES.items()}


def to_mathml(latex: str, *, display: bool = True) -> str | None:
    """`latex` as one `<math>` element, on a line of its own if `display`; None where that cannot be done
    safely.

    Definitions of commands are refused, since those can grow without end.
    """
    if len(latex) > MAX_LINE or not _is_balanced(latex) or _DEFINITIONS.search(latex):
        return None
    readable = latex
    for pattern, replacement in _REWRITES:
        readable = pattern.sub(replacement, readable)
    try:
        tree = Converter(display="block" if display else "inline").convert_to_element(readable)
        del tree.attrib["xmlns"]  # HTML knows
        fix(tree)
        return _written(tree, latex) if _is_safe(tree) else None
    except Exception:  # the library, fed with what is no LaTeX, raises whatever comes up
        return None


def _is_balanced(latex):
    plain = _ESCAPED.sub("", latex)
    return plain.count("{") == plain.count("}")


def _is_safe(element, depth=0) -> bool:
    """Whether an element and all below it are on the lists, and whole. A text with «\\» is a command nobody
    knows.
    """
    return (
        depth < MAX_DEPTH
        and element.tag in _ELEMENTS
        and len(element) == _CHILDREN.get(element.tag, len(element))
        and not (element.tag != "mtext" and "\\" in (element.text or ""))
        and all(name in _ALLOWED and _ALLOWED[name].fullmatch(value) for name, value in element.items())
        and all(_is_safe(child, depth + 1) for child in element)
    )


def _written(tree, latex):
    """The tree with the LaTeX it was made from, which is what one copies."""
    inside = "".join(tostring(child, encoding="unicode") for child in tree)
    source = f'<annotation encoding="application/x-tex">{escape(latex, quote=False)}</annotation>'
    return f'<math display="{tree.get("display")}"><semantics>{inside}{source}</semantics></math>'
