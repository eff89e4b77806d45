"""From the values that `data` returns to responses.

A dataclass goes on the wire through the members that its schema lists in `_SCHEMAS`, and no others: a member
that is added to a dataclass stays private until a schema lists it. A dataclass that is not listed raises
TypeError. Members that are URLs are added here, because only this floor knows them.

`finish` runs after every request, errors included. It is the only `after_request` function of the
application, and it adds what the operation declares (`api.http.operation`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

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

Members = Callable[[Any], dict[str, Any]]

_SCHEMAS: dict[type, type[ma.Schema]] = {
    categories.Category: Category,
    categories.CategoryRef: CategoryRef,
    changes.Change: Change,
    compare.Compared: Compared,
    compare.Comparison: ComparisonResponse,
    compare.DirectRelation: DirectRelation,
    compare.SharedRelation: SharedRelation,
    document.Label: Label,
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
    body = orjson.dumps({**members, **credit(value)})
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
        "items": [to_members(item) for item in page.items],
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
    """Add what every response of this operation has: caching, Vary, its policy, CORS, and an ID."""
    declared = operation.current()
    headers = response.headers
    headers["Cache-Control"] = _cache_control(declared, response.status_code)
    headers.extend(_constant_headers(declared))
    if request.method == "OPTIONS":
        _describe_options(response, declared)
    logs.finish(response)
    return response


@cache
def _constant_headers(declared: operation.Operation) -> list[tuple[str, str]]:
    """Return the headers that all responses of an operation have in common."""
    headers = {
        "Content-Security-Policy": declared.policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }
    if declared.vary:
        headers["Vary"] = ", ".join(declared.vary)
    if declared.cors:
        # Never the request's origin with Vary: Origin, which would ruin shared caches.
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = "ETag, Link, Location, Request-Id, Retry-After"
    if declared.embeddable:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return [*headers.items()]


def _describe_options(response: Response, declared: operation.Operation) -> None:
    """Say which media types PATCH accepts (RFC 5789), and allow what a browser asks about (CORS)."""
    if "PATCH" in response.allow:
        response.headers["Accept-Patch"] = f"{MERGE_PATCH}, {JSON}"
    if declared.cors and "Access-Control-Request-Method" in request.headers:
        response.headers["Access-Control-Allow-Methods"] = "DELETE, GET, HEAD, PATCH, POST, PUT"
        response.headers["Access-Control-Max-Age"] = "86400"
        if asked := request.headers.get("Access-Control-Request-Headers"):
            response.headers["Access-Control-Allow-Headers"] = asked


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
    members = dict(_TERM_MEMBERS(term))
    # Links in the stored HTML are relative to the page of a term; a client shows it anywhere.
    members["explanation_html"] = absolute(term.explanation_html, f"{site}/terms/")
    for name in ("relations", "related_in_category"):
        if members[name] is None:
            del members[name]
    page = f"{site}/terms/{term.slug}"
    members["links"] = {"self": self_url, "page": page, "history": f"{self_url}/history"}
    return members


def _summary(summary: summaries.Summary) -> dict[str, Any]:
    return {**_SUMMARY_MEMBERS(summary), "page": page_url(summary.slug)}


def _category(category: categories.Category) -> dict[str, Any]:
    self_url = api_url(f"/categories/{category.slug}")
    return {**_CATEGORY_MEMBERS(category), "links": {"self": self_url, "terms": f"{self_url}/terms"}}


def _relation(relation: relations.Relation) -> dict[str, Any]:
    return {**_RELATION_MEMBERS(relation), "links": {"self": api_url(f"/relations/{relation.id}")}}


def _without_nulls(members: Members) -> Members:
    return lambda value: {name: member for name, member in members(value).items() if member is not None}


def _published(kind: type) -> Members:
    """Return a function that reads from a value of this type the members that its schema lists.

    Raise TypeError if the type contains another one that is not listed.
    """
    listed = _SCHEMAS[kind]._declared_fields
    names = [each.name for each in fields(kind) if each.name in listed]
    nested = {name: _nested(kind)[name] for name in names}
    if unlisted := set().union(*nested.values()) - _SCHEMAS.keys():
        raise TypeError(
            f"{kind.__name__} contains {unlisted.pop().__name__}, which has no schema in _SCHEMAS."
        )
    if _is_plain(kind):
        return vars  # a frozen dataclass keeps its members in a dict, in order
    written = [name for name, types in nested.items() if not all(map(_is_plain, types))]
    if len(names) == len(fields(kind)):
        return lambda value: {**vars(value), **{name: _write(getattr(value, name)) for name in written}}
    return lambda value: {
        name: _write(getattr(value, name)) if name in written else getattr(value, name) for name in names
    }


@cache
def _is_plain(kind: type) -> bool:
    """Return whether everything in a type is published as it is, so that orjson can write it directly."""
    listed = _SCHEMAS[kind]._declared_fields
    return (
        kind not in _SPECIAL
        and all(each.name in listed for each in fields(kind))
        and all(inner is kind or _is_plain(inner) for types in _nested(kind).values() for inner in types)
    )


def _nested(kind: type) -> dict[str, set[type]]:
    """Return the dataclasses in each member of a dataclass."""
    arguments = {
        parameter: argument
        for base in getattr(kind, "__orig_bases__", ())
        for parameter, argument in zip(get_origin(base).__parameters__, get_args(base), strict=True)
    }
    hints = get_type_hints(kind)
    return {
        each.name: _dataclasses_in(arguments.get(hints[each.name], hints[each.name])) for each in fields(kind)
    }


def _dataclasses_in(hint: Any) -> set[type]:
    inner = set().union(*map(_dataclasses_in, get_args(hint)))
    return {hint} if isinstance(hint, type) and is_dataclass(hint) else inner


def _write(value: Any) -> Any:
    return [to_members(item) for item in value] if isinstance(value, list) else value and to_members(value)


# Types of which more is to be said than their members.
_SPECIAL = {
    categories.Category,
    relations.Relation,
    search.Hit,
    summaries.Summary,
    terms.Term,
}
# Sources are dictionaries already, so their members are compared with the schema once.
if _unlisted := document.Source.__annotations__.keys() - Source._declared_fields.keys():
    raise TypeError(f"Sources have members that their schema does not list: {', '.join(_unlisted)}.")
_TERM_MEMBERS = _published(terms.Term)
_SUMMARY_MEMBERS = _published(summaries.Summary)
_CATEGORY_MEMBERS = _published(categories.Category)
_RELATION_MEMBERS = _published(relations.Relation)
_WRITERS: Mapping[type, Members] = {
    **{kind: _published(kind) for kind in _SCHEMAS},
    categories.Category: _category,
    relations.Relation: _relation,
    search.Hit: _without_nulls(_published(search.Hit)),
    summaries.Summary: _summary,
    terms.Term: _term,
}


def _version(value: Any) -> int:
    """Return the revision of an entry, or the serial of what covers the whole data set."""
    members = value if isinstance(value, dict) else vars(value)
    version: int = members.get("revision") or members.get("serial", 0)
    return version
