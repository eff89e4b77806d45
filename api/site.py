"""The addresses of terms for people. Until they have pages of their own they lead to the term in the API."""

import xml.etree.ElementTree as ET
from urllib.parse import quote

from flask import Blueprint, current_app, redirect

from api.caching import text_response
from api.links import api_url

blp = Blueprint("site", __name__)

_SEARCHES = {
    "application/json": "/search?q={searchTerms}",
    "application/x-suggestions+json": "/suggest?q={searchTerms}&format=opensearch",
}


@blp.get("/")
def get_start():
    """The front door: the documentation."""
    return redirect("/docs", 303)


@blp.get("/terms/<slug>")
def get_term_page(slug):
    """A term."""
    return redirect(api_url(f"/terms/{quote(slug, safe='')}"), 303)


@blp.get("/opensearch.xml")
def get_opensearch():
    """How to search here, for browsers (OpenSearch 1.1, draft 6)."""
    name = current_app.config["SERVICE_NAME"]
    root = ET.Element("OpenSearchDescription", xmlns="http://a9.com/-/spec/opensearch/1.1/")
    ET.SubElement(root, "ShortName").text = name[:16]
    ET.SubElement(root, "Description").text = f"Terms of {name}"[:1024]
    ET.SubElement(root, "InputEncoding").text = "UTF-8"
    for mimetype, path in _SEARCHES.items():
        ET.SubElement(root, "Url", type=mimetype, template=api_url(path))
    ET.indent(root)
    document = ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
    return text_response(document, "application/opensearchdescription+xml")
