"""Errors as problem details (RFC 9457), or as pages for people.

There is one table of the kinds of problems, one from domain errors to status codes, and one way out for every
4xx and 5xx. The `type` of a problem is the URL of the page that explains its kind. Where the status code says
everything, it is "about:blank".
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from flask import Flask, Response, request, url_for
from werkzeug.exceptions import HTTPException, SecurityError

from api.http import logs, operation, pages
from api.http.operation import Audience
from api.http.urls import API, site_url
from data.errors import (
    Busy,
    Conflict,
    DomainError,
    Gone,
    Invalid,
    Moved,
    NotFound,
    Stale,
    TooLarge,
    TooSlow,
    Unusable,
    echo,
)
from data.store.db import StorageFault

MEDIA_TYPE = "application/problem+json"
STATUSES = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Gone: HTTPStatus.GONE,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    TooSlow: HTTPStatus.SERVICE_UNAVAILABLE,
}
# A busy writer is done in a moment. A search that is too slow will be so again until the load goes down.
_RETRY_AFTER_SECONDS = {Busy: "1", TooSlow: "10"}
_STORAGE_RETRY_AFTER_SECONDS = "30"


class Kind(NamedTuple):
    """A kind of problem: its title, and what it means and what to do. What is between backticks is code."""

    title: str
    explanation: str


KINDS = {
    "busy": Kind(
        "Another write is in progress",
        "Writes happen one at a time. Wait for the seconds in `Retry-After` and send the request again.",
    ),
    "category-cycle": Kind(
        "Category below itself",
        "The parent of a category cannot be the category itself or one below it. Choose another parent.",
    ),
    "category-not-empty": Kind(
        "Category in use",
        "A category can be retired only when it has neither terms nor subcategories. Move them first.",
    ),
    "category-too-deep": Kind(
        "Categories nested too deeply",
        "Categories can be nested only to a certain depth. Choose a parent nearer to the top.",
    ),
    "conflict": Kind(
        "Conflict", "The present state of the glossary does not allow this. The detail says why."
    ),
    "invalid": Kind(
        "Invalid request",
        "A parameter, a header or a member of the body has a value that is not allowed. `errors` lists each "
        "one with its location.",
    ),
    "invalid-json": Kind(
        "Invalid JSON",
        "The body is not JSON as RFC 8259 defines it, has a member twice, or has numbers or a depth beyond "
        "reason.",
    ),
    "key-invalid": Kind(
        "Key missing or invalid",
        "This needs a key, sent as `Authorization: Bearer KEY`. Keys are created with `flask keys create`. A "
        "revoked key is invalid.",
    ),
    "label-taken": Kind(
        "Name or label taken",
        "A name or label belongs to one term only. The detail names the term that has it. An abbreviation "
        "that several terms share is carried by its owner alone.",
    ),
    "no-match": Kind("Nothing matches", "No published term matches the request. Ask for something wider."),
    "no-path": Kind("No path", "No relations connect the two terms."),
    "not-found": Kind("Not found", "There is no such thing. The detail says what was looked for."),
    "precondition-required": Kind(
        "Precondition required",
        "A change to an existing entry must say which revision it changes, so that nobody's work is "
        "overwritten unseen. Read the entry and send its ETag in `If-Match`. To create an entry with PUT, "
        "send `If-None-Match: *`.",
    ),
    "relation-cycle": Kind(
        "Relation would close a cycle",
        "Hierarchies and the order of learning have no cycles (ISO 25964-1). The detail shows the cycle.",
    ),
    "relation-exists": Kind(
        "Terms already related",
        "Two terms have at most one relation. The detail names the existing one; remove it to create "
        "another.",
    ),
    "relation-to-itself": Kind("Relation to itself", "A term cannot be related to itself."),
    "relation-type-conflict": Kind(
        "Relation type conflict",
        "Two relation types share a slug, or a type in use would get stricter rules than its relations were "
        "checked by.",
    ),
    "relation-within-hierarchy": Kind(
        "Association within a hierarchy",
        "Terms that are already linked through the hierarchy, over any number of steps, cannot be "
        "associated as well (SKOS integrity condition S27).",
    ),
    "replacement-cycle": Kind(
        "Replaced by itself", "A term cannot be replaced by itself, directly or through other terms."
    ),
    "replacement-in-use": Kind(
        "Term replaces another",
        "A term that replaces another cannot be retired. Give the other term another replacement first.",
    ),
    "retired": Kind("Retired", "The entry was retired, or its term is deprecated, and nothing replaces it."),
    "scope-missing": Kind(
        "Scope missing", "The key is valid, but it may not do this. The detail names the scope."
    ),
    "slug-needed": Kind("Slug needed", "No slug can be derived from the name. Send a slug."),
    "slug-taken": Kind(
        "Slug taken",
        "An entry of this kind has the slug, or had it before. Slugs are never given again, so that links "
        "stay right. Send another slug.",
    ),
    "stale": Kind(
        "Out of date",
        "The entry has changed since it was read, or it exists although it should not, or the reverse. Read "
        "it again and redo the change.",
    ),
    "storage": Kind(
        "Database unavailable",
        "The database cannot be read or written at the moment, for instance because the disk is full.",
    ),
    "too-large": Kind("Too large", "The input is larger than one request may hold. Send it in parts."),
    "too-slow": Kind("Too slow", "The read took longer than it may. Ask for something narrower."),
    "unknown-category": Kind(
        "Unknown category", "No category has this slug. `suggestions` lists the nearest slugs."
    ),
    "unknown-label": Kind(
        "Unknown name", "No term has this name or label. `did_you_mean` lists names that resemble it."
    ),
    "unknown-reference": Kind(
        "Unknown reference",
        "The request names a term, a category or a relation type that does not exist. `errors` says where, "
        "and `suggestions` lists the nearest slugs.",
    ),
    "unknown-relation": Kind("Unknown relation", "No relation between published terms has this id."),
    "unknown-term": Kind(
        "Unknown term", "No published term has this slug. `suggestions` lists the nearest slugs."
    ),
}

# The names of RFC 9110 and RFC 6585, also in the OpenAPI document. Some differ from Python's.
TITLES: Mapping[int | str, str] = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    417: "Expectation Failed",
    422: "Unprocessable Content",
    428: "Precondition Required",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}
_DETAILS = {
    400: "The request cannot be understood.",
    404: f"There is nothing at this URL. {API} lists what there is.",
    405: "This URL does not support the method. The Allow header lists the methods it supports.",
    413: "The body is larger than the limit in the service document.",
    500: "Something went wrong. The error has been logged.",
}
_KINDS = {413: "too-large"}  # of the errors that werkzeug raises; the status of any other says everything
_DETAILS_FOR_PEOPLE = {404: "There is no page at this address."}
_KEPT_HEADERS = ("Allow", "Retry-After")  # flask-smorest drops those of an HTTPException


class HttpProblem(HTTPException):
    """An HTTP error found before any use case runs.

    `members` are added to the problem, `headers` to the response.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str | None = None,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(detail)
        self.code = self.status = status  # werkzeug's `code` may be None
        self.detail = detail
        self.kind = kind
        self.headers = dict(headers or {})
        self.members = members


def response_name(status: int | str) -> str:
    """Return what the OpenAPI document calls the response with this status: NotFound."""
    return TITLES.get(status, "Error").replace(" ", "")


def register(app: Flask) -> None:
    """Respond to every error of the application. Flask chooses the handler of the nearest class."""
    for error, handler in _HANDLERS.items():
        app.register_error_handler(error, handler)


def on_domain_error(error: DomainError) -> Response:
    """Respond to an error that `data` raised."""
    # `data` says where in the request an error is; how the API reports that is decided here.
    members = dict(error.extra)
    location = {name: members.pop(name) for name in ("pointer", "parameter") if name in members}
    if "pointer" in location:
        location["pointer"] = f"#{location['pointer']}"
    if location:
        members["errors"] = [{"detail": error.message, **location}]
    retry_after = _RETRY_AFTER_SECONDS.get(type(error))
    headers = {"Retry-After": retry_after} if retry_after else {}
    return render(STATUSES[type(error)], error.message, kind=error.kind, headers=headers, **members)


def on_moved(error: Moved) -> Response:
    """Redirect a read to the new URL with 301.

    A write gets 410: what is at the new URL may be another entry than the one that the client read.
    """
    if request.method not in ("GET", "HEAD"):
        message = f"{error.message} Read that one first."
        return render(410, message, kind="retired", suggestions=[error.slug])
    # The same endpoint at the new slug, so that a page leads to a page and a card to a card.
    path = url_for(str(request.endpoint), slug=error.slug)
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return render(301, error.message, headers={"Location": site_url(path) + query})


def on_unusable(error: Unusable | StorageFault) -> Response:
    """Respond that the database cannot be read or written, as when the disk is full. Do not name its path."""
    logs.exception("database unusable", error)
    return render(
        503,
        "The database cannot be used at the moment.",
        kind="storage",
        headers={"Retry-After": _STORAGE_RETRY_AFTER_SECONDS},
    )


def on_http_problem(error: HttpProblem) -> Response:
    """Respond to an error that was found before any use case ran."""
    return render(error.status, error.detail, kind=error.kind, headers=error.headers, **error.members)


def on_untrusted_host(error: SecurityError) -> Response:
    """Respond that the Host header is not one of ours."""
    return render(
        400, f"This service does not respond to the host '{echo(request.headers.get('Host', ''))}'."
    )


def on_http_error(error: HTTPException) -> Response:
    """Respond to an error of routing or of the server itself, with the headers that it needs."""
    status = error.code or 500
    if status < 400:
        redirect: Response = error.get_response()  # type: ignore[assignment]  # Flask's, since it routed the request
        return redirect
    # Werkzeug's own descriptions speak of a browser and change between releases, so they are not sent.
    headers = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    details = {**_DETAILS, **(_DETAILS_FOR_PEOPLE if pages.wanted() else {})}
    if status >= 500:
        logs.exception("unexpected error", getattr(error, "original_exception", None) or error)
    return render(status, details.get(status) or title(status), kind=_KINDS.get(status), headers=headers)


def title(status: int) -> str:
    """Return the name of a status."""
    return TITLES.get(int(status)) or HTTPStatus(status).phrase


def render(
    status: int,
    detail: str,
    *,
    kind: str | None = None,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> Response:
    """Return a problem as a response: a page for clients that prefer HTML, else problem details."""
    response = _rendered(status, detail, kind, headers or {}, members)
    if operation.current().audience is not Audience.PROGRAMS:
        response.vary.add("Accept")
    return response


def document(status: int, detail: str, *, kind: str | None = None, **members: Any) -> bytes:
    """Return problem details as JSON. Those with a kind need the application, for its public address."""
    return orjson.dumps(
        {
            "type": site_url(f"/problems/{kind}") if kind else "about:blank",
            "title": KINDS[kind].title if kind else title(status),
            "status": int(status),
            "detail": detail,
            **members,
        }
    )


def _rendered(
    status: int, detail: str, kind: str | None, headers: Mapping[str, str], members: Mapping[str, Any]
) -> Response:
    if pages.wanted():
        heading = KINDS[kind].title if kind else title(status)
        body = pages.problem(
            int(status), heading, detail, headers.get("Location"), members.get("suggestions", ())
        )
        return Response(body, status, headers=dict(headers), mimetype="text/html")
    body_json = document(status, detail, kind=kind, **members)
    return Response(body_json, status, headers=dict(headers), mimetype=MEDIA_TYPE)


_HANDLERS: dict[type[Exception], Callable[..., Response]] = {
    DomainError: on_domain_error,
    Moved: on_moved,
    Unusable: on_unusable,
    StorageFault: on_unusable,
    HttpProblem: on_http_problem,
    SecurityError: on_untrusted_host,
    HTTPException: on_http_error,
}
