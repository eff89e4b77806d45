"""Relations told in words: «Adam Optimizer is a kind of Optimizer, which is used by Training.» Pure."""

from collections.abc import Iterable

# The names of the shipped types that are no verb; those of any other type are told as they are.
_VERBS = {
    "narrower": "has the kind",
    "has-part": "has the part",
    "requires": "requires",
    "required-for": "is required for",
    "has-variant": "has the variant",
}


def describe(start: str, steps: Iterable[tuple[str, str, str]]) -> str:
    """One sentence for a way from `start` over `steps`: the slug of the relation type, its name, and where it
    leads.
    """
    clauses = [f"{_verb(slug, name)} {end}" for slug, name, end in steps]
    return f"{start} {', which '.join(clauses)}." if clauses else f"{start}."


def describe_edges(graph) -> list[str]:
    """One sentence for each relation of a graph, those of its root first: «Dropout is a kind of
    Regularization.»
    """
    names = {node.slug: node.name for node in graph.nodes}
    edges = sorted(graph.edges, key=lambda edge: graph.root not in (edge.source, edge.target))
    return [describe(names[edge.source], [(edge.type, edge.name, names[edge.target])]) for edge in edges]


def _verb(slug, name):
    return _VERBS.get(slug, name[0].lower() + name[1:])
