"""The documents of a content folder: the bodies of the API, adapted to files.

In a folder, some members are not in the document but follow from its file: the slug from its name, the
position of a category from its place in the list. Files hold every scalar as text, so numbers and truth
values are read from text here and nowhere else.
"""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from data.constants import MAX_LINE, MAX_SOURCES, SKOS_PROPERTIES
from schemas.base import Body, Items, Line, Name, Slug
from schemas.categories import CategoryCreation
from schemas.relations import RelationCreation
from schemas.terms import SourceBody, TermCreation


class ContentSource(SourceBody):
    """A source in the file of a term."""

    # A looser type than that of the body, because files hold text.
    year = fields.Integer(validate=validate.Range(0, 9999))  # type: ignore[assignment]  # replaced on purpose


class ContentRelation(RelationCreation):
    """A relation in the file of its source."""

    class Meta(RelationCreation.Meta):
        """Leave out the source, which is the term of the file."""

        exclude = ("source",)


class ContentTerm(TermCreation):
    """A term in its file. The name of the file is the slug."""

    slug = Slug(required=True)
    sources = Items(fields.Nested(ContentSource), MAX_SOURCES, load_default=list)
    relations = fields.List(fields.Nested(ContentRelation), load_default=list)


class ContentCategory(CategoryCreation):
    """A category in the file of categories."""

    class Meta(CategoryCreation.Meta):
        """Leave out the position, which is the place in the file."""

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
    def symmetric_is_its_own_inverse(self, data: dict[str, Any], **_: Any) -> None:
        """Require that a type is its own inverse if it is symmetric, and only then."""
        if data["symmetric"] != (data["slug"] == data["inverse_slug"]):
            raise ma.ValidationError("A symmetric type, and no other, is its own inverse.", "inverse_slug")


class ContentAmbiguous(Body):
    """An abbreviation that several terms share."""

    abbreviation = Name(required=True)
    owner = Slug(load_default=None)
    candidates = fields.List(Slug(), required=True)
    note = Line(MAX_LINE, load_default=None)


# By the name of the list in data.exchange.files.Glossary.
SCHEMAS: dict[str, Body] = {
    "categories": ContentCategory(),
    "relation_types": ContentRelationType(),
    "ambiguous": ContentAmbiguous(),
    "terms": ContentTerm(),
}
