"""From the values that `data` returns to responses.

A dataclass goes on the wire through the members that its schema lists in `_SCHEMAS`, and no others: a member
that is added to a dataclass stays private until a schema lists it. A dataclass that is not listed raises
TypeError. Members that are URLs are added here, because only this floor knows them.

`finish` runs after every request, errors included. It is the only `after_request` function besides
flask-cors', and it adds what the operation declares (`api.http.operation`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import marshmallow as ma
import orjson
from flask import Response, current_app, g, request

from api.config import CONTENT_LICENSE
from api.http import logs, operation
from api.http.conditional import json_response
from api.http.paging import encode, next_url
from api.http.requests import JSON, MERGE_PATCH
from api.http.urls import API, api_url, page_url, site_url
from data.entries import categories, document, relation_types, relations, summaries, terms
from data.find import lookup, search, suggest
from data.graph import compare, neighbourhood, walks
from data.listing import Page
from data.store import changes
from data.text.markdown import absolute
from schemas.categories import Category, CategoryRef
from schemas.changes import Change
from schemas.compare import Compared, ComparisonResponse, DirectRelation, SharedRelation
from schemas.graph import (
    Dependency,
    Edge,
    GraphResponse,
    HierarchyTerm,
    Node,
    PathResponse,
    Prerequisite,
    Step,
)
from schemas.relations import Relation, RelationType, RelationView, TermName, TermRef
from schemas.search import Hit, MatchResponse, Suggestion, SuggestionsResponse
from schemas.terms import Label, Source, TermResponse, TermSummary

_SCHEMAS: dict[type, type[ma.Schema]] = {
    categories.Category: Category,
    categories.CategoryRef: CategoryRef,
    changes.Change: Change,
    compare.Compared: Compared,
    compare.Comparison: ComparisonResponse,
    compare.DirectRelation: DirectRelation,
    compare.SharedRelation: SharedRelation,
    document.Label: Label,
    document.Source: Source,
    lookup.Match: MatchResponse,
    neighbourhood.Edge: Edge,
    neighbourhood.Graph: GraphResponse,
    neighbourhood.Node: Node,
    relation_types.RelationType: RelationType,
    relations.Relation: Relation,
    relations.RelationView: RelationView,
    relations.TermName: TermName,
    relations.TermRef: TermRef,
    search.Hit: Hit,
    suggest.Suggestion: Suggestion,
    suggest.Suggestions: SuggestionsResponse,
    summaries.Summary: TermSummary,
    terms.Term: TermResponse,
    walks.Dependency: Dependency,
    walks.HierarchyTerm: HierarchyTerm,
    walks.Path: PathResponse,
    walks.Prerequisite: Prerequisite,
    walks.Step: Step,
}


def to_response(value: object, status: int = 200) -> Response:
    """Return what a view returned as a response. A response stays as it is.

    A value of `data` becomes JSON with an ETag, or 304 if the client has it already. It also gets the license
    of the content, a `Link` to the next page and the `Location` of what was created.
    """
    if isinstance(value, Response):
        return value
    if value is None:
        return Response(status=status)
    members = envelope(value) if isinstance(value, Page) else to_members(value)
    # orjson's own way with dataclasses would publish every member, so all of them pass through the table.
    body = orjson.dumps(
        {**members, **credit(value)}, option=orjson.OPT_PASSTHROUGH_DATACLASS, default=to_members
    )
    response = json_response(body, status, version=_version(value))
    if isinstance(value, Page) and members["next"]:
        response.headers["Link"] = f'<{members["next"]}>; rel="next"'
    if status == 201:
        response.headers["Location"] = members["links"]["self"]
    return response


def to_members(value: object) -> dict[str, Any]:
    """Return the members of a value that are published. Raise TypeError for a type that is not listed."""
    if isinstance(value, dict):
        return value
    writer = _WRITERS.get(type(value))
    if writer is None:
        raise TypeError(f"{type(value).__name__} is not published: list its schema in api.http.responses.")
    return writer(value)


def envelope(page: Page[Any]) -> dict[str, Any]:
    """Return a page as it is sent. The URL of the next page carries the request's own parameters."""
    cursor = None if page.after is None else encode(page.after)
    missing = {} if page.missing is None else {"missing": page.missing}
    return {
        "items": page.items,
        "total": page.total,
        "next_cursor": cursor,
        "next": cursor and next_url(cursor),
        **missing,
        **page.extra,
    }


def select(page: Page[Any], members: Iterable[str] | None) -> Page[Any]:
    """Return the page with only these members of each item, in this order. None keeps all of them."""
    if members is None:
        return page
    rows = [to_members(item) for item in page.items]
    wanted = list(members)
    return replace(page, items=[{name: row[name] for name in wanted if name in row} for row in rows])


def credit(value: object) -> dict[str, str]:
    """Return the license of the content and whom to credit, so that one response can be reused on its own."""
    if isinstance(value, dict):  # of the service itself, or credited by its view
        return {}
    name = current_app.config["SERVICE_NAME"]
    if isinstance(value, terms.Term | summaries.Summary):
        source = f"{value.name}, {name}, {page_url(value.slug)}"
    else:
        source = f"{name}, {site_url('/')}"
    return {"license": CONTENT_LICENSE["url"], "attribution": source}


def finish(response: Response) -> Response:
    """Add what every response of this operation has: caching, Vary, its policy, and the request's ID."""
    declared = operation.current()
    response.vary.update(declared.vary)
    response.headers["Cache-Control"] = _cache_control(declared, response.status_code)
    response.headers["Content-Security-Policy"] = declared.policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if request.method == "OPTIONS" and "PATCH" in response.allow:
        response.headers["Accept-Patch"] = f"{MERGE_PATCH}, {JSON}"
    if declared.embeddable:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    logs.finish(response)
    return response


def _cache_control(declared: operation.Operation, status: int) -> str:
    if "Authorization" in request.headers:
        return operation.PRIVATE
    # 404 and 410 end with the next edit, and a cache must not keep an error of ours.
    if request.method not in ("GET", "HEAD") or status not in (200, 301, 304):
        return operation.NO_STORE
    policy: str = g.get("cache", declared.cache) if status != 301 else declared.cache
    return policy


def _term(term: terms.Term) -> dict[str, Any]:
    # Written out, since lists of terms call this for each: f-strings instead of the functions of
    # api.http.urls.
    site = site_url()
    self_url = f"{site}{API}/terms/{term.slug}"
    # Links in the stored HTML are relative to the page of a term; a client shows it anywhere.
    members = {**_TERM_MEMBERS(term), "explanation_html": absolute(term.explanation_html, f"{site}/terms/")}
    for name in ("relations", "related_in_category"):
        if members[name] is None:
            del members[name]
    links = {"self": self_url, "page": f"{site}/terms/{term.slug}", "history": f"{self_url}/history"}
    return {**members, "links": links}


def _summary(summary: summaries.Summary) -> dict[str, Any]:
    return {**_SUMMARY_MEMBERS(summary), "page": page_url(summary.slug)}


def _category(category: categories.Category) -> dict[str, Any]:
    self_url = api_url(f"/categories/{category.slug}")
    return {**_CATEGORY_MEMBERS(category), "links": {"self": self_url, "terms": f"{self_url}/terms"}}


def _relation(relation: relations.Relation) -> dict[str, Any]:
    return {**_RELATION_MEMBERS(relation), "links": {"self": api_url(f"/relations/{relation.id}")}}


def _without_nulls(members: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {name: member for name, member in members(value).items() if member is not None}


def _reader(kind: type) -> Callable[[Any], dict[str, Any]]:
    """Return a function that reads from a value of this type the members that its schema lists."""
    names = [each.name for each in fields(kind)] if is_dataclass(kind) else []
    listed = set(_SCHEMAS[kind]._declared_fields)
    published = [name for name in names if name in listed]
    if published == names:
        return vars  # a frozen dataclass keeps its members in a dict, in order
    return lambda value: {name: getattr(value, name) for name in published}  # private members are left out


_TERM_MEMBERS = _reader(terms.Term)
_SUMMARY_MEMBERS = _reader(summaries.Summary)
_CATEGORY_MEMBERS = _reader(categories.Category)
_RELATION_MEMBERS = _reader(relations.Relation)
_WRITERS: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    **{kind: _reader(kind) for kind in _SCHEMAS},
    categories.Category: _category,
    document.Source: _without_nulls(_reader(document.Source)),
    relations.Relation: _relation,
    search.Hit: _without_nulls(_reader(search.Hit)),
    summaries.Summary: _summary,
    terms.Term: _term,
}


def _version(value: Any) -> int:
    """Return the revision of an entry, or the serial of what covers the whole data set."""
    members = value if isinstance(value, dict) else vars(value)
    version: int = members.get("revision") or members.get("serial", 0)
    return version
