"""Walks through random glossaries, compared with NetworkX on the graph of their published terms."""

import random

import networkx as nx
import pytest

from data.constants import LEARNING_ORDER, LEVELS
from data.errors import Conflict, NotFound
from data.graph import neighbourhood, walks

SLUGS = [f"t{number:02}" for number in range(24)]
TYPES = ("broader", "requires", "uses", "part-of", "contrasts-with")


@pytest.fixture(params=range(4))
def glossary(request, make_term, relate):
    """Make a random glossary with some drafts; return its published relations and published terms."""
    rng = random.Random(request.param)
    drafts = set(rng.sample(SLUGS, 4))
    for slug in SLUGS:
        make_term(
            slug, slug=slug, status="draft" if slug in drafts else "published", level=rng.choice(LEVELS)
        )
    seen = []
    for _ in range(40):
        source, target, kind = *rng.sample(SLUGS, 2), rng.choice(TYPES)
        try:
            relate(source, kind, target)
        except Conflict:
            continue  # a cycle, or a second relation between two terms
        if not {source, target} & drafts:
            seen.append((source, kind, target))
    return seen, [slug for slug in SLUGS if slug not in drafts]


def undirected(glossary):
    seen, published = glossary
    oracle = nx.Graph((source, target) for source, _, target in seen)
    oracle.add_nodes_from(published)
    return oracle


def directed(glossary, *kinds):
    seen, published = glossary
    oracle = nx.DiGraph((source, target) for source, kind, target in seen if kind in kinds)
    oracle.add_nodes_from(published)
    return oracle


def test_a_neighborhood_is_that_of_networkx(database, glossary):
    for root in glossary[1]:
        found = neighbourhood.find(database, root=root, depth=2, max_nodes=99)
        expected = nx.single_source_shortest_path_length(undirected(glossary), root, cutoff=2)
        assert {node.slug: node.distance for node in found.nodes} == expected


def test_a_neighborhood_has_all_edges_between_its_terms(database, glossary):
    for root in glossary[1]:
        found = neighbourhood.find(database, root=root, depth=2, max_nodes=99)
        slugs = {node.slug for node in found.nodes}
        expected = {edge for edge in glossary[0] if {edge[0], edge[2]} <= slugs}
        assert {(edge.source, edge.type, edge.target) for edge in found.edges} == expected


def test_a_path_is_as_short_as_that_of_networkx(database, glossary):
    lengths = dict(nx.all_pairs_shortest_path_length(undirected(glossary)))
    for start in glossary[1]:
        for goal in glossary[1]:
            assert length(database, start, goal) == lengths[start].get(goal)


@pytest.mark.parametrize("down", [False, True])
def test_a_hierarchy_is_that_of_networkx(database, glossary, down):
    oracle = directed(glossary, "broader")
    oracle = oracle.reverse() if down else oracle
    for slug in glossary[1]:
        items = walks.hierarchy(database, slug, down=down, transitive=True).items
        expected = nx.single_source_shortest_path_length(oracle, slug)
        assert {slug: 0, **{item.slug: item.distance for item in items}} == expected


def test_prerequisites_are_what_networkx_reaches_in_an_order_of_learning(database, glossary):
    oracle = directed(glossary, *LEARNING_ORDER)
    for slug in glossary[1]:
        order = [item.slug for item in walks.prerequisites(database, slug).items]
        assert set(order) == nx.descendants(oracle, slug)
        assert all(
            not nx.descendants(oracle, each) & set(order[position:]) for position, each in enumerate(order)
        )


def length(database, start, goal):
    try:
        return walks.path(database, start, goal).length
    except NotFound:
        return None
