"""Definitions in other people's pages: the card that they frame, and oEmbed, which tells them how.

The card is the only page here that may be framed. A problem with one is shown in somebody's page as well, so
it is rendered as a card.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from flask import Response, current_app, render_template
from markupsafe import Markup
from marshmallow import EXCLUDE

from api.http import problems
from api.http.blueprint import Blueprint
from api.http.conditional import json_response, text_response
from api.http.connection import get_db
from api.http.operation import API, EMBEDDED
from api.http.urls import page_url, site_url
from data.draw.picture import SIZE
from data.entries import summaries, terms
from data.entries.summaries import Summary
from data.entries.terms import Term
from data.errors import Gone, Moved, NotFound, echo
from schemas.embed import CardQuery, Oembed, OembedQuery

# Browsers apply the headers of a 304 to what they have stored, and a problem is framed like a card, so the
# policy is declared for every response. "*" does not match pages that are opened from disk to try a card.
_CARD = replace(
    API,
    vary=(),
    cors=False,
    cache=EMBEDDED,
    policy=(
        "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors * file:"
    ),
)

cards = Blueprint("cards", __name__, operation=_CARD)
blp = Blueprint("Embed", __name__, operation=API, description="Definitions in pages of other sites.")

_PAGE = re.compile(r"/terms/([^/]+)/?")
_DEFAULT_LOOKS = CardQuery().load({})
_WIDTH = 480  # pixels
_CACHE_AGE = 86_400  # seconds that a consumer of oEmbed may keep a response
_FRAME = Markup(
    '<iframe src="{src}" title="{title}" width="{width}" height="{height}" '
    'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" '
    'loading="lazy" style="border:0;border-radius:.625rem;max-width:100%"></iframe>'
)


@cards.get("/embed/terms/<slug>")
@cards.arguments(CardQuery, location="query")
def get_card(query: dict[str, Any], slug: str) -> Response:
    """Return the card of a term, to be framed."""
    term = terms.get(get_db(), slug)
    near = (term.related_in_category or [])[: query["related"]]
    card = _render(term=term, near=near, compact=query["compact"])
    return text_response(card, "text/html", version=term.revision)


@cards.after_request
def show_problem(response: Response) -> Response:
    """Turn a problem into a card, with the terms that it suggests."""
    if response.mimetype != problems.MEDIA_TYPE:
        return response
    # The problem is read back from the response: it was made by an error handler that knows nothing of cards.
    problem = response.get_json()
    slugs = problem.get("suggestions", [])
    near = summaries.find(get_db(), slugs) if slugs else []
    response.set_data(_render(problem=problem, near=near))
    response.mimetype = "text/html"
    return response


@blp.get("/oembed")
@blp.arguments(OembedQuery, location="query", unknown=EXCLUDE)  # consumers add what other providers accept
@blp.produces("text/xml")
@blp.problems(404, 501)
@blp.answers(200, Oembed)
def get_oembed(query: dict[str, Any]) -> Response:
    """Get the HTML that embeds a term

    oEmbed 1.0: send the URL of a term's page. The response has an iframe with the definition of the term, no
    larger than `maxwidth` and `maxheight`. For a term that was renamed or replaced, it shows the present
    term. With `format=xml`, the response is XML.
    """
    if query["format"] not in _WRITERS:
        known = " and ".join(_WRITERS)
        raise problems.HttpProblem(501, f"There is no format '{echo(query['format'])}'. There are {known}.")
    term = _embeddable(_slug(query["url"]))
    embedding = rich(term, query.get("maxwidth"), query.get("maxheight"))
    return _WRITERS[query["format"]](embedding, term.revision)


def current(slug: str) -> Summary:
    """Return the term with this slug, or the one that it has become. Raise NotFound or Gone."""
    # A deprecated term may be replaced by another one. The chain ends, because no term replaces itself.
    while True:
        try:
            return summaries.get(get_db(), slug)
        except Moved as moved:
            slug = moved.slug


def card_path(slug: str, looks: Mapping[str, Any] | None = None) -> str:
    """Return the path of a card with these looks (of CardQuery). Defaults are left out."""
    query = {name: str(look).lower() for name, look in (looks or {}).items() if look != _DEFAULT_LOOKS[name]}
    return f"/embed/terms/{slug}" + (f"?{urlencode(query)}" if query else "")


def frame(
    term: Summary | Term,
    max_width: int | None = None,
    max_height: int | None = None,
    looks: Mapping[str, Any] | None = None,
) -> tuple[Markup, int, int]:
    """Return the iframe of a term's card, and its width and height in pixels."""
    width, height = _size(max_width, max_height, looks["related"] if looks else 0)
    src, title = site_url(card_path(term.slug, looks)), f"Definition of {term.name}"
    return _FRAME.format(src=src, title=title, width=width, height=height), width, height


def rich(term: Summary | Term, max_width: int | None = None, max_height: int | None = None) -> dict[str, Any]:
    """Return the oEmbed response for a term."""
    html, width, height = frame(term, max_width, max_height)
    return {
        "type": "rich",
        "version": "1.0",
        "title": term.name,
        "provider_name": current_app.config["SERVICE_NAME"],
        "provider_url": site_url("/"),
        "cache_age": _CACHE_AGE,
        "html": html,
        "width": width,
        "height": height,
        **_thumbnail(term, max_width, max_height),
    }


def _render(**context: Any) -> str:
    return render_template("card.html", page_url=page_url, **context)


def _slug(url: str) -> str:
    """Return the slug of the term whose page has this URL. Raise NotFound."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    page = _PAGE.fullmatch(unquote(parts.path))
    if page is None or f"{parts.scheme}://{parts.netloc.lower()}" != site_url().lower():
        raise NotFound(f"This is not the URL of a term's page, such as {page_url('SLUG')}.")
    return page[1]


def _embeddable(slug: str) -> Summary:
    """Return the term that oEmbed embeds for a slug. Its only error for a term that is not there is 404."""
    try:
        return current(slug)
    except Gone as gone:
        raise NotFound(gone.message) from None


def _size(max_width: int | None, max_height: int | None, related: int = 0) -> tuple[int, int]:
    """Return width and height in pixels, with room for the longest definition, so that few cards scroll."""
    width = min(_WIDTH, max_width or _WIDTH)
    # Measured in Chromium: 240 characters of 16 px cover some 70,000 square pixels with their line spacing.
    height = 80 + 70_000 // max(width, 200) + (related and 60 + 20 * related)
    return width, min(height, max_height or height)


def _thumbnail(term: Summary | Term, max_width: int | None, max_height: int | None) -> dict[str, Any]:
    """Return the picture of the page, unless it is larger than what was asked for (oEmbed, section 2.3.4)."""
    width, height = SIZE
    if width > (max_width or width) or height > (max_height or height):
        return {}
    url = f"{page_url(term.slug)}/picture.png"
    return {"thumbnail_url": url, "thumbnail_width": width, "thumbnail_height": height}


def _to_xml(embedding: Mapping[str, Any], revision: int) -> Response:
    root = ET.Element("oembed")
    for name, value in embedding.items():
        ET.SubElement(root, name).text = str(value)
    ET.indent(root)
    document = ET.tostring(root, encoding="utf-8", xml_declaration=True).decode() + "\n"
    return text_response(document, "text/xml", version=revision)


def _to_json(embedding: Mapping[str, Any], revision: int) -> Response:
    return json_response(embedding, version=revision)


_WRITERS: Mapping[str, Callable[[Mapping[str, Any], int], Response]] = {"json": _to_json, "xml": _to_xml}
