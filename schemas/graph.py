"""Walks through the graph of terms on the wire."""

from collections.abc import Sequence

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from data import constants
from schemas.base import Credited, Flag, Query, QueryInteger, Response, Slug, listed
from schemas.relations import TermName, TermRef

_LEVEL = {"validate": validate.OneOf(constants.LEVELS)}
_SERIAL = {"description": "The version of the data set this was read at."}
_TRUNCATED = {
    "description": f"There are more than the nearest {constants.MAX_WALK}, which are all that is shown."
}
_TYPE_NAME = {"description": "The relation in words, as the term before sees it: «Is a kind of»."}


class _GraphPart(Query):
    """The part of the graph to return."""

    root = Slug(metadata={"description": "The term in the middle."})
    depth = QueryInteger(
        load_default=1,
        validate=validate.Range(0, constants.MAX_DEPTH),
        metadata={"description": "How many relations away from `root` a term may be."},
    )
    types = DelimitedList(
        Slug(),
        validate=validate.Length(min=1, max=50),
        metadata={"description": "Only relations of these types, forward or inverse: `broader,part-of`."},
    )
    category = Slug(
        metadata={
            "description": "Only terms in this category or below it; without `root`, its best connected terms."
        }
    )
    max_nodes = QueryInteger(
        load_default=50,
        validate=validate.Range(1, constants.MAX_WALK),
        metadata={"description": "Terms at most."},
    )


def graph_query(formats: Sequence[str]) -> type[Query]:
    """Return the schema of a query for a part of the graph in one of `formats`, by default the first.

    The formats are a parameter because schemas may not import the table that lists them.
    """

    class GraphQuery(_GraphPart):
        """Which part of the graph, and in which format."""

        format = fields.String(
            load_default=formats[0],
            validate=validate.OneOf(formats),
            metadata={
                "description": "`svg` for a drawing; `dot` for Graphviz, `mermaid` for Markdown, "
                "`graphml` for graph tools."
            },
        )

    return GraphQuery


class Node(TermRef):
    """A term of a graph."""

    category = Slug()
    level = fields.String(**_LEVEL)
    distance = fields.Integer(
        allow_none=True, metadata={"description": "Relations away from the root, if there is one."}
    )


class Edge(Response):
    """A relation of a graph, as stored: forward."""

    source = Slug()
    type = Slug()
    name = fields.String()
    target = Slug()
    symmetric = fields.Boolean(metadata={"description": "Whether it has no direction: «Contrasts with»."})


class GraphResponse(Credited):
    """Terms, nearest first, and the relations between them."""

    root = Slug(allow_none=True)
    nodes = fields.List(fields.Nested(Node))
    edges = fields.List(fields.Nested(Edge))
    truncated = fields.Boolean(
        metadata={"description": "More terms would have belonged here than `max_nodes`."}
    )
    serial = fields.Integer(metadata=_SERIAL)


class HierarchyQuery(Query):
    """How far to follow the hierarchy."""

    transitive = Flag(metadata={"description": "All steps up (or down), not the first only."})


class HierarchyTerm(TermRef):
    """A term above or below another."""

    distance = fields.Integer(metadata={"description": "Steps away."})


class HierarchyTermList(listed(HierarchyTerm, "_RelativeList", "")):
    """Terms of the hierarchy, the nearest first."""

    truncated = fields.Boolean(metadata=_TRUNCATED)


class PathQuery(Query):
    """Where a path leads."""

    to = Slug(required=True, metadata={"description": "The term to reach."})


class Step(Response):
    """One relation of a path and the term it leads to."""

    type = Slug()
    name = fields.String(metadata=_TYPE_NAME)
    term = fields.Nested(TermRef)


class PathResponse(Credited):
    """A shortest path between two terms."""

    source = fields.Nested(TermRef)
    target = fields.Nested(TermRef)
    length = fields.Integer(metadata={"description": "The number of steps."})
    steps = fields.List(fields.Nested(Step))
    sentence = fields.String(metadata={"description": "The path as a sentence."})
    serial = fields.Integer(metadata=_SERIAL)


class Dependency(Response):
    """A later term that needs this one, and how."""

    type = Slug()
    name = fields.String(metadata={"description": "What the later term has to do with this one."})
    term = fields.Nested(TermName)


class Prerequisite(TermRef):
    """A term to learn on the way to another."""

    level = fields.String(**_LEVEL)
    because = fields.List(fields.Nested(Dependency), metadata={"description": "What it is needed for."})
    sentence = fields.String(metadata={"description": "The same in sentences."})


class PrerequisiteList(listed(Prerequisite, "_LessonList", "")):
    """Terms in the order of learning."""

    truncated = fields.Boolean(metadata=_TRUNCATED)
