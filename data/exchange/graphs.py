"""A graph of terms as SVG and in three languages for graphs: Graphviz DOT, Mermaid and GraphML.

`GRAPH_FORMATS` lists these formats. Adding one takes a function and an entry there, and nothing else.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Protocol

from data.draw import svg
from data.draw.layout import EdgeLike, GraphLike, NodeLike
from data.exchange.formats import Format

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NODE_KEYS = ("name", "definition", "category", "level")
_EDGE_KEYS = ("type", "name")
_UNESCAPED = " .,'-()"  # the only punctuation that neither Mermaid nor HTML interprets in a label


class GraphWriter(Protocol):
    """A function that writes a graph in one format.

    The page of a term is at `terms_url` followed by its slug. Formats without links ignore it.
    """

    def __call__(self, graph: GraphLike, *, terms_url: str) -> str:
        """Return the graph as text."""


def to_svg(graph: GraphLike, *, terms_url: str) -> str:
    """Return the graph as a standalone SVG drawing whose terms are links."""
    return svg.to_svg(graph, terms_path=terms_url, standalone=True)


def to_dot(graph: GraphLike, *, terms_url: str) -> str:
    """Return the graph for Graphviz, with its root in bold."""
    nodes = [
        f"  {_quoted(node.slug)} [label={_quoted(node.name)}{_bold(node, graph)}];" for node in graph.nodes
    ]
    edges = [
        f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={_quoted(edge.name)}];"
        for edge in graph.edges
    ]
    head = [
        "digraph glossary {",
        "  rankdir=LR;",
        '  node [shape=box, style=rounded, fontname="sans-serif"];',
    ]
    return "\n".join([*head, *nodes, *edges, "}", ""])


def to_mermaid(graph: GraphLike, *, terms_url: str) -> str:
    """Return the graph as a Mermaid flowchart."""
    # Numbered ids, because slugs may be keywords of Mermaid: a node with the id "end" breaks a flowchart.
    ids = {node.slug: f"t{number}" for number, node in enumerate(graph.nodes)}
    nodes = [f"  {ids[node.slug]}[{_entities(node.name)}]" for node in graph.nodes]
    edges = [f"  {ids[edge.source]} -->|{_entities(edge.name)}| {ids[edge.target]}" for edge in graph.edges]
    return "\n".join(["flowchart LR", *nodes, *edges, ""])


def to_graphml(graph: GraphLike, *, terms_url: str) -> str:
    """Return the graph as GraphML (XML), with names, definitions, categories and levels."""
    root = ET.Element("graphml", xmlns=_GRAPHML)
    for kind, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for key in keys:
            # GraphML declares each attribute with an id that data elements refer to. Nodes and edges both
            # have a name, so the ids contain the kind.
            declared = {"id": f"{kind}-{key}", "for": kind, "attr.name": key, "attr.type": "string"}
            ET.SubElement(root, "key", declared)
    body = ET.SubElement(root, "graph", id="glossary", edgedefault="directed")
    for node in graph.nodes:
        _add_data(ET.SubElement(body, "node", id=node.slug), "node", _NODE_KEYS, node)
    for edge in graph.edges:
        element = ET.SubElement(body, "edge", source=edge.source, target=edge.target)
        _add_data(element, "edge", _EDGE_KEYS, edge)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


# Neither Mermaid nor GraphML has a registered media type of its own.
GRAPH_FORMATS: dict[str, Format[GraphWriter]] = {
    "svg": Format(media_type="image/svg+xml", suffix=".svg", write=to_svg),
    "dot": Format(media_type="text/vnd.graphviz", suffix=".dot", write=to_dot),
    "mermaid": Format(media_type="text/plain", suffix=".mmd", write=to_mermaid),
    "graphml": Format(media_type="application/xml", suffix=".graphml", write=to_graphml),
}


def _bold(node: NodeLike, graph: GraphLike) -> str:
    return ", penwidth=2" if node.slug == graph.root else ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _entities(text: str) -> str:
    """Return a quoted label. Characters that Mermaid or HTML may interpret become numeric entities."""
    # Mermaid writes entities as "#34;", without the ampersand of HTML.
    safe = "".join(char if char.isalnum() or char in _UNESCAPED else f"#{ord(char)};" for char in text)
    return f'"{safe}"'


def _add_data(element: ET.Element, kind: str, keys: Sequence[str], thing: NodeLike | EdgeLike) -> None:
    for key in keys:
        ET.SubElement(element, "data", key=f"{kind}-{key}").text = getattr(thing, key)
