"""Walks through the graph of terms, on the wire."""

from collections.abc import Sequence

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from data import constants
from schemas.base import SERIAL, Credited, Flag, Listed, Query, QueryInteger, Response, Slug
from schemas.relations import RELATION_TYPE, TermName, TermRef

_LEVEL = validate.OneOf(constants.LEVELS)
_TRUNCATED = {
    "description": f"Whether there are more terms than these, which are the {constants.MAX_WALK} nearest."
}


class _GraphPart(Query):
    """The parameters that choose a part of the graph."""

    root = Slug(metadata={"description": "The slug of the term in the middle."})
    depth = QueryInteger(
        load_default=1,
        validate=validate.Range(0, constants.MAX_DEPTH),
        metadata={"description": "The greatest distance from `root`, in relations."},
    )
    types = DelimitedList(
        Slug(),
        validate=validate.Length(min=1, max=50),
        metadata={
            "description": "Only relations of these types, forward or inverse, separated by commas: "
            "`broader,part-of`."
        },
    )
    category = Slug(
        metadata={
            "description": "Only terms in this category or below it. Without `root`, those with the most "
            "relations."
        }
    )
    max_nodes = QueryInteger(
        load_default=50,
        validate=validate.Range(1, constants.MAX_WALK),
        metadata={"description": "The greatest number of terms."},
    )


def graph_query(formats: Sequence[str]) -> type[Query]:
    """Return the schema of a query for a part of the graph in one of `formats`, by default the first.

    The formats are a parameter because schemas may not import the table that lists them.
    """

    class GraphQuery(_GraphPart):
        """The parameters that choose a part of the graph and its format."""

        format = fields.String(
            load_default=formats[0],
            validate=validate.OneOf(formats),
            metadata={
                "description": "`svg` for a drawing, `dot` for Graphviz, `mermaid` for Markdown, `graphml` "
                "for graph tools."
            },
        )

    return GraphQuery


class Node(TermRef):
    """A term in a graph."""

    category = Slug(metadata={"description": "The slug of its category."})
    level = fields.String(validate=_LEVEL)
    distance = fields.Integer(
        allow_none=True,
        metadata={"description": "Number of relations between the root and this term. Null without a root."},
    )


class Edge(Response):
    """A relation in a graph, as stored."""

    source = Slug(metadata={"description": "The slug of the term that the relation starts from."})
    type = Slug(metadata=RELATION_TYPE)
    name = fields.String(
        metadata={"description": 'The relation type in words, from source to target: "Is a kind of".'}
    )
    target = Slug(metadata={"description": "The slug of the term that the relation leads to."})
    symmetric = fields.Boolean(
        metadata={"description": 'Whether the relation has no direction, as "Contrasts with".'}
    )


class GraphResponse(Credited):
    """Terms, nearest first, and the relations between them."""

    root = Slug(allow_none=True, metadata={"description": "The slug of the term in the middle, if any."})
    nodes = fields.List(fields.Nested(Node))
    edges = fields.List(fields.Nested(Edge))
    truncated = fields.Boolean(metadata={"description": "Whether more terms belong here than `max_nodes`."})
    serial = fields.Integer(metadata=SERIAL)


class HierarchyQuery(Query):
    """The number of steps to follow in the hierarchy."""

    transitive = Flag(metadata={"description": "Follow the hierarchy to its end instead of one step."})


class HierarchyTerm(TermRef):
    """A term above or below another."""

    distance = fields.Integer(metadata={"description": "Number of steps to this term."})


class HierarchyTermList(Listed):
    """Terms above or below another, nearest first."""

    items = fields.List(fields.Nested(HierarchyTerm))
    truncated = fields.Boolean(metadata=_TRUNCATED)


class PathQuery(Query):
    """The end of a path."""

    to = Slug(required=True, metadata={"description": "The slug of the term at the other end."})


class Step(Response):
    """A relation on a path, and the term that it leads to."""

    type = Slug(metadata=RELATION_TYPE)
    name = fields.String(
        metadata={"description": 'The relation in words, as the previous term sees it: "Is a kind of".'}
    )
    term = fields.Nested(TermRef)


class PathResponse(Credited):
    """A shortest path between two terms."""

    source = fields.Nested(TermRef, metadata={"description": "The term at which the path starts."})
    target = fields.Nested(TermRef, metadata={"description": "The term at which the path ends."})
    length = fields.Integer(metadata={"description": "Number of steps."})
    steps = fields.List(fields.Nested(Step))
    sentence = fields.String(metadata={"description": "The path as a sentence."})
    serial = fields.Integer(metadata=SERIAL)


class Dependency(Response):
    """A later term that needs a prerequisite, and why."""

    type = Slug(metadata=RELATION_TYPE)
    name = fields.String(
        metadata={"description": 'The relation in words, as the later term sees it: "Requires".'}
    )
    term = fields.Nested(TermName, metadata={"description": "The later term."})


class Prerequisite(TermRef):
    """A term to learn before another."""

    level = fields.String(validate=_LEVEL)
    because = fields.List(
        fields.Nested(Dependency), metadata={"description": "The later terms that need this one."}
    )
    sentence = fields.String(metadata={"description": "`because` in sentences."})


class PrerequisiteList(Listed):
    """Terms in an order of learning."""

    items = fields.List(fields.Nested(Prerequisite))
    truncated = fields.Boolean(metadata=_TRUNCATED)
