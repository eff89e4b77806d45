"""The service's description of itself on the wire."""

from marshmallow import fields

from schemas.base import Address, Response


class Counts(Response):
    """How much there is."""

    terms = fields.Integer(metadata={"description": "Published terms."})
    categories = fields.Integer()
    relations = fields.Integer()
    relation_types = fields.Integer()


class Licence(Response):
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


class ServiceLinks(Response):
    """Where to go from here."""

    self = Address()
    terms = Address()
    categories = Address()
    relations = Address()
    relation_types = Address()
    openapi = Address()
    docs = Address()


class Service(Response):
    """What this service is and holds."""

    name = fields.String()
    version = fields.String(metadata={"description": "Of the software."})
    serial = fields.Integer(metadata={"description": "Of the data set: grows with every change."})
    counts = fields.Nested(Counts)
    content_licence = fields.Nested(Licence)
    code_licence = fields.Nested(Licence)
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
