"""Reading requests strictly: what webargs and flask-smorest would let pass or misreport is refused here.

Media type first (415), then length (411, 413), then syntax (400: UTF-8, depth, numbers, duplicate members),
then shape (422).
"""

import json
from itertools import islice
from urllib.parse import quote

import flask
import marshmallow as ma
import orjson
from webargs.fields import DelimitedList
from webargs.flaskparser import FlaskParser
from werkzeug.routing import IntegerConverter

from api.http.problems import HttpProblem
from data.text.folding import nearest

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
_MAX_ERRORS = 20  # in one answer; more help nobody
_MAX_ACCEPT = (
    1_000  # characters; browsers send some 150, and all that headers may hold takes a second to read
)
_UNKNOWN = "Unknown field."
_MISSING = ma.fields.Field.default_error_messages["required"]


class Request(flask.Request):
    """A request without what leads the router astray."""

    def __init__(self, environ, **options):
        environ["PATH_INFO"] = environ.get("PATH_INFO") or "/"  # a proxy's request line may have none
        if len(environ.get("HTTP_ACCEPT", "")) > _MAX_ACCEPT:
            environ["HTTP_ACCEPT"] = "*/*"
        environ.pop("HTTP_UPGRADE", None)  # werkzeug looks for routes of web sockets then
        if environ.get("SERVER_PROTOCOL") == "HTTP/1.1" or "HTTP_HOST" in environ:
            environ["HTTP_HOST"] = environ.get(
                "HTTP_HOST", ""
            ).lower()  # must be there, does not differ by case
        super().__init__(environ, **options)


class Id(IntegerConverter):
    """A number in an address, in the one way to write it: no leading zero, no other script's digits."""

    regex = "0|[1-9][0-9]{0,17}"


class Parser(FlaskParser):
    """Webargs' parser with strict loading and errors as problems."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}

    def load_json(self, req, schema):
        """The body as JSON."""
        accepted = (JSON, MERGE_PATCH) if req.method == "PATCH" else (JSON,)
        if req.mimetype not in accepted:
            sent = f"not '{req.mimetype}'" if req.mimetype else "and say so in Content-Type"
            raise HttpProblem(
                415, f"Send the body as {' or '.join(accepted)}, {sent}.", headers={"Accept": accepted[0]}
            )
        if req.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise HttpProblem(415, "Send the body without a content coding.")
        if "Transfer-Encoding" in req.headers or req.content_length is None:
            raise HttpProblem(411, "Send the body with a Content-Length.")
        body = read_json(req.get_data())
        if not isinstance(body, dict):
            raise unprocessable([{"detail": "The body must be a JSON object.", "pointer": "#"}])
        return body

    def load_querystring(self, req, schema):
        """The query. A list may be given as one parameter an item, which is what many clients make of it; any
        other parameter that stands twice is refused rather than half ignored.
        """
        lists = {
            field.data_key or name
            for name, field in schema.fields.items()
            if isinstance(field, DelimitedList)
        }
        repeated = [name for name, values in req.args.lists() if len(values) > 1 and name not in lists]
        if repeated:
            raise unprocessable([{"detail": "Given more than once.", "parameter": name} for name in repeated])
        return {name: ",".join(values) for name, values in req.args.lists()}

    def handle_error(self, error, req, schema, *, error_status_code, error_headers):
        """Raise the problem for what a schema found wrong."""
        ((location, messages),) = error.messages.items()
        if location == "headers" and (
            missing := [name for name, details in messages.items() if details == [_MISSING]]
        ):
            raise HttpProblem(
                428, f"Send {' or '.join(missing)}, so that nobody's work is overwritten unseen."
            )
        place = _pointer if location == "json" else _parameter
        first = islice(flatten(messages), _MAX_ERRORS)
        raise unprocessable([place(path, _helpful(detail, path, schema)) for path, detail in first])


class PageParser(Parser):
    """The parser of what is typed or linked to: of a parameter given twice the first counts, and what is
    empty or unknown is passed over, as campaigns and social networks add parameters of their own to every
    link.
    """

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": ma.EXCLUDE}

    def load_querystring(self, req, schema):
        """The query."""
        return {name: value for name, value in req.args.items() if value.strip()}


def unprocessable(errors) -> HttpProblem:
    """A 422 problem for these errors; its detail is the first of them."""
    first = errors[0]
    place = first.get("parameter") or first.get("pointer")
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return HttpProblem(422, f"{place}: {first['detail']}{more}" if place else first["detail"], errors=errors)


def refuse_query(args):
    """Raise for any parameter of an operation that takes none."""
    if args:
        raise unprocessable(
            [{"detail": "This address takes no parameters.", "parameter": name} for name in args]
        )


def read_json(raw: bytes):
    """Strict JSON (RFC 8259): UTF-8, no NaN, no lone surrogate, no member twice, numbers and depth within
    reason.

    Read twice: orjson refuses what the standard library lets pass, which alone can tell of a member that
    stands twice.
    """
    try:
        orjson.loads(raw)
        return json.loads(raw, object_pairs_hook=_refuse_duplicates)
    except (ValueError, RecursionError) as error:
        raise HttpProblem(400, f"The body is not valid JSON: {_reason(error)}.") from None


def flatten(messages, path=()):
    """Each message of a marshmallow error tree with the path of keys and indexes that leads to it."""
    if isinstance(messages, dict):
        for key, below in messages.items():
            whole = key == ma.exceptions.SCHEMA and below != [_UNKNOWN]  # else a member somebody called that
            yield from flatten(below, path if whole else (*path, key))
    else:
        for message in [messages] if isinstance(messages, str) else messages:
            yield path, message


def _pointer(path, detail):
    parts = (quote(str(part).replace("~", "~0").replace("/", "~1"), safe="~!$&'()*+,;=:@") for part in path)
    return {"detail": detail, "pointer": "#" + "".join(f"/{part}" for part in parts)}


def _parameter(path, detail):
    return {"detail": detail, "parameter": str(path[0])}


def _helpful(detail, path, schema) -> str:
    """The message itself; for an unknown member or parameter, the nearest one that could stand there."""
    if detail != _UNKNOWN:
        return detail
    for part in path[:-1]:
        if isinstance(part, str):  # else the index of an item
            field = schema.fields[part]
            schema = getattr(field, "inner", field).schema
    known = [field.data_key or name for name, field in schema.fields.items()]
    near = nearest(str(path[-1]), known, limit=1) or sorted(known)
    return (
        f"Unknown; did you mean '{near[0]}'?" if len(near) == 1 else f"Unknown; there are {', '.join(near)}."
    )


def _refuse_duplicates(pairs):
    members = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f"the member '{name}' stands twice")
        members[name] = value
    return members


def _reason(error) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error).rstrip(".")[:200]
