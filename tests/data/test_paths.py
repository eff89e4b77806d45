"""Algorithms on small graphs, compared with a definition that tries everything and with NetworkX."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from data import paths

NODES = range(7)
EDGES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=14)
OFTEN = settings(database=None, deadline=None, derandomize=True, max_examples=300)


def steps(edges):
    """Return the least number of steps from each node to each other node.

    Every node in between is tried (Floyd, Warshall).
    """
    found = {(a, b): 0 if a == b else 1 for a in NODES for b in NODES if a == b or (a, b) in edges}
    for middle in NODES:
        for a in NODES:
            for b in NODES:
                if (a, middle) in found and (middle, b) in found:
                    length = found[a, middle] + found[middle, b]
                    found[a, b] = min(length, found.get((a, b), length))
    return found


def is_cyclic(edges):
    found = steps(edges)
    return any((target, source) in found for source, target in edges)


@OFTEN
@given(EDGES, st.sampled_from(NODES), st.sampled_from(NODES))
@example([(0, 1), (0, 2), (1, 4), (2, 3), (3, 4)], 0, 4)
@example([(0, 2), (0, 1), (2, 3), (3, 4), (1, 4)], 0, 4)
def test_a_path_is_a_shortest_one(edges, start, goal):
    route = paths.path(edges, start, goal)
    assert (route and len(route) - 1) == steps(edges).get((start, goal))


@OFTEN
@given(EDGES, st.sampled_from(NODES), st.sampled_from(NODES))
def test_a_path_goes_along_the_edges_from_start_to_goal(edges, start, goal):
    route = paths.path(edges, start, goal)
    assume(route)
    assert (route[0], route[-1]) == (start, goal)
    assert all(step in edges for step in pairwise(route))


@OFTEN
@given(EDGES)
def test_a_cycle_is_found_exactly_when_there_is_one(edges):
    assert (paths.cycle(edges) is not None) == is_cyclic(edges)


@OFTEN
@given(EDGES)
def test_a_cycle_goes_along_the_edges_back_to_its_start(edges):
    route = paths.cycle(edges)
    assume(route)
    assert route[0] == route[-1]
    assert all(step in edges for step in pairwise(route))


@OFTEN
@given(EDGES)
def test_nodes_are_in_one_component_exactly_when_a_path_joins_them(edges):
    joined = steps([*edges, *((b, a) for a, b in edges)])
    parts = paths.components(NODES, edges)
    assert {(a, b) for part in parts for a in part for b in part} == joined.keys()


@OFTEN
@given(EDGES)
def test_components_come_largest_first_and_share_nothing(edges):
    sizes = [len(part) for part in paths.components(NODES, edges)]
    assert (sizes, sum(sizes)) == (sorted(sizes, reverse=True), len(NODES))


@pytest.mark.parametrize(
    ("edges", "route"),
    [([], None), (["ab", "bc"], None), (["aa"], ["a", "a"]), (["xa", "ab", "ba", "by"], ["a", "b", "a"])],
)
def test_a_cycle_starts_at_its_first_node(edges, route):
    assert paths.cycle(edges) == route


def test_edges_may_be_an_iterator():
    assert paths.cycle(iter(["ab", "ba"])) == ["a", "b", "a"]


def undirected(edges):
    """Return the graph for NetworkX, and as the function that `connection` calls."""
    oracle = nx.Graph(edges)
    oracle.add_nodes_from(NODES)
    return oracle, lambda nodes: [(node, neighbour) for node in nodes for neighbour in oracle[node]]


@OFTEN
@given(EDGES, st.sampled_from(NODES), st.sampled_from(NODES))
def test_a_connection_is_as_short_as_networkx_finds_it(edges, start, goal):
    oracle, around = undirected(edges)
    route = paths.connection(start, goal, around)
    assert (route is not None) == nx.has_path(oracle, start, goal)
    assume(route)
    assert (route[0], route[-1], len(route) - 1) == (
        start,
        goal,
        nx.shortest_path_length(oracle, start, goal),
    )
    assert all(oracle.has_edge(*step) for step in pairwise(route))


@pytest.mark.parametrize("seed", range(20))
def test_connections_in_large_graphs_are_shortest(seed):
    oracle = nx.gnm_random_graph(200, 260, seed=seed)
    lengths = nx.single_source_shortest_path_length(oracle, 0)
    for goal in range(0, 200, 7):
        route = paths.connection(0, goal, lambda nodes: [(n, m) for n in nodes for m in oracle[n]])
        assert (route and len(route) - 1) == lengths.get(goal)


@OFTEN
@given(EDGES)
def test_in_the_order_each_node_comes_after_the_targets_of_its_edges(edges):
    order = paths.sorted_after(NODES, edges, key=lambda node: node)
    positions = {node: position for position, node in enumerate(order)}
    assert all(positions[target] < positions[source] for source, target in edges if source in positions)


@OFTEN
@given(EDGES)
def test_the_order_is_that_of_networkx_when_there_is_no_cycle(edges):
    oracle = nx.DiGraph((target, source) for source, target in edges)
    oracle.add_nodes_from(NODES)
    assume(nx.is_directed_acyclic_graph(oracle))
    expected = list(nx.lexicographical_topological_sort(oracle))
    assert paths.sorted_after(NODES, edges, key=lambda node: node) == expected


def test_nodes_on_a_cycle_and_those_that_lead_to_it_are_left_out():
    assert paths.sorted_after("abcd", ["ab", "ba", "ca"], key=str) == ["d"]
