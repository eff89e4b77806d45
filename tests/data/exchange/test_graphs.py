import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from data.exchange import graphs
from data.graph.neighbourhood import Edge, Graph, Node

UGLY = 'A "b" \\ <c> & [d] |e| ]]> {f} --> %%'
TERMS = "https://example.org/terms/"
NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture
def pair():
    nodes = [
        Node("a", UGLY, "First.", "things", "beginner", 0),
        Node("b", "\u732b", "Second; with a line.", "things", "advanced", 1),
    ]
    return Graph("a", nodes, [Edge("a", "uses", 'Uses "it"', "b")], False, 1)


def test_graphml_is_read_by_networkx(pair):
    graph = nx.parse_graphml(graphs.to_graphml(pair, terms_url=TERMS))
    assert graph.nodes["a"] == {
        "name": UGLY,
        "definition": "First.",
        "category": "things",
        "level": "beginner",
    }
    assert graph.nodes["b"]["name"] == "\u732b"
    assert list(graph.edges(data=True)) == [("a", "b", {"type": "uses", "name": 'Uses "it"'})]


def test_graphml_has_its_namespace(pair):
    assert ET.fromstring(graphs.to_graphml(pair, terms_url=TERMS)).tag == f"{NAMESPACE}graphml"


def test_dot_escapes_names(pair):
    lines = graphs.to_dot(pair, terms_url=TERMS).splitlines()
    assert lines[3] == r"""  "a" [label="A \"b\" \\ <c> & [d] |e| ]]> {f} --> %%", penwidth=2];"""
    assert lines[5] == r"""  "a" -> "b" [label="Uses \"it\""];"""


def test_mermaid_writes_signs_as_entities(pair):
    lines = graphs.to_mermaid(pair, terms_url=TERMS).splitlines()
    assert lines[1] == (
        '  t0["A #34;b#34; #92; #60;c#62; #38; #91;d#93; #124;e#124; #93;#93;#62; '
        '#123;f#125; --#62; #37;#37;"]'
    )
    assert lines[2:] == ['  t1["\u732b"]', '  t0 -->|"Uses #34;it#34;"| t1']
