"""The documents of a content folder: the bodies of the API, with what stands in other places there.

Files hold every scalar as text, so numbers and truth values are read from text here and nowhere else.
"""

import marshmallow as ma
from marshmallow import fields, validate

from data.constants import MAX_LINE, MAX_SOURCES, SKOS_PROPERTIES
from schemas.base import Body, Items, Line, Name, Slug
from schemas.categories import CategoryCreation
from schemas.relations import RelationCreation
from schemas.terms import SourceBody, TermCreation


class ContentSource(SourceBody):
    """A source as a file writes it."""

    year = fields.Integer(validate=validate.Range(0, 9999))


class ContentRelation(RelationCreation):
    """A relation as it stands with its source."""

    class Meta(RelationCreation.Meta):
        """The file says which term is the source."""

        exclude = ("source",)


class ContentTerm(TermCreation):
    """A term as a file writes it; the name of the file is its slug."""

    slug = Slug(required=True)
    sources = Items(fields.Nested(ContentSource), MAX_SOURCES, load_default=list)
    relations = fields.List(fields.Nested(ContentRelation), load_default=list)


class ContentCategory(CategoryCreation):
    """A category as the file of categories lists it; its place in the list is its position."""

    class Meta(CategoryCreation.Meta):
        """The file's order is the position."""

        exclude = ("position",)


class ContentRelationType(Body):
    """A relation type."""

    slug = Slug(required=True)
    name = Name(required=True)
    inverse_slug = Slug(required=True)
    inverse_name = Name(required=True)
    symmetric = fields.Boolean(required=True)
    transitive = fields.Boolean(required=True)
    acyclic = fields.Boolean(required=True)
    skos = fields.String(required=True, validate=validate.OneOf(SKOS_PROPERTIES))
    test_sentence = Line(MAX_LINE, required=True)

    @ma.validates_schema
    def symmetric_is_its_own_inverse(self, data, **_):
        """A symmetric type reads the same from both ends, and only a symmetric one does."""
        if data["symmetric"] != (data["slug"] == data["inverse_slug"]):
            raise ma.ValidationError("A symmetric type, and no other, is its own inverse.", "inverse_slug")


class ContentAmbiguous(Body):
    """An abbreviation that several terms share."""

    abbreviation = Name(required=True)
    owner = Slug(load_default=None)
    candidates = fields.List(Slug(), required=True)
    note = Line(MAX_LINE, load_default=None)


SCHEMAS = {
    "categories": ContentCategory(),
    "relation_types": ContentRelationType(),
    "ambiguous": ContentAmbiguous(),
    "terms": ContentTerm(),
}
