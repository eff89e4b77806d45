"""The OpenAPI document: what flask-smorest gathers from the operations, with real responses as examples.

`build` loads the shipped content into a database of its own, makes the requests of `api.docs.examples`, and
adds their bodies and responses. Times are fixed, so building twice gives the same bytes.
"""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api import content
from api.docs.examples import ANSWERS, PROBLEMS, Example
from api.docs.routes import EXAMPLE_SITE
from api.http.blueprint import PATH_PARAMETERS
from data.index import rebuild
from data.store import db as database
from data.store import keys

Document = dict[str, Any]
Ask = Callable[[Example], TestResponse]

CONTENT = Path(__file__).parent.parent.parent / "data" / "content"
_TIME = re.compile(rb'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"')
_FIXED_TIME = "2026-11-23T10:00:00Z"
_INTRODUCTION = """A glossary of artificial intelligence that other software can call, search and embed.

* **Reads need no key** and can be cached. Send the `ETag` back in `If-None-Match`; the response is 304 as
  long as nothing has changed.
* **Writes need a key**, created with `flask keys create` and sent as `Authorization: Bearer KEY`. A change to
  an existing entry also needs its `ETag` in `If-Match`, so that no work is overwritten unseen. Without it the
  response is 428, and 412 if it is out of date. When another write holds the database for too long, the
  response is 503 with `Retry-After`.
* **Only published terms are public.** Other terms, and the names of keys in histories, need a key.
* **Lists** are returned in pages. Follow `next`, or the `Link` header, until it is null. No item is skipped
  or repeated when others add or remove entries meanwhile.
* **Errors** are problem details (RFC 9457). Programs branch on `type`, a URL that explains the kind of
  problem. `detail` is for people, `errors` says where in the request, and `suggestions` lists what may have
  been meant.
* **Every response has a `Request-Id`**, which the log of the service repeats. Send your own to follow a
  request.
* **Reuse**: responses with content name its `license` and the `attribution` to show.

## What is stable

`/api/v1` does not change incompatibly. Members, parameters, operations and kinds of problems may be added at
any time; ignore those you do not know. The removal of a member is announced here and in the changelog. The
member is then sent for at least twelve more months, with the headers `Deprecation` (RFC 9745) and `Sunset`
(RFC 8594). `info.version` is the version of the software. Examples, the order of members, and the wording of
`title` and `detail` are not part of the contract.
"""
_INFO = {
    "summary": "A glossary service",
    "description": _INTRODUCTION,
    "contact": {"name": "The maintainers of Lemma", "url": EXAMPLE_SITE},
    "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
}


def build(create_app: Callable[..., Flask]) -> Document:
    """Return the whole document of the applications that `create_app` makes."""
    app = create_app()
    document: Document = app.extensions["lemma-spec"].to_dict()
    document["info"] |= _INFO
    document["security"] = []  # unless an operation says otherwise
    document["servers"] = [{"url": "/", "description": "This service"}]
    _describe_paths(document)
    operations = {
        operation["operationId"]: (path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }
    with tempfile.TemporaryDirectory() as folder:
        ask = _shipped(create_app, Path(folder) / "lemma.db")
        for example in ANSWERS:
            path, operation = operations[example.operation_id]
            _illustrate_path(path, document["paths"][path], example)
            _illustrate(operation, example, ask(example))
        for example in PROBLEMS:
            _show(document["components"]["responses"][example.operation_id], ask(example))
    return document


def to_json(document: Document) -> bytes:
    """Return the document as it is committed and served."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _describe_paths(document: Document) -> None:
    """Describe the parameters in paths, which flask-smorest takes from the routes without a description."""
    for methods in document["paths"].values():
        for parameter in methods.get("parameters", ()):
            parameter["description"] = PATH_PARAMETERS[parameter["name"]]


def _shipped(create_app: Callable[..., Flask], path: Path) -> Ask:
    """Return a function that makes an example's request of a service with the shipped content."""
    rebuild.create(path, lambda db: content.load(db, CONTENT))
    rebuild.prepare(path)
    secret = keys.create(database.connect(path), "editor", ["write"])
    settings = {"DATABASE": path, "BASE_URL": EXAMPLE_SITE, "SERVICE_NAME": "Lemma", "LOG_FORMAT": "off"}
    client: FlaskClient = create_app(settings).test_client()

    def ask(example: Example) -> TestResponse:
        headers = {"Authorization": f"Bearer {secret}", "Request-Id": "kZ1x0c6sVYw2Qm4t", **example.headers}
        if example.method in ("PUT", "PATCH", "DELETE") and not example.headers:
            headers["If-Match"] = client.get(example.path).headers["ETag"]
        sent = {name: value for name, value in headers.items() if value}
        path = example.path.replace("{serial}", str(client.get("/api/v1").get_json()["serial"]))
        return client.open(path, method=example.method, json=example.body, headers=sent)

    return ask


def _illustrate_path(path: str, methods: Document, example: Example) -> None:
    """Show what the first example has in the place of a parameter of the path."""
    for name, value in zip(path.split("/"), urlsplit(example.path).path.split("/"), strict=True):
        if name != value and "example" not in methods["parameters"][0]:
            methods["parameters"][0]["example"] = int(value) if value.isdecimal() else value


def _illustrate(operation: Document, example: Example, answer: TestResponse) -> None:
    """Show the request and the response of an example in its operation."""
    sent = dict(parse_qsl(urlsplit(example.path).query))
    for parameter in operation.get("parameters", ()):
        # A parameter with a default keeps that in Swagger UI, which would otherwise send the example.
        if parameter["name"] in sent and "default" not in parameter["schema"]:
            value = sent.pop(parameter["name"])
            parameter["example"] = value.split(",") if parameter["schema"].get("type") == "array" else value
    response = operation["responses"][str(answer.status_code)]
    if sent and "format" not in sent:  # another format has an example of its own
        response["description"] += f"; the example is with `{urlencode(sent)}`"
    if example.body is not None:
        for media in operation["requestBody"]["content"].values():
            media["example"] = example.body
    _show(response, answer)


def _show(response: Document, answer: TestResponse) -> None:
    """Add a response as the example of its media type."""
    body = _TIME.sub(f'"{_FIXED_TIME}"'.encode(), answer.data)
    example = orjson.loads(body) if (answer.mimetype or "").endswith("json") else body.decode()
    response["content"][answer.mimetype]["example"] = example
