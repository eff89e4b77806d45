"""Finding terms, over HTTP."""

from dataclasses import replace
from typing import Any, cast
from zlib import crc32

import orjson
from flask import Response

from api.http.blueprint import Blueprint
from api.http.conditional import text_response
from api.http.connection import get_db
from api.http.operation import API
from api.http.paging import decode, foreign_cursor
from api.http.urls import page_url
from data.find import lookup, search, suggest
from data.find.lookup import Match
from data.find.suggest import Suggestions
from data.listing import Page
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
def look_up(query: dict[str, Any]) -> Match:
    """Look up a name or label

    Tries, in this order: the exact name, the name in another case, other labels, inflected forms (plural,
    British spelling, hyphen or space), and names with a typing error. `matched_on` says which step found the
    term. For an abbreviation that several terms share, the response has all of them. A 404 lists in
    `did_you_mean` the names that resemble the label.
    """
    return lookup.find(get_db(), query["label"], match=query["match"])


@blp.get("/search")
@blp.arguments(SearchQuery, location="query")
@blp.problems(503)
@blp.answers(200, HitList)
def search_terms(query: dict[str, Any]) -> Page[search.Hit]:
    """Search terms

    Searches names, labels, definitions and explanations, including inflected forms. Matches of a name come
    first, then matches of another label, of the beginning of either, and of a text. Each hit says what
    matched. If nothing is found, `did_you_mean` lists names that resemble `q`. The response is 503 if a
    search takes longer than half a second.
    """
    digest = _digest(query)
    after = _decode(query.pop("cursor", None), digest)
    page = search.find(get_db(), after=after, **query)
    # Of a search, the key of a page is a tuple.
    return page if page.after is None else replace(page, after=(*cast(tuple[Any, ...], page.after), digest))


@blp.get("/suggest")
@blp.arguments(SuggestQuery, location="query")
@blp.produces(_OPENSEARCH, schema=OPENSEARCH)
@blp.answers(200, SuggestionsResponse)
def suggest_terms(query: dict[str, Any]) -> Suggestions | Response:
    """Suggest terms while the user types

    First terms with a name or label of which a word begins with `q`, best first. Then terms for which that
    would be so without a typing error in `q`. Each suggestion says what matched, and its category
    distinguishes homonyms.
    """
    name = query.pop("format")
    found = suggest.find(get_db(), **query)
    return found if name == "json" else _opensearch(query["q"], found)


def _digest(query: dict[str, Any]) -> int:
    """Return a number that differs between searches.

    A cursor contains it, because the ranks of another search mean nothing in this one.
    """
    return crc32(repr([query.get(name) for name in ("q", "where", "category", "level")]).encode())


def _decode(cursor: str | None, digest: int) -> tuple[int, float, int] | None:
    """Return the key in a cursor of the search with this digest. Raise 422 for any other cursor."""
    if cursor is None:
        return None
    group, score, term_id, found = decode(cursor, (int, float, int, int))
    if found != digest:
        raise foreign_cursor()
    return group, score, term_id


def _opensearch(q: str, found: Suggestions) -> Response:
    """Return suggestions in the format of browsers."""
    terms = [item.term for item in found.items]
    columns = (
        [term.name for term in terms],
        [term.definition for term in terms],
        [page_url(term.slug) for term in terms],
    )
    return text_response(orjson.dumps([q, *columns]).decode(), _OPENSEARCH, version=found.serial)
