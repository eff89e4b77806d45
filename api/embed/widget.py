"""The widget for other people's pages: its module, at two URLs, and its descriptions.

The immutable URL has a digest of the module, so that it may be kept for a year and be named in a page
together with `integrity`. Pages of every origin load all of this, without credentials.
"""

import base64
from dataclasses import replace
from hashlib import sha384

from flask import Response

from api.http import assets
from api.http.blueprint import Pages
from api.http.conditional import cache_as, json_response, text_response
from api.http.operation import API, EMBEDDED, IMMUTABLE
from api.http.urls import site_url
from data.errors import NotFound

# Pages that isolate themselves (Cross-Origin-Embedder-Policy) load only what allows it.
_WIDGET = replace(API, vary=(), cache=EMBEDDED, embeddable=True)

blp = Pages("widget", __name__, operation=_WIDGET, url_prefix="/widget/v1")

_MODULE = "widget/lemma.js"


def release() -> dict[str, str]:
    """Return the immutable URL of the module and its hash, which pages name (Subresource Integrity)."""
    integrity = base64.b64encode(sha384(assets.read(_MODULE).encode()).digest()).decode()
    return {
        "url": site_url(f"/widget/v1/{assets.digest(_MODULE)}/lemma.js"),
        "integrity": f"sha384-{integrity}",
    }


@blp.get("/lemma.js")
def get_module() -> Response:
    """Return the present module."""
    return _module()


@blp.get("/<digest>/lemma.js")
def get_module_at(digest: str) -> Response:
    """Return the module with this digest, and no other."""
    if digest != assets.digest(_MODULE):
        raise NotFound("The module has another digest now. /widget/v1/integrity.json has its URL.")
    cache_as(IMMUTABLE)
    return _module()


@blp.get("/integrity.json")
def get_release() -> Response:
    """Return the immutable URL of the module and its hash."""
    return json_response(release())


@blp.get("/custom-elements.json")
def get_manifest() -> Response:
    """Return what the element accepts and offers (Custom Elements Manifest)."""
    return json_response(assets.read("widget/custom-elements.json").encode())


def _module() -> Response:
    return text_response(assets.read(_MODULE), "text/javascript")
