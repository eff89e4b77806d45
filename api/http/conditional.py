"""Responses with an ETag, and conditional requests (RFC 9110, section 13).

The ETag of an entry that can be edited is "REVISION-DIGEST", that of a list "SERIAL-DIGEST". The digest is of
the bytes, so the tag is strong and changes if the definition of a neighbor inside the response does. Reads
compare the whole tag, writes the revision alone (`schemas.headers`). A compressing proxy may make a tag weak
or append its coding; both are ignored.
"""

import re
from hashlib import sha256

import orjson
from flask import Response, g, request

# flask-smorest's own ETag support loses ETag, Cache-Control and Vary on a 304 (its issue 319) and does not
# match weak tags. tests/api/http/test_conditional.py shows when this module can be replaced.
_TAG = re.compile(r'"([0-9]+-[0-9a-f]{16})[^"]*"')


def json_response(document: object, status: int = 200, *, version: int = 0) -> Response:
    """Return a document, or bytes that are one already, as JSON with an ETag that begins with `version`."""
    body = document if isinstance(document, bytes) else orjson.dumps(document)
    return _tagged(body, "application/json", status, version)


def text_response(text: str, media_type: str, *, version: int = 0) -> Response:
    """Return text of another format with its ETag, as `json_response` does."""
    return _tagged(text.encode(), media_type, 200, version)


def binary_response(body: bytes, media_type: str, *, version: int = 0) -> Response:
    """Return bytes of another format with their ETag, as `json_response` does."""
    return _tagged(body, media_type, 200, version)


def cache_as(policy: str) -> None:
    """Give the successful response to this request another Cache-Control than its operation declares.

    It does not apply to requests with a key.
    """
    g.cache = policy


def _tagged(body: bytes, media_type: str, status: int, version: int) -> Response:
    """Return the bytes with their ETag, or 304 without them if the client has them already."""
    tag = f"{version}-{sha256(body).hexdigest()[:16]}"
    if request.method in ("GET", "HEAD") and _client_has(tag):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        response = Response(body, status, mimetype=media_type)
    response.set_etag(tag)
    return response


def _client_has(tag: str) -> bool:
    """Return whether If-None-Match names this tag, compared weakly."""
    header = request.headers.get("If-None-Match", "")
    return header.strip() == "*" or tag in _TAG.findall(header)
