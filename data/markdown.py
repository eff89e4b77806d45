"""Explanations from Markdown to HTML that is safe in anybody's page. Pure.

CommonMark without raw HTML, then an allowlist of elements. Links to terms stay `term:slug`, so that what is stored
does not depend on where the glossary is served; `absolute` puts the address in.
"""

import re

import nh3
from markdown_it import MarkdownIt

from data.errors import Invalid
from data.kinds import MAX_TEXT, SLUG_PATTERN

_TERM = "term:"
_TERM_LINK = re.compile(_TERM + SLUG_PATTERN.strip("^$"))

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
_PROSE = {"softbreak": " ", "hardbreak": " ", "code_inline": ""}
_CHECK = _MARKDOWN.validateLink
_MARKDOWN.validateLink = lambda url: _TERM_LINK.fullmatch(url) if url.lower().startswith(_TERM) else _CHECK(url)
_CLEANER = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em", "strong", "s"),
        *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
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
    return _CLEANER.clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, environment)).strip()


def absolute(html: str | None, terms_url: str) -> str | None:
    """`html` with every link to a term under `terms_url`, as in https://example.org/terms/."""
    return html and html.replace(_TERM_HREF, f'<a href="{terms_url}')


def linked_slugs(markdown: str) -> list[str]:
    """The slugs of the terms that `markdown` links to, in order and as often as they stand."""
    targets = [link.attrGet("href") for link in _links(_MARKDOWN.parse(markdown))]
    return [target.removeprefix(_TERM) for target in targets if target.startswith(_TERM)]


def prose(markdown: str) -> list[str]:
    """The text of each paragraph, list item or cell of `markdown`: without mark-up, code and formulas."""
    blocks = _MARKDOWN.parse(_FORMULA.sub("", markdown))
    return [
        "".join(_PROSE.get(token.type, token.content) for token in block.children) for block in blocks if block.children
    ]


def _links(tokens):
    return [token for block in tokens for token in block.children or [] if token.type == "link_open"]
