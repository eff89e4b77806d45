"""The graph of terms over HTTP."""

from base64 import b64encode
from hashlib import sha256

from api.http.blueprint import Blueprint
from api.http.conditional import text_response
from api.http.connection import get_db
from api.http.operation import API
from api.http.urls import page_url
from data.draw import svg
from data.exchange import graphs
from data.graph import neighbourhood, walks
from schemas.graph import (
    GraphQuery,
    GraphResponse,
    HierarchyQuery,
    HierarchyTermList,
    PathQuery,
    PathResponse,
    PrerequisiteList,
)

blp = Blueprint("Graph", __name__, operation=API, description="Paths through the relations between terms.")

# The one style of a drawing that is opened by itself; nothing else in it is let in.
_STYLE = b64encode(sha256(svg.STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE}'; frame-ancestors 'none'"


def _draw(graph):
    return svg.to_svg(graph, terms_path=page_url(""), standalone=True)


_WRITERS = {
    "svg": (_draw, "image/svg+xml"),
    "dot": (graphs.to_dot, "text/vnd.graphviz"),
    "mermaid": (graphs.to_mermaid, "text/plain"),
    "graphml": (graphs.to_graphml, "application/xml"),
}


@blp.get("/graph")
@blp.arguments(GraphQuery, location="query")
@blp.produces(*(mimetype for _, mimetype in _WRITERS.values()))
@blp.answers(200, GraphResponse)
def get_graph(query):
    """Get a part of the graph

    The terms around `root`, nearest first, and all relations between them; or, without `root`, the best
    connected terms of `category`. With `format`, the same as a drawing (SVG), or for Graphviz, Mermaid or
    GraphML.
    """
    written = query.pop("format")
    graph = neighbourhood.find(get_db(), **query)
    if written == "json":
        return graph
    write, mimetype = _WRITERS[written]
    response = text_response(write(graph), mimetype, version=graph.serial)
    if written == "svg":
        response.headers["Content-Security-Policy"] = _POLICY
    return response


@blp.get("/terms/<slug>/broader")
@blp.arguments(HierarchyQuery, location="query")
@blp.problems(404, 410)
@blp.answers(200, HierarchyTermList)
def list_broader_terms(query, slug):
    """List what a term is a kind of

    The next broader terms; with `transitive=true` all of them, the nearest first, 500 at most.
    """
    return walks.hierarchy(get_db(), slug, **query)


@blp.get("/terms/<slug>/narrower")
@blp.arguments(HierarchyQuery, location="query")
@blp.problems(404, 410)
@blp.answers(200, HierarchyTermList)
def list_narrower_terms(query, slug):
    """List the kinds of a term

    The next narrower terms; with `transitive=true` all of them, the nearest first, 500 at most.
    """
    return walks.hierarchy(get_db(), slug, down=True, **query)


@blp.get("/terms/<slug>/path")
@blp.arguments(PathQuery, location="query")
@blp.problems(404, 410)
@blp.answers(200, PathResponse)
def get_path(query, slug):
    """Find the path between two terms

    A shortest one over relations of every type, in either direction, as steps and as a sentence. 404 when the
    two are not connected.
    """
    return walks.path(get_db(), slug, query["to"])


@blp.get("/terms/<slug>/prerequisites")
@blp.problems(404, 410)
@blp.answers(200, PrerequisiteList)
def list_prerequisites(slug):
    """List what to learn first

    Everything a term rests on over `requires` and `broader`, in an order in which no term comes before one
    that it needs, easier ones first: the nearest 500. Each says what it is needed for. The term itself would
    come last.
    """
    return walks.prerequisites(get_db(), slug)
