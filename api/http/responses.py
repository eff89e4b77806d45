"""What a view returns as a response: values of the `data` floor as JSON, responses as they are."""

from flask import Response

from api.http.conditional import json_response
from api.http.paging import envelope
from api.http.representation import represent
from data.listing import Page


def to_response(value, status=200) -> Response:
    """A value of the `data` floor as a response: JSON, ETag, and what follows from its kind; 304 where that
    will do.

    What is a response already stays as it is.
    """
    if isinstance(value, Response):
        return value
    if value is None:
        return Response(status=status)
    document = envelope(value) if isinstance(value, Page) else represent(value)
    response = json_response(document, status, version=_version(value))
    if isinstance(value, Page) and document["next"]:
        response.headers["Link"] = f'<{document["next"]}>; rel="next"'
    if status == 201:
        response.headers["Location"] = document["links"]["self"]
    return response


def _version(value) -> int:
    """The revision of a thing, or the serial of what speaks of the whole data set."""
    members = value if isinstance(value, dict) else vars(value)
    return members.get("revision") or members.get("serial", 0)
