"""The pictures of terms, for where a link to their pages is shared (Open Graph, Twitter cards)."""

from functools import lru_cache

from flask import Blueprint, current_app

from api.http.conditional import binary_response
from api.http.connection import get_db
from api.http.urls import page_url
from data.draw.picture import to_png
from data.entries import summaries

blp = Blueprint("pictures", __name__)

_draw = lru_cache(maxsize=256)(to_png)  # by all that is written in it; of some 25 KB each


@blp.get("/terms/<slug>/picture.png")
def get_picture(slug):
    """The picture of a term."""
    term = summaries.get(get_db(), slug)
    picture = _draw(
        name=term.name,
        definition=term.definition,
        category=term.category.name,
        service=current_app.config["SERVICE_NAME"],
        address=page_url(term.slug).partition("://")[2],
    )
    return binary_response(picture, "image/png", version=term.revision)
