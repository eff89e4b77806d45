"""The widget for other people's pages: its module at a short-lived and at a lasting address, and what goes
with it.

The lasting address holds a digest of the module, so that it may be kept for a year and be named in a page
together with `integrity`. Pages of every origin load all of this, without credentials.
"""

import base64
from hashlib import sha384

from flask import Blueprint

from api.http import assets
from api.http.conditional import cache_as, json_response, text_response
from api.http.urls import site_url
from data.errors import NotFound

blp = Blueprint("widget", __name__, url_prefix="/widget/v1")

_MODULE = "widget/lemma.js"
_SHORT = "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400"


def release() -> dict:
    """The lasting address of the module, and its hash, for a page to name both (Subresource Integrity)."""
    integrity = base64.b64encode(sha384(assets.read(_MODULE).encode()).digest()).decode()
    return {
        "url": site_url(f"/widget/v1/{assets.digest(_MODULE)}/lemma.js"),
        "integrity": f"sha384-{integrity}",
    }


@blp.get("/lemma.js")
def get_module():
    """The module as it is now."""
    return _module(_SHORT)


@blp.get("/<digest>/lemma.js")
def get_module_at(digest):
    """The module with this digest, and no other."""
    if digest != assets.digest(_MODULE):
        raise NotFound("The module has another digest by now; /widget/v1/integrity.json has its address.")
    return _module(assets.FOR_EVER)


@blp.get("/integrity.json")
def get_release():
    """Where the module stays what it is, and how to tell."""
    cache_as(_SHORT)
    return json_response(release())


@blp.get("/custom-elements.json")
def get_manifest():
    """What the element takes and offers (Custom Elements Manifest)."""
    cache_as(_SHORT)
    return json_response(assets.read("widget/custom-elements.json").encode())


@blp.after_request
def _share(response):
    """Let pages of every origin load it, isolated ones, too."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _module(policy):
    cache_as(policy)
    return text_response(assets.read(_MODULE), "text/javascript")
