"""Errors as problem details (RFC 9457), or on a page for people: one table from domain errors to statuses,
one way out for every 4xx and 5xx.
"""

from http import HTTPStatus

import orjson
from flask import Response, current_app, request, url_for
from werkzeug.exceptions import HTTPException, SecurityError

from api.http import pages
from api.http.urls import API, site_url
from data.errors import Busy, Conflict, DomainError, Gone, Invalid, Moved, NotFound, Stale, TooLarge, Unusable
from data.store.db import StorageFault

MIMETYPE = "application/problem+json"
STATUSES = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Gone: HTTPStatus.GONE,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
# RFC 9110 names, which Python's differ from; the spec names its responses after them.
TITLES = {
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
    404: f"There is nothing at this address; {API} lists what there is.",
    405: "This address does not answer to that method; the Allow header lists those it does.",
    413: "The body is larger than the limit in the service document.",
    500: "Something went wrong here. It has been logged.",
}
_DETAILS_FOR_PEOPLE = {404: "There is no page at this address."}
_PASSED_ON = ("Allow", "Retry-After")


class HttpProblem(HTTPException):
    """An HTTP error found before any use case runs; `members` are added to the problem, `headers` to the
    answer.
    """

    def __init__(self, status, detail, *, headers=(), **members):
        super().__init__(detail)
        self.code = status
        self.headers = dict(headers)
        self.members = members


def response_name(status) -> str:
    """What the spec calls the response with this status: NotFound."""
    return TITLES.get(status, "Error").replace(" ", "")


def register(app):
    """Answer every error of the application with a problem; Flask takes the handler of the nearest class."""
    for error, handler in _HANDLERS.items():
        app.register_error_handler(error, handler)


def on_refusal(error: DomainError) -> Response:
    """The answer to a use case that refused."""
    extra = dict(error.extra)
    places = {name: extra.pop(name) for name in ("pointer", "parameter") if name in extra}
    if "pointer" in places:
        places["pointer"] = f"#{places['pointer']}"
    if places:
        extra["errors"] = [{"detail": error.message, **places}]
    return render(STATUSES[type(error)], error.message, **extra)


def on_busy(error: Busy) -> Response:
    """Other writes hold the database: soon again."""
    return render(503, error.message, {"Retry-After": "1"})


def on_moved(error: Moved) -> Response:
    """301 to where a thing has moved, for reads. For writes it is gone: what stands there may be another
    thing.
    """
    if request.method not in ("GET", "HEAD"):
        return render(410, f"{error.message} Read that one first.", suggestions=[error.slug])
    path = url_for(request.endpoint, slug=error.slug)
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return render(301, error.message, {"Location": site_url(path) + query})


def on_unusable(error: Unusable | StorageFault) -> Response:
    """The database cannot be read or written, as when the disk is full: say so without naming its path."""
    current_app.logger.error("%s %r", request.method, request.path, exc_info=error)
    return render(503, "The database cannot be used at the moment.", {"Retry-After": "30"})


def on_problem(error: "HttpProblem") -> Response:
    """What was found wrong before any use case ran."""
    return render(error.code, error.description, error.headers, **error.members)


def on_untrusted_host(error: SecurityError) -> Response:
    """The Host header is not ours."""
    return render(400, f"This service does not answer to the host '{request.headers.get('Host', '')}'.")


def on_http_error(error: HTTPException) -> Response:
    """The answer to an error of routing or of the server itself, with the headers that error needs."""
    if error.code < 400:
        return error.get_response()
    headers = {name: value for name, value in error.get_headers() if name in _PASSED_ON}
    details = {**_DETAILS, **(_DETAILS_FOR_PEOPLE if pages.wanted() else {})}
    return render(error.code, details.get(error.code) or title(error.code), headers)


def title(status) -> str:
    """The name of a status."""
    return TITLES.get(int(status)) or HTTPStatus(status).phrase


def render(status, detail, headers=(), **members) -> Response:
    """A problem as a response: a page where people look who want one, else JSON."""
    if pages.wanted():
        location = dict(headers).get("Location")
        body = pages.problem(int(status), title(status), detail, location, members.get("suggestions", ()))
        response = pages.restrict(Response(body, status, headers=dict(headers), mimetype="text/html"))
    else:
        response = Response(
            document(status, detail, **members), status, headers=dict(headers), mimetype=MIMETYPE
        )
    if not pages.for_programs():
        response.vary.add("Accept")
    return response


def document(status, detail, **members) -> bytes:
    """A problem as JSON."""
    return orjson.dumps(
        {"type": "about:blank", "title": title(status), "status": int(status), "detail": detail, **members}
    )


_HANDLERS = {
    DomainError: on_refusal,
    Busy: on_busy,
    Moved: on_moved,
    Unusable: on_unusable,
    StorageFault: on_unusable,
    HttpProblem: on_problem,
    SecurityError: on_untrusted_host,
    HTTPException: on_http_error,
}
