"""The pages of the glossary: its start page, its categories, its terms, and the terms around each.

A client that prefers JSON gets 303 to the same thing in the API.
"""

from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request

from api.embed import cards
from api.http import pages
from api.http.blueprint import Pages
from api.http.connection import get_db
from api.http.operation import PAGE
from api.http.paging import decode, encode
from api.http.requests import PageParser
from api.http.urls import api_url, page_url, site_url
from api.site.discovery import defined_term, defined_term_set
from data.draw import svg
from data.entries import categories, listings, random, summaries, terms
from data.entries.categories import CategoryRef
from data.entries.counts import overview
from data.entries.terms import Term
from data.errors import NotFound
from data.find import search
from data.graph import neighbourhood
from data.graph.sentences import describe_edges
from data.listing import Page
from data.store.db import Database
from data.text.folding import letter
from data.text.formulas import to_mathml
from data.text.markdown import absolute
from schemas.base import PageQuery
from schemas.site import StartQuery

blp = Pages("site", __name__, operation=PAGE)

Query = dict[str, Any]

_PARSER = PageParser()
_MAX_HITS = 20
_MAX_DRAWN = 40  # terms; more make a drawing unreadable


@blp.get("/")
@_PARSER.use_args(StartQuery, location="query")
def get_start(query: Query) -> Response:
    """Return the start page, the terms under a letter, or the results of a search."""
    if "q" in query:
        return _get_results(query)
    if "letter" in query:
        return _get_letter(query)
    db = get_db()
    serial, counts = overview(db)
    return pages.respond(
        "start.html",
        version=serial,
        canonical=site_url("/"),
        api=api_url(),
        counts=counts,
        letters=listings.letters(db),
        tree=categories.find(db).items,
        chosen=_term_of_the_day(db),
        data=defined_term_set(),
    )


@blp.get("/categories/<slug>")
@_PARSER.use_args(PageQuery, location="query")
def get_category_page(query: Query, slug: str) -> Response:
    """Return a category: what belongs there, what is below it, and its terms."""
    db = get_db()
    category = categories.get(db, slug)
    listed = _list(query, category=slug)
    return pages.respond(
        "category.html",
        version=listed["page"].serial,
        canonical=site_url(f"/categories/{slug}"),
        api=api_url(f"/categories/{slug}"),
        category=category,
        data=defined_term_set(category),
        **listed,
    )


@blp.get("/terms/<slug>")
def get_term_page(slug: str) -> Response:
    """Return a term."""
    db = get_db()
    term = terms.get(db, slug)
    return pages.respond(
        "term.html",
        version=term.revision,
        canonical=page_url(slug),
        api=api_url(f"/terms/{slug}"),
        term=term,
        formula=term.formula and to_mathml(term.formula),
        explanation=absolute(term.explanation_html, "/terms/"),
        relations=[
            (name, list(group))
            for name, group in groupby(term.relations or [], lambda relation: relation.name)
        ],
        top=_top(term.category),
        corrections=current_app.config["CORRECTIONS_URL"].replace("{slug}", slug),
        call={
            name: current_app.config[f"CALL_{name.upper()}"] for name in ("title", "text", "button", "url")
        },
        data=defined_term(term),
        frame=cards.frame(term)[0],
    )


@blp.get("/graph/<slug>")
def get_graph_page(slug: str) -> Response:
    """Return the terms around a term, as a drawing and in sentences."""
    db = get_db()
    term = summaries.get(db, slug)
    graph = neighbourhood.find(db, root=slug, max_nodes=_MAX_DRAWN)
    return pages.respond(
        "graph.html",
        version=graph.serial,
        canonical=site_url(f"/graph/{slug}"),
        api=api_url(f"/graph?root={slug}"),
        term=term,
        graph=graph,
        drawing=svg.to_svg(graph),
        sentences=describe_edges(graph),
    )


def _get_letter(query: Query) -> Response:
    here = {"letter": letter(query["letter"])}
    listed = _list(query, **here)
    return pages.respond(
        "letter.html",
        version=listed["page"].serial,
        canonical=site_url(f"/?{urlencode(here)}"),
        api=api_url(f"/terms?{urlencode(here)}"),
        **here,
        letters=listings.letters(get_db()),
        data=defined_term_set(),
        **listed,
    )


def _get_results(query: Query) -> Response:
    here = urlencode({"q": query["q"]})
    after = decode(query.get("cursor"), (int, float, int))
    found = search.find(get_db(), query["q"], limit=_MAX_HITS, after=after)
    return pages.respond(
        "results.html",
        version=found.serial,
        canonical=site_url(f"/?{here}"),
        api=api_url(f"/search?{here}"),
        q=query["q"],
        found=found,
        following=_following(found),
    )


def _list(query: Query, **filters: Any) -> dict[str, Any]:
    """Return a page of the published terms that match these filters, and the URL of the next page."""
    after = decode(query.get("cursor"), (str, str, int))
    page = listings.find(get_db(), limit=query["limit"], after=after, status="published", **filters)
    return {"page": page, "following": _following(page), "is_later_page": after is not None}


def _following(page: Page[Any]) -> str | None:
    """Return the URL of the next page of the list, or None."""
    if page.after is None:
        return None
    return "?" + urlencode({**request.args, "cursor": encode(page.after)})


def _term_of_the_day(db: Database) -> Term | None:
    try:
        return random.of_the_day(db, datetime.now(UTC).date())
    except NotFound:  # a glossary without a published term has a start page as well
        return None


def _top(category: CategoryRef) -> CategoryRef:
    while category.parent:
        category = category.parent
    return category
