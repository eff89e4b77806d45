"""Definitions in other people's pages, on the wire: what a card may look like, and oEmbed 1.0 (https://oembed.com)."""

from marshmallow import fields, validate

from data.constants import MAX_LINE, MAX_NAME, RELATED_COUNT
from schemas.base import Address, Flag, Line, Query, QueryInteger, Response

THEMES = {"auto": "Automatic", "light": "Light", "dark": "Dark"}
OCCURRENCES = {"section": "First in each section", "first": "First on the page", "all": "Every occurrence"}
_PIXELS = validate.Range(1, 100_000)


class CardQuery(Query):
    """What a card shows, and how."""

    theme = fields.String(load_default="auto", validate=validate.OneOf(THEMES))
    compact = Flag()
    related = QueryInteger(load_default=0, validate=validate.Range(0, RELATED_COUNT))


class PlaygroundQuery(CardQuery):
    """What the playground shows: a text and how it is marked, a term and how its card looks."""

    text = fields.String()
    occurrences = fields.String(load_default="section", validate=validate.OneOf(OCCURRENCES))
    category = fields.String(load_default="")
    term = Line(MAX_NAME)


class OembedQuery(Query):
    """Which page to embed, in how much room."""

    url = fields.String(
        required=True,
        validate=validate.Length(min=1, max=MAX_LINE),
        metadata={
            "description": "The address of a term's page.",
            "example": "http://127.0.0.1:8000/terms/dropout",
        },
    )
    maxwidth = QueryInteger(validate=_PIXELS, metadata={"description": "In pixels."})
    maxheight = QueryInteger(validate=_PIXELS, metadata={"description": "In pixels."})
    format = fields.String(
        load_default="json",
        metadata={"enum": ["json", "xml"], "description": "Any other is answered with 501."},
    )


class Oembed(Response):
    """How to embed a term (oEmbed 1.0, `rich`)."""

    type = fields.String()
    version = fields.String(metadata={"description": "Of oEmbed."})
    title = fields.String(metadata={"description": "The name of the term."})
    provider_name = fields.String()
    provider_url = Address()
    cache_age = fields.Integer(metadata={"description": "Seconds this answer may be kept."})
    html = fields.String(metadata={"description": "An iframe with the term's card."})
    width = fields.Integer()
    height = fields.Integer()
    thumbnail_url = Address(
        metadata={"optional": True, "description": "A picture; only where it is not too large."}
    )
    thumbnail_width = fields.Integer(metadata={"optional": True})
    thumbnail_height = fields.Integer(metadata={"optional": True})
