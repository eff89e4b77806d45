"""A graph of terms in the languages that draw graphs: Graphviz' DOT, Mermaid, GraphML."""

import xml.etree.ElementTree as ET

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NODE_KEYS = ("name", "definition", "category", "level")
_EDGE_KEYS = ("type", "name")


def to_dot(graph) -> str:
    """The graph for Graphviz, its root drawn bold."""
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


def to_mermaid(graph) -> str:
    """The graph as a Mermaid flowchart."""
    numbers = {node.slug: f"t{number}" for number, node in enumerate(graph.nodes)}
    nodes = [f"  {numbers[node.slug]}[{_entities(node.name)}]" for node in graph.nodes]
    edges = [
        f"  {numbers[edge.source]} -->|{_entities(edge.name)}| {numbers[edge.target]}" for edge in graph.edges
    ]
    return "\n".join(["flowchart LR", *nodes, *edges, ""])


def to_graphml(graph) -> str:
    """The graph as GraphML (XML), with names, definitions, categories and levels."""
    root = ET.Element("graphml", xmlns=_GRAPHML)
    for kind, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for key in keys:
            ET.SubElement(
                root, "key", {"id": f"{kind}-{key}", "for": kind, "attr.name": key, "attr.type": "string"}
            )
    body = ET.SubElement(root, "graph", id="glossary", edgedefault="directed")
    for node in graph.nodes:
        _data(ET.SubElement(body, "node", id=node.slug), "node", _NODE_KEYS, node)
    for edge in graph.edges:
        _data(ET.SubElement(body, "edge", source=edge.source, target=edge.target), "edge", _EDGE_KEYS, edge)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _bold(node, graph):
    return ", penwidth=2" if node.slug == graph.root else ""


def _quoted(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _entities(text):
    """A label in quotes, each character that Mermaid or HTML could take for its own as a numbered entity."""
    safe = "".join(char if char.isalnum() or char in " .,'-()" else f"#{ord(char)};" for char in text)
    return f'"{safe}"'


def _data(element, kind, keys, thing):
    for key in keys:
        ET.SubElement(element, "data", key=f"{kind}-{key}").text = getattr(thing, key)
