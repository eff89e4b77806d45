"""Fixtures that several tests over HTTP share."""

import pytest

from data.entries import labels
from data.store.changes import Actor
from tests.api.documents import BROWSER, elements, parse, text_of


@pytest.fixture
def read(client):
    """Return the tree of the page at a URL: read("/"). It raises if the HTML is not valid."""
    return lambda address: parse(client.get(address, headers=BROWSER).text)


@pytest.fixture
def found(client):
    """Return the slugs of the terms that a URL offers for a text: found("/api/v1/search", "net")."""

    def ask(address, q, **query):
        response = client.get(address, query_string={"q": q, **query})
        assert response.status_code == 200, response.text
        return [item["term"]["slug"] for item in response.json["items"]]

    return ask


@pytest.fixture
def lookalikes(make_term, make_category, database):
    """Create terms with similar names in several scripts. Sharpness owns the abbreviation SAM."""
    make_category("minerals")
    make_term("Behavioral Cloning")
    make_term("Net")
    make_term(
        "Neural Network", labels=[{"text": "Neural Net", "kind": "synonym"}, {"text": "NN", "kind": "hidden"}]
    )
    make_term("Network Analysis")
    make_term("Segment", category="minerals")
    make_term("Sharpness")
    make_term("C++", slug="c")
    make_term("Bayes' Theorem")
    make_term("Fréchet Distance")
    make_term("猫", slug="cat")
    make_term("Ghost", status="draft")
    labels.replace_ambiguous(database, [sam(owner="sharpness")], actor=Actor("editor"))


@pytest.fixture
def gradients(make_term):
    """Create terms with gradients in their names, labels and texts."""
    make_term("Gradient", definition="Vector of partial derivatives.")
    make_term(
        "Gradient Descent",
        definition="Method that follows slopes.",
        labels=[{"text": "GD", "kind": "hidden"}],
    )
    make_term(
        "Slope",
        definition="Steepness of a line.",
        explanation="A *gradient* in `one` dimension, or [net](term:net).",
    )
    make_term("Momentum", definition="Method that keeps on going where gradients pointed.", level="advanced")


@pytest.fixture
def nets(make_term, make_category, database):
    """Create terms to find in texts. SAM may mean two of them."""
    make_category("minerals")
    make_term("Net", level="beginner")
    make_term("Neural Network", labels=[{"text": "ANN", "kind": "abbreviation"}])
    make_term("Segment", category="minerals")
    make_term("Sharpness")
    make_term("Ghost", status="draft")
    labels.replace_ambiguous(database, [sam(owner=None)], actor=Actor("editor"))


@pytest.fixture
def dog_and_dodo(make_term, retire_term, relate):
    """Create a dog with nine related terms, and a retired dodo."""
    make_term("Dog", definition="Animal that barks.")
    for name in ("Ant", "Bee", "Cat", "Doe", "Elk", "Fox", "Gnu", "Hen", "Ibex"):
        make_term(name)
        relate("dog", "contrasts-with", name.lower())
    make_term("Dodo")
    retire_term("dodo")


@pytest.fixture
def pets(make_term, relate):
    """Create a dog with the synonym hound, and a cat that contrasts with it."""
    make_term("Dog", definition="Animal that barks.", labels=[{"text": "Hound", "kind": "synonym"}])
    make_term("Cat")
    relate("dog", "contrasts-with", "cat")


@pytest.fixture
def playground(client):
    """Return the tree of the playground: playground(theme="dark"). It raises if the HTML is not valid."""
    return lambda **query: parse(client.get("/embed", query_string=query).text)


@pytest.fixture
def snippets(playground):
    """Return the snippets of the playground for these parameters, by the headings above them."""

    def read(**query):
        found, heading = {}, ""
        for element in elements(playground(**query), "h3", "pre"):
            if element.tag == "h3":
                heading = text_of(element)
            elif element.get("class") == "snippet":
                found[heading] = text_of(element)
        return found

    return read


def sam(owner):
    """Return the abbreviation SAM, which two terms share."""
    return {"abbreviation": "SAM", "owner": owner, "candidates": ["segment", "sharpness"], "note": None}
