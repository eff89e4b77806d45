"""Finding terms, over HTTP."""

from dataclasses import replace
from typing import Any
from zlib import crc32

import orjson

from api.http.blueprint import Blueprint
from api.http.conditional import text_response
from api.http.connection import get_db
from api.http.operation import API
from api.http.paging import decode, foreign_cursor
from api.http.urls import page_url
from data.find import lookup, search, suggest
from schemas.search import (
    OPENSEARCH,
    HitList,
    LookupQuery,
    MatchResponse,
    SearchQuery,
    SuggestionsResponse,
    SuggestQuery,
)

blp = Blueprint("Search", __name__, operation=API, description="Find terms by name, label or text.")

_OPENSEARCH = "application/x-suggestions+json"


@blp.get("/lookup")
@blp.arguments(LookupQuery, location="query")
@blp.problems(404)
@blp.answers(200, MatchResponse)
def look_up(query):
    """Look up a name or label

    Tries the exact name, the name in any case, other labels, inflected forms (plural, British spelling, hyphen or
    space), and last what differs by a typing error. The response says which step found it. An abbreviation that several
    terms share gives all of them. A 404 offers in `did_you_mean` the names that resemble the label.
    """
    return lookup.find(get_db(), query["label"], match=query["match"])


@blp.get("/search")
@blp.arguments(SearchQuery, location="query")
@blp.problems(503)
@blp.answers(200, HitList)
def search_terms(query):
    """Search terms

    In names, labels, definitions and explanations, inflected forms included. Hits by name come first, then by
    another label, by the beginning of one, and by the texts. Each hit says what matched. When nothing is found,
    `did_you_mean` offers names that resemble `q`. A search that takes over half a second ends with 503.
    """
    mark = _mark(query)
    page = search.find(get_db(), after=_position(query.pop("cursor", None), mark), **query)
    return replace(page, after=page.after and (*page.after, mark))


@blp.get("/suggest")
@blp.arguments(SuggestQuery, location="query")
@blp.produces(_OPENSEARCH, schema=OPENSEARCH)
@blp.answers(200, SuggestionsResponse)
def suggest_terms(query):
    """Suggest terms while the user types

    Terms of which a word of the name or of a label begins with `q`, best first; then those that would if `q` had no
    typing error. Each suggestion says what matched, and its category tells homonyms apart.
    """
    written = query.pop("format")
    found = suggest.find(get_db(), **query)
    return found if written == "json" else _opensearch(query["q"], found)


def _mark(query: dict[str, Any]) -> int:
    """Return what tells the cursors of one search from those of another, whose ranks mean nothing here."""
    return crc32(repr([query.get(name) for name in ("q", "where", "category", "level")]).encode())


def _position(cursor, mark):
    if cursor is None:
        return None
    *position, marked = decode(cursor, (int, float, int, int))
    if marked != mark:
        raise foreign_cursor()
    return tuple(position)


def _opensearch(q, found):
    terms = [item.term for item in found.items]
    columns = (
        [term.name for term in terms],
        [term.definition for term in terms],
        [page_url(t.slug) for t in terms],
    )
    return text_response(orjson.dumps([q, *columns]).decode(), _OPENSEARCH, version=found.serial)
