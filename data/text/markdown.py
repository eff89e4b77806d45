"""Explanations from Markdown to HTML that is safe in any page. Pure functions.

The life of an explanation: CommonMark without raw HTML, in which formulas between dollars are marked but stay
LaTeX, then an allowlist of elements, then MathML for the marked formulas. Links to terms stay `term:slug`, so
that the stored HTML does not depend on the address of the glossary. `absolute` inserts the address.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

from data.constants import MAX_TEXT, SLUG_PATTERN
from data.errors import Invalid
from data.text.formulas import to_mathml

MAX_FORMULAS = 100  # in one text; further ones stay LaTeX, because MathML is much longer

_TERM = "term:"
_TERM_LINK = re.compile(_TERM + SLUG_PATTERN.strip("^$"))

# Pandoc's rule, which leaves prices alone: no space after the first dollar or before the last, and no digit
# after the last.
_FORMULA = re.compile(
    r"\$\$(?P<math_inline_double>(?:\\.|[^\\$])++)\$\$|\$(?!\s)(?P<math_inline>(?:\\.|[^\\$])++)(?<!\s)\$(?!\d)",
    re.DOTALL,
)
# Only our own marks match: the cleaner escapes each "<" of the text.
_MARKED_FORMULA = re.compile(r"<var>(\$\$?)(.*?)\1</var>", re.DOTALL)
_TERM_HREF = '<a href="term:'  # cannot occur in text, for the same reason
_FORMULA_TOKENS = ("math_inline", "math_inline_double", "math_block")
_PROSE = {"softbreak": " ", "hardbreak": " ", "code_inline": "", **dict.fromkeys(_FORMULA_TOKENS, "")}

_CLEANER = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code"),
        *("em", "strong", "s", "ul", "ol", "li", "a", "var"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"https", "http", "mailto", "term"},
    link_rel="noopener noreferrer",
    url_relative="deny",  # it would lead to a wrong place in a page of another site
)


def to_html(markdown: str | None) -> str | None:
    """Return sanitized HTML for `markdown`, in which links to terms are still `term:slug`.

    Raises Invalid if reference links would make a short text very long.
    """
    if not markdown:
        return markdown
    environment: dict[str, Any] = {}
    tokens = _MARKDOWN.parse(markdown, environment)
    if sum(map(len, _targets(tokens))) > max(len(markdown), MAX_TEXT):
        raise Invalid("The links repeat their addresses too often.", pointer="/explanation")
    html = _CLEANER.clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, environment)).strip()
    return _MARKED_FORMULA.sub(_set_formula, html, count=MAX_FORMULAS)


def absolute(html: str | None, terms_url: str) -> str | None:
    """Return `html` with each link to a term under `terms_url`, for example https://example.org/terms/."""
    return html and html.replace(_TERM_HREF, f'<a href="{terms_url}')


def linked_slugs(markdown: str) -> list[str]:
    """Return the slugs of the terms that `markdown` links to, in order and with repetitions."""
    targets = _targets(_MARKDOWN.parse(markdown))
    return [target.removeprefix(_TERM) for target in targets if target.startswith(_TERM)]


def prose(markdown: str) -> list[str]:
    """Return the text of each paragraph, list item or cell, without markup, code and formulas."""
    return [
        "".join(_PROSE.get(token.type, token.content) for token in block.children)
        for block in _MARKDOWN.parse(markdown)
        if block.children
    ]


def formulas(markdown: str) -> list[str]:
    """Return the LaTeX of each formula in `markdown`, in order."""
    tokens = (token for block in _MARKDOWN.parse(markdown) for token in (block, *(block.children or [])))
    return [token.content.strip() for token in tokens if token.type in _FORMULA_TOKENS]


def _targets(tokens: Iterable[Token]) -> Iterator[str]:
    for block in tokens:
        for token in block.children or []:
            if token.type == "link_open":
                yield str(token.attrGet("href"))


class _Markdown(MarkdownIt):
    """CommonMark with tables, strikethrough and formulas, without raw HTML and images."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.enable(["table", "strikethrough"]).disable("image")
        dollarmath_plugin(self, allow_labels=False, allow_blank_lines=False)
        # The plugin's own rule looks for digits at the wrong end of a text.
        self.inline.ruler.at("math_inline", _read_formula)
        for token_type in _FORMULA_TOKENS:
            self.add_render_rule(token_type, _mark_formula)

    def validateLink(self, url: str) -> bool:  # noqa: N802 markdown-it's name
        # A link to something that cannot be a term is no link at all.
        if url.lower().startswith(_TERM):
            return bool(_TERM_LINK.fullmatch(url))
        return super().validateLink(url)


def _read_formula(state: StateInline, silent: bool) -> bool:
    """Parse a formula at the current position. This is a rule of markdown-it for inline text."""
    found = _FORMULA.match(state.src, state.pos)
    if not found or not found.lastgroup:
        return False
    if not silent:
        state.push(found.lastgroup, "", 0).content = found[found.lastgroup]
    state.pos = found.end()
    return True


def _mark_formula(
    renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, environment: dict[str, Any]
) -> str:
    """Return a formula as LaTeX in an element that passes the cleaner, as a rendering rule of markdown-it."""
    dollars = "$" if tokens[index].type == "math_inline" else "$$"
    return f"<var>{dollars}{escapeHtml(tokens[index].content.strip())}{dollars}</var>"


def _set_formula(found: re.Match[str]) -> str:
    """Return the MathML of a marked formula, or its LaTeX as code."""
    latex = unescape(found[2])
    return to_mathml(latex, display=found[1] == "$$") or f"<code>{escapeHtml(latex)}</code>"


# Building the parser takes longer than parsing a text, so there is one for the process.
_MARKDOWN = _Markdown()
