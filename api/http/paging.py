"""Cursors. They hold the key after which a page starts, and are opaque to clients."""

import base64
import binascii
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import request

from api.http.problems import HttpProblem
from api.http.urls import site_url

_MAX_INTEGER = 2**63 - 1  # SQLite's; a larger one raises OverflowError


def encode(key: object) -> str:
    """Return an opaque cursor for the key of the last item."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def decode(cursor: str | None, shape: tuple[type, ...] = (int,)) -> Any:
    """Return the key inside a cursor of this list, a tuple if `shape` has parts. Raise 422 for others."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        parts = key if len(shape) > 1 else [key]
        # Types are compared exactly, since True is an int to isinstance.
        matches = [type(part) for part in parts] == list(shape) and all(_storable(part) for part in parts)
    except (ValueError, TypeError, binascii.Error):
        matches = False
    if not matches:
        raise foreign_cursor()
    return tuple(key) if len(shape) > 1 else key


def foreign_cursor() -> HttpProblem:
    """Return the problem of a cursor that is from another list, or is none."""
    detail = "This cursor is not from this list. Take it from `next_cursor`, or leave it out."
    return HttpProblem(422, detail, kind="invalid", errors=[{"detail": detail, "parameter": "cursor"}])


def next_url(cursor: str) -> str:
    """Return the URL of the page after this cursor, with the other parameters of this request."""
    parameters = {**request.args.to_dict(flat=False), "cursor": cursor}
    return site_url(f"{request.path}?{urlencode(parameters, doseq=True)}")


def _storable(part: object) -> bool:
    return not isinstance(part, int) or -_MAX_INTEGER <= part <= _MAX_INTEGER
