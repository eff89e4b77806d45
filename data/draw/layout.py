"""Positions of the terms of a graph in a drawing: the root in the middle, the other terms in columns. Pure.

`arrange` walks the graph breadth first from its root. Each further step is one column further out. The terms
that one term reaches through relations of one type and direction form a group with one caption. Terms that
the root leads to are on its right, and terms that lead to the root are on its left. If one side would be much
fuller than the other, the groups are divided evenly instead.

The protocols `GraphLike`, `NodeLike` and `EdgeLike` describe the graphs that can be drawn and exported.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple, Protocol

from data.draw.lettering import width, wrap

# All lengths are in pixels of the drawing at its natural size.
TEXT, LINE, CAPTION = 14, 17, 12  # font size of names, height of a line, font size of captions
BOX, GAP = 160, 84  # width of a box, and the horizontal distance between two columns
_PADDING, _MOST_LINES = 9, 3
_BETWEEN, _BETWEEN_GROUPS, _BELOW_CAPTION = 9, 20, 7
_PORT = 14  # distance between the points where the lines of two groups leave a box
_PORT_MARGIN = 8  # of a box's height, so that no line leaves at a rounded corner
_MIN_ROOT_HEIGHT = 44
_MOST_IMBALANCE = 2  # terms that a cut between two kinds may be away from the middle

# The order of the groups of one term, and so of its neighbors clockwise from the top right.
_OUTGOING, _SYMMETRIC, _INCOMING, _UNCONNECTED = range(4)


class NodeLike(Protocol):
    """A term of a graph."""

    # Properties, because the fields of a frozen dataclass do not match a protocol's plain attributes.
    @property
    def slug(self) -> str:
        """The slug."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def definition(self) -> str:
        """The definition in plain text."""

    @property
    def category(self) -> str:
        """The slug of the category."""

    @property
    def level(self) -> str:
        """The level, such as `beginner`."""


class EdgeLike(Protocol):
    """A relation of a graph in its forward direction."""

    @property
    def source(self) -> str:
        """The slug of the term that the relation starts from."""

    @property
    def type(self) -> str:
        """The slug of the relation type."""

    @property
    def name(self) -> str:
        """The name of the relation type, such as "Is a kind of"."""

    @property
    def target(self) -> str:
        """The slug of the term that the relation leads to."""

    @property
    def symmetric(self) -> bool:
        """True if the relation has no direction."""


class GraphLike(Protocol):
    """Terms and the relations between them."""

    @property
    def root(self) -> str | None:
        """The slug of the term in the middle, if there is one."""

    @property
    def nodes(self) -> Sequence[NodeLike]:
        """The terms; both ends of each relation are among them."""

    @property
    def edges(self) -> Sequence[EdgeLike]:
        """The relations."""

    @property
    def truncated(self) -> bool:
        """True if terms were left out."""


@dataclass
class Box:
    """A term with its position.

    `x` and `y` are the center of the box, `side` is -1 (left), 0 (root) or 1 (right), and `level` is the
    number of steps from the root.
    """

    node: NodeLike
    side: int
    level: int
    lines: list[str]
    x: float = 0
    y: float = 0
    height: float = 0


@dataclass
class Group:
    """Terms that `parent` reaches through relations of one type and direction.

    `edges` has the relation of each box, or None for a term that no relation reaches.
    """

    parent: Box
    side: int
    boxes: list[Box]
    edges: list[EdgeLike | None]
    caption: str | None
    top: float = 0
    port: float = 0  # vertical distance from the parent's center to the point where the group's lines start


@dataclass(frozen=True)
class Layout:
    """Everything to draw: boxes by slug, groups in reading order, and the relations that are in no group."""

    boxes: dict[str, Box] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    crossing: list[EdgeLike] = field(default_factory=list)


class _Child(NamedTuple):
    """A term that the walk reached, and the relation that led to it."""

    slug: str
    edge: EdgeLike | None


def arrange(graph: GraphLike) -> Layout:
    """Return the layout of a graph. If the graph has no root, its first term is in the middle."""
    layout = Layout()
    if not graph.nodes:
        return layout
    nodes = {node.slug: node for node in graph.nodes}
    children = _walk(graph, nodes)
    root = _box(nodes[graph.root or graph.nodes[0].slug], side=0, level=0)
    layout.boxes[root.node.slug] = root
    _add_descendants(layout, children, nodes, root)
    _place(layout, root)
    # Compare by identity: two relations may be equal in every member that the protocol lists.
    drawn = {id(edge) for group in layout.groups for edge in group.edges}
    layout.crossing.extend(edge for edge in graph.edges if id(edge) not in drawn)
    return layout


def _walk(graph: GraphLike, nodes: Mapping[str, NodeLike]) -> Mapping[str, list[_Child]]:
    """Return the children of each term. Terms that no relation reaches are children of the root."""
    neighbors: dict[str, list[_Child]] = defaultdict(list)
    for edge in graph.edges:
        neighbors[edge.source].append(_Child(slug=edge.target, edge=edge))
        neighbors[edge.target].append(_Child(slug=edge.source, edge=edge))
    start = graph.root or graph.nodes[0].slug
    seen, queue = {start}, [start]
    children: dict[str, list[_Child]] = defaultdict(list)
    for slug in queue:  # grows while it is read
        for child in neighbors[slug]:
            if child.slug not in seen:
                seen.add(child.slug)
                queue.append(child.slug)
                children[slug].append(child)
    children[start] += [_Child(slug=slug, edge=None) for slug in nodes if slug not in seen]
    return children


def _add_descendants(
    layout: Layout, children: Mapping[str, list[_Child]], nodes: Mapping[str, NodeLike], root: Box
) -> None:
    """Add the groups of the root, then those of its children, column by column."""
    parents = [root]
    while parents:
        groups = [group for parent in parents for group in _groups(parent, children[parent.node.slug], nodes)]
        layout.groups.extend(groups)
        layout.boxes.update((box.node.slug, box) for group in groups for box in group.boxes)
        parents = [box for group in groups for box in group.boxes]


def _groups(parent: Box, children: Sequence[_Child], nodes: Mapping[str, NodeLike]) -> Iterator[Group]:
    """Yield the children of a term in groups, from its right side to its left."""
    by_kind = sorted(children, key=lambda child: _kind(parent, child.edge))
    for side, members in _sides(parent, by_kind):
        for _, same_kind in groupby(members, key=lambda child: _kind(parent, child.edge)):
            yield _group(parent, side, list(same_kind), nodes)


def _kind(parent: Box, edge: EdgeLike | None) -> tuple[int, str]:
    """Return what the members of a group have in common: direction and type. Groups are sorted by it."""
    if edge is None:
        return _UNCONNECTED, ""
    if edge.symmetric:
        return _SYMMETRIC, edge.type
    return (_OUTGOING if edge.source == parent.node.slug else _INCOMING), edge.type


def _sides(parent: Box, members: Sequence[_Child]) -> list[tuple[int, Sequence[_Child]]]:
    """Return the children on each side.

    Only the root has two sides. The cut is between two kinds, unless one side would be much fuller.
    """
    if parent.side:
        return [(parent.side, members)]
    kinds = [_kind(parent, child.edge) for child in members]
    borders = [n for n in range(len(kinds) + 1) if n in (0, len(kinds)) or kinds[n] != kinds[n - 1]]
    half = (len(kinds) + 1) // 2
    cut = min(borders, key=lambda border: abs(border - half))
    if abs(cut - half) > _MOST_IMBALANCE:
        cut = half
    return [(1, members[:cut]), (-1, members[cut:])]


def _group(parent: Box, side: int, members: Sequence[_Child], nodes: Mapping[str, NodeLike]) -> Group:
    edges = [child.edge for child in members]
    return Group(
        parent=parent,
        side=side,
        boxes=[_box(nodes[child.slug], side=side, level=parent.level + 1) for child in members],
        edges=edges,
        caption=edges[0].name if edges[0] else None,
    )


def _box(node: NodeLike, *, side: int, level: int) -> Box:
    lines = wrap(node.name, lambda line: width(line, TEXT) <= BOX - 2 * _PADDING, _MOST_LINES)
    x = side * level * (BOX + GAP)
    return Box(node=node, side=side, level=level, lines=lines, x=x, height=len(lines) * LINE + 2 * _PADDING)


def _place(layout: Layout, root: Box) -> None:
    """Stack the groups of each column, center each column vertically, and set where the lines leave."""
    columns: dict[float, list[Group]] = defaultdict(list)
    leaving: dict[tuple[str, int], list[Group]] = defaultdict(list)
    for group in layout.groups:
        columns[group.boxes[0].x].append(group)
        leaving[group.parent.node.slug, group.side].append(group)
    # Only the root can have many groups per side, so only the root grows with them.
    from_root = [groups for (slug, _), groups in leaving.items() if slug == root.node.slug]
    heights = [len(groups) * _PORT + _PORT_MARGIN for groups in from_root]
    root.height = max(root.height, *heights, _MIN_ROOT_HEIGHT)
    for groups in columns.values():
        _center(groups, _stack(groups))
    for groups in leaving.values():
        _set_ports(groups)


def _stack(groups: Sequence[Group]) -> float:
    """Place the groups below each other, starting at 0, and return where they end."""
    y: float = 0
    for group in groups:
        group.top = y
        y += CAPTION + _BELOW_CAPTION if group.caption else 0
        for box in group.boxes:
            box.y = y + box.height / 2
            y += box.height + _BETWEEN
        y += _BETWEEN_GROUPS - _BETWEEN
    return y - _BETWEEN_GROUPS


def _center(groups: Sequence[Group], height: float) -> None:
    """Move stacked groups up so that their middle is level with the root."""
    for group in groups:
        group.top -= height / 2
        for box in group.boxes:
            box.y -= height / 2


def _set_ports(groups: Sequence[Group]) -> None:
    """Spread the points where the lines of these groups leave their common parent over its side."""
    step = min(_PORT, (groups[0].parent.height - _PORT_MARGIN) / len(groups))
    for index, group in enumerate(groups):
        group.port = (index - (len(groups) - 1) / 2) * step
