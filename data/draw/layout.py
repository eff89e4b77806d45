"""Where the terms of a graph stand in a drawing: the root in the middle, the others in columns left and
right. Pure.

The graph is walked breadth first from its root. Each further step is a column further out, and the terms that
one term reaches over relations of one type and direction stand together under one caption. To the right
stands what a relation leads to, to the left what it comes from, as far as both sides then are about as full.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby

from data.draw.lettering import width, wrap

TEXT, LINE, CAPTION = 14, 17, 12  # sizes of letters and lines
BOX, GAP = 160, 84
_PADDING, _MOST_LINES = 9, 3
_BETWEEN, _BETWEEN_GROUPS, _BELOW_CAPTION = 9, 20, 7
_PORT = 14  # between the places where the lines of two groups leave a box


@dataclass
class Box:
    """A term in its place: `x` and `y` are of its middle, `side` is -1, 0 or 1, `level` the steps from the
    root.
    """

    node: object
    side: int
    level: int
    lines: list[str]
    x: float = 0
    y: float = 0
    height: float = 0


@dataclass
class Group:
    """Terms that `parent` reaches in one way. `edges` has the relation of each, or None where there is none."""

    parent: Box
    side: int
    boxes: list[Box]
    edges: list
    caption: str | None
    top: float = 0
    port: float = 0  # how far from its parent's middle the group's lines leave it


@dataclass(frozen=True)
class Layout:
    """What is to be drawn: boxes by slug, groups in reading order, and the relations that belong to no group."""

    boxes: dict = field(default_factory=dict)
    groups: list = field(default_factory=list)
    crossing: list = field(default_factory=list)


def arrange(graph) -> Layout:
    """The layout of a graph; without a root its first term takes that place."""
    layout = Layout()
    if not graph.nodes:
        return layout
    nodes = {node.slug: node for node in graph.nodes}
    children = _walk(graph, nodes)
    root = _box(nodes[graph.root or graph.nodes[0].slug], 0, 0)
    layout.boxes[root.node.slug] = root
    _grow(layout, children, nodes, [root])
    _place(layout, root)
    drawn = {id(edge) for group in layout.groups for edge in group.edges}
    layout.crossing.extend(edge for edge in graph.edges if id(edge) not in drawn)
    return layout


def _walk(graph, nodes) -> dict:
    """The children of each term, as (slug, relation); terms that no relation reaches are the root's."""
    near = defaultdict(list)
    for edge in graph.edges:
        near[edge.source].append((edge.target, edge))
        near[edge.target].append((edge.source, edge))
    start = graph.root or graph.nodes[0].slug
    seen, queue, children = {start}, [start], defaultdict(list)
    for slug in queue:
        for other, edge in near[slug]:
            if other not in seen:
                seen.add(other)
                queue.append(other)
                children[slug].append((other, edge))
    children[start] += [(slug, None) for slug in nodes if slug not in seen]
    return children


def _grow(layout, children, nodes, parents):
    """Add the children of `parents`, then theirs, column by column."""
    while parents:
        found = []
        for parent in parents:
            for side, members in _sides(parent, _sorted(parent, children[parent.node.slug])):
                for _, same in groupby(members, key=lambda member: _kind(parent, member[1])):
                    group = _group(parent, side, list(same), nodes)
                    layout.groups.append(group)
                    layout.boxes.update((box.node.slug, box) for box in group.boxes)
                    found += group.boxes
        parents = found


def _kind(parent, edge):
    """What makes a group: first what leads away, then what has no direction, then what comes in, then the
    rest.
    """
    if edge is None:
        return 3, ""
    return 1 if edge.symmetric else 0 if edge.source == parent.node.slug else 2, edge.type


def _sorted(parent, members):
    return sorted(members, key=lambda member: _kind(parent, member[1]))


def _sides(parent, members):
    """The members right and left of the root, parted between two kinds unless one side would be much fuller."""
    if parent.side:
        return [(parent.side, members)]
    kinds = [_kind(parent, edge) for _, edge in members]
    borders = [n for n in range(len(kinds) + 1) if n in (0, len(kinds)) or kinds[n] != kinds[n - 1]]
    half = (len(kinds) + 1) // 2
    cut = min(borders, key=lambda border: abs(border - half))
    cut = cut if abs(cut - half) <= 2 else half
    return [(1, members[:cut]), (-1, members[cut:])]


def _group(parent, side, members, nodes):
    boxes = [_box(nodes[slug], side, parent.level + 1) for slug, _ in members]
    edges = [edge for _, edge in members]
    return Group(parent, side, boxes, edges, edges[0] and edges[0].name)


def _box(node, side, level):
    lines = wrap(node.name, lambda line: width(line, TEXT) <= BOX - 2 * _PADDING, _MOST_LINES)
    return Box(node, side, level, lines, side * level * (BOX + GAP), height=len(lines) * LINE + 2 * _PADDING)


def _place(layout, root):
    """Stack the groups of each column, each column in the middle; the root has room for its lines."""
    columns, leaving = defaultdict(list), defaultdict(list)
    for group in layout.groups:
        columns[group.boxes[0].x].append(group)
        leaving[group.parent.node.slug, group.side].append(group)
    own = [groups for (slug, _), groups in leaving.items() if slug == root.node.slug]
    root.height = max(root.height, *(len(groups) * _PORT + 8 for groups in own), 44)
    for groups in columns.values():
        bottom = _stack(groups)
        for group in groups:
            group.top -= bottom / 2
            for box in group.boxes:
                box.y -= bottom / 2
    for groups in leaving.values():
        step = min(_PORT, (groups[0].parent.height - 8) / len(groups))
        for place, group in enumerate(groups):
            group.port = (place - (len(groups) - 1) / 2) * step


def _stack(groups) -> float:
    """Place the groups below each other, from 0 on; return where they end."""
    at = 0
    for group in groups:
        group.top = at
        at += CAPTION + _BELOW_CAPTION if group.caption else 0
        for box in group.boxes:
            box.y = at + box.height / 2
            at += box.height + _BETWEEN
        at += _BETWEEN_GROUPS - _BETWEEN
    return at - _BETWEEN_GROUPS
