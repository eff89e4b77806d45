"""Sentences about paths and graphs."""

import pytest

from data.graph.neighbourhood import Edge, Graph, Node
from data.graph.sentences import describe, describe_edges


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([], "Cat."),
        ([("broader", "Is a kind of", "Mammal")], "Cat is a kind of Mammal."),
        ([("requires", "Learn first", "Animal")], "Cat requires Animal."),
        (
            [
                ("broader", "Is a kind of", "Mammal"),
                ("narrower", "Has kinds", "Dog"),
                ("uses", "Uses", "Bone"),
            ],
            "Cat is a kind of Mammal, which has the kind Dog, which uses Bone.",
        ),
        ([("hunts", "Hunts by night", "Mouse")], "Cat hunts by night Mouse."),
    ],
)
def test_a_path_is_described_in_one_sentence(steps, sentence):
    assert describe("Cat", steps) == sentence


def test_the_relations_of_the_root_are_described_first():
    nodes = [Node(slug, slug.title(), "", "things", "beginner", 0) for slug in ("cat", "dog", "mammal")]
    kinds = [Edge(slug, "broader", "Is a kind of", "mammal") for slug in ("dog", "cat")]
    graph = Graph("cat", nodes, [*kinds, Edge("dog", "contrasts-with", "Contrasts with", "cat")], False, 1)
    assert describe_edges(graph) == [
        "Cat is a kind of Mammal.",
        "Dog contrasts with Cat.",
        "Dog is a kind of Mammal.",
    ]
