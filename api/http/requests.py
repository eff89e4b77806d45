"""Strict reading of requests: what webargs and flask-smorest would accept or misreport is refused here.

The media type is checked first (415), then the length (411, 413), then the syntax (400: UTF-8, depth,
numbers, duplicate members), then the shape (422).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn
from urllib.parse import quote

import flask
import marshmallow as ma
import orjson
from webargs.fields import DelimitedList
from webargs.flaskparser import FlaskParser
from werkzeug.routing import IntegerConverter

from api.http.problems import HttpProblem
from data.errors import echo
from data.text.folding import nearest

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
_MAX_ERRORS = 20  # in one response; more help nobody
# Browsers send some 150 characters. Parsing all that headers may hold takes a second.
_MAX_ACCEPT = 1_000
_UNKNOWN = "Unknown field."
_MISSING = ma.fields.Field.default_error_messages["required"]


class Request(flask.Request):
    """A request without what misleads the router."""

    def __init__(self, environ: dict[str, Any], **options: Any) -> None:
        environ["PATH_INFO"] = environ.get("PATH_INFO") or "/"  # the request line of a proxy may have none
        if len(environ.get("HTTP_ACCEPT", "")) > _MAX_ACCEPT:
            environ["HTTP_ACCEPT"] = "*/*"
        environ.pop("HTTP_UPGRADE", None)  # werkzeug then looks for routes of web sockets
        if environ.get("SERVER_PROTOCOL") == "HTTP/1.1" or "HTTP_HOST" in environ:
            # HTTP/1.1 requires the header, and hosts do not differ by case.
            environ["HTTP_HOST"] = environ.get("HTTP_HOST", "").lower()
        super().__init__(environ, **options)


class Id(IntegerConverter):
    """A number in a path, in the one way to write it: no leading zero, no digits of other scripts."""

    regex = "0|[1-9][0-9]{0,17}"


class Parser(FlaskParser):
    """The parser of webargs, with strict loading and errors as problems."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}

    def load_json(self, req: flask.Request, schema: ma.Schema) -> Any:
        """Return the body as JSON. webargs takes a body of another media type for an empty one."""
        accepted = (JSON, MERGE_PATCH) if req.method == "PATCH" else (JSON,)
        if req.mimetype not in accepted:
            sent = f"not '{echo(req.mimetype)}'" if req.mimetype else "and say so in Content-Type"
            accept = {"Accept-Patch" if req.method == "PATCH" else "Accept": ", ".join(accepted)}
            raise HttpProblem(415, f"Send the body as {' or '.join(accepted)}, {sent}.", headers=accept)
        # Unpacking would need limits of its own: a kilobyte can become a gigabyte.
        if req.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise HttpProblem(415, "Send the body without a content coding.")
        # werkzeug cuts a chunked body at MAX_CONTENT_LENGTH without an error.
        if "Transfer-Encoding" in req.headers or req.content_length is None:
            raise HttpProblem(411, "Send the body with a Content-Length.")
        body = read_json(req.get_data())
        if not isinstance(body, dict):
            raise unprocessable([{"detail": "The body must be a JSON object.", "pointer": "#"}])
        return body

    def load_querystring(self, req: flask.Request, schema: ma.Schema) -> dict[str, str]:
        """Return the query.

        Many clients write a list as one parameter per item, so a list may be repeated. Any other parameter
        that is repeated is refused, instead of half ignored.
        """
        lists = {
            field.data_key or name
            for name, field in schema.fields.items()
            if isinstance(field, DelimitedList)
        }
        repeated = [name for name, values in req.args.lists() if len(values) > 1 and name not in lists]
        if repeated:
            raise unprocessable(
                [_at_parameter((name,), "Given more than once.") for name in repeated[:_MAX_ERRORS]]
            )
        return {name: ",".join(values) for name, values in req.args.lists()}

    def handle_error(
        self, error: Any, req: Any, schema: ma.Schema, *, error_status_code: Any, error_headers: Any
    ) -> NoReturn:
        """Raise the problem for what a schema found wrong."""
        ((location, messages),) = error.messages.items()
        if location == "headers" and (missing := _missing(messages)):
            raise HttpProblem(
                428,
                f"Send {' or '.join(missing)}, so that nobody's work is overwritten unseen.",
                kind="precondition-required",
            )
        locate = _at_pointer if location == "json" else _at_parameter
        first = islice(flatten(messages), _MAX_ERRORS)
        raise unprocessable([locate(path, _helpful(detail, path, schema)) for path, detail in first])


class PageParser(Parser):
    """The parser of what people type or follow.

    Of a parameter that is given twice, the first counts. An empty one is ignored, and so is an unknown one,
    because campaigns and social networks add parameters of their own to every link.
    """

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": ma.EXCLUDE}

    def load_querystring(self, req: flask.Request, schema: ma.Schema) -> dict[str, str]:
        """Return the query."""
        return {name: value for name, value in req.args.items() if value.strip()}


def unprocessable(errors: Sequence[Mapping[str, str]]) -> HttpProblem:
    """Return a 422 problem for these errors. Its detail is the first of them."""
    first = errors[0]
    location = first.get("parameter") or first.get("pointer")
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    detail = f"{location}: {first['detail']}{more}" if location else first["detail"]
    return HttpProblem(422, detail, kind="invalid", errors=errors)


def refuse_query(args: Iterable[str]) -> None:
    """Raise for any parameter of an operation that accepts none."""
    errors = [_at_parameter((name,), "This URL accepts no parameters.") for name in islice(args, _MAX_ERRORS)]
    if errors:
        raise unprocessable(errors)


def read_json(raw: bytes) -> Any:
    """Return strict JSON (RFC 8259): UTF-8, no NaN, no lone surrogate, no duplicate member, no excess.

    It is read twice: orjson refuses what the standard library accepts, which alone shows duplicate members.
    """
    try:
        orjson.loads(raw)
        return json.loads(raw, object_pairs_hook=_refuse_duplicates)
    except (ValueError, RecursionError) as error:
        message = f"The body is not valid JSON: {_reason(error)}."
        raise HttpProblem(400, message, kind="invalid-json") from None


def flatten(messages: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield each message of a marshmallow error tree with the path of keys and indexes that leads to it."""
    if isinstance(messages, dict):
        for key, below in messages.items():
            # marshmallow puts errors of a whole schema under "_schema", which may also be the name of a member.
            whole = key == ma.exceptions.SCHEMA and below != [_UNKNOWN]
            yield from flatten(below, path if whole else (*path, key))
    else:
        for message in [messages] if isinstance(messages, str) else messages:
            yield path, message


def _missing(messages: Mapping[str, Any]) -> list[str]:
    return [name for name, details in messages.items() if details == [_MISSING]]


def _at_pointer(path: Sequence[Any], detail: str) -> dict[str, str]:
    """Return an error at a member of the body, as a JSON Pointer in a URI fragment (RFC 6901, section 6)."""
    parts = (echo(str(part)).replace("~", "~0").replace("/", "~1") for part in path)
    quoted = "".join("/" + quote(part, safe="~!$&'()*+,;=:@") for part in parts)
    return {"detail": detail, "pointer": f"#{quoted}"}


def _at_parameter(path: Sequence[Any], detail: str) -> dict[str, str]:
    return {"detail": detail, "parameter": echo(str(path[0]))}


def _helpful(detail: str, path: Sequence[Any], schema: Any) -> str:
    """Return the message, or for an unknown member or parameter the nearest one that is allowed there."""
    if detail != _UNKNOWN:
        return detail
    for part in path[:-1]:
        if isinstance(part, str):  # else the index of an item
            field = schema.fields[part]
            schema = getattr(field, "inner", field).schema
    known = [field.data_key or name for name, field in schema.fields.items()]
    near = nearest(str(path[-1]), known, limit=1) or sorted(known)
    if len(near) == 1:
        return f"Unknown; did you mean '{near[0]}'?"
    return f"Unknown; there are {', '.join(near)}."


def _refuse_duplicates(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f"the member '{echo(name)}' appears twice")
        members[name] = value
    return members


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error).rstrip(".")[:200]
