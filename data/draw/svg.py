"""A graph of terms as an SVG drawing, each term a link. Pure.

In a page of ours the style sheet colours it by its classes; standing alone it brings `STYLE` along. Where no
style is let in, attributes alone make it readable, in the colours of the system.
"""

import xml.etree.ElementTree as ET
from collections import Counter
from urllib.parse import quote

from data.draw.layout import BOX, CAPTION, GAP, LINE, TEXT, arrange
from data.draw.lettering import width, wrap

STYLE = """
.graph { color-scheme: light dark; color: CanvasText; background: Canvas; font-family: system-ui, sans-serif; }
.graph-box { fill: Canvas; stroke: currentColor; }
.graph-name { fill: CanvasText; }
a:hover .graph-box, a:focus-visible .graph-box { stroke-width: 3; }
a:focus { outline: none; }
"""
_MARGIN, _HEAD = 12, 9
_DASHES = ("6 4", "1.5 4", "10 3 2 3", "14 4", "3 2", "5 8", "10 3 2 3 2 3", "14 4 4 4", "6 10", "3 6")
_CLEAR = 14  # between the root and a line that passes it, and between two such lines
_FACE = 8  # between the places where two lines meet the side of a box


def to_svg(graph, *, terms_path: str = "/terms/", standalone: bool = False) -> str:
    """The graph as one `<svg>` element; a term's link is `terms_path` and its slug."""
    layout = arrange(graph)
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "graph", "role": "group"})
    _describe(svg, graph)
    if standalone:
        ET.SubElement(svg, "style").text = STYLE
    lines = ET.SubElement(svg, "g", {"aria-hidden": "true", "fill": "none", "stroke": "currentColor"})
    dashes, passing = _dashes(layout), Counter()
    for edge in layout.crossing:
        _draw_crossing(lines, layout, edge, dashes[edge.type], passing)
    for group in layout.groups:
        _draw_lines(lines, group)
    for box in layout.boxes.values():
        if box.level == 0:
            _draw_box(svg, box, terms_path)
    for group in layout.groups:
        _draw_group(svg, group, terms_path)
    bottom = _draw_key(svg, layout, dashes)
    _frame(svg, layout, bottom)
    return ET.tostring(svg, encoding="unicode")


def _describe(svg, graph):
    """Name the drawing and say what it holds, for who does not see it."""
    names = {node.slug: node.name for node in graph.nodes}
    name = f"Terms around {names[graph.root]}" if graph.root in names else "Terms and their relations"
    count = f"Terms: {len(graph.nodes)}, relations: {len(graph.edges)}"
    own = f"graph-{graph.root or 'of-terms'}"
    svg.attrib |= {"aria-labelledby": f"{own}-title", "aria-describedby": f"{own}-desc"}
    ET.SubElement(svg, "title", {"id": f"{own}-title"}).text = name
    more = "; there would be more" if graph.truncated else ""
    ET.SubElement(
        svg, "desc", {"id": f"{own}-desc"}
    ).text = f"{count}{more}. Arrows lead from the subject of a relation."


def _draw_lines(parent, group):
    """The lines of a group, from one place on its parent's edge to each of its boxes."""
    start = (group.parent.x + group.side * BOX / 2, group.parent.y + group.port)
    for box, edge in zip(group.boxes, group.edges, strict=True):
        if edge is not None:
            end = (box.x - group.side * BOX / 2, box.y)
            _draw_line(
                parent, _swing(start, end), edge, forward=edge.target == box.node.slug, thickness="1.5"
            )


def _draw_crossing(parent, layout, edge, dash, passing):
    source, target = layout.boxes[edge.source], layout.boxes[edge.target]
    if source.x == target.x:
        curve = _arc(source, target)
    elif source.side == target.side:
        way = source.side if source.level < target.level else -source.side
        curve = _swing((source.x + way * BOX / 2, source.y), (target.x - way * BOX / 2, target.y))
    else:
        curve = _bypass(source, target, _height(layout, source.y, target.y, passing))
    _draw_line(parent, curve, edge, dash=dash, thickness="1.2")


def _swing(start, end):
    """A curve that leaves and arrives level."""
    reach = (end[0] - start[0]) * 0.55
    return [start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end]


def _arc(source, target):
    """Between two terms of a column: out into the free side and back."""
    side = source.side or 1
    edge = source.x + side * BOX / 2
    out = side * min(GAP * 0.9, 20 + abs(source.y - target.y) / 6)
    slope = _FACE / 2 if source.y < target.y else -_FACE / 2
    return [
        (edge, source.y + slope),
        (edge + out, source.y),
        (edge + out, target.y),
        (edge, target.y - slope),
    ]


def _height(layout, first, second, passing) -> float:
    """Where a line from one side to the other passes the root: the next place free above or below it."""
    over = 1 if first + second >= 0 else -1
    clear = next(iter(layout.boxes.values())).height / 2 + _CLEAR * (passing[over] + 1)
    nearer = min(first * over, second * over)
    if nearer > clear:
        return nearer * over
    passing[over] += 1
    return clear * over


def _bypass(source, target, height):
    """From one side to the other, past the root; at the terms clear of the line that leads to the root."""
    way = 1 if source.x < target.x else -1
    near, far = (-way * BOX / 2, height), (way * BOX / 2, height)
    start, end = ((box.x, box.y + (_FACE if height > box.y else -_FACE)) for box in (source, target))
    departure, arrival = (
        _swing((start[0] + way * BOX / 2, start[1]), near),
        _swing(far, (end[0] - way * BOX / 2, end[1])),
    )
    return [*departure, near, far, *arrival]


def _draw_line(parent, curve, edge, *, forward=True, dash="none", thickness="1"):
    """A relation as a curve; unless it has no direction, with a head where it leads to."""
    group = ET.SubElement(parent, "g", {"class": "graph-line", "stroke-width": thickness})
    points = [f"{x:.1f} {y:.1f}" for x, y in curve]
    path = f"M{points[0]}C{' '.join(points[1:])}"
    line = ET.SubElement(group, "path", {"d": path, "stroke-dasharray": dash, "stroke-linecap": "round"})
    ET.SubElement(line, "title").text = edge.name
    if not edge.symmetric:
        tip, before = (curve[-1], curve[-2]) if forward else (curve[0], curve[1])
        ET.SubElement(
            group,
            "path",
            {"class": "graph-head", "d": _head(tip, before), "fill": "currentColor", "stroke": "none"},
        )


def _head(tip, before):
    """A triangle that points from `before` to `tip`."""
    across, down = tip[0] - before[0], tip[1] - before[1]
    length = (across**2 + down**2) ** 0.5 or 1
    across, down = across / length * _HEAD, down / length * _HEAD
    base = (tip[0] - across, tip[1] - down)
    corners = (
        tip,
        (base[0] - down * 0.45, base[1] + across * 0.45),
        (base[0] + down * 0.45, base[1] - across * 0.45),
    )
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"


def _draw_group(svg, group, terms_path):
    inside = ET.SubElement(svg, "g")
    left = group.boxes[0].x - BOX / 2
    if group.caption:
        caption = _letter(inside, "graph-caption", left + 1, group.top + CAPTION - 1, CAPTION)
        caption.attrib |= {
            "stroke": "Canvas",
            "stroke-width": "4",
            "paint-order": "stroke",
        }  # clear of lines below
        caption.text = "".join(wrap(group.caption, lambda line: width(line, CAPTION) <= BOX, 1))
    for box in group.boxes:
        _draw_box(inside, box, terms_path)


def _draw_box(parent, box, terms_path):
    """A term, named by its whole name and described by its definition; letters let the pointer through to the
    box.
    """
    kind = {"class": "graph-root"} if box.level == 0 else {}
    href = terms_path + quote(box.node.slug, safe="")
    link = ET.SubElement(parent, "a", {**kind, "href": href, "aria-label": box.node.name})
    ET.SubElement(link, "title").text = box.node.definition
    place = {"x": box.x - BOX / 2, "y": box.y - box.height / 2, "width": BOX, "height": box.height}
    look = {
        "rx": "7",
        "fill": "Canvas",
        "stroke": "currentColor",
        "stroke-width": "1" if box.level else "2.5",
    }
    ET.SubElement(
        link, "rect", {"class": "graph-box", **{name: f"{n:.1f}" for name, n in place.items()}, **look}
    )
    first = box.y - (len(box.lines) - 1) * LINE / 2 + TEXT * 0.35
    for row, line in enumerate(box.lines):
        name = _letter(link, "graph-name", box.x, first + row * LINE, TEXT)
        name.attrib |= {
            "text-anchor": "middle",
            "fill": "CanvasText",
            "font-weight": "400" if box.level else "700",
        }
        name.text = line


def _letter(parent, kind, x, y, size):
    look = {"class": kind, "x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": str(size), "fill": "currentColor"}
    return ET.SubElement(parent, "text", {**look, "font-family": "system-ui, sans-serif"})


def _dashes(layout) -> dict:
    """A way of dashing for each type of the relations without caption."""
    types = sorted({edge.type for edge in layout.crossing})
    return {kind: _DASHES[number % len(_DASHES)] for number, kind in enumerate(types)}


def _draw_key(svg, layout, dashes) -> float:
    """Say below the drawing what the dashed lines mean; return where that ends."""
    bottom = max((box.y + box.height / 2 for box in layout.boxes.values()), default=0)
    names = {edge.type: edge.name for edge in layout.crossing}
    left, right = _ends(layout)
    key = ET.SubElement(svg, "g")
    x, y = left, bottom + 34
    for kind, dash in dashes.items():
        room = 40 + width(names[kind], CAPTION) + 18
        if x > left and x + room > right:
            x, y = left, y + 20
        look = {
            "class": "graph-line",
            "stroke": "currentColor",
            "stroke-width": "1.2",
            "stroke-dasharray": dash,
            "stroke-linecap": "round",
        }
        ET.SubElement(key, "path", {"d": f"M{x:.1f} {y - 4:.1f}h32", **look})
        _letter(key, "graph-caption", x + 40, y, CAPTION).text = names[kind]
        x += room
    return y + 4 if dashes else bottom


def _ends(layout):
    """The left and right ends of what is drawn, arcs included."""
    outer = BOX / 2 + (GAP * 0.7 if layout.crossing else 0)
    places = [box.x for box in layout.boxes.values()] or [0]
    return min(places) - outer, max(places) + outer


def _frame(svg, layout, bottom):
    """Say how large the drawing is."""
    left, right = _ends(layout)
    tops = [group.top for group in layout.groups] + [box.y - box.height / 2 for box in layout.boxes.values()]
    left, top = left - _MARGIN, min(tops, default=0) - _MARGIN
    wide, high = right + _MARGIN - left, bottom + _MARGIN - top
    svg.attrib |= {
        "viewBox": f"{left:.0f} {top:.0f} {wide:.0f} {high:.0f}",
        "width": f"{wide:.0f}",
        "height": f"{high:.0f}",
    }
