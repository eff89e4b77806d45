"""The graph of terms over HTTP."""

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import Any

from flask import Response

from api.http.auth import sees_drafts
from api.http.blueprint import Blueprint
from api.http.conditional import text_response
from api.http.connection import get_db
from api.http.operation import API
from api.http.urls import page_url
from data.draw import svg
from data.exchange.graphs import GRAPH_FORMATS
from data.graph import neighbourhood, walks
from data.listing import Page
from schemas.graph import (
    GraphResponse,
    HierarchyQuery,
    HierarchyTermList,
    PathQuery,
    PathResponse,
    PrerequisiteList,
    graph_query,
)

# An SVG that is opened by itself is a document that could run scripts, and editors write the names in it.
# So the policy admits the style that the drawing contains, and nothing else. It has no effect on the other
# formats.
_STYLE = b64encode(sha256(svg.STYLE.encode()).digest()).decode()
_DRAWN = replace(API, policy=f"default-src 'none'; style-src 'sha256-{_STYLE}'; frame-ancestors 'none'")

blp = Blueprint("Graph", __name__, operation=API, description="Paths through the relations between terms.")


# JSON is not in the table of formats, because it is written from the schema `GraphResponse`.
@blp.get("/graph", operation=_DRAWN)
@blp.arguments(graph_query(["json", *GRAPH_FORMATS]), location="query")
@blp.problems(401)
@blp.produces(*(graph_format.media_type for graph_format in GRAPH_FORMATS.values()))
@blp.answers(200, GraphResponse)
def get_graph(query: dict[str, Any]) -> neighbourhood.Graph | Response:
    """Get a part of the graph

    The terms around `root`, nearest first, and all relations between them. Without `root`, the
    terms of `category` with the most relations. One of the two is required. With `format`, the same graph as
    a drawing (SVG) or for Graphviz, Mermaid or graph tools (GraphML).
    """
    name = query.pop("format")
    graph = neighbourhood.find(get_db(), drafts=sees_drafts(), **query)
    if name == "json":
        return graph
    text = GRAPH_FORMATS[name].write(graph, terms_url=page_url(""))
    return text_response(text, GRAPH_FORMATS[name].media_type, version=graph.serial)


@blp.get("/terms/<slug>/broader")
@blp.arguments(HierarchyQuery, location="query")
@blp.problems(401, 404, 410)
@blp.answers(200, HierarchyTermList)
def list_broader_terms(query: dict[str, Any], slug: str) -> Page[walks.HierarchyTerm]:
    """List the broader terms of a term

    The terms one step above it. With `transitive=true`, all terms above it, nearest first, at most 500.
    """
    return walks.hierarchy(get_db(), slug, drafts=sees_drafts(), **query)


@blp.get("/terms/<slug>/narrower")
@blp.arguments(HierarchyQuery, location="query")
@blp.problems(401, 404, 410)
@blp.answers(200, HierarchyTermList)
def list_narrower_terms(query: dict[str, Any], slug: str) -> Page[walks.HierarchyTerm]:
    """List the narrower terms of a term

    The terms one step below it. With `transitive=true`, all terms below it, nearest first, at most 500.
    """
    return walks.hierarchy(get_db(), slug, down=True, drafts=sees_drafts(), **query)


@blp.get("/terms/<slug>/path")
@blp.arguments(PathQuery, location="query")
@blp.problems(401, 404, 410)
@blp.answers(200, PathResponse)
def get_path(query: dict[str, Any], slug: str) -> walks.Path:
    """Find the path between two terms

    A shortest path over relations of every type, in either direction, as steps and as a sentence. The
    response is 404 if the two terms are not connected.
    """
    return walks.path(get_db(), slug, query["to"], drafts=sees_drafts())


@blp.get("/terms/<slug>/prerequisites")
@blp.problems(401, 404, 410)
@blp.answers(200, PrerequisiteList)
def list_prerequisites(slug: str) -> Page[walks.Prerequisite]:
    """List what to learn first

    All terms that a term depends on through `requires` and `broader`: at most 500, the nearest ones. They are
    in an order of learning: no term comes before a term that it needs, and easier terms come first. `because`
    says what each is needed for. The term itself is not in the list; it would be the last.
    """
    return walks.prerequisites(get_db(), slug, drafts=sees_drafts())
