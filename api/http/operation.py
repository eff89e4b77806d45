"""Declarations of operations: what HTTP needs to know about a route besides its path and its function.

An operation is declared once, where its route is declared:

    blp = Blueprint("Random", __name__, operation=API, description="…")

    @blp.get("/random", operation=replace(API, cache=NO_STORE))
    def get_random_term(): …

A blueprint's own declaration holds for every route that does not bring another. Responses, problems, CORS,
caching, the log and the OpenAPI document read the declaration. Nothing else decides these: no path pattern,
no blueprint's name.
"""

from dataclasses import dataclass, replace
from enum import Enum
from itertools import takewhile
from typing import Any

from flask import Flask, current_app, g, request
from flask.sansio.app import App
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.exceptions import MethodNotAllowed

_REGISTRY = "lemma.operations"


class Audience(Enum):
    """The callers of an operation. They decide the form in which its errors are shown."""

    PROGRAMS = "programs"  # errors are problem details
    PEOPLE = "people"  # errors are pages, unless the client prefers JSON
    BOTH = "both"  # errors are pages for clients that prefer HTML


# Cache-Control (RFC 9111, RFC 5861). Browsers revalidate, so that a reader sees an edit at once and the next
# write does not fail with 412; shared caches answer the many.
SHARED = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
# What other sites embed is loaded with each of their pages, so browsers may keep it for some minutes.
EMBEDDED = "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400"
IMMUTABLE = "public, max-age=31536000, immutable"
DAILY = "public, max-age=86400"
NO_STORE = "no-store"
PRIVATE = "private, no-store"

# Content-Security-Policy.
LOAD_NOTHING = "default-src 'none'; frame-ancestors 'none'"
LOAD_OWN_FILES = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Operation:
    """The properties that every response of an operation has, errors included.

    - `audience`: its callers.
    - `cache`: Cache-Control of a successful public read. Other responses are not stored.
    - `vary`: the request headers on which a response depends.
    - `policy`: its Content-Security-Policy.
    - `cors`: whether scripts of every origin may read it.
    - `embeddable`: whether pages of every origin may load it as a resource.
    - `untrusted_host`: whether it responds to a Host that is not ours, as probes send.
    """

    audience: Audience
    cache: str = SHARED
    vary: tuple[str, ...] = ()
    policy: str = LOAD_NOTHING
    cors: bool = False
    embeddable: bool = False
    untrusted_host: bool = False


API = Operation(Audience.PROGRAMS, vary=("Authorization",), cors=True)
PAGE = Operation(Audience.PEOPLE, vary=("Accept",), policy=LOAD_OWN_FILES)
FILE = Operation(Audience.BOTH, policy=LOAD_OWN_FILES)  # the policy is for the page of an error
# Of paths that share no part with any route.
UNKNOWN = replace(PAGE, audience=Audience.BOTH)


class Declaring:
    """A mixin for blueprints: keep the declaration of each route under its endpoint."""

    def __init__(self, *args: Any, operation: Operation, **options: Any) -> None:
        super().__init__(*args, **options)
        self._operation = operation

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any
    ) -> None:
        """Register a route as blueprints do, with its own `operation` or the blueprint's."""
        operation = options.pop("operation", self._operation)
        name = endpoint or view_func.__name__

        def declare(state: BlueprintSetupState) -> None:
            _registry(state.app)[f"{state.name}.{name}"] = operation

        # A blueprint gets the name that begins its endpoints only when it is registered.
        self.record(declare)  # type: ignore[attr-defined]  # the blueprint that this is mixed into has it
        super().add_url_rule(rule, endpoint, view_func, *args, **options)  # type: ignore[misc]  # likewise


def current() -> Operation:
    """Return the declaration of the operation that this request is for.

    A request that no route matches belongs to the route at its path, if another method would match, or else
    to the route with which its path shares most leading segments.
    """
    found: Operation | None = g.get("operation")
    if found is None:
        endpoint = request.endpoint or _endpoint_of_other_method()
        if endpoint is None:
            found = _nearest(current_app, request.path)
        else:
            found = _registry(current_app).get(endpoint, UNKNOWN)
        g.operation = found
    return found


def declared(app: Flask) -> dict[str, Operation]:
    """Return the declaration of every route, by endpoint."""
    return dict(_registry(app))


def _endpoint_of_other_method() -> str | None:
    error = request.routing_exception
    if not isinstance(error, MethodNotAllowed) or not error.valid_methods:
        return None
    # The router's error names the methods that would match but not the endpoint, so one of them is tried.
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    endpoint: str = adapter.match(method=next(iter(error.valid_methods)))[0]
    return endpoint


def _registry(app: App) -> dict[str, Operation]:
    registry: dict[str, Operation] = app.extensions.setdefault(_REGISTRY, {})
    return registry


def _nearest(app: Flask, path: str) -> Operation:
    """Return the declaration of the route with which a path shares most leading segments, or else UNKNOWN."""
    segments = _segments(path)
    found, most = UNKNOWN, 0
    for route, operation in _routes(app):
        if (shared := _shared(route, segments)) > most:
            found, most = operation, shared
    return found


def _routes(app: Flask) -> list[tuple[list[str], Operation]]:
    """Return the segments and the declaration of each route, short ones first. Computed once."""
    known: list[tuple[list[str], Operation]] | None = app.extensions.get(f"{_REGISTRY}.routes")
    if known is None:
        registry = _registry(app)
        routes = [
            (_segments(rule.rule), registry.get(rule.endpoint, UNKNOWN)) for rule in app.url_map.iter_rules()
        ]
        # A path below two routes is more like the shorter one: /terms/a/b like a page, not like a picture.
        known = app.extensions[f"{_REGISTRY}.routes"] = sorted(routes, key=lambda route: len(route[0]))
    return known


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/")


def _shared(route: list[str], segments: list[str]) -> int:
    """Return how many leading segments a route and a path have in common. A parameter matches any segment."""
    pairs = zip(route, segments, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1] or pair[0].startswith("<"), pairs))
