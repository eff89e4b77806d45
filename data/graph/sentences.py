"""Sentences that describe relations: "Adam Optimizer is a kind of Optimizer, which is used by Training."

The functions are pure.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Only for types: neighborhoods are found by walks, which describe their results with this module.
    from data.graph.neighbourhood import Graph

# The shipped types whose names are not verbs. The name of any other type is used as it is.
_VERBS = {
    "narrower": "has the kind",
    "has-part": "has the part",
    "requires": "requires",
    "required-for": "is required for",
    "has-variant": "has the variant",
}


def describe(start: str, steps: Iterable[tuple[str, str, str]]) -> str:
    """Return one sentence for the path from `start` over `steps`.

    A step is the slug of the relation type, its name, and the name of the term it leads to.
    """
    clauses = [f"{_verb(slug, name)} {end}" for slug, name, end in steps]
    return f"{start} {', which '.join(clauses)}." if clauses else f"{start}."


def describe_edges(graph: "Graph") -> list[str]:
    """Return one sentence for each relation of a graph, those of its root first."""
    names = {node.slug: node.name for node in graph.nodes}
    # False sorts before True, and the sort keeps the order of the edges otherwise.
    edges = sorted(graph.edges, key=lambda edge: graph.root not in (edge.source, edge.target))
    return [describe(names[edge.source], [(edge.type, edge.name, names[edge.target])]) for edge in edges]


def _verb(slug: str, name: str) -> str:
    # Only the first letter: a name may contain a proper noun.
    return _VERBS.get(slug, name[0].lower() + name[1:])
