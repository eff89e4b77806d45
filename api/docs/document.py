"""The OpenAPI document: what flask-smorest gathers from the operations, with examples that the service itself
gives.

`build` loads the shipped content into a database of its own, makes the requests of `api.docs.examples`, and
takes their bodies and answers in. Times are fixed, so that building twice gives the same bytes.
"""

import re
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from api import content
from api.docs.examples import ANSWERS, PROBLEMS
from api.docs.routes import EXAMPLE_SITE
from data.index import rebuild
from data.store import db as database
from data.store import keys

CONTENT = Path(__file__).parent.parent.parent / "data" / "content"
_TIME = re.compile(rb'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"')
_INTRODUCTION = """A glossary that other software can call, search and embed.

* **Reads need no key** and may be cached: send the `ETag` back in `If-None-Match`; the answer is 304 while nothing has
  changed.
* **Writes need a key**, made with `flask keys create`, as `Authorization: Bearer KEY`. A change to an existing thing
  also needs its `ETag` in `If-Match`, so that no work is overwritten unseen: 428 without it, 412 when out of date.
* **Lists** come a page at a time. Follow `next`, or the `Link` header, until it is null; what others add or remove
  meanwhile shifts nothing.
* **Errors** are problem details (RFC 9457): `detail` for people, `errors` that point into the request, `suggestions`.
* **Unknown members of answers** may appear at any time; ignore those you do not know.
"""
_INFO = {
    "summary": "A glossary service",
    "description": _INTRODUCTION,
    "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
}


def build(create_app) -> dict:
    """The whole document of the applications `create_app` makes, its examples answered by the shipped
    content.
    """
    document = create_app().extensions["lemma-spec"].to_dict()
    document["info"] |= _INFO
    document["security"] = []  # unless an operation says otherwise
    document["servers"] = [{"url": "/", "description": "This service."}]
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


def to_json(document) -> bytes:
    """The document as it is committed and served."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _shipped(create_app, path):
    """A function that makes an example's request of a service with the shipped content."""
    rebuild.create(path, lambda db: content.load(db, CONTENT))
    rebuild.prepare(path)
    secret = keys.create(database.connect(path), "editor", ["write"])
    settings = {"DATABASE": path, "BASE_URL": EXAMPLE_SITE, "SERVICE_NAME": "Lemma"}
    client = create_app(settings).test_client()

    def ask(example):
        headers = {"Authorization": f"Bearer {secret}", **example.headers}
        if example.method in ("PUT", "PATCH", "DELETE") and not example.headers:
            headers["If-Match"] = client.get(example.path).headers["ETag"]
        sent = {name: value for name, value in headers.items() if value}
        path = example.path.replace("{serial}", str(client.get("/api/v1").json["serial"]))
        return client.open(path, method=example.method, json=example.body, headers=sent)

    return ask


def _illustrate_path(path, methods, example):
    """Show what the first example has in the place of a parameter of the address."""
    for name, value in zip(path.split("/"), urlsplit(example.path).path.split("/"), strict=True):
        if name != value and "example" not in methods["parameters"][0]:
            methods["parameters"][0]["example"] = int(value) if value.isdecimal() else value


def _illustrate(operation, example, answer):
    sent = dict(parse_qsl(urlsplit(example.path).query))
    for parameter in operation.get("parameters", ()):
        if (
            parameter["name"] in sent and "default" not in parameter["schema"]
        ):  # else Swagger UI would not try that
            value = sent.pop(parameter["name"])
            parameter["example"] = value.split(",") if parameter["schema"].get("type") == "array" else value
    response = operation["responses"][str(answer.status_code)]
    if sent and "format" not in sent:  # another format has an example of its own
        response["description"] += f"; the example is with `{urlencode(sent)}`"
    if example.body is not None:
        for media in operation["requestBody"]["content"].values():
            media["example"] = example.body
    _show(response, answer)


def _show(response, answer):
    response["content"][answer.mimetype]["example"] = orjson.loads(
        _TIME.sub(b'"2026-11-23T10:00:00Z"', answer.data)
    )
