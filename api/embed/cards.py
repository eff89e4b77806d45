"""Definitions in other people's pages: the card that they frame, and oEmbed, which tells them how.

The card is the only page here that may be framed. What goes wrong with one stands in somebody's page as well,
so its problems are shown as cards. The policy that lets it be framed goes with its 304 too: browsers take the
headers of a 304 over into what they have.
"""

import re
import xml.etree.ElementTree as ET
from urllib.parse import unquote, urlencode, urlsplit

from flask import Response, current_app, render_template
from markupsafe import Markup
from marshmallow import EXCLUDE

from api.http import problems
from api.http.blueprint import Blueprint
from api.http.conditional import json_response, text_response
from api.http.connection import get_db
from api.http.urls import page_url, site_url
from data.draw.picture import SIZE
from data.entries import summaries, terms
from data.errors import Gone, Moved, NotFound
from schemas.embed import CardQuery, Oembed, OembedQuery

cards = Blueprint("cards", __name__)
blp = Blueprint("Embed", __name__, description="Definitions in other people's pages.")

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors * file:"  # a star does not match a page opened from disk, as somebody does who tries this
)
_PAGE = re.compile(r"/terms/([^/]+)/?")
_PLAIN = CardQuery().load({})
_WIDTH = 480
_CACHE_AGE = 86_400
_FRAME = Markup(
    '<iframe src="{src}" title="{title}" width="{width}" height="{height}" '
    'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" loading="lazy" '
    'style="border:0;border-radius:.625rem;max-width:100%"></iframe>'
)


@cards.get("/embed/terms/<slug>")
@cards.arguments(CardQuery, location="query")
def get_card(query, slug):
    """A term, to be framed."""
    term = terms.get(get_db(), slug)
    near = term.related_in_category[: query["related"]]
    card = _render(term=term, near=near, compact=query["compact"])
    return _framable(text_response(card, "text/html", version=term.revision))


@cards.after_request
def show_problem(response):
    """Turn a problem into a card, with the terms it suggests."""
    if response.mimetype != problems.MIMETYPE:
        return response
    slugs = response.json.get("suggestions", [])
    near = summaries.find(get_db(), slugs) if slugs else []
    response.set_data(_render(problem=response.json, near=near))
    response.mimetype = "text/html"
    return _framable(response)


@blp.get("/oembed")
@blp.arguments(OembedQuery, location="query", unknown=EXCLUDE)  # consumers add what other providers take
@blp.produces("text/xml")
@blp.problems(404, 501)
@blp.answers(200, Oembed)
def get_oembed(query):
    """Get what embeds a term

    oEmbed 1.0: give the address of a term's page, get an iframe with its definition, no larger than
    `maxwidth` and `maxheight`. A term that was renamed or replaced is embedded as what it is now. With
    `format=xml`, the same as XML.
    """
    if query["format"] not in _WRITERS:
        raise problems.HttpProblem(
            501, f"There is no format '{query['format']}'; there are {' and '.join(_WRITERS)}."
        )
    term = _embeddable(_slug(query["url"]))
    embedding = rich(term, query.get("maxwidth"), query.get("maxheight"))
    return _WRITERS[query["format"]](embedding, term.revision)


def current(slug) -> summaries.Summary:
    """The term of this slug, or the one it has become. Raises NotFound or Gone."""
    try:
        return summaries.get(get_db(), slug)
    except Moved as moved:
        return summaries.get(get_db(), moved.slug)


def card_path(slug, looks=None) -> str:
    """The path of a card that looks so, `looks` being of CardQuery; what is the default anyway is left out."""
    query = {name: str(look).lower() for name, look in (looks or {}).items() if look != _PLAIN[name]}
    return f"/embed/terms/{slug}" + (f"?{urlencode(query)}" if query else "")


def frame(term, max_width=None, max_height=None, looks=None) -> tuple[Markup, int, int]:
    """What frames the card of a term, an iframe, and its width and height."""
    width, height = _size(max_width, max_height, looks["related"] if looks else 0)
    src, title = site_url(card_path(term.slug, looks)), f"Definition of {term.name}"
    return _FRAME.format(src=src, title=title, width=width, height=height), width, height


def rich(term, max_width=None, max_height=None) -> dict:
    """What oEmbed answers for a term."""
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


def _framable(response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _render(**what) -> str:
    return render_template("card.html", page_url=page_url, **what)


def _slug(address) -> str:
    """The slug of the term whose page has this address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    page = _PAGE.fullmatch(unquote(parts.path))
    if page is None or f"{parts.scheme}://{parts.netloc.lower()}" != site_url().lower():
        raise NotFound(f"That is not the address of a term's page, like {page_url('SLUG')}.")
    return page[1]


def _embeddable(slug) -> summaries.Summary:
    """The term that oEmbed embeds for a slug. All that it knows for one that is not there is 404."""
    try:
        return current(slug)
    except Gone as gone:
        raise NotFound(gone.message) from None


def _size(max_width, max_height, related=0) -> tuple[int, int]:
    """Room for the longest definition as it flows, so that hardly any card scrolls in its frame."""
    width = min(_WIDTH, max_width or _WIDTH)
    height = 80 + 70_000 // max(width, 200) + (related and 60 + 20 * related)
    return width, min(height, max_height or height)


def _thumbnail(term, max_width, max_height) -> dict:
    """The picture of the page, unless it is larger than what was asked for (oEmbed, section 2.3.4)."""
    width, height = SIZE
    if width > (max_width or width) or height > (max_height or height):
        return {}
    url = f"{page_url(term.slug)}/picture.png"
    return {"thumbnail_url": url, "thumbnail_width": width, "thumbnail_height": height}


def _to_xml(embedding, revision) -> Response:
    root = ET.Element("oembed")
    for name, value in embedding.items():
        ET.SubElement(root, name).text = str(value)
    ET.indent(root)
    document = ET.tostring(root, encoding="utf-8", xml_declaration=True).decode() + "\n"
    return text_response(document, "text/xml", version=revision)


def _to_json(embedding, revision) -> Response:
    return json_response(embedding, version=revision)


_WRITERS = {"json": _to_json, "xml": _to_xml}
