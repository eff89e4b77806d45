"""Terms side by side, on the wire."""

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from data import constants
from schemas.base import SERIAL, Credited, Query, Response, Slug
from schemas.categories import CategoryRef
from schemas.relations import RELATION_TYPE, RelationView, TermName, TermRef
from schemas.terms import MEANINGS


class CompareQuery(Query):
    """The parameters that choose the terms to compare."""

    ids = DelimitedList(
        Slug(),
        required=True,
        validate=validate.Length(min=2, max=constants.MAX_COMPARED),
        metadata={
            "description": "The slugs of two to four published terms, separated by commas: `encoder,decoder`."
        },
    )


class Compared(Response):
    """A term in a comparison."""

    slug = Slug()
    name = fields.String()
    definition = fields.String(metadata=MEANINGS["definition"])
    example = fields.String(allow_none=True, metadata=MEANINGS["example"])
    confusion = fields.String(allow_none=True, metadata=MEANINGS["confusion"])
    formula = fields.String(allow_none=True, metadata=MEANINGS["formula"])
    category = fields.Nested(CategoryRef)
    level = fields.String(validate=validate.OneOf(constants.LEVELS))
    relations = fields.List(
        fields.Nested(RelationView),
        metadata={
            "description": "Its relations to other terms, without those that all compared terms share."
        },
    )


class SharedRelation(Response):
    """A relation that every compared term has to the same other term."""

    type = Slug(metadata=RELATION_TYPE)
    name = fields.String(metadata={"description": 'The relation type in words: "Is a kind of".'})
    term = fields.Nested(TermRef, metadata={"description": "The other term."})


class DirectRelation(Response):
    """A relation between two of the compared terms, as the first of them sees it."""

    source = fields.Nested(TermName)
    type = Slug(metadata=RELATION_TYPE)
    name = fields.String(
        metadata={"description": 'The relation type in words, from source to target: "Is a kind of".'}
    )
    target = fields.Nested(TermName)


class ComparisonResponse(Credited):
    """Terms side by side, in the order of the request."""

    terms = fields.List(fields.Nested(Compared))
    shared = fields.List(
        fields.Nested(SharedRelation), metadata={"description": "The relations that all of these terms have."}
    )
    between = fields.List(
        fields.Nested(DirectRelation), metadata={"description": "The relations between these terms."}
    )
    serial = fields.Integer(metadata=SERIAL)
