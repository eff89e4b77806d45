"""The pictures of terms that are shown where a link to their pages is shared (Open Graph, Twitter cards)."""

from functools import lru_cache

from flask import Response, current_app

from api.http.blueprint import Pages
from api.http.conditional import binary_response
from api.http.connection import get_db
from api.http.operation import FILE
from api.http.urls import page_url
from data.draw.picture import to_png
from data.entries import summaries

blp = Pages("pictures", __name__, operation=FILE)

# Drawing takes some 40 ms. The key is all that is written in a picture; each has some 25 KB.
_draw = lru_cache(maxsize=256)(to_png)


@blp.get("/terms/<slug>/picture.png")
def get_picture(slug: str) -> Response:
    """Return the picture of a term."""
    term = summaries.get(get_db(), slug)
    picture = _draw(
        name=term.name,
        definition=term.definition,
        category=term.category.name,
        service=current_app.config["SERVICE_NAME"],
        address=page_url(term.slug).partition("://")[2],
    )
    return binary_response(picture, "image/png", version=term.revision)
