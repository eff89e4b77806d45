"""Explanations from Markdown to HTML that is safe in anybody's page. Pure.

CommonMark without raw HTML, then an allowlist of elements. Formulas between dollars pass it as the LaTeX they
are, and become MathML after it. Links to terms stay `term:slug`, so that what is stored does not depend on
where the glossary is served; `absolute` puts the address in.
"""

import re
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from mdit_py_plugins.dollarmath import dollarmath_plugin

from data.constants import MAX_TEXT, SLUG_PATTERN
from data.errors import Invalid
from data.text.formulas import to_mathml

_TERM = "term:"
_TERM_LINK = re.compile(_TERM + SLUG_PATTERN.strip("^$"))

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
# Pandoc's rule, which leaves prices alone: no space after the first dollar or before the last, no digit after
# that.
_FORMULA = re.compile(
    r"\$\$(?P<math_inline_double>(?:\\.|[^\\$])++)\$\$|\$(?!\s)(?P<math_inline>(?:\\.|[^\\$])++)(?<!\s)\$(?!\d)",
    re.DOTALL,
)
_MARKED_FORMULA = re.compile(
    r"<var>(\$\$?)(.*?)\1</var>", re.DOTALL
)  # none but ours: the cleaner escapes every «<»
MAX_FORMULAS = 100  # of one text that are set; any further ones stay LaTeX
_FORMULA_TOKENS = ("math_inline", "math_inline_double", "math_block")
_PROSE = {"softbreak": " ", "hardbreak": " ", "code_inline": "", **dict.fromkeys(_FORMULA_TOKENS, "")}
_CHECK = _MARKDOWN.validateLink
_MARKDOWN.validateLink = lambda url: (
    _TERM_LINK.fullmatch(url) if url.lower().startswith(_TERM) else _CHECK(url)
)
_CLEANER = nh3.Cleaner(
    tags={
        *(
            "p",
            "br",
            "hr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "pre",
            "code",
            "em",
            "strong",
            "s",
        ),
        *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td", "var"),
    },
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"https", "http", "mailto", "term"},
    link_rel="noopener noreferrer",
    url_relative="deny",  # in a page of somebody else it would lead astray
)
_TERM_HREF = '<a href="term:'  # cannot stand in text: the cleaner escapes every «<»


def to_html(markdown: str | None) -> str | None:
    """Sanitised HTML for `markdown`, its links to terms still `term:slug`.

    Raises Invalid where reference links would blow a short text up.
    """
    if not markdown:
        return markdown
    environment = {}
    tokens = _MARKDOWN.parse(markdown, environment)
    if sum(len(link.attrGet("href")) for link in _links(tokens)) > max(len(markdown), MAX_TEXT):
        raise Invalid("The links repeat their addresses too often.", pointer="/explanation")
    html = _CLEANER.clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, environment)).strip()
    return _MARKED_FORMULA.sub(_set_formula, html, count=MAX_FORMULAS)


def absolute(html: str | None, terms_url: str) -> str | None:
    """`html` with every link to a term under `terms_url`, as in https://example.org/terms/."""
    return html and html.replace(_TERM_HREF, f'<a href="{terms_url}')


def linked_slugs(markdown: str) -> list[str]:
    """The slugs of the terms that `markdown` links to, in order and as often as they stand."""
    targets = [link.attrGet("href") for link in _links(_MARKDOWN.parse(markdown))]
    return [target.removeprefix(_TERM) for target in targets if target.startswith(_TERM)]


def prose(markdown: str) -> list[str]:
    """The text of each paragraph, list item or cell of `markdown`: without mark-up, code and formulas."""
    return [
        "".join(_PROSE.get(token.type, token.content) for token in block.children)
        for block in _MARKDOWN.parse(markdown)
        if block.children
    ]


def formulas(markdown: str) -> list[str]:
    """The LaTeX of every formula in `markdown`, in order."""
    tokens = [token for block in _MARKDOWN.parse(markdown) for token in (block, *(block.children or []))]
    return [token.content.strip() for token in tokens if token.type in _FORMULA_TOKENS]


def _links(tokens):
    return [token for block in tokens for token in block.children or [] if token.type == "link_open"]


def _read_formula(state, silent):
    """The inline rule for formulas, in place of the plugin's, which looks for digits at the wrong end of a
    text.
    """
    found = _FORMULA.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push(found.lastgroup, "", 0).content = found[found.lastgroup]
    state.pos = found.end()
    return True


def _mark_formula(renderer, tokens, index, options, environment):
    dollars = "$" if tokens[index].type == "math_inline" else "$$"
    return f"<var>{dollars}{escapeHtml(tokens[index].content.strip())}{dollars}</var>"


def _set_formula(found):
    """The MathML of a formula, or its LaTeX as code."""
    latex = unescape(found[2])
    return to_mathml(latex, display=found[1] == "$$") or f"<code>{escapeHtml(latex)}</code>"


dollarmath_plugin(_MARKDOWN, allow_labels=False, allow_blank_lines=False)
_MARKDOWN.inline.ruler.at("math_inline", _read_formula)
for _type in _FORMULA_TOKENS:
    _MARKDOWN.add_render_rule(_type, _mark_formula)
