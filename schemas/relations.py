"""Relations and their types on the wire."""

from marshmallow import fields, validate

from data.constants import DEFAULT_STATUS, MAX_LINE, SKOS_PROPERTIES
from schemas.base import Body, Credited, Line, Links, Listed, PageQuery, Response, Slug

RELATION_TYPE = {"description": "The slug of the relation type, or of its inverse."}
_ID = {"description": "The id of the relation at `/relations/{id}`."}
_NOTE = {"description": "A remark on this relation."}


class TermName(Response):
    """A term by its name."""

    slug = Slug()
    name = fields.String()


class TermRef(TermName):
    """A term as the response of another entry shows it."""

    definition = fields.String(metadata={"description": "What the term means, in one plain sentence."})


class RelationView(Response):
    """A relation as one of its terms sees it. For the target, type and name are those of the inverse."""

    id = fields.Integer(metadata=_ID)
    type = Slug(metadata=RELATION_TYPE)
    name = fields.String(metadata={"description": 'The relation type in words: "Is a kind of".'})
    note = fields.String(allow_none=True, metadata=_NOTE)
    term = fields.Nested(TermRef, metadata={"description": "The term at the other end."})


class RelationViewList(Listed):
    """The relations of one term."""

    items = fields.List(fields.Nested(RelationView))


class Relation(Response):
    """A relation as stored: the test sentence of its type holds for source (A) and target (B)."""

    id = fields.Integer(metadata=_ID)
    type = Slug(metadata={"description": "The slug of the relation type."})
    name = fields.String(
        metadata={"description": 'The relation type in words, from source to target: "Is a kind of".'}
    )
    source = fields.Nested(TermName)
    target = fields.Nested(TermName)
    note = fields.String(allow_none=True, metadata=_NOTE)
    revision = fields.Integer(
        metadata={"description": "Always 1. A relation is not changed, but removed and created again."}
    )
    created_at = fields.AwareDateTime()
    links = fields.Nested(Links)


class RelationList(Listed):
    """A page of relations, oldest first."""

    items = fields.List(fields.Nested(Relation))


class RelationResponse(Relation, Credited):
    """A relation as stored, with its license."""


class RelationQuery(PageQuery):
    """The parameters that choose the relations to list."""

    type = Slug(
        metadata={
            "description": "Only relations of this type. With the inverse of a type, `source` and `target` "
            "are swapped."
        }
    )
    source = Slug(metadata={"description": "Only relations that start from this term."})
    target = Slug(metadata={"description": "Only relations that lead to this term."})
    status = fields.String(
        load_default=DEFAULT_STATUS,
        validate=validate.OneOf((DEFAULT_STATUS, "any")),
        metadata={"description": "The status of the terms at both ends. `any` needs a key."},
    )


class RelationCreation(Body):
    """A new relation, written forward: the test sentence of its type holds for source (A) and target (B)."""

    RESPONSE = RelationResponse

    source = Slug(required=True, metadata={"description": "The slug of the term A."})
    type = Slug(required=True, metadata={"description": "The slug of a relation type, not of an inverse."})
    target = Slug(required=True, metadata={"description": "The slug of the term B."})
    note = Line(MAX_LINE, allow_none=True, load_default=None, metadata=_NOTE)


class RelationType(Response):
    """A type of relation between terms."""

    slug = Slug()
    name = fields.String(
        metadata={"description": 'The type in words, from source to target: "Is a kind of".'}
    )
    inverse_slug = Slug(metadata={"description": "The slug of the type as the target sees it."})
    inverse_name = fields.String(
        metadata={"description": 'The type in words, from target to source: "Has kinds".'}
    )
    symmetric = fields.Boolean(metadata={"description": "Whether the type is its own inverse."})
    transitive = fields.Boolean(
        metadata={"description": "Whether A and C have it if A and B, and B and C have it."}
    )
    acyclic = fields.Boolean(metadata={"description": "Whether a relation that closes a cycle is refused."})
    skos = fields.String(
        validate=validate.OneOf(SKOS_PROPERTIES),
        metadata={"description": "The property of SKOS or of ISO 25964 (iso-thes) that it corresponds to."},
    )
    test_sentence = fields.String(
        metadata={"description": "A sentence that must hold for A (source) and B (target)."}
    )


class RelationTypeList(Listed):
    """All relation types, in the order in which terms list their relations."""

    items = fields.List(fields.Nested(RelationType))
