"""MathML as a converter makes it, mended for browsers, which follow MathML Core, to set it as TeX would.
Pure.

Core dropped named spaces and most of `mathvariant`, and spaces an operator by its place in the row alone; TeX
by what stands beside it (The TeXbook, chapter 18).
"""

import unicodedata
from html import unescape
from xml.etree.ElementTree import Element

from latex2mathml.symbols_parser import convert_symbol

_THIN = "0.167em"
_SPACES = {
    "thinmathspace": _THIN,
    "thickmathspace": "0.278em",
    "negativethinmathspace": f"-{_THIN}",
    "negativemediummathspace": "-0.222em",
    "negativethickmathspace": "-0.278em",
}
_ALPHABETS = {
    "bold": "mathbf",
    "bold-italic": "mathbfit",
    "double-struck": "mathbb",
    "fraktur": "mathfrak",
    "monospace": "mathtt",
    "sans-serif": "mathsf",
    "script": "mathcal",
}
_ROWS = {"mrow", "mtd", "mstyle", "msqrt", "mpadded", "mphantom"}
_SCRIPTS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
_EMBELLISHING = {*_SCRIPTS, *_SCRIPTS.values()}
_LIMITED = {"max", "min", "lim", "sup", "inf", "arg\u2009max", "arg\u2009min"}
_CLOSING, _SIGNS = set(")]}⟩⌋⌉!"), set("+−±∓")
_UNSPACED = set("|‖/")
_PRIMES = set("′″‴⁗")
_ORDINARY = set("∞∅∂∇…⋯")  # symbols that are no operators, whatever a converter or Unicode takes them for
_REDRAWN = {"⧵": "∖", "~": "∼", "―": "¯"}


def fix(element):
    """Mend a tree in place, from its leaves upwards."""
    for child in list(element):
        fix(child)
    for name, value in element.items():
        element.set(name, _SPACES.get(value, value))
    if len(element):
        _lift(element)
        _limit(element)
        _set_primes(element)
    else:
        _mend_leaf(element)
    if element.tag in _ROWS:
        _join(element)
        _space(element)


def _mend_leaf(leaf):
    """Write the text out, in the alphabet that the style asks for, and tell operators from letters."""
    text = unescape(leaf.text or "")
    text = _REDRAWN.get(text, text)
    style = leaf.get("mathvariant")
    if style not in (None, "normal"):
        del leaf.attrib["mathvariant"]
        text = _styled(text, style) if leaf.tag != "mtext" else text
    leaf.text = text
    if leaf.tag == "mo" and text in _ORDINARY:
        leaf.tag = "mi"
        leaf.set("mathvariant", "normal")
    elif leaf.tag == "mi" and (_is_operator(text) or (len(text) > 1 and text.isalpha() and not style)):
        leaf.tag = "mo"


def _styled(text, style):
    symbols = (convert_symbol(f"\\{_ALPHABETS.get(style)}{{{char}}}") for char in text)
    return "".join(
        chr(int(symbol, 16)) if symbol else char for char, symbol in zip(text, symbols, strict=True)
    )


def _is_operator(text):
    return len(text) == 1 and text not in _ORDINARY and (text in ":∼" or unicodedata.category(text) == "Sm")


def _lift(element):
    """Put what stands alone in a row in the row's place; an operator alone in braces has no space around it."""
    for place, child in enumerate(element):
        if child.tag == "mrow" and len(child) == 1 and not child.attrib:
            if child[0].tag == "mo" and element.tag in _ROWS:
                child[0].attrib.update(lspace="0", rspace="0")
            element[place] = child[0]


def _join(row):
    """Upright letters in a row are one word."""
    for previous, child in zip(list(row), list(row)[1:], strict=False):
        if (
            previous.tag == child.tag == "mi"
            and previous.get("mathvariant") == child.get("mathvariant") == "normal"
        ):
            child.text = previous.text + child.text
            row.remove(previous)
    for child in row:
        if child.tag == "mi" and len(child.text) > 1:
            child.attrib.pop("mathvariant", None)


def _limit(element):
    """In a display, what belongs to a maximum or limit stands below it."""
    if element.tag in _SCRIPTS and element[0].tag == "mo" and element[0].text in _LIMITED:
        element[0].set("movablelimits", "true")
        element.tag = _SCRIPTS[element.tag]


def _set_primes(element):
    """A prime stands after its letter in full size: fonts raise and shrink it themselves, a superscript once
    more.
    """
    if element.tag not in ("msup", "msubsup") or not set(element[-1].text or " ") <= _PRIMES:
        return
    primed = Element("mrow")
    primed.extend([element[0], element[-1]])
    if element.tag == "msup":
        element[:] = primed[:]
        element.tag = "mrow"
    else:
        element[:] = [primed, element[1]]
        element.tag = "msub"


def _space(row):
    """Space the operators of a row by their neighbours."""
    items = [child for child in row if child.tag != "mspace"]
    for before, item, after in zip([None, *items], items, [*items[1:], None], strict=False):
        operator = _core(item)
        if operator is None or "lspace" in operator.attrib:
            continue
        if _is_function(operator):
            operator.set("lspace", _THIN if before is not None and _ends(before) else "0")
            operator.set("rspace", _THIN if after is not None and _begins(after) else "0")
        elif operator.text in _UNSPACED and "form" not in operator.attrib:
            operator.attrib.update(lspace="0", rspace="0", stretchy=operator.get("stretchy", "false"))
        elif operator.text in _SIGNS and before is not None and not _ends(before):
            operator.attrib.update(form="prefix", lspace="0", rspace="0")


def _core(item):
    """The operator that an element is about, with or without limits, if it is about one."""
    while item.tag in _EMBELLISHING and len(item):
        item = item[0]
    return item if item.tag == "mo" else None


def _is_function(operator):
    return len(operator.text) > 1 and operator.text.replace("\u2009", "").isalpha()


def _ends(item):
    """Whether an operator after this element stands between two things."""
    operator = _core(item)
    return operator is None or operator.text in _CLOSING | _UNSPACED


def _begins(item):
    """Whether a function before this element needs a space."""
    operator = _core(item)
    return operator is None or _is_function(operator)
