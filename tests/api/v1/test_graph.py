"""Walks along the relations over HTTP."""

import json
import re
from base64 import b64encode
from hashlib import sha256

import networkx as nx
import pytest

from api.docs.routes import DOCUMENT
from data.exchange.graphs import GRAPH_FORMATS
from data.graph import walks

GRAPH = "/api/v1/graph"
TERMS = "/api/v1/terms"


@pytest.fixture(autouse=True)
def animals(make_term, relate, make_category):
    """Make a hierarchy of animals, and a stone without relations.

    A puppy is a dog, a dog and a cat are mammals, and a mammal is an animal. A dog uses a bone.
    """
    make_category("minerals")
    for name in ("Animal", "Mammal", "Cat", "Dog", "Puppy"):
        make_term(name, level="beginner" if name == "Animal" else "intermediate")
    make_term("Bone", category="minerals")
    make_term("Stone", category="minerals")
    make_term("Ghost", status="draft")
    for source, kind, target in (
        ("puppy", "broader", "dog"),
        ("dog", "broader", "mammal"),
        ("cat", "broader", "mammal"),
        ("mammal", "broader", "animal"),
        ("dog", "uses", "bone"),
        ("cat", "contrasts-with", "dog"),
        ("puppy", "requires", "bone"),
        ("ghost", "uses", "dog"),
    ):
        relate(source, kind, target)


@pytest.fixture
def get(client):
    """Return the JSON at an address."""

    def ask(path, **query):
        response = client.get(path, query_string=query)
        assert response.status_code == 200, response.text
        return response.json

    return ask


def every(client, address):
    """Yield the items of all pages of a list."""
    while address:
        page = client.get(address).json
        yield from page["items"]
        address = page["next"]


def slugs(items):
    return [item["slug"] for item in items]


# Graph


def test_graph_around_a_term_has_the_nearest_terms_first(get):
    graph = get(GRAPH, root="dog")
    assert [(node["slug"], node["distance"]) for node in graph["nodes"]] == [
        ("dog", 0),
        ("mammal", 1),
        ("puppy", 1),
        ("bone", 1),
        ("cat", 1),
    ]
    assert ("puppy", "requires", "bone") in [(e["source"], e["type"], e["target"]) for e in graph["edges"]]
    assert (graph["root"], graph["truncated"]) == ("dog", False)


@pytest.mark.parametrize(("depth", "number"), [(0, 1), (1, 4), (2, 6), (5, 6)])
def test_more_depth_gives_more_terms(get, depth, number):
    assert len(get(GRAPH, root="mammal", depth=depth)["nodes"]) == number


def test_types_narrow_the_steps_and_the_edges(get):
    graph = get(GRAPH, root="dog", depth=5, types="broader")
    assert slugs(graph["nodes"]) == ["dog", "mammal", "animal"]
    assert {edge["type"] for edge in graph["edges"]} == {"broader"}


def test_inverse_types_narrow_the_graph(get):
    assert slugs(get(GRAPH, root="dog", depth=5, types="narrower")["nodes"]) == ["dog", "puppy"]


def test_category_narrows_the_terms(get):
    assert slugs(get(GRAPH, root="dog", category="minerals", depth=5)["nodes"]) == ["dog", "bone"]


def test_category_without_root_gives_its_best_connected_terms(get):
    graph = get(GRAPH, category="things", max_nodes=2)
    assert slugs(graph["nodes"]) == ["dog", "mammal"]
    assert (graph["root"], graph["truncated"], graph["nodes"][0]["distance"]) == (None, True, None)


def test_only_relations_to_published_terms_count(get, make_term, relate):
    for number in range(4):
        make_term(f"Draft {number}", status="draft")
        relate(f"draft-{number}", "uses", "cat")
    assert slugs(get(GRAPH, category="things", max_nodes=2)["nodes"]) == ["dog", "mammal"]


def test_max_nodes_cuts_off_the_farthest_terms(get):
    graph = get(GRAPH, root="dog", max_nodes=3)
    assert (slugs(graph["nodes"]), graph["truncated"]) == (["dog", "mammal", "puppy"], True)


def test_graph_has_the_distances_that_networkx_computes(shipped):
    rows = every(shipped, "/api/v1/relations?limit=500")
    oracle = nx.Graph((row["source"]["slug"], row["target"]["slug"]) for row in rows)
    for root in list(oracle)[::29]:
        found = shipped.get(GRAPH, query_string={"root": root, "depth": 2, "max_nodes": 500}).json
        expected = nx.single_source_shortest_path_length(oracle, root, cutoff=2)
        assert {node["slug"]: node["distance"] for node in found["nodes"]} == expected


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_every_format_is_answered_with_its_media_type(client, name):
    response = client.get(GRAPH, query_string={"root": "dog", "format": name})
    assert (response.status_code, response.mimetype) == (200, GRAPH_FORMATS[name].media_type)


def test_every_format_is_in_the_enum_of_the_document():
    (parameter,) = (each for each in documented_graph()["parameters"] if each["name"] == "format")
    assert (parameter["schema"]["enum"], parameter["schema"]["default"]) == (["json", *GRAPH_FORMATS], "json")


def test_every_media_type_is_in_the_document():
    documented = documented_graph()["responses"]["200"]["content"]
    assert set(documented) == {"application/json", *(each.media_type for each in GRAPH_FORMATS.values())}


def documented_graph():
    """Return the operation as it is in the committed OpenAPI document."""
    return json.loads(DOCUMENT.read_bytes())["paths"][GRAPH]["get"]


@pytest.mark.parametrize(
    ("name", "mimetype", "start"),
    [
        ("svg", "image/svg+xml", "<svg "),
        ("dot", "text/vnd.graphviz", "digraph glossary {"),
        ("mermaid", "text/plain", "flowchart LR"),
        ("graphml", "application/xml", "<?xml"),
    ],
)
def test_graph_in_another_format_has_an_etag(client, name, mimetype, start):
    response = client.get(GRAPH, query_string={"root": "dog", "format": name})
    assert (response.status_code, response.mimetype) == (200, mimetype)
    assert response.text.startswith(start)
    again = client.get(response.request.url, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_drawing_links_to_the_pages_of_its_terms(client):
    response = client.get(GRAPH, query_string={"root": "dog", "format": "svg"})
    assert 'href="http://localhost/terms/mammal"' in response.text


def test_policy_of_a_drawing_allows_only_its_own_style(client):
    response = client.get(GRAPH, query_string={"root": "dog", "format": "svg"})
    style = re.search("<style>(.*?)</style>", response.text, re.DOTALL)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    assert response.headers["Content-Security-Policy"] == policy


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, "root"),
        ({"root": "unicorn"}, "root"),
        ({"root": "dog", "types": "eats"}, "types"),
        ({"root": "dog", "category": "unknown"}, "category"),
        ({"root": "dog", "depth": 6}, "depth"),
        ({"root": "dog", "max_nodes": 501}, "max_nodes"),
        ({"root": "dog", "format": "png"}, "format"),
    ],
)
def test_query_that_matches_no_graph_is_422(client, query, parameter):
    response = client.get(GRAPH, query_string=query)
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, parameter)


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        (
            f"{GRAPH}?root=Big Dog",
            "root: Not a slug. A slug consists of lower-case letters, digits and single hyphens.",
        ),
        (f"{TERMS}/dog/broader?transitive=yes", "transitive: Must be true or false."),
    ],
)
def test_error_for_a_wrong_value_says_what_is_allowed(client, address, detail):
    assert client.get(address).json["detail"] == detail


# Hierarchy


def test_broader_lists_the_direct_broader_terms(get):
    assert slugs(get(f"{TERMS}/puppy/broader")["items"]) == ["dog"]


def test_transitive_broader_terms_are_listed_nearest_first(get):
    items = get(f"{TERMS}/puppy/broader", transitive="true")["items"]
    assert [(item["slug"], item["distance"]) for item in items] == [("dog", 1), ("mammal", 2), ("animal", 3)]


def test_narrower_lists_direct_or_all_narrower_terms(get):
    assert slugs(get(f"{TERMS}/mammal/narrower")["items"]) == ["cat", "dog"]
    assert slugs(get(f"{TERMS}/mammal/narrower", transitive="true")["items"]) == ["cat", "dog", "puppy"]


# Paths


def test_path_has_a_sentence(get):
    path = get(f"{TERMS}/puppy/path", to="animal")
    assert path["sentence"] == "Puppy is a kind of Dog, which is a kind of Mammal, which is a kind of Animal."
    assert (path["length"], slugs(step["term"] for step in path["steps"])) == (3, ["dog", "mammal", "animal"])


def test_path_may_follow_a_relation_backward(get):
    assert get(f"{TERMS}/bone/path", to="cat")["sentence"] == "Bone is used by Dog, which contrasts with Cat."


def test_path_from_a_term_to_itself_has_no_steps(get):
    path = get(f"{TERMS}/dog/path", to="dog")
    assert (path["length"], path["steps"], path["sentence"]) == (0, [], "Dog.")


def test_path_between_unconnected_terms_is_404(client):
    response = client.get(f"{TERMS}/dog/path?to=stone")
    assert (response.status_code, response.json["detail"]) == (
        404,
        "No relations lead from 'dog' to 'stone'.",
    )


@pytest.mark.parametrize("status", ["draft", "review"])
def test_path_to_an_unpublished_term_is_that_to_an_unknown_one(client, update_term, status):
    update_term("ghost", status=status)
    hidden = client.get(f"{TERMS}/dog/path?to=ghost")
    unknown = client.get(f"{TERMS}/dog/path?to=ghoul")
    assert (hidden.status_code, hidden.text.replace("ghost", "ghoul")) == (422, unknown.text)


def test_path_to_a_deprecated_term_is_422_and_says_so(client, update_term):
    update_term("ghost", status="deprecated")
    response = client.get(f"{TERMS}/dog/path?to=ghost")
    assert (response.status_code, response.json["detail"]) == (422, "The term 'ghost' is deprecated.")


def test_path_to_an_unknown_term_is_422_with_the_nearest_slug(client):
    response = client.get(f"{TERMS}/dog/path?to=mamal")
    assert (response.status_code, response.json["suggestions"][0]) == (422, "mammal")


# Prerequisites


def test_prerequisites_are_in_the_order_of_learning(get):
    items = get(f"{TERMS}/puppy/prerequisites")["items"]
    assert slugs(items) == ["animal", "mammal", "bone", "dog"]


def test_prerequisite_says_what_it_is_needed_for(get):
    bone = next(item for item in get(f"{TERMS}/puppy/prerequisites")["items"] if item["slug"] == "bone")
    assert bone["sentence"] == "Puppy requires Bone."
    assert bone["because"] == [
        {"type": "requires", "name": "Learn first", "term": {"slug": "puppy", "name": "Puppy"}}
    ]


@pytest.mark.parametrize(
    ("walk", "query"),
    [("prerequisites", {}), ("broader", {"transitive": "1"}), ("narrower", {"transitive": "1"})],
)
@pytest.mark.parametrize(("most", "truncated"), [(2, True), (4, False)])
def test_walk_says_whether_it_was_truncated(get, monkeypatch, walk, query, most, truncated):
    monkeypatch.setattr(walks, "MAX_WALK", most)
    page = get(f"{TERMS}/{'animal' if walk == 'narrower' else 'puppy'}/{walk}", **query)
    assert (page["truncated"], page["total"] <= most) == (truncated, True)


def test_no_term_comes_before_what_it_requires(shipped):
    needs = [
        (row["source"]["slug"], row["target"]["slug"])
        for kind in ("requires", "broader")
        for row in every(shipped, f"/api/v1/relations?type={kind}&limit=500")
    ]
    oracle = nx.DiGraph(needs)
    for slug in oracle:
        order = slugs(shipped.get(f"{TERMS}/{slug}/prerequisites").json["items"])
        assert set(order) == nx.descendants(oracle, slug)
        positions = {each: position for position, each in enumerate([*order, slug])}
        assert all(positions[target] < positions[source] for source, target in needs if source in positions)


@pytest.mark.parametrize("walk", ["broader", "narrower", "path?to=dog", "prerequisites"])
def test_walk_from_an_unknown_or_retired_term_is_404_410_or_301(client, retire_term, walk):
    assert client.get(f"{TERMS}/unicorn/{walk}").status_code == 404
    retire_term("stone")
    assert client.get(f"{TERMS}/stone/{walk}").status_code == 410
    retire_term("cat", "dog")
    assert client.get(f"{TERMS}/cat/{walk}").status_code == 301
