import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from data.draw.layout import BOX, GAP, arrange
from data.draw.lettering import width, wrap
from data.draw.svg import STYLE, to_svg
from data.graph import neighbourhood
from data.graph.neighbourhood import Edge, Graph, Node
from data.store import db

SVG = "{http://www.w3.org/2000/svg}"
UGLY = '</text><script>alert("1")</script> & "quotes" ]]>'
ROOTS = ["dropout", "pre-training", "neural-network", "transformer", "ai-washing", "reinforcement-learning"]


def make(*edges, root="a", names=()):
    """Return a graph of edges such as "a uses b", with its terms in alphabetical order."""
    parts = [edge.split() for edge in edges]
    slugs = sorted({slug for source, _, target in parts for slug in (source, target)} | set(names))
    nodes = [Node(slug, slug.title(), f"{slug} is it.", "things", "beginner", None) for slug in slugs]
    return Graph(
        root, nodes, [Edge(s, kind, kind.title(), t, kind == "like") for s, kind, t in parts], False, 1
    )


def draw(graph, **options):
    return ET.fromstring(to_svg(graph, **options))


def texts(svg):
    return [text.text for text in svg.iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def find(shipped_file):
    """Return a part of the graph of the shipped glossary."""
    connection = db.connect(shipped_file)
    yield lambda **query: neighbourhood.find(connection, **query)
    connection.close()


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("root", ROOTS)
def test_no_two_terms_overlap(find, root, depth):
    boxes = list(arrange(find(root=root, depth=depth, max_nodes=40)).boxes.values())
    overlapping = [
        (one.node.slug, other.node.slug)
        for one, other in itertools.combinations(boxes, 2)
        if abs(one.x - other.x) < BOX + GAP / 2 and abs(one.y - other.y) < (one.height + other.height) / 2 + 5
    ]
    assert (len(boxes) >= 4, overlapping) == (True, [])


@pytest.mark.parametrize("root", ROOTS)
def test_every_term_and_every_relation_is_drawn(find, root):
    graph = find(root=root, depth=2, max_nodes=40)
    svg = draw(graph)
    lines = [line for line in svg.iter(f"{SVG}path") if line.find(f"{SVG}title") is not None]
    assert (len(list(svg.iter(f"{SVG}a"))), len(lines)) == (len(graph.nodes), len(graph.edges))


def test_every_box_is_inside_the_frame(find):
    svg = draw(find(root="transformer", depth=2, max_nodes=40))
    left, top, wide, high = map(float, svg.get("viewBox").split())
    boxes = [
        [float(box.get(name)) for name in ("x", "y", "width", "height")] for box in svg.iter(f"{SVG}rect")
    ]
    outside = [
        (x, y) for x, y, w, h in boxes if not (left < x < left + wide - w and top < y < top + high - h)
    ]
    assert outside == []


def test_same_graph_gives_the_same_text(find):
    assert to_svg(find(root="dropout", max_nodes=40)) == to_svg(find(root="dropout", max_nodes=40))


def test_outgoing_relations_are_right_of_the_root_and_incoming_ones_left():
    boxes = arrange(make("a uses b", "c uses a")).boxes
    assert [boxes[slug].side for slug in "abc"] == [0, 1, -1]


def test_terms_reached_in_the_same_way_share_one_caption():
    assert texts(draw(make("a uses b", "a uses c", "d needs a"))) == ["A", "Uses", "B", "C", "Needs", "D"]


def test_group_that_would_make_one_side_much_fuller_is_divided():
    boxes = arrange(make(*(f"a uses {slug}" for slug in "bcdefghi"))).boxes
    assert sum(box.side for box in boxes.values()) == 0


def test_only_a_directed_relation_has_an_arrowhead():
    heads = [
        path
        for path in draw(make("a uses b", "a like c")).iter(f"{SVG}path")
        if path.get("class") == "graph-head"
    ]
    assert len(heads) == 1


@pytest.mark.parametrize(("edge", "nearest"), [("a uses b", BOX / 2 + GAP), ("b uses a", BOX / 2)])
def test_arrowhead_is_at_the_target(edge, nearest):
    (head,) = (path for path in draw(make(edge)).iter(f"{SVG}path") if path.get("class") == "graph-head")
    assert float(re.match(r"M(-?[\d.]+)", head.get("d"))[1]) == nearest


def test_key_explains_the_dashes_of_relations_outside_the_groups():
    svg = draw(make("a uses b", "a uses c", "a uses d", "b needs c", "c like d"))
    dashes = {path.get("stroke-dasharray") for path in svg.iter(f"{SVG}path")} - {None, "none"}
    assert (len(dashes), texts(svg)[-2:]) == (2, ["Like", "Needs"])


def test_term_links_to_its_page_and_has_a_tooltip():
    link = draw(make("a uses b"), terms_path="https://example.org/terms/").findall(f".//{SVG}a")[1]
    described = (link.get("href"), link.get("aria-label"), link.find(f"{SVG}title").text)
    assert described == ("https://example.org/terms/b", "B", "b is it.")


def test_drawing_has_a_name_and_a_description():
    svg = draw(make("a uses b"))
    named = {element.get("id"): element.text for element in svg if element.get("id")}
    assert (svg.get("role"), named[svg.get("aria-labelledby")]) == ("group", "Terms around A")
    assert named[svg.get("aria-describedby")].startswith("Terms: 2, relations: 1.")


def test_drawing_for_a_page_has_no_style():
    svg = draw(make("a uses b"))
    assert [element for element in svg.iter() if element.tag == f"{SVG}style" or element.get("style")] == []


def test_standalone_drawing_contains_its_style():
    assert draw(make("a uses b"), standalone=True).find(f"{SVG}style").text == STYLE


def test_markup_in_a_name_stays_text():
    graph = make("a uses b")
    nodes = [Node("a", UGLY, UGLY, "things", "beginner", 0), graph.nodes[1]]
    svg = draw(Graph("a", nodes, [Edge("a", "uses", UGLY, "b")], False, 1))
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} == {
        *("svg", "title", "desc", "g", "path", "a", "rect", "text")
    }


def test_first_term_replaces_a_missing_root_and_unconnected_terms_are_drawn():
    boxes = arrange(make("a uses b", root=None, names=["z"])).boxes
    assert [(slug, boxes[slug].level) for slug in boxes] == [("a", 0), ("b", 1), ("z", 1)]


def test_graph_without_terms_is_an_empty_drawing():
    assert texts(draw(Graph(None, [], [], False, 1))) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two", ["one two"]),
        ("one two three", ["one two", "three"]),
        ("incomprehensible", ["incompre", "hensible"]),
        ("one two three four five", ["one two", "three…"]),
        ("", []),
    ],
)
def test_text_is_wrapped_between_words_if_possible(text, lines):
    assert wrap(text, lambda line: len(line) <= 8, 2) == lines


def test_text_that_cannot_be_shown_is_not_measured():
    measured = []
    wrap("m" * 10_000, lambda line: measured.append(line) or len(line) <= 8, 2)
    assert len(measured) < 50


@pytest.mark.parametrize("sign", "#<>=+~")
def test_signs_are_as_wide_as_in_the_widest_common_font(sign):
    assert width(sign, 1) >= 0.838  # DejaVu Sans
