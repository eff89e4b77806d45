"""The pages of the glossary: its start, its categories, its terms, and what surrounds each.

A page's address answers programs that prefer JSON with 303 to the same thing in the API.
"""

from datetime import UTC, datetime
from itertools import groupby
from urllib.parse import urlencode

from flask import Blueprint, current_app, request

from api.embed import cards
from api.http import pages
from api.http.connection import get_db
from api.http.paging import decode, encode
from api.http.requests import PageParser
from api.http.urls import api_url, page_url, site_url
from api.site.discovery import defined_term, defined_term_set
from data.draw import svg
from data.entries import categories, listings, random, summaries, terms
from data.entries import counts as service
from data.errors import NotFound
from data.find import search
from data.graph import neighbourhood
from data.graph.sentences import describe_edges
from data.text.folding import letter
from data.text.formulas import to_mathml
from data.text.markdown import absolute
from schemas.base import PageQuery
from schemas.site import StartQuery

blp = Blueprint("site", __name__)

_PARSER = PageParser()
_MAX_HITS = 20
_MAX_DRAWN = 40


@blp.after_request
def _vary(response):
    response.vary.add("Accept")
    return response


@blp.get("/")
@_PARSER.use_args(StartQuery, location="query")
def get_start(query):
    """The front door; the terms under a letter; what a search finds."""
    if "q" in query:
        return _get_results(query)
    if "letter" in query:
        return _get_letter(query)
    db = get_db()
    serial, counts = service.overview(db)
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
def get_category_page(query, slug):
    """A category: what belongs there, what is below it, and its terms."""
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
def get_term_page(slug):
    """A term."""
    db = get_db()
    term = terms.get(db, slug)
    return pages.respond(
        "term.html",
        version=term.revision,
        canonical=page_url(slug),
        api=api_url(f"/terms/{slug}"),
        term=term,
        replacements=summaries.find(db, [term.replaced_by], status=None),
        formula=term.formula and to_mathml(term.formula),
        explanation=absolute(term.explanation_html, "/terms/"),
        relations=[
            (name, list(group)) for name, group in groupby(term.relations, lambda relation: relation.name)
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
def get_graph_page(slug):
    """What surrounds a term, drawn and in words."""
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


def _get_letter(query):
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


def _get_results(query):
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


def _list(query, **filters) -> dict:
    """The published terms that these filters leave, by name, and the way to the next page of them."""
    after = decode(query.get("cursor"), (str, str, int))
    page = listings.find(get_db(), limit=query["limit"], after=after, status="published", **filters)
    return {"page": page, "following": _following(page), "begun": after is not None}


def _following(page):
    """The address of the list's next page, if it has one."""
    return page.after and "?" + urlencode({**request.args, "cursor": encode(page.after)})


def _term_of_the_day(db):
    try:
        return random.of_the_day(db, datetime.now(UTC).date())
    except NotFound:  # a glossary without a published term still has a start page
        return None


def _top(category):
    while category.parent:
        category = category.parent
    return category
