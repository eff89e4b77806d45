import pytest

from data.telling import tell


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], "Cat."),
        ([("broader", "Is a kind of", "Mammal")], "Cat is a kind of Mammal."),
        ([("requires", "Learn first", "Animal")], "Cat requires Animal."),
        (
            [("broader", "Is a kind of", "Mammal"), ("narrower", "Has kinds", "Dog"), ("uses", "Uses", "Bone")],
            "Cat is a kind of Mammal, which has the kind Dog, which uses Bone.",
        ),
        ([("hunts", "Hunts by night", "Mouse")], "Cat hunts by night Mouse."),
    ],
)
def test_a_way_is_told_in_one_sentence(steps, told):
    assert tell("Cat", steps) == told
