"""The service's description of itself on the wire."""

from marshmallow import fields

from schemas.base import Address, Response, UrlTemplate


class Counts(Response):
    """How much there is."""

    terms = fields.Integer(metadata={"description": "Published terms."})
    categories = fields.Integer()
    relations = fields.Integer()
    relation_types = fields.Integer()


class License(Response):
    """Under what terms the content or the code may be used."""

    name = fields.String()
    identifier = fields.String(metadata={"description": "SPDX."})
    url = Address()


class Limits(Response):
    """What a request may be at most."""

    page_default = fields.Integer(metadata={"description": "Items a page without `limit`."})
    page_max = fields.Integer(metadata={"description": "Items a page at most."})
    ids_max = fields.Integer(metadata={"description": "Slugs in `ids` at most."})
    body_max_bytes = fields.Integer()
    annotated_max_bytes = fields.Integer(metadata={"description": "Bytes of a text to annotate, at most."})


class ServiceLinks(Response):
    """The URLs of everything available. Those with braces are templates (RFC 6570)."""

    self = Address()
    terms = Address()
    categories = Address()
    relations = Address()
    relation_types = Address()
    search = UrlTemplate()
    lookup = UrlTemplate()
    suggest = UrlTemplate()
    annotations = Address(metadata={"description": "POST a text here."})
    matcher = Address()
    graph = UrlTemplate()
    compare = UrlTemplate()
    random = Address()
    term_of_the_day = Address()
    openapi = Address()
    docs = Address()
    start = Address()
    playground = Address()
    widget = Address()
    oembed = UrlTemplate()
    opensearch = Address()
    sitemap = Address()
    health = Address()
    readiness = Address()


class Service(Response):
    """What this service is and holds."""

    name = fields.String()
    version = fields.String(metadata={"description": "Of the software."})
    serial = fields.Integer(metadata={"description": "Of the data set: grows with every change."})
    counts = fields.Nested(Counts)
    content_license = fields.Nested(License)
    code_license = fields.Nested(License)
    attribution = fields.String(metadata={"description": "Whom to credit if you reuse the content."})
    limits = fields.Nested(Limits)
    links = fields.Nested(ServiceLinks)


class Health(Response):
    """The process answers."""

    status = fields.String()


class Readiness(Health):
    """The database answers too."""

    serial = fields.Integer()
    sqlite_version = fields.String()
    last_check = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "When the whole file was last found sound; null if not since the start."},
    )
