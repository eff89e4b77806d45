"""A graph of terms as an SVG drawing in which each term is a link. Pure.

On our pages the style sheet colors the drawing by its classes. A standalone drawing contains `STYLE`. Where
no style is allowed, the attributes alone make the drawing readable, in the colors of the reader's system.
"""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import quote

from data.draw.layout import (
    BOX,
    CAPTION,
    GAP,
    LINE,
    TEXT,
    Box,
    EdgeLike,
    GraphLike,
    Group,
    Layout,
    arrange,
)
from data.draw.lettering import width, wrap

# Keyboard focus is shown by a thicker box, so the browser's own outline is switched off.
STYLE = """
.graph { color-scheme: light dark; color: CanvasText; background: Canvas;
  font-family: system-ui, sans-serif; }
.graph-box { fill: Canvas; stroke: currentColor; }
.graph-name { fill: CanvasText; }
a:hover .graph-box, a:focus-visible .graph-box { stroke-width: 3; }
a:focus { outline: none; }
"""
_MARGIN = 12
_HEAD = 9  # length of an arrowhead
_HEAD_SLOPE = 0.45  # half the width of an arrowhead in units of its length
# Dashes, not colors, tell the relation types apart: WCAG 1.4.1 does not allow color as the only means.
_DASHES = ("6 4", "1.5 4", "10 3 2 3", "14 4", "3 2", "5 8", "10 3 2 3 2 3", "14 4 4 4", "6 10", "3 6")
_CLEAR = 14  # between the root and a line that passes it, and between two such lines
_FACE = 8  # between the points where two lines meet the side of a box
_SWING = 0.55  # of the horizontal distance: how far the control points of a curve are from its ends
_BASELINE = 0.35  # of the font size: how far the baseline is below the middle of a letter
_KEY_TOP, _KEY_LINE = 34, 20  # from the lowest box to the key, and between two lines of the key
_KEY_DASH, _KEY_TEXT, _KEY_BETWEEN = 32, 40, 18  # length of a sample, start of its name, space after it

Point: TypeAlias = tuple[float, float]
# The points of an SVG path "M a C b c d": a start, then a multiple of three points for Bézier curves.
Curve: TypeAlias = list[Point]


def to_svg(graph: GraphLike, *, terms_path: str = "/terms/", standalone: bool = False) -> str:
    """Return the graph as one `<svg>` element. A term's link is `terms_path` followed by its slug."""
    layout = arrange(graph)
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "graph", "role": "group"})
    _describe(svg, graph)
    if standalone:
        ET.SubElement(svg, "style").text = STYLE
    # SVG paints in document order: lines first, so that boxes and captions cover them.
    # Screen readers skip the lines; the page next to the drawing gives the relations as sentences.
    lines = ET.SubElement(svg, "g", {"aria-hidden": "true", "fill": "none", "stroke": "currentColor"})
    dashes = _dashes(layout)
    _draw_all_lines(lines, layout, dashes)
    _draw_all_boxes(svg, layout, terms_path)
    bottom = _draw_key(svg, layout, dashes)
    _frame(svg, layout, bottom)
    return ET.tostring(svg, encoding="unicode")


def _describe(svg: ET.Element, graph: GraphLike) -> None:
    """Add a name and a description for readers who do not see the drawing."""
    names = {node.slug: node.name for node in graph.nodes}
    name = f"Terms around {names[graph.root]}" if graph.root in names else "Terms and their relations"
    count = f"Terms: {len(graph.nodes)}, relations: {len(graph.edges)}"
    more = "; more terms are not shown" if graph.truncated else ""
    # The ids contain the root because a page may have several drawings, and ids are unique in a page.
    prefix = f"graph-{graph.root or 'of-terms'}"
    svg.attrib |= {"aria-labelledby": f"{prefix}-title", "aria-describedby": f"{prefix}-desc"}
    ET.SubElement(svg, "title", {"id": f"{prefix}-title"}).text = name
    description = f"{count}{more}. Arrows lead from the subject of a relation."
    ET.SubElement(svg, "desc", {"id": f"{prefix}-desc"}).text = description


def _draw_all_lines(parent: ET.Element, layout: Layout, dashes: Mapping[str, str]) -> None:
    passing: Counter[int] = Counter()
    for edge in layout.crossing:
        _draw_crossing(parent, layout, edge, dashes[edge.type], passing)
    for group in layout.groups:
        _draw_lines(parent, group)


def _draw_all_boxes(svg: ET.Element, layout: Layout, terms_path: str) -> None:
    """Add the root, then the groups: the tab key follows the document order."""
    for box in layout.boxes.values():
        if box.level == 0:
            _draw_box(svg, box, terms_path)
    for group in layout.groups:
        _draw_group(svg, group, terms_path)


def _draw_lines(parent: ET.Element, group: Group) -> None:
    """Draw the lines of a group from one point on its parent's side to each of its boxes."""
    start = (group.parent.x + group.side * BOX / 2, group.parent.y + group.port)
    for box, edge in zip(group.boxes, group.edges, strict=True):
        if edge is not None:
            curve = _swing(start, (box.x - group.side * BOX / 2, box.y))
            _draw_line(parent, curve, edge, forward=edge.target == box.node.slug, thickness="1.5")


def _draw_crossing(
    parent: ET.Element, layout: Layout, edge: EdgeLike, dash: str, passing: Counter[int]
) -> None:
    """Draw a relation that is in no group; `passing` counts the lines above and below the root so far."""
    source, target = layout.boxes[edge.source], layout.boxes[edge.target]
    if source.x == target.x:
        curve = _arc(source, target)
    elif source.side == target.side:
        direction = source.side if source.level < target.level else -source.side
        curve = _swing((source.x + direction * BOX / 2, source.y), (target.x - direction * BOX / 2, target.y))
    else:
        curve = _bypass(source, target, _height(layout, source.y, target.y, passing))
    _draw_line(parent, curve, edge, dash=dash, thickness="1.2")


def _swing(start: Point, end: Point) -> Curve:
    """Return a curve that leaves and arrives horizontally."""
    reach = (end[0] - start[0]) * _SWING
    return [start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end]


def _arc(source: Box, target: Box) -> Curve:
    """Return a curve between two terms of one column: out into the free side and back."""
    side = source.side or 1
    edge = source.x + side * BOX / 2
    # Longer arcs reach farther out, so that nested arcs do not touch, but never into the next column.
    out = side * min(GAP * 0.9, 20 + abs(source.y - target.y) / 6)
    slope = _FACE / 2 if source.y < target.y else -_FACE / 2
    return [
        (edge, source.y + slope),
        (edge + out, source.y),
        (edge + out, target.y),
        (edge, target.y - slope),
    ]


def _height(layout: Layout, first: float, second: float, passing: Counter[int]) -> float:
    """Return the height at which a line from one side to the other passes the root.

    `first` and `second` are the heights of its ends. It is the next free height above or below the root.
    """
    below = 1 if first + second >= 0 else -1  # y grows downward
    root = next(iter(layout.boxes.values()))
    clear = root.height / 2 + _CLEAR * (passing[below] + 1)
    nearer = min(first * below, second * below)
    if nearer > clear:
        return nearer * below
    passing[below] += 1
    return clear * below


def _bypass(source: Box, target: Box, height: float) -> Curve:
    """Return a curve from one side to the other that passes the root at `height`.

    It meets both terms beside the line that leads from them to the root.
    """
    direction = 1 if source.x < target.x else -1
    near, far = (-direction * BOX / 2, height), (direction * BOX / 2, height)
    start, end = ((box.x, box.y + (_FACE if height > box.y else -_FACE)) for box in (source, target))
    departure = _swing((start[0] + direction * BOX / 2, start[1]), near)
    arrival = _swing(far, (end[0] - direction * BOX / 2, end[1]))
    # The middle is a straight line, written as a Bézier curve whose control points are its ends.
    return [*departure, near, far, *arrival]


def _draw_line(
    parent: ET.Element,
    curve: Curve,
    edge: EdgeLike,
    *,
    forward: bool = True,
    dash: str = "none",
    thickness: str,
) -> None:
    """Draw a relation as a curve, with an arrowhead at its target unless it is symmetric.

    `forward` is false if the curve runs from the target to the source.
    """
    group = ET.SubElement(parent, "g", {"class": "graph-line", "stroke-width": thickness})
    points = [f"{x:.1f} {y:.1f}" for x, y in curve]
    path = f"M{points[0]}C{' '.join(points[1:])}"
    line = ET.SubElement(group, "path", {"d": path, "stroke-dasharray": dash, "stroke-linecap": "round"})
    ET.SubElement(line, "title").text = edge.name
    if edge.symmetric:
        return
    tip, before = (curve[-1], curve[-2]) if forward else (curve[0], curve[1])
    # A path, not an SVG marker: a marker is referenced by an id, which would have to be unique in the page.
    head = {"class": "graph-head", "d": _head(tip, before), "fill": "currentColor", "stroke": "none"}
    ET.SubElement(group, "path", head)


def _head(tip: Point, before: Point) -> str:
    """Return the path of a triangle that points from `before` to `tip`."""
    across, down = tip[0] - before[0], tip[1] - before[1]
    length = (across**2 + down**2) ** 0.5 or 1
    across, down = across / length * _HEAD, down / length * _HEAD
    base = (tip[0] - across, tip[1] - down)
    corners = (
        tip,
        (base[0] - down * _HEAD_SLOPE, base[1] + across * _HEAD_SLOPE),
        (base[0] + down * _HEAD_SLOPE, base[1] - across * _HEAD_SLOPE),
    )
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"


def _draw_group(svg: ET.Element, group: Group, terms_path: str) -> None:
    parent = ET.SubElement(svg, "g")
    left = group.boxes[0].x - BOX / 2
    if group.caption:
        caption = _draw_text(parent, "graph-caption", left + 1, group.top + CAPTION - 1, CAPTION)
        # An outline in the background color, painted first, keeps the letters clear of the lines below them.
        caption.attrib |= {"stroke": "Canvas", "stroke-width": "4", "paint-order": "stroke"}
        caption.text = "".join(wrap(group.caption, lambda line: width(line, CAPTION) <= BOX, 1))
    for box in group.boxes:
        _draw_box(parent, box, terms_path)


def _draw_box(parent: ET.Element, box: Box, terms_path: str) -> None:
    """Draw a term as a link with its whole name as the label and its definition as the tooltip."""
    is_root = box.level == 0
    kind = {"class": "graph-root"} if is_root else {}
    # Plain href: xlink:href is deprecated since SVG 2. The label is the whole name because lines may be cut.
    href = terms_path + quote(box.node.slug, safe="")
    link = ET.SubElement(parent, "a", {**kind, "href": href, "aria-label": box.node.name})
    ET.SubElement(link, "title").text = box.node.definition
    _draw_frame(link, box, stroke_width="2.5" if is_root else "1")
    first = box.y - (len(box.lines) - 1) * LINE / 2 + TEXT * _BASELINE
    weight = "700" if is_root else "400"
    for row, line in enumerate(box.lines):
        name = _draw_text(link, "graph-name", box.x, first + row * LINE, TEXT)
        name.attrib |= {"text-anchor": "middle", "fill": "CanvasText", "font-weight": weight}
        name.text = line


def _draw_frame(parent: ET.Element, box: Box, *, stroke_width: str) -> None:
    left, top = box.x - BOX / 2, box.y - box.height / 2
    lengths = {"x": left, "y": top, "width": BOX, "height": box.height}
    look = {"rx": "7", "fill": "Canvas", "stroke": "currentColor", "stroke-width": stroke_width}
    numbers = {name: f"{length:.1f}" for name, length in lengths.items()}
    ET.SubElement(parent, "rect", {"class": "graph-box", **numbers, **look})


def _draw_text(parent: ET.Element, kind: str, x: float, y: float, size: int) -> ET.Element:
    look = {"class": kind, "x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": str(size), "fill": "currentColor"}
    return ET.SubElement(parent, "text", {**look, "font-family": "system-ui, sans-serif"})


def _dashes(layout: Layout) -> dict[str, str]:
    """Return a dash pattern for each type of the relations that are in no group."""
    types = sorted({edge.type for edge in layout.crossing})
    return {kind: _DASHES[number % len(_DASHES)] for number, kind in enumerate(types)}


def _draw_key(svg: ET.Element, layout: Layout, dashes: Mapping[str, str]) -> float:
    """Explain the dashed lines below the drawing, and return where the drawing then ends."""
    bottom = max((box.y + box.height / 2 for box in layout.boxes.values()), default=0)
    names = {edge.type: edge.name for edge in layout.crossing}
    left, right = _ends(layout)
    key = ET.SubElement(svg, "g")
    x, y = left, bottom + _KEY_TOP
    for kind, dash in dashes.items():
        room = _KEY_TEXT + width(names[kind], CAPTION) + _KEY_BETWEEN
        if x > left and x + room > right:
            x, y = left, y + _KEY_LINE
        _draw_sample(key, x, y, dash)
        _draw_text(key, "graph-caption", x + _KEY_TEXT, y, CAPTION).text = names[kind]
        x += room
    return y + 4 if dashes else bottom


def _draw_sample(parent: ET.Element, x: float, y: float, dash: str) -> None:
    """Draw a short dashed line in the key, level with the middle of the letters after it."""
    look = {"class": "graph-line", "stroke": "currentColor", "stroke-width": "1.2", "stroke-dasharray": dash}
    path = f"M{x:.1f} {y - 4:.1f}h{_KEY_DASH}"
    ET.SubElement(parent, "path", {"d": path, **look, "stroke-linecap": "round"})


def _ends(layout: Layout) -> tuple[float, float]:
    """Return the left and right ends of the drawing, arcs included."""
    # An arc bulges to at most three quarters of the distance of its control points (0.9 of a gap).
    outer = BOX / 2 + (GAP * 0.7 if layout.crossing else 0)
    centers = [box.x for box in layout.boxes.values()] or [0]
    return min(centers) - outer, max(centers) + outer


def _frame(svg: ET.Element, layout: Layout, bottom: float) -> None:
    """Set the size of the drawing."""
    left, right = _ends(layout)
    tops = [group.top for group in layout.groups] + [box.y - box.height / 2 for box in layout.boxes.values()]
    left, top = left - _MARGIN, min(tops, default=0) - _MARGIN
    wide, high = right + _MARGIN - left, bottom + _MARGIN - top
    svg.attrib |= {
        "viewBox": f"{left:.0f} {top:.0f} {wide:.0f} {high:.0f}",
        "width": f"{wide:.0f}",
        "height": f"{high:.0f}",
    }
