"""What several tests over HTTP start from."""

import pytest

from data import labels
from data.changes import Author
from tests.api.documents import BROWSER, parse


@pytest.fixture
def read(client):
    """The tree of the page at an address, which it is only when its HTML is valid."""
    return lambda address: parse(client.get(address, headers=BROWSER).text)


@pytest.fixture
def lookalikes(make_term, make_category, database):
    """Terms whose names are alike, in several scripts; SAM is Sharpness unless told otherwise."""
    make_category("minerals")
    make_term("Behavioral Cloning")
    make_term("Net")
    make_term("Neural Network", labels=[{"text": "Neural Net", "kind": "synonym"}, {"text": "NN", "kind": "hidden"}])
    make_term("Network Analysis")
    make_term("Segment", category="minerals")
    make_term("Sharpness")
    make_term("C++", slug="c")
    make_term("Bayes' Theorem")
    make_term("Fréchet Distance")
    make_term("猫", slug="cat")
    make_term("Ghost", status="draft")
    labels.replace_ambiguous(database, [sam(owner="sharpness")], by=Author("editor"))


@pytest.fixture
def gradients(make_term):
    """Terms that speak of gradients in their names, labels and texts."""
    make_term("Gradient", definition="Vector of partial derivatives.")
    make_term("Gradient Descent", definition="Method that follows slopes.", labels=[{"text": "GD", "kind": "hidden"}])
    make_term(
        "Slope", definition="Steepness of a line.", explanation="A *gradient* in `one` dimension, or [net](term:net)."
    )
    make_term("Momentum", definition="Method that keeps on going where gradients pointed.", level="advanced")


@pytest.fixture
def nets(make_term, make_category, database):
    """Terms to be found in texts; SAM may stand for two of them."""
    make_category("minerals")
    make_term("Net", level="beginner")
    make_term("Neural Network", labels=[{"text": "ANN", "kind": "abbreviation"}])
    make_term("Segment", category="minerals")
    make_term("Sharpness")
    make_term("Ghost", status="draft")
    labels.replace_ambiguous(database, [sam(owner=None)], by=Author("editor"))


def sam(owner):
    """An abbreviation of two terms."""
    return {"abbreviation": "SAM", "owner": owner, "candidates": ["segment", "sharpness"], "note": None}
