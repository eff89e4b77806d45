"""Terms side by side, on the wire."""

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from data import constants
from schemas.base import Credited, Query, Response, Slug
from schemas.categories import CategoryRef
from schemas.relations import RelationView, TermName, TermRef

_LEVEL = {"validate": validate.OneOf(constants.LEVELS)}


class CompareQuery(Query):
    """Which terms to compare."""

    ids = DelimitedList(
        Slug(),
        required=True,
        validate=validate.Length(min=2, max=constants.MAX_COMPARED),
        metadata={"description": "Two to four terms: `encoder,decoder`."},
    )


class Compared(Response):
    """A term in a comparison."""

    slug = Slug()
    name = fields.String()
    definition = fields.String()
    example = fields.String(allow_none=True)
    confusion = fields.String(
        allow_none=True, metadata={"description": "What the term is often mixed up with."}
    )
    formula = fields.String(allow_none=True, metadata={"description": "LaTeX."})
    category = fields.Nested(CategoryRef)
    level = fields.String(**_LEVEL)
    relations = fields.List(
        fields.Nested(RelationView),
        metadata={"description": "Those to other terms that not all compared terms share."},
    )


class SharedRelation(Response):
    """A relation that every compared term has to the same other term."""

    type = Slug()
    name = fields.String()
    term = fields.Nested(TermRef)


class DirectRelation(Response):
    """A relation between two of the compared terms, as the first of them sees it."""

    source = fields.Nested(TermName)
    type = Slug()
    name = fields.String()
    target = fields.Nested(TermName)


class ComparisonResponse(Credited):
    """Terms side by side, in the order asked for."""

    terms = fields.List(fields.Nested(Compared))
    shared = fields.List(fields.Nested(SharedRelation))
    between = fields.List(fields.Nested(DirectRelation))
    serial = fields.Integer(metadata={"description": "The version of the data set this was read at."})
