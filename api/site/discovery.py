"""Data for search engines, link previews and browsers.

`defined_term` and `defined_term_set` are the glossary in the words of schema.org, which pages carry as
JSON-LD.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from html import escape
from typing import Any

from flask import Response, current_app

from api.http.blueprint import Pages
from api.http.conditional import text_response
from api.http.connection import get_db
from api.http.operation import FILE
from api.http.urls import api_url, page_url, site_url
from data.entries import sitemap
from data.entries.categories import Category
from data.entries.terms import Term
from data.errors import NotFound
from data.store import changes

blp = Pages("discovery", __name__, operation=FILE)

# Hidden labels are for searching only, and deprecated ones are not to be used.
_OTHER_NAMES = ("abbreviation", "synonym", "spelling")


def defined_term(term: Term) -> dict[str, Any]:
    """Return a term as schema.org's DefinedTerm."""
    names = [label.text for label in term.labels if label.kind in _OTHER_NAMES]
    return {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": page_url(term.slug),
        "name": term.name,
        "description": term.definition,
        "termCode": term.slug,
        "url": page_url(term.slug),
        "inDefinedTermSet": {**_glossary(), "url": site_url("/")},
        **({"alternateName": names} if names else {}),
    }


def defined_term_set(category: Category | None = None) -> dict[str, Any]:
    """Return the glossary, or a category as a part of it, as schema.org's DefinedTermSet."""
    if category is None:
        return {"@context": "https://schema.org", **_glossary(), "url": site_url("/")}
    address = site_url(f"/categories/{category.slug}")
    members = {"@type": "DefinedTermSet", "@id": address, "name": category.name, "url": address}
    note = {"description": category.scope_note} if category.scope_note else {}
    return {"@context": "https://schema.org", **members, **note, "isPartOf": _glossary()}


@blp.get("/sitemap.xml")
def get_sitemap() -> Response:
    """Return every page for search engines, or a list of files if they are too many for one."""
    numbers = sitemap.portions(get_db())
    if numbers == [1]:
        return _sitemap(1)
    addresses = (
        f"<sitemap><loc>{escape(site_url(f'/sitemap-{number}.xml'))}</loc></sitemap>" for number in numbers
    )
    return _document("sitemapindex", addresses)


@blp.get("/sitemap-<id:number>.xml")
def get_sitemap_part(number: int) -> Response:
    """Return one file of a sitemap in several. The start page and the categories are in the first."""
    if number not in sitemap.portions(get_db()):
        raise NotFound(f"The sitemap has no part {number}.")
    return _sitemap(number)


@blp.get("/robots.txt")
def get_robots() -> Response:
    """Allow crawlers to read everything. Pages say themselves if they are not for an index."""
    return text_response(f"User-agent: *\nDisallow:\n\nSitemap: {site_url('/sitemap.xml')}\n", "text/plain")


@blp.get("/opensearch.xml")
def get_opensearch() -> Response:
    """Return how to search here, for browsers (OpenSearch 1.1, draft 6)."""
    name = current_app.config["SERVICE_NAME"]
    suggestions = api_url("/suggest?q={searchTerms}&format=opensearch")
    searches = (
        ("results", "text/html", site_url("/?q={searchTerms}")),
        ("results", "application/json", api_url("/search?q={searchTerms}")),
        ("suggestions", "application/x-suggestions+json", suggestions),
    )
    root = ET.Element("OpenSearchDescription", xmlns="http://a9.com/-/spec/opensearch/1.1/")
    ET.SubElement(root, "ShortName").text = name[:16]
    ET.SubElement(root, "Description").text = f"Search the terms in {name}"[:1024]
    ET.SubElement(root, "InputEncoding").text = "UTF-8"
    for rel, mimetype, template in searches:
        ET.SubElement(root, "Url", rel=rel, type=mimetype, template=template)
    ET.indent(root)
    document = ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
    return text_response(document, "application/opensearchdescription+xml")


def _glossary() -> dict[str, Any]:
    return {"@type": "DefinedTermSet", "@id": site_url("/"), "name": current_app.config["SERVICE_NAME"]}


def _sitemap(number: int) -> Response:
    db = get_db()
    lines = _lines("/terms/", sitemap.terms(db, number))
    if number == 1:
        lines = [
            f"<url><loc>{escape(site_url('/'))}</loc></url>",
            *_lines("/categories/", sitemap.categories(db)),
            *lines,
        ]
    return _document("urlset", lines)


def _lines(path: str, entries: Iterable[sitemap.Entry]) -> list[str]:
    base = escape(site_url(path))
    return [
        f"<url><loc>{base}{entry.slug}</loc><lastmod>{entry.updated_at}</lastmod></url>" for entry in entries
    ]


def _document(root: str, lines: Iterable[str]) -> Response:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    text = "\n".join((head, *lines, f"</{root}>", ""))
    return text_response(text, "application/xml", version=changes.serial(get_db()))
