"""Answers with their ETag, and conditional requests (RFC 9110, section 13).

The tag of a thing that can be edited is "REVISION-DIGEST", of a list "SERIAL-DIGEST"; the digest is of the
bytes, so the tag is strong and changes when a neighbour's definition inside the answer does. Reads compare
the whole; writes compare the revision alone (`schemas.headers`). A compressing proxy may make a tag weak or
append its coding: both are passed over.
"""

import re
from hashlib import sha256

import orjson
from flask import Response, after_this_request, request

PUBLIC = "max-age=60, stale-while-revalidate=600, stale-if-error=86400"
_TAG = re.compile(r'"([0-9]+-[0-9a-f]{16})[^"]*"')


def json_response(document, status=200, *, version=0) -> Response:
    """A document, or bytes that are one already, as JSON with a strong ETag that begins with `version`."""
    body = document if isinstance(document, bytes) else orjson.dumps(document)
    return _tagged(body, "application/json", status, version)


def text_response(text: str, mimetype, *, version=0) -> Response:
    """Text of another format with its ETag, as `json_response`."""
    return _tagged(text.encode(), mimetype, 200, version)


def binary_response(body: bytes, mimetype, *, version=0) -> Response:
    """Bytes of another format with their ETag, as `json_response`."""
    return _tagged(body, mimetype, 200, version)


def cache_as(policy):
    """Let this request's answer, unless it is an error or was asked for with a key, have a policy of its own."""

    @after_this_request
    def say(response):
        if response.status_code in (200, 304) and "Authorization" not in request.headers:
            response.headers["Cache-Control"] = policy
        return response


def finish(response: Response) -> Response:
    """Say who may keep the answer, and for how long: everybody a public read, nobody an error or a keyed
    answer.
    """
    response.vary.add("Authorization")
    if "Cache-Control" not in response.headers:
        keyed = "Authorization" in request.headers
        readable = request.method in ("GET", "HEAD") and response.status_code in (200, 301, 304)
        cacheable = readable and request.blueprint != "Health"
        policy = "private, no-store" if keyed else PUBLIC if cacheable else "no-store"
        response.headers["Cache-Control"] = policy
    return response


def _tagged(body, mimetype, status, version) -> Response:
    """The bytes with their ETag; 304 without them when the client has them already."""
    tag = f"{version}-{sha256(body).hexdigest()[:16]}"
    if request.method in ("GET", "HEAD") and _has(tag):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        response = Response(body, status, mimetype=mimetype)
    response.set_etag(tag)
    return response


def _has(tag) -> bool:
    """Whether If-None-Match names this tag, compared weakly."""
    header = request.headers.get("If-None-Match", "")
    return header.strip() == "*" or tag in _TAG.findall(header)
