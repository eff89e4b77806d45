"""Algorithms on a graph given as pairs (source, target). They are pure: no function reads a database."""

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import SupportsRichComparison

Node = TypeVar("Node", bound=Hashable)


def path(edges: Iterable[tuple[Node, Node]], start: Node, goal: Node) -> list[Node] | None:
    """Return the shortest path along the edges from `start` to `goal`, both included, or None."""
    targets = defaultdict(list)
    for source, target in edges:
        targets[source].append(target)
    came_from: dict[Node, Node | None] = {start: None}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        if node == goal:
            return _trace(came_from, node)
        for target in targets[node]:
            if target not in came_from:
                came_from[target] = node
                queue.append(target)
    return None


def connection(
    start: Node, goal: Node, around: Callable[[Sequence[Node]], Iterable[tuple[Node, Node]]]
) -> list[Node] | None:
    """Return the shortest path from `start` to `goal`, both included, or None.

    `around(nodes)` returns every pair (node, neighbor) with the node in `nodes`. It is called once for each
    step from either end, so only the part of the graph between the two is read (bidirectional breadth-first
    search).
    """
    if start == goal:
        return [start]
    came_from: tuple[dict[Node, Node | None], ...] = ({start: None}, {goal: None})
    frontiers = [[start], [goal]]
    while all(frontiers):
        # Growing the smaller frontier reads the fewest nodes.
        side = int(len(frontiers[1]) < len(frontiers[0]))
        reached = _step(around(frontiers[side]), came_from[side])
        # The whole step is complete before the test, so the first node in common is on a shortest path.
        met = next((node for node in reached if node in came_from[1 - side]), None)
        if met is not None:
            return _trace(came_from[0], met) + _trace(came_from[1], met)[-2::-1]
        frontiers[side] = reached
    return None


def sorted_after(
    nodes: Iterable[Node],
    edges: Iterable[tuple[Node, Node]],
    key: "Callable[[Node], SupportsRichComparison]",
) -> list[Node]:
    """Return the nodes in an order in which each node comes after every node it has an edge to.

    Among the nodes that may come next, the one with the least `key` comes first. Nodes on a cycle, and nodes
    with an edge to such a node, are left out (Kahn's algorithm).
    """
    # Not graphlib's TopologicalSorter: with the heap that `key` needs it took more than twice as long
    # (2.0 ms instead of 0.9 ms for 500 nodes).
    waits_for = dict.fromkeys(nodes, 0)
    needed_by = defaultdict(list)
    # A duplicate edge is counted once.
    for source, target in set(edges):
        waits_for[source] += 1
        needed_by[target].append(source)
    ready = [(key(node), node) for node, count in waits_for.items() if not count]
    heapq.heapify(ready)
    order = []
    while ready:
        _, node = heapq.heappop(ready)
        order.append(node)
        for waiting in needed_by[node]:
            waits_for[waiting] -= 1
            if not waits_for[waiting]:
                heapq.heappush(ready, (key(waiting), waiting))
    return order


def cycle(edges: Iterable[tuple[Node, Node]]) -> list[Node] | None:
    """Return the nodes of one cycle, with the first repeated at the end, or None if there is no cycle."""
    sorter: TopologicalSorter[Node] = TopologicalSorter()
    for source, target in edges:
        # The search for a cycle starts at the node that was added first. The source is added as a
        # predecessor of the target, so the cycle is listed along the edges.
        sorter.add(source)
        sorter.add(target, source)
    try:
        sorter.prepare()
    except CycleError as error:
        found: list[Node] = error.args[1]  # documented: the second argument is the cycle
        return found
    return None


def components(nodes: Iterable[Node], edges: Iterable[tuple[Node, Node]]) -> list[set[Node]]:
    """Return the connected parts of the graph, ignoring direction, largest first."""
    neighbors = defaultdict(set)
    for source, target in edges:
        neighbors[source].add(target)
        neighbors[target].add(source)
    parts: list[set[Node]] = []
    seen: set[Node] = set()
    for node in nodes:
        if node not in seen:
            part = _component(node, neighbors)
            seen |= part
            parts.append(part)
    return sorted(parts, key=len, reverse=True)


def _step(pairs: Iterable[tuple[Node, Node]], came_from: dict[Node, Node | None]) -> list[Node]:
    """Record where each new neighbor was reached from, and return the new neighbors in order."""
    reached = []
    for node, neighbor in pairs:
        if neighbor not in came_from:
            came_from[neighbor] = node
            reached.append(neighbor)
    return reached


def _component(start: Node, neighbors: defaultdict[Node, set[Node]]) -> set[Node]:
    part: set[Node] = set()
    # A stack of our own: recursion would end at Python's limit of 1,000 nodes in a row.
    stack = [start]
    while stack:
        node = stack.pop()
        if node not in part:
            part.add(node)
            stack.extend(neighbors[node] - part)
    return part


def _trace(came_from: Mapping[Node, Node | None], node: Node | None) -> list[Node]:
    """Return the path to `node` from the start of the search, which came from None."""
    steps = []
    while node is not None:
        steps.append(node)
        node = came_from[node]
    return steps[::-1]
