"""The service's description of itself, on the wire."""

from marshmallow import fields

from schemas.base import Address, Response, UrlTemplate


class Counts(Response):
    """Numbers of entries."""

    terms = fields.Integer(metadata={"description": "Number of published terms."})
    categories = fields.Integer()
    relations = fields.Integer()
    relation_types = fields.Integer()


class License(Response):
    """The license of the content or of the code."""

    name = fields.String()
    identifier = fields.String(metadata={"description": "The SPDX identifier."})
    url = Address(metadata={"description": "The text of the license."})


class Limits(Response):
    """The limits of a request."""

    page_default = fields.Integer(metadata={"description": "Number of items per page without `limit`."})
    page_max = fields.Integer(metadata={"description": "The greatest `limit`."})
    ids_max = fields.Integer(metadata={"description": "The greatest number of slugs in `ids`."})
    body_max_bytes = fields.Integer(metadata={"description": "The greatest size of a body."})
    annotated_max_bytes = fields.Integer(metadata={"description": "The greatest size of a text to annotate."})


class ServiceLinks(Response):
    """The URLs of everything that needs no slug. Those with braces are templates (RFC 6570)."""

    self = Address(metadata={"description": "This document."})
    terms = Address()
    categories = Address()
    relations = Address()
    relation_types = Address()
    search = UrlTemplate()
    lookup = UrlTemplate()
    suggest = UrlTemplate()
    annotations = Address(metadata={"description": "Send texts to this URL with POST."})
    matcher = Address(metadata={"description": "The table with which a browser finds terms by itself."})
    graph = UrlTemplate()
    compare = UrlTemplate()
    random = Address()
    term_of_the_day = Address()
    openapi = Address(metadata={"description": "This API as an OpenAPI document."})
    docs = Address(metadata={"description": "This API as a page for people."})
    start = Address(metadata={"description": "The glossary as pages for people."})
    playground = Address(metadata={"description": "A page on which cards and the widget can be tried."})
    widget = Address(metadata={"description": "The script that marks terms in pages of other sites."})
    oembed = UrlTemplate()
    opensearch = Address(metadata={"description": "The OpenSearch description, for browsers."})
    sitemap = Address()
    health = Address()
    readiness = Address()


class Service(Response):
    """A description of this service: its name, its content, its limits and its URLs."""

    name = fields.String()
    version = fields.String(metadata={"description": "The version of the software."})
    serial = fields.Integer(
        metadata={"description": "The version of the data set. It grows with every change."}
    )
    counts = fields.Nested(Counts)
    content_license = fields.Nested(License, metadata={"description": "The license of the content."})
    code_license = fields.Nested(License, metadata={"description": "The license of the software."})
    attribution = fields.String(metadata={"description": "Whom to credit if you reuse the content."})
    limits = fields.Nested(Limits)
    links = fields.Nested(ServiceLinks)


class Health(Response):
    """The process responds."""

    status = fields.String(metadata={"description": "Always `ok`."})


class Readiness(Health):
    """The process responds, and so does the database."""

    serial = fields.Integer(metadata={"description": "The version of the data set."})
    sqlite_version = fields.String()
    last_check = fields.AwareDateTime(
        allow_none=True,
        metadata={
            "description": "When the integrity of the whole database was last confirmed. Null if not since "
            "the start."
        },
    )
