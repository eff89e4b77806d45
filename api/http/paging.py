"""Pages of lists: the envelope, and cursors that hold the key a page starts after."""

import base64
import binascii
from dataclasses import replace
from urllib.parse import urlencode

import orjson
from flask import request

from api.http.problems import HttpProblem
from api.http.representation import represent
from api.http.urls import site_url
from data.listing import Page

_MAX_INTEGER = 2**63 - 1  # SQLite's


def envelope(page: Page) -> dict:
    """A page as it is answered; cursor and next address carry the request's own parameters on."""
    cursor = None if page.after is None else encode(page.after)
    missing = {} if page.missing is None else {"missing": page.missing}
    return {
        "items": [represent(item) for item in page.items],
        "total": page.total,
        "next_cursor": cursor,
        "next": cursor and _address(cursor),
        **missing,
        **page.extra,
    }


def select(page: Page, members) -> Page:
    """The page with only these members of each item, in this order; all of them when None."""
    if members is None:
        return page
    rows = [represent(item) for item in page.items]
    return replace(page, items=[{name: row[name] for name in members if name in row} for row in rows])


def encode(key) -> str:
    """An opaque cursor for the key of the last item."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def decode(cursor: str | None, shape: tuple[type, ...] = (int,)):
    """The key inside a cursor of this list, a tuple when `shape` has several parts; any other is a 422
    problem.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        parts = key if len(shape) > 1 else [key]
        matches = [type(part) for part in parts] == list(shape) and all(_storable(part) for part in parts)
    except (ValueError, TypeError, binascii.Error):
        matches = False
    if not matches:
        raise foreign()
    return tuple(key) if len(shape) > 1 else key


def foreign() -> HttpProblem:
    """The problem of a cursor that some other list has given, or none."""
    detail = "This cursor is not from this list; take it from `next_cursor` or leave it out."
    return HttpProblem(422, detail, errors=[{"detail": detail, "parameter": "cursor"}])


def _storable(part) -> bool:
    return not isinstance(part, int) or -_MAX_INTEGER <= part <= _MAX_INTEGER


def _address(cursor) -> str:
    parameters = {**request.args.to_dict(flat=False), "cursor": cursor}
    return site_url(f"{request.path}?{urlencode(parameters, doseq=True)}")
