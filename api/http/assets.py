"""The files that pages, cards and the widget load, under addresses with a digest of theirs, to be kept for
ever.

Under another digest a file is answered as well, but not kept for long: caches still hold pages that name it.
"""

import mimetypes
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint

from api.http.conditional import PUBLIC, cache_as, text_response
from data.errors import NotFound

blp = Blueprint("assets", __name__)

FOR_EVER = "public, max-age=31536000, immutable"
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
def get_asset(given, name):
    """A file that pages load."""
    if name not in _NAMES:
        raise NotFound(f"Pages load no '{name}'.")
    cache_as(FOR_EVER if given == digest(name) else PUBLIC)
    return text_response(read(name), mimetypes.guess_type(name)[0])


@blp.app_template_global("asset")
def address(name) -> str:
    """The address of a file, which changes with its content."""
    return f"/assets/{digest(name)}/{name}"


@cache
def read(name) -> str:
    """The text of a file."""
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def digest(name) -> str:
    """What the address of a file tells its content by."""
    return sha256(read(name).encode()).hexdigest()[:16]
