"""Definitions in pages of other sites, on the wire: cards, the playground and oEmbed 1.0 (https://oembed.com)."""

from marshmallow import fields, validate

from data.constants import MAX_LINE, MAX_NAME, RELATED_COUNT
from schemas.base import Address, Flag, Line, Query, QueryInteger, Response

# What the playground offers, with the names that it shows.
THEMES = {"auto": "Automatic", "light": "Light", "dark": "Dark"}
OCCURRENCES = {"section": "First in each section", "first": "First on the page", "all": "Every occurrence"}
_PIXELS = validate.Range(1, 100_000)


class CardQuery(Query):
    """The content and the appearance of a card."""

    theme = fields.String(load_default="auto", validate=validate.OneOf(THEMES))
    compact = Flag()
    related = QueryInteger(load_default=0, validate=validate.Range(0, RELATED_COUNT))


class PlaygroundQuery(CardQuery):
    """The content of the playground: a text and how it is marked, a term and how its card looks."""

    text = fields.String()
    occurrences = fields.String(load_default="section", validate=validate.OneOf(OCCURRENCES))
    category = fields.String(load_default="")
    term = Line(MAX_NAME)


class OembedQuery(Query):
    """The page to embed, and the room for it."""

    url = fields.String(
        required=True,
        validate=validate.Length(min=1, max=MAX_LINE),
        metadata={
            "description": "The URL of the page of a term.",
            "example": "http://127.0.0.1:8000/terms/dropout",
        },
    )
    maxwidth = QueryInteger(validate=_PIXELS, metadata={"description": "The greatest width, in pixels."})
    maxheight = QueryInteger(validate=_PIXELS, metadata={"description": "The greatest height, in pixels."})
    format = fields.String(
        load_default="json",
        # Not validated: oEmbed asks for 501, and validation would respond with 422.
        metadata={"enum": ["json", "xml"], "description": "The response to any other format is 501."},
    )


class Oembed(Response):
    """The HTML that embeds a term in a page, and its size (oEmbed 1.0, type `rich`)."""

    type = fields.String(metadata={"description": "Always `rich`."})
    version = fields.String(metadata={"description": "The version of oEmbed."})
    title = fields.String(metadata={"description": "The name of the term."})
    provider_name = fields.String(metadata={"description": "The name of this service."})
    provider_url = Address(metadata={"description": "The start page of this service."})
    cache_age = fields.Integer(metadata={"description": "How many seconds this response can be kept."})
    html = fields.String(metadata={"description": "An iframe with the card of the term."})
    width = fields.Integer(metadata={"description": "The width of the iframe, in pixels."})
    height = fields.Integer(metadata={"description": "The height of the iframe, in pixels."})
    thumbnail_url = Address(
        metadata={"optional": True, "description": "A picture of the term. Absent if it does not fit."}
    )
    thumbnail_width = fields.Integer(
        metadata={"optional": True, "description": "The width of the picture, in pixels."}
    )
    thumbnail_height = fields.Integer(
        metadata={"optional": True, "description": "The height of the picture, in pixels."}
    )
