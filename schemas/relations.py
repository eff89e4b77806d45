"""Relations and their types on the wire."""

from marshmallow import fields, validate

from data.constants import DEFAULT_STATUS, MAX_LINE, SKOS_PROPERTIES
from schemas.base import Body, Credited, Line, Links, PageQuery, Response, Slug, listed


class TermName(Response):
    """A term by name."""

    slug = Slug()
    name = fields.String()


class TermRef(TermName):
    """A term as another term's answer shows it."""

    definition = fields.String()


class RelationView(Response):
    """A relation as one of its ends sees it; from the target's side, type and name are the inverse."""

    id = fields.Integer()
    type = Slug()
    name = fields.String(metadata={"description": "The type in words: «Is a kind of»."})
    note = fields.String(allow_none=True)
    term = fields.Nested(TermRef, metadata={"description": "The other end."})


RelationViewList = listed(RelationView, "RelationViewList", "The relations of one term.")


class Relation(Response):
    """A relation as stored: the test sentence of its type holds for source (A) and target (B)."""

    id = fields.Integer()
    type = Slug()
    name = fields.String()
    source = fields.Nested(TermName)
    target = fields.Nested(TermName)
    note = fields.String(allow_none=True)
    revision = fields.Integer(
        metadata={"description": "Always 1: a relation is removed and added anew, not changed."}
    )
    created_at = fields.AwareDateTime()
    links = fields.Nested(Links)


RelationList = listed(Relation, "RelationList", "Relations, oldest first.")


class RelationResponse(Relation, Credited):
    """A relation as stored, with its license."""


class RelationQuery(PageQuery):
    """Which relations to list."""

    type = Slug(
        metadata={
            "description": "Only relations of this type. With an inverse, `source` and `target` are as the inverse sees them."
        }
    )
    source = Slug(metadata={"description": "Only relations stored on this term."})
    target = Slug(metadata={"description": "Only relations that lead to this term."})
    status = fields.String(
        load_default=DEFAULT_STATUS,
        validate=validate.OneOf((DEFAULT_STATUS, "any")),
        metadata={"description": "Of the terms at both ends; `any` for all."},
    )


class RelationCreation(Body):
    """A new relation, written forward: the type's test sentence holds for source (A) and target (B)."""

    RESPONSE = RelationResponse

    source = Slug(required=True)
    type = Slug(required=True)
    target = Slug(required=True)
    note = Line(MAX_LINE, allow_none=True, load_default=None)


class RelationType(Response):
    """How one term may bear on another."""

    slug = Slug()
    name = fields.String(metadata={"description": "Read from source to target: A «Is a kind of» B."})
    inverse_slug = Slug()
    inverse_name = fields.String(metadata={"description": "Read from target to source."})
    symmetric = fields.Boolean(metadata={"description": "Reads the same from both ends."})
    transitive = fields.Boolean()
    acyclic = fields.Boolean(metadata={"description": "A relation that would close a cycle is refused."})
    skos = fields.String(
        validate=validate.OneOf(SKOS_PROPERTIES),
        metadata={"description": "The SKOS or iso-thes property it maps to."},
    )
    test_sentence = fields.String(metadata={"description": "Must hold for A (source) and B (target)."})


RelationTypeList = listed(
    RelationType, "RelationTypeList", "All relation types, in the order terms list them."
)
