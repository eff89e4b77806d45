"""flask-smorest with its faults corrected, and what every operation of this API has in common.

A view is a function under a stack of decorators, read from the outside in:

    @blp.get("/terms/<slug>")       the path; refuses query parameters if no schema below accepts any
    @requires("write")              the key, before any byte of the body is read (api.http.auth)
    @blp.arguments(Schema, ...)     headers, query, then body, strictly (api.http.requests)
    @blp.problems(404, 409)         the errors of this operation alone, for the OpenAPI document
    @blp.answers(200, Schema)       what the view returns becomes JSON with an ETag (api.http.responses)

The name of the function becomes the operationId, its docstring the published summary and description.
`operation=` beside the path replaces the blueprint's declaration (api.http.operation).
"""

from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from inspect import cleandoc
from typing import Any, cast

import flask
import flask_smorest
import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask, request
from flask_smorest.utils import resolve_schema_instance
from werkzeug.routing import UnicodeConverter

from api.http import problems
from api.http.operation import Declaring
from api.http.requests import JSON, MERGE_PATCH, Id, Parser, refuse_query
from api.http.responses import to_response
from data.constants import LABEL_KINDS, LEVELS, MAX_SLUG, SLUG_PATTERN, SOURCE_ROLES, STATUSES
from schemas.problems import ProblemSchema

View = Any  # a function with flask-smorest's documentation attached as an attribute
Decorator = Callable[[View], View]

_BODY_PROBLEMS = (400, 411, 413, 415, 503)
_URI = {"type": "string", "format": "uri"}
_LOCATION = {"Location": {"description": "The URL of the entry.", "schema": _URI}}
_MOVED = {
    "description": "Renamed, or retired in favor of another entry. Location is its URL.",
    "headers": _LOCATION,
}
_SLUG = {"type": "string", "minLength": 1, "maxLength": MAX_SLUG, "pattern": SLUG_PATTERN}
_TEXT = {"type": "string"}
_ID = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
# What the parameters of paths mean, for the OpenAPI document.
PATH_PARAMETERS = {
    "slug": "The slug of the entry.",
    "relation_id": "The id of the relation.",
    "serial": "The serial of the data set, as `/api/v1` gives it.",
}
# Closed lists that several schemas use: the name of their own schema, and what it means.
_CHOICES = {
    LEVELS: ("Level", "How much prior knowledge a term requires."),
    STATUSES: ("Status", "The editorial status of a term. Only published terms are public."),
    LABEL_KINDS: (
        "LabelKind",
        "The kind of another name. A `synonym` can replace the name in any sentence. A `spelling` is a "
        "variant that people type. A `hidden` name is found but never shown.",
    ),
    SOURCE_ROLES: ("SourceRole", "What a source is for the term. One that `introduces` it is the first."),
}
_ETAG = {"description": "Identifies these bytes. Send it back in If-None-Match.", "schema": _TEXT}
_REQUEST_ID = {"description": "The ID of this request in the log of the service.", "schema": _TEXT}
_NOT_MODIFIED = {"description": "Not modified: the stored response is still valid."}
_ACCEPT_PATCH = {"description": "The media types that PATCH accepts (RFC 5789).", "schema": _TEXT}


class Pages(Declaring, flask.Blueprint):
    """A blueprint of pages and files, which are not in the OpenAPI document."""


class Blueprint(Declaring, flask_smorest.Blueprint):
    """The operations of a noun."""

    ARGUMENTS_PARSER = Parser()

    def route(self, rule: str, **options: Any) -> Decorator:
        """Register a view function; see the module's docstring."""
        register = super().route(rule, **options)

        def decorator(view: View) -> View:
            documented = self.doc(operationId=_camel_case(view.__name__))(view)
            parameters = documented._apidoc.get("arguments", {}).get("parameters", [])
            if any(parameter["in"] == "query" for parameter in parameters):
                return register(documented)
            return register(_without_query(self.problems(422)(documented)))

        return decorator

    def arguments(self, schema: Any, *, location: str = "json", **options: Any) -> Decorator:
        """Parse `location` with `schema` into the view's next positional argument. Document its errors."""
        schema = resolve_schema_instance(schema)  # once, not at every request
        decorate = super().arguments(schema, location=location, **options)
        statuses = {"json": (*_BODY_PROBLEMS, 422), "query": (422,), "headers": (412, 428)}[location]

        def decorator(view: View) -> View:
            wrapper = decorate(view)
            # flask-smorest documents its own 422 here, as application/json whatever is sent.
            wrapper._apidoc["arguments"]["responses"].clear()
            return self.problems(*statuses)(wrapper)

        return decorator

    def answers(self, status: int, schema: Any = None, **options: Any) -> Decorator:
        """Make the response from what the view returns: a value, or a value and its status.

        None becomes an empty body. The schema documents the response. `api.http.responses` lists what is
        published of a value.
        """
        document = super().response(status, schema, **options)

        def decorator(view: View) -> View:
            @wraps(view)
            def respond(*args: Any, **kwargs: Any) -> flask.Response:
                result = view(*args, **kwargs)
                return to_response(*result) if isinstance(result, tuple) else to_response(result, status)

            return document(respond)

        return decorator

    def problems(self, *statuses: int) -> Decorator:
        """Document the errors that an operation can respond with."""

        def decorator(view: View) -> View:
            view._apidoc = deepcopy(getattr(view, "_apidoc", {}))
            responses = view._apidoc.setdefault("response", {}).setdefault("responses", {})
            responses.update({status: [problems.response_name(status)] for status in statuses})
            return view

        return decorator

    def produces(self, *media_types: str, schema: dict[str, Any] = _TEXT) -> Decorator:
        """Document the other formats of an operation, which the view returns as responses."""

        def decorator(view: View) -> View:
            formats = {media_type: {"schema": schema} for media_type in media_types}
            view._apidoc = {**deepcopy(getattr(view, "_apidoc", {})), "formats": formats}
            return view

        return decorator

    def _prepare_arguments_doc(self, doc: Any, doc_info: Any, *, method: str, **kwargs: Any) -> Any:
        """Document that a PATCH accepts both media types (RFC 7396)."""
        doc = super()._prepare_arguments_doc(doc, doc_info, method=method, **kwargs)
        if method == "patch" and "requestBody" in doc:
            content = doc["requestBody"]["content"]
            doc["requestBody"]["content"] = {MERGE_PATCH: content[JSON], JSON: content[JSON]}
        return doc

    def _prepare_response_doc(self, doc: Any, doc_info: Any, *, method: str, **kwargs: Any) -> Any:
        """Document what operations have in common: headers, 304 and 301 on reads, Location, other formats."""
        # Past flask-smorest's ETag mixin, which documents its own conditional requests.
        doc = flask_smorest.Blueprint._prepare_response_doc(doc, doc_info, method=method, **kwargs)
        for status, response in doc["responses"].items():
            if status in (200, 201) and isinstance(response, dict):
                location = _LOCATION if status == 201 else {}
                response["headers"] = {"ETag": _ETAG, "Request-Id": _REQUEST_ID, **location}
                response.get("content", {}).update(doc_info.get("formats", {}))
        if method == "get" and 410 in doc["responses"]:
            doc["responses"][301] = _MOVED
        if method == "get" and 200 in doc["responses"]:
            doc["responses"][304] = _NOT_MODIFIED
        return doc


class _Converter(OpenAPIConverter):
    def schema2jsonschema(self, schema: ma.Schema) -> dict[str, Any]:
        """Return a schema with its docstring as its description.

        apispec reads a description from Meta, but then no longer says that a body refuses unknown members.
        """
        return {"description": cleandoc(schema.__doc__ or ""), **super().schema2jsonschema(schema)}


class _Plugin(MarshmallowPlugin):
    Converter = _Converter


class Api(flask_smorest.Api):
    """The OpenAPI side: errors are problems, and response schemas allow members to be added."""

    DEFAULT_ERROR_RESPONSE_NAME = problems.response_name("default")

    def __init__(self, app: Flask) -> None:
        plugin = _Plugin()
        super().__init__(app, spec_kwargs={"marshmallow_plugin": plugin})
        converter = cast(OpenAPIConverter, plugin.converter)  # which the plugin has from here on
        converter.add_attribute_function(_named_choice)
        for values, (name, meaning) in _CHOICES.items():
            choice = {"type": "string", "enum": list(values), "description": meaning}
            self.spec.components.schema(name, choice)
        self.register_converter(UnicodeConverter, lambda converter: _SLUG)
        self.register_converter(Id, lambda converter: _ID)

    def _register_error_handlers(self) -> None:
        problems.register(self._app)

    def _register_responses(self) -> None:
        for status, title in {**problems.TITLES, "default": "Another error"}.items():
            content = {problems.MEDIA_TYPE: {"schema": ProblemSchema}}
            name = problems.response_name(status)
            self.spec.components.response(name, {"description": title, "content": content}, lazy=True)

    def _register_pagination_header(self) -> None:
        """Do nothing: lists have an envelope. flask-smorest's header contradicts its own documentation."""


def _named_choice(converter: Any, field: ma.fields.Field, ret: dict[str, Any]) -> dict[str, Any]:
    """Return a closed list as a reference to its own schema, so that a generated client has one type for it.

    apispec calls this for each field, with what it has made of it so far.
    """
    values = tuple(value for value in ret.get("enum", ()) if value is not None)
    if values not in _CHOICES:
        return {}
    name, _ = _CHOICES[values]
    del ret["type"], ret["enum"]
    reference = {"$ref": f"#/components/schemas/{name}"}
    return {"anyOf": [reference, {"type": "null"}]} if field.allow_none else reference


def _without_query(view: View) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        refuse_query(request.args)
        return view(*args, **kwargs)

    return guarded


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
