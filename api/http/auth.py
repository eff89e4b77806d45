"""Keys on requests: `Authorization: Bearer KEY` (RFC 6750), checked before anything of the body is read."""

from functools import wraps

from flask import g, request

from api.http.connection import get_db
from api.http.problems import HttpProblem, response_name
from data.store import keys
from data.store.changes import Actor

SECURITY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made with `flask keys create`. Reads need none.",
}


def requires(scope):
    """Let only keys with `scope` through to the view; the rest is 401 or 403."""

    def decorator(view):
        @wraps(view)
        def checked(*args, **kwargs):
            g.key = _authenticate()
            if scope not in g.key.scopes:
                raise HttpProblem(
                    403,
                    f"This key lacks the scope '{scope}'.",
                    headers={
                        "WWW-Authenticate": f'Bearer realm="Lemma", error="insufficient_scope", scope="{scope}"'
                    },
                )
            return view(*args, **kwargs)

        checked._apidoc = {**view._apidoc, "manual_doc": _documented(view._apidoc.get("manual_doc", {}))}
        return checked

    return decorator


def actor(query) -> Actor:
    """Who makes this request, with the message it came with."""
    return Actor(g.key.name, query.get("message"))


def _authenticate():
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    key = keys.identify(get_db(), secret.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise HttpProblem(
            401,
            "Send a valid key as 'Authorization: Bearer KEY'.",
            headers={"WWW-Authenticate": 'Bearer realm="Lemma"'},
        )
    return key


def _documented(doc):
    responses = {status: response_name(status) for status in (401, 403)}
    return {**doc, "security": [{"key": []}], "responses": {**doc.get("responses", {}), **responses}}
