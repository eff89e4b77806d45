"""The files that pages, cards and the widget load. Their URLs contain a digest, so browsers can keep them.

At a URL with another digest the file is served as well, but not kept for long: caches still hold pages that
name it.
"""

import mimetypes
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Response

from api.http.blueprint import Pages
from api.http.conditional import cache_as, text_response
from api.http.operation import FILE, IMMUTABLE, SHARED
from data.errors import NotFound, echo

blp = Pages("assets", __name__, operation=replace(FILE, cache=IMMUTABLE))

_FOLDER = Path(__file__).parent.parent / "static"
_NAMES = (
    "site.css",
    "search.js",
    "copy.js",
    "playground.js",
    "docs.js",
    "docs.css",
    "icon.svg",
    "card.css",
    "card.js",
)


@blp.get("/assets/<given>/<name>")
def get_asset(given: str, name: str) -> Response:
    """Return a file that pages load."""
    if name not in _NAMES:
        raise NotFound(f"Pages load no file '{echo(name)}'.")
    if given != digest(name):
        cache_as(SHARED)
    return text_response(read(name), mimetypes.guess_type(name)[0] or "text/plain")


@blp.app_template_global("asset")
def address(name: str) -> str:
    """Return the path of a file, which changes with its content."""
    return f"/assets/{digest(name)}/{name}"


@cache
def read(name: str) -> str:
    """Return the text of a file."""
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def digest(name: str) -> str:
    """Return the digest of a file's content that is part of its path."""
    return sha256(read(name).encode()).hexdigest()[:16]
