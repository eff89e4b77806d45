"""flask-smorest with its faults corrected, and what every operation of this API has in common.

A view is a function under a decorator stack, read from the outside in:

    @blp.get("/terms/<slug>")       the address; refuses query parameters if no schema below takes them
    @requires("write")              the key, before a byte of the body is read (api.http.auth)
    @blp.arguments(Schema, ...)     headers, query, then body, strictly (api.http.requests)
    @blp.problems(404, 409)         the errors that are this operation's own, for the spec
    @blp.answers(200, Schema)       what the view returns becomes JSON with an ETag (api.http.responses)

The name of the function becomes the operationId, its docstring the published summary and description.
"""

from copy import deepcopy
from functools import wraps

import flask_smorest
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import request
from flask_smorest.utils import resolve_schema_instance
from werkzeug.routing import UnicodeConverter

from api.http import problems
from api.http.requests import JSON, MERGE_PATCH, Parser, refuse_query
from api.http.responses import to_response
from data.constants import LABEL_KINDS, LEVELS, MAX_SLUG, SLUG_PATTERN, SOURCE_ROLES, STATUSES
from schemas.problems import ProblemSchema

_BODY_PROBLEMS = (400, 411, 413, 415)
_LOCATION = {"Location": {"description": "Where it is.", "schema": {"type": "string", "format": "uri"}}}
_MOVED = {
    "description": "Renamed, or retired in favour of another: Location says where to go.",
    "headers": _LOCATION,
}
_SLUG = {"type": "string", "minLength": 1, "maxLength": MAX_SLUG, "pattern": SLUG_PATTERN}
_TEXT = {"type": "string"}
_CHOICES = {LEVELS: "Level", STATUSES: "Status", LABEL_KINDS: "LabelKind", SOURCE_ROLES: "SourceRole"}
_ETAG = {
    "description": "Identifies these bytes; send it back in If-None-Match.",
    "schema": {"type": "string"},
}


class Blueprint(flask_smorest.Blueprint):
    """A noun's operations."""

    ARGUMENTS_PARSER = Parser()

    def route(self, rule, **options):
        """Register a view function; see the module's docstring."""
        register = super().route(rule, **options)

        def decorator(view):
            documented = self.doc(operationId=_camel_case(view.__name__))(view)
            taken = documented._apidoc.get("arguments", {}).get("parameters", [])
            if any(parameter["in"] == "query" for parameter in taken):
                return register(documented)
            return register(_without_query(self.problems(422)(documented)))

        return decorator

    def arguments(self, schema, *, location="json", **options):
        """Parse `location` with `schema` into the view's next positional argument, and document what can go
        wrong.
        """
        schema = resolve_schema_instance(schema)  # once, not at every request
        decorate = super().arguments(schema, location=location, **options)
        statuses = {"json": (*_BODY_PROBLEMS, 422), "query": (422,), "headers": (412, 428)}[location]

        def decorator(view):
            wrapper = decorate(view)
            wrapper._apidoc["arguments"]["responses"].clear()
            return self.problems(*statuses)(wrapper)

        return decorator

    def answers(self, status, schema=None, **options):
        """Answer with what the view returns, a value or a value and its status; None is an empty answer."""
        document = super().response(status, schema, **options)

        def decorator(view):
            @wraps(view)
            def answer(*args, **kwargs):
                result = view(*args, **kwargs)
                return to_response(*result) if isinstance(result, tuple) else to_response(result, status)

            return document(answer)

        return decorator

    def problems(self, *statuses):
        """Document the errors an operation can answer with."""

        def decorator(view):
            view._apidoc = deepcopy(getattr(view, "_apidoc", {}))
            responses = view._apidoc.setdefault("response", {}).setdefault("responses", {})
            responses.update({status: [problems.response_name(status)] for status in statuses})
            return view

        return decorator

    def produces(self, *mimetypes, schema=_TEXT):
        """Document that the operation can answer in other formats, too, which the view then returns as
        responses.
        """

        def decorator(view):
            formats = {mimetype: {"schema": schema} for mimetype in mimetypes}
            view._apidoc = {**deepcopy(getattr(view, "_apidoc", {})), "formats": formats}
            return view

        return decorator

    def _prepare_arguments_doc(self, doc, doc_info, *, method, **kwargs):
        """A PATCH takes both media types (RFC 7396)."""
        doc = super()._prepare_arguments_doc(doc, doc_info, method=method, **kwargs)
        if method == "patch" and "requestBody" in doc:
            content = doc["requestBody"]["content"]
            doc["requestBody"]["content"] = {MERGE_PATCH: content[JSON], JSON: content[JSON]}
        return doc

    def _prepare_response_doc(self, doc, doc_info, *, method, **kwargs):
        """What every operation has in common: ETag and 304 on reads, Location on creation; and its other
        formats.
        """
        doc = flask_smorest.Blueprint._prepare_response_doc(doc, doc_info, method=method, **kwargs)
        for status, response in doc["responses"].items():
            if status in (200, 201) and isinstance(response, dict):
                response["headers"] = {"ETag": _ETAG, **(_LOCATION if status == 201 else {})}
                response.get("content", {}).update(doc_info.get("formats", {}))
        if method == "get" and 410 in doc["responses"]:
            doc["responses"][301] = _MOVED
        if method == "get" and 200 in doc["responses"]:
            doc["responses"][304] = {"description": "Not modified: what you have is still right."}
        return doc


class Api(flask_smorest.Api):
    """The OpenAPI side: errors are problems, schemas for output allow members to be added."""

    def __init__(self, app):
        plugin = MarshmallowPlugin()
        super().__init__(app, spec_kwargs={"marshmallow_plugin": plugin})
        plugin.converter.add_attribute_function(_named_choice)
        for values, name in _CHOICES.items():
            self.spec.components.schema(name, {"type": "string", "enum": list(values)})
        self.register_converter(UnicodeConverter, lambda converter: _SLUG)

    def _register_error_handlers(self):
        problems.register(self._app)

    def _register_responses(self):
        for status, title in {**problems.TITLES, "default": "Another error"}.items():
            content = {problems.MIMETYPE: {"schema": ProblemSchema}}
            name = problems.response_name(status)
            self.spec.components.response(name, {"description": title, "content": content}, lazy=True)

    def _register_pagination_header(self):
        """Lists have an envelope instead."""

    DEFAULT_ERROR_RESPONSE_NAME = problems.response_name("default")


def _named_choice(converter, field, ret):
    """A closed list as the schema it has for itself, so that a generated client has one type for it, not one
    a place.

    apispec calls this for each field, with what it has made of it so far.
    """
    name = _CHOICES.get(tuple(value for value in ret.get("enum", ()) if value is not None))
    if name is None:
        return {}
    del ret["type"], ret["enum"]
    reference = {"$ref": f"#/components/schemas/{name}"}
    return {"anyOf": [reference, {"type": "null"}]} if field.allow_none else reference


def _without_query(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        refuse_query(request.args)
        return view(*args, **kwargs)

    return guarded


def _camel_case(name) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
