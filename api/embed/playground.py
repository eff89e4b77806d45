"""The playground, where somebody tries out what the widget, the card and oEmbed make of a text and a term of
theirs.

It is a form and what it shows. A script submits the form while somebody types, and keeps the text to itself.
"""

import json
from datetime import UTC, datetime

from flask import Blueprint

from api.embed import cards, widget
from api.http import pages
from api.http.connection import get_db
from api.http.requests import PageParser
from api.http.urls import page_url, site_url
from data.constants import RELATED_COUNT
from data.entries import categories, random, summaries
from data.errors import Gone, NotFound
from data.find import lookup
from schemas.embed import OCCURRENCES, THEMES, CardQuery, PlaygroundQuery

blp = Blueprint("playground", __name__)

MAX_TEXT = 4_000  # what fits into an address; the script knows no limit
_PARSER = PageParser()
_LOOKS = tuple(CardQuery().fields)
_STRICTLY = "inflected"  # a typing error is told of, not passed over
_TEXT = """\
To train a neural network is to change its weights until its loss is small. Backpropagation works out the gradient \
of the loss, an optimizer such as Adam takes a step against it, and the learning rate says how far. After many epochs \
the network may fit what it has seen better than anything new: that is overfitting. Dropout and weight decay hold it \
back, and a validation set tells when to stop.

Large language models go through pre-training on a broad corpus first and through fine-tuning on a small one later. \
Fine-tuning keeps most of what the model has learned, so that it needs far less data."""


@blp.get("/embed")
@_PARSER.use_args(PlaygroundQuery, location="query")
def get_playground(query):
    """The playground."""
    db = get_db()
    text = _fit(query.get("text", _TEXT))
    tops = {"": "All", **{top.slug: top.name for top in categories.find(db).items}}
    return pages.respond(
        "playground.html",
        canonical=site_url("/embed"),
        asked=query,
        text=text[:MAX_TEXT],
        max_text=MAX_TEXT,
        cut=len(text) > MAX_TEXT,
        themes=THEMES,
        occurrences=OCCURRENCES,
        categories=tops,
        category=query["category"] if query["category"] in tops else "",
        related={count: count or "None" for count in range(RELATED_COUNT + 1)},
        release=widget.release(),
        **_shown(db, query),
    )


def _shown(db, query) -> dict:
    """The term with all that embeds it; or why there is none, and those that may be meant."""
    try:
        term = (
            _find(db, query["term"]) if "term" in query else random.of_the_day(db, datetime.now(UTC).date())
        )
    except (NotFound, Gone) as error:
        return {"problem": error.message, "near": summaries.find(db, error.extra.get("suggestions", []))}
    looks = {name: query[name] for name in _LOOKS}
    frame, _, height = cards.frame(term, looks=looks)
    return {
        "term": term,
        "page": page_url(term.slug),
        "card": cards.card_path(term.slug, looks),
        "height": height,
        "frame": frame,
        "oembed": json.dumps(cards.rich(term), indent=2, ensure_ascii=False),
    }


def _find(db, said):
    """The term of this slug, or else of this name or label."""
    try:
        return cards.current(said)
    except NotFound as absent:
        try:
            return lookup.find(db, said, match=_STRICTLY).candidates[0]
        except NotFound:
            raise absent from None


def _fit(text) -> str:
    """A text with line feeds alone at the ends of its lines, without the characters that HTML cannot hold."""
    return "\n".join(map(pages.printable, text.splitlines())).strip()
