"""The playground, where people try what the widget, the card and oEmbed make of their own text and of a term.

It is a form and its result. A script submits the form while the user types, and does not send the text
anywhere.
"""

import json
from datetime import UTC, datetime
from typing import Any

from flask import Response

from api.embed import cards, widget
from api.http import pages
from api.http.blueprint import Pages
from api.http.connection import get_db
from api.http.operation import PAGE
from api.http.requests import PageParser
from api.http.urls import page_url, site_url
from data.constants import RELATED_COUNT
from data.entries import categories, random, summaries
from data.entries.summaries import Summary
from data.entries.terms import Term
from data.errors import Gone, NotFound
from data.find import lookup
from data.store.db import Database
from schemas.embed import OCCURRENCES, THEMES, CardQuery, PlaygroundQuery

blp = Pages("playground", __name__, operation=PAGE)

MAX_TEXT = 4_000  # characters that fit into a URL; the script has no limit
_PARSER = PageParser()
_LOOKS = tuple(CardQuery().fields)
_LAST_STEP = "inflected"  # of lookup: a typing error is reported, not corrected
_TEXT = """\
Training a neural network changes its weights until its loss is small. Backpropagation computes the gradient \
of the loss, an optimizer such as Adam takes a step against it, and the learning rate sets the size of the \
step. After many epochs the network may fit the data it has seen better than anything new: that is \
overfitting. Dropout and weight decay reduce it, and a validation set shows when to stop.

Large language models go through pre-training on a broad corpus first and through fine-tuning on a small one \
later. Fine-tuning keeps most of what the model has learned, so that it needs far less data."""


@blp.get("/embed")
@_PARSER.use_args(PlaygroundQuery, location="query")
def get_playground(query: dict[str, Any]) -> Response:
    """Return the playground."""
    db = get_db()
    text = _fit(query.get("text", _TEXT))
    tops = {"": "All categories", **{top.slug: top.name for top in categories.find(db).items}}
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


def _shown(db: Database, query: dict[str, Any]) -> dict[str, Any]:
    """Return the term with all that embeds it; or why there is none, and the terms that may be meant."""
    try:
        today = datetime.now(UTC).date()
        term = _find(db, query["term"]) if "term" in query else random.of_the_day(db, today)
    except (NotFound, Gone) as error:
        suggestions: Any = error.extra.get("suggestions", [])
        return {"problem": error.message, "near": summaries.find(db, suggestions)}
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


def _find(db: Database, given: str) -> Summary | Term:
    """Return the term with this slug, or else with this name or label."""
    try:
        return cards.current(given)
    except NotFound as unknown_slug:
        try:
            return lookup.find(db, given, match=_LAST_STEP).candidates[0]
        except NotFound:
            raise unknown_slug from None


def _fit(text: str) -> str:
    """Return a text with only line feeds between its lines, without characters that HTML cannot hold."""
    return "\n".join(map(pages.printable, text.splitlines())).strip()
