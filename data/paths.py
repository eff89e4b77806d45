"""Walks over a graph given as pairs (source, target). Pure: no function here sees a database."""

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Iterable


def path(edges, start, goal) -> list | None:
    """The shortest way along the edges from `start` to `goal`, both included; None when there is none."""
    following = defaultdict(list)
    for source, target in edges:
        following[source].append(target)
    came_from = {start: None}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        if node == goal:
            return _trace(came_from, node)
        for after in following[node]:
            if after not in came_from:
                came_from[after] = node
                queue.append(after)
    return None


def connection(start, goal, around: Callable[[list], Iterable[tuple]]) -> list | None:
    """The shortest way from `start` to `goal`, both included; None when there is none.

    `around(nodes)` gives every (node, neighbour) with the node in `nodes`, and is asked once for each step
    from either end, so that only what lies between the two is looked at (bidirectional breadth-first search).
    """
    if start == goal:
        return [start]
    came_from = ({start: None}, {goal: None})
    frontiers = [[start], [goal]]
    while all(frontiers):
        side = int(len(frontiers[1]) < len(frontiers[0]))
        mine, other = came_from[side], came_from[1 - side]
        reached = []
        for node, neighbour in around(frontiers[side]):
            if neighbour not in mine:
                mine[neighbour] = node
                reached.append(neighbour)
        for node in reached:
            if node in other:
                return _trace(came_from[0], node) + _trace(came_from[1], node)[-2::-1]
        frontiers[side] = reached
    return None


def sorted_after(nodes, edges, key) -> list:
    """The nodes in an order in which each comes after every node it has an edge to; among several, least
    `key` first.

    Nodes on a cycle, and those with an edge to one, are left out (Kahn's algorithm).
    """
    waits_for, needed_by = dict.fromkeys(nodes, 0), defaultdict(list)
    for source, target in set(edges):
        waits_for[source] += 1
        needed_by[target].append(source)
    free = [(key(node), node) for node, number in waits_for.items() if not number]
    heapq.heapify(free)
    order = []
    while free:
        _, node = heapq.heappop(free)
        order.append(node)
        for waiting in needed_by[node]:
            waits_for[waiting] -= 1
            if not waits_for[waiting]:
                heapq.heappush(free, (key(waiting), waiting))
    return order


def cycle(edges) -> list | None:
    """The nodes of one cycle, the first repeated at the end; None when the graph has no cycle (Kahn's
    algorithm).
    """
    edges = list(edges)
    incoming = defaultdict(int)
    following = defaultdict(list)
    for source, target in edges:
        incoming[target] += 1
        following[source].append(target)
    free = deque({source for source, _ in edges} - incoming.keys())
    while free:
        for after in following[free.popleft()]:
            incoming[after] -= 1
            if not incoming[after]:
                free.append(after)
    for source, target in edges:
        if incoming[source] > 0 and (way := path(edges, target, source)):
            return [source, *way]
    return None


def components(nodes, edges) -> list[set]:
    """The connected parts of the graph, direction ignored, largest first."""
    beside = defaultdict(set)
    for source, target in edges:
        beside[source].add(target)
        beside[target].add(source)
    parts, seen = [], set()
    for node in nodes:
        if node not in seen:
            part, stack = set(), [node]
            while stack:
                here = stack.pop()
                if here not in part:
                    part.add(here)
                    stack.extend(beside[here] - part)
            seen |= part
            parts.append(part)
    return sorted(parts, key=len, reverse=True)


def _trace(came_from, node):
    way = []
    while node is not None:
        way.append(node)
        node = came_from[node]
    return way[::-1]
