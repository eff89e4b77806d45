"""Keys on requests: `Authorization: Bearer KEY` (RFC 6750), checked before any byte of the body is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, request

from api.http.connection import get_db
from api.http.problems import HttpProblem, response_name
from data.constants import DEFAULT_STATUS
from data.store import keys
from data.store.changes import Actor
from data.store.keys import Key

SECURITY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key created with `flask keys create`. Public reads need none.",
}
_CHALLENGE = 'Bearer realm="Lemma"'


def requires(scope: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only keys with `scope` reach the view. Other requests get 401 or 403, which are documented."""

    def decorator(view: Any) -> Callable[..., Any]:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            g.key = _authenticate()
            if scope not in g.key.scopes:
                raise HttpProblem(
                    403,
                    f"This key lacks the scope '{scope}'.",
                    kind="scope-missing",
                    headers={
                        "WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
                    },
                )
            return view(*args, **kwargs)

        # flask-smorest reads the documentation of a view from this attribute when it registers the route.
        documented: Any = checked
        documented._apidoc = {**view._apidoc, "manual_doc": _documented(view._apidoc.get("manual_doc", {}))}
        return checked

    return decorator


def actor(query: dict[str, Any]) -> Actor:
    """Return the actor of this request, with the message that it came with."""
    return Actor(name=g.key.name, message=query.get("message"))


def sees_drafts() -> bool:
    """Return whether this request may read more than published terms, which takes a key.

    A read without a key is public. A read with a key that is invalid gets 401.
    """
    if not request.headers.get("Authorization", "").lower().startswith("bearer "):
        return False  # none, or one for a proxy in front
    _authenticate()
    return True


def require_drafts(status: str) -> None:
    """Raise 401 unless this status is public or the request has a key."""
    if status != DEFAULT_STATUS and not sees_drafts():
        raise _unauthenticated(
            f"Terms with the status '{status}' need a key, as 'Authorization: Bearer KEY'."
        )


def _authenticate() -> Key:
    # One message for every fault: which part of a key is wrong would help only those who guess.
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    key = keys.identify(get_db(), secret.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise _unauthenticated("Send a valid key as 'Authorization: Bearer KEY'.")
    return key


def _unauthenticated(detail: str) -> HttpProblem:
    return HttpProblem(401, detail, kind="key-invalid", headers={"WWW-Authenticate": _CHALLENGE})


def _documented(doc: dict[str, Any]) -> dict[str, Any]:
    responses = {status: response_name(status) for status in (401, 403)}
    return {**doc, "security": [{"key": []}], "responses": {**doc.get("responses", {}), **responses}}
