"""Declarations of operations: what HTTP needs to know of a route besides its path and its function.

An operation is declared once, where its route is declared:

    blp = Blueprint("Random", __name__, operation=API, description="…")

    @blp.get("/random", operation=replace(API, cache=NO_STORE))
    def get_random_term(): …

A blueprint's own declaration holds for every route that does not bring another. Responses, problems, CORS, caching,
the log and the OpenAPI document read the declaration. Nothing else decides these: no path pattern, no blueprint's name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from flask import Flask, current_app, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.exceptions import MethodNotAllowed

_REGISTRY = "lemma.operations"


class Audience(Enum):
    """Who calls an operation, and so in which form an error is shown."""

    PROGRAMS = "programs"  # errors are problem details
    PEOPLE = "people"  # errors are pages, unless the client prefers JSON
    BOTH = "both"  # errors are pages for clients that prefer HTML


# Cache-Control (RFC 9111, RFC 5861). Browsers revalidate, so that a reader sees an edit at once and the next write
# does not fail with 412; shared caches answer the many.
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
    """What holds for every response of an operation, errors included.

    - `audience`: who calls it.
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

        self.record(declare)  # type: ignore[attr-defined]  # the blueprint that this is mixed into has it
        super().add_url_rule(rule, endpoint, view_func, *args, **options)  # type: ignore[misc]  # likewise


def current() -> Operation:
    """Return the declaration of the operation that this request is for.

    A request that no route matches belongs to the route at its path, if another method would match, or else to the
    route with which its path shares most leading segments.
    """
    endpoint = request.endpoint or _endpoint_of_other_method()
    if endpoint is not None:
        return _registry(current_app).get(endpoint, UNKNOWN)
    segments = tuple(request.path.strip("/").split("/"))
    branches = _branches(current_app)
    return next(
        (branches[start] for start in _starts(segments) if start in branches),
        UNKNOWN,
    )


def declared(app: Flask) -> dict[str, Operation]:
    """Return the declaration of every route, by endpoint."""
    return dict(_registry(app))


def cors_paths(app: Flask) -> list[str]:
    """Return patterns of the paths that scripts of every origin may read, for flask-cors."""
    paths = {
        rule.rule.partition("<")[0]
        for rule in app.url_map.iter_rules()
        if _registry(app).get(rule.endpoint, UNKNOWN).cors
    }
    # The root of a versioned API covers its unknown paths, whose errors scripts should be able to read as well.
    return [f"{path}.*" for path in sorted(paths)]


def _endpoint_of_other_method() -> str | None:
    error = request.routing_exception
    if not isinstance(error, MethodNotAllowed) or not error.valid_methods:
        return None
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    endpoint: str = adapter.match(method=next(iter(error.valid_methods)))[0]
    return endpoint


def _registry(app: Flask) -> dict[str, Operation]:
    registry: dict[str, Operation] = app.extensions.setdefault(_REGISTRY, {})
    return registry


def _branches(app: Flask) -> dict[tuple[str, ...], Operation]:
    """Return the declaration that holds below each fixed part of a path. Computed once per application."""
    known: dict[tuple[str, ...], Operation] | None = app.extensions.get(f"{_REGISTRY}.branches")
    if known is None:
        routes = [(_fixed(rule.rule), _registry(app).get(rule.endpoint)) for rule in app.url_map.iter_rules()]
        known = {fixed: operation for fixed, operation in routes if operation}
        for fixed, operation in routes:
            for start in _starts(fixed):
                if operation:
                    known.setdefault(start, operation)
        app.extensions[f"{_REGISTRY}.branches"] = known
    return known


def _fixed(rule: str) -> tuple[str, ...]:
    """Return the leading segments of a rule that have no parameter."""
    return tuple(rule.partition("<")[0].strip("/").split("/"))


def _starts(segments: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (segments[:length] for length in range(len(segments), 0, -1))
