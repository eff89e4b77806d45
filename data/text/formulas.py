"""Conversion of formulas from LaTeX to MathML that is safe in any page. Pure functions.

The life of a formula: limits on the LaTeX, a few rewrites, math-core, a few repairs of its tree, the
allowlist, and the text. The result needs no CSS, because pages that embed it may forbid inline styles.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from math_core import LatexError, LatexToMathML

from data.constants import MAX_LINE

MAX_DEPTH = 60  # nested elements; browsers become slow far above this
# math-core 0.9.0 reads the rest of a formula twice after each bracket that nothing closes: 12 of them in
# 1,900 characters took 0.45 s, 16 took 5.6 s. The limit of `length * 2 ** brackets` allows about 1 s. The
# glossary needs 7 brackets at most. `\left(` does not count, because it always has its `\right`.
MAX_WORK = 2**24
_OPENING = re.compile(
    r"(?<!\\left)(?:[(\[⟨⌈⌊⟦⟪⟮⦃⦅⦇⌜⌞⎰]|\\(?:\{|(?:l(?:[Aa]ngle|ang|[Bb]race|brack|paren|floor|ceil|[vV]ert|group"
    r"|moustache|langle|lbracket|lparenthesis)|[ul]lcorner|llcorner)(?![a-zA-Z])))"
)
_DEFINITIONS = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|[gex]?def|let|newenvironment|DeclareMathOperator)(?![a-zA-Z])"
)

# Rewrites of the LaTeX, in this order.
_REWRITES = (
    # math-core makes a negative space of inline CSS, which pages that forbid inline styles ignore. Before a
    # bracket, the empty \mathopen removes the same space without CSS. Elsewhere the space is left out.
    (re.compile(r"(?<!\\)(?:\\!\s*)+(?=\\left(?![a-zA-Z]))"), r"\\mathopen{}"),
    (re.compile(r"(?<!\\)((?:\\\\)*)\\!"), r"\1"),
    # A number after each formula would always be 1, and its place at the margin needs CSS.
    (re.compile(r"\\(begin|end)\{(align|gather)\*?\}"), r"\\\1{\2ed}"),
    (re.compile(r"\\(?:begin|end)\{equation\*?\}"), ""),
    # math-core lacks these environments. The named ones have the same structure.
    (re.compile(r"\\(begin|end)\{split\}"), r"\\\1{aligned}"),
    (re.compile(r"\\(begin|end)\{smallmatrix\}"), r"\\\1{matrix}"),
)
# Commands of common packages that math-core lacks.
_MACROS = {
    "mbox": r"\text{#1}",
    "hbox": r"\text{#1}",
    "mathds": r"\mathbb{#1}",
    "pmb": r"\boldsymbol{#1}",
}
_CONVERTER = LatexToMathML(annotation=True, fancy_error=False, max_expansions=100, macros=_MACROS)
# The only named characters that math-core writes; XML does not define them.
_ENTITIES = (("&ApplyFunction;", "\u2061"), ("&InvisibleTimes;", "\u2062"))

_PRIMES = set("′″‴⁗")
_BAR = "¯"
# The declarations that only place something. Without the others, such as colors or the lines of a table, a
# formula could mean something else.
_PLACING = re.compile(
    r"(?:(?:text-align|justify-items|padding-left|padding-right|margin-left|width): ?[a-z0-9.%-]+;? ?)+"
)
_ALIGNMENT = re.compile(r"text-align: ?(left|right|center)")

_CHILDREN = dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2) | {
    "semantics": 2,
    "msubsup": 3,
    "munderover": 3,
}
_ELEMENTS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msqrt", "mtable", "mtr", "mtd"),
    *("mstyle", "mpadded", "mphantom", "annotation", *_CHILDREN),
}
_TRUTH = "true|false"
# At most 9.9 of a unit, so that a formula cannot push the rest of the page away.
_LENGTH = r"[+-]?\d?(\.\d{1,8})?(em|ex|rem|px|pt)?"
_ATTRIBUTES = {
    "display": "block|inline",
    "encoding": "application/x-tex",
    "mathvariant": "normal",
    "form": "prefix|infix|postfix",
    "columnalign": "left|center|right",
    "scriptlevel": "[0-3]",
    **dict.fromkeys(("stretchy", "symmetric", "accent", "accentunder", "displaystyle"), _TRUTH),
    **dict.fromkeys(("fence", "separator", "movablelimits", "largeop"), _TRUTH),
    **dict.fromkeys(("width", "height", "depth", "lspace", "rspace", "voffset", "linethickness"), _LENGTH),
    **dict.fromkeys(("minsize", "maxsize"), _LENGTH),
}
_ALLOWED = {name: re.compile(pattern) for name, pattern in _ATTRIBUTES.items()}


def to_mathml(latex: str, *, display: bool = True) -> str | None:
    """Return `latex` as one `<math>` element, or None if it cannot be converted safely.

    With `display`, the formula is set on its own line. Definitions of commands are refused, because they can
    grow without end.
    """
    if not _is_acceptable(latex):
        return None
    readable = latex
    for pattern, replacement in _REWRITES:
        readable = pattern.sub(replacement, readable)
    try:
        tree = _convert(readable, display)
    except (LatexError, ParseError, UnicodeError):  # the last for a surrogate, which no UTF-8 can carry
        return None
    for element in _from_leaves_up(tree):
        _repair(element)
    if not _is_safe(tree):
        return None
    tree.set("display", "block" if display else "inline")
    tree[0][1].text = latex  # what readers copy, before the rewrites
    return tostring(tree, encoding="unicode")


def _is_acceptable(latex: str) -> bool:
    """Return whether math-core can read `latex` in reasonable time."""
    if not latex.strip() or len(latex) > MAX_LINE or _DEFINITIONS.search(latex):
        return False
    return len(latex) << len(_OPENING.findall(latex)) <= MAX_WORK


def _convert(latex: str, display: bool) -> Element:
    mathml = _CONVERTER.convert_with_local_state(latex, displaystyle=display)
    for entity, character in _ENTITIES:
        mathml = mathml.replace(entity, character)
    # math-core escapes each "<" of the LaTeX, so no DOCTYPE with entities can get into its output.
    return fromstring(mathml)  # noqa: S314


def _from_leaves_up(tree: Element) -> Iterator[Element]:
    # The list is complete before the first change. Its reverse has children before their parents.
    return reversed(list(tree.iter()))


def _repair(element: Element) -> None:
    """Change what browsers set wrong, or set right only with CSS."""
    _replace_style(element)
    if element.tag == "mover" and len(element) == 2 and element[1].text == _BAR:
        # Latin Modern draws this bar so low that it merges with a capital letter. Without `accent`, browsers
        # leave a gap.
        element.attrib.pop("accent", None)
    if element.tag in ("msup", "msubsup") and len(element) and set(element[-1].text or " ") <= _PRIMES:
        _lower_prime(element)


def _replace_style(element: Element) -> None:
    """Replace inline CSS by attributes. A style that does more than align stays, and is refused later."""
    style = element.get("style")
    if style is None or not _PLACING.fullmatch(style):
        return
    del element.attrib["style"]
    # Chromium ignores this attribute of MathML 3 and centers the cell, with or without it. MDN lists it for
    # Firefox.
    alignment = _ALIGNMENT.match(style)
    if element.tag == "mtd" and alignment:
        element.set("columnalign", alignment[1])


def _lower_prime(element: Element) -> None:
    """Put a prime after its letter in full size.

    Fonts raise and shrink the prime themselves. Chromium does not ask them for the variant in scripts, so
    that a superscript would raise and shrink it twice.
    """
    base, prime = element[0], element[-1]
    prime.tag = "mi"  # an operator could get space around it
    if element.tag == "msup":
        element.tag = "mrow"
        return
    primed = Element("mrow")
    primed.extend([base, prime])
    element[:] = [primed, element[1]]
    element.tag = "msub"


def _is_safe(element: Element, depth: int = 0) -> bool:
    """Return whether an element and all its descendants are on the lists, and complete."""
    return (
        depth < MAX_DEPTH
        and element.tag in _ELEMENTS
        and len(element) == _CHILDREN.get(element.tag, len(element))
        and all(_is_allowed(name, value) for name, value in element.items())
        and all(_is_safe(child, depth + 1) for child in element)
    )


def _is_allowed(name: str, value: str) -> bool:
    return name in _ALLOWED and bool(_ALLOWED[name].fullmatch(value))
