"""Relations and relation types over HTTP. A refused relation gets a sentence that names its terms."""

import pytest

from tests.api.documents import CREDIT

RELATIONS = "/api/v1/relations"
ANY = {"If-Match": "*"}


@pytest.fixture(autouse=True)
def animals(make_term):
    """Create terms to relate."""
    for name in ("Animal", "Cat", "Dog", "Mammal", "Puppy"):
        make_term(name)


@pytest.fixture
def link(editor):
    """Ask for a relation: link("dog", "broader", "animal")."""

    def ask(source, kind, target):
        return editor.post(RELATIONS, json={"source": source, "type": kind, "target": target})

    return ask


@pytest.fixture
def chain(relate):
    """Create a puppy that is a dog, which is a mammal, which is an animal."""
    relate("puppy", "broader", "dog")
    relate("dog", "broader", "mammal")
    relate("mammal", "broader", "animal")


def test_a_created_relation_is_201_with_its_address(link):
    response = link("dog", "broader", "animal")
    assert (response.status_code, response.location) == (201, "http://localhost/api/v1/relations/1")


def test_a_relation_is_read_as_stored(editor, client):
    body = {"source": "dog", "type": "broader", "target": "animal", "note": "Since ever."}
    created = editor.post(RELATIONS, json=body).json
    assert client.get(f"{RELATIONS}/1").json == {
        "id": 1,
        "type": "broader",
        "name": "Is a kind of",
        "source": {"slug": "dog", "name": "Dog"},
        "target": {"slug": "animal", "name": "Animal"},
        "note": "Since ever.",
        "revision": 1,
        "created_at": created["created_at"],
        "links": {"self": "http://localhost/api/v1/relations/1"},
        **CREDIT,
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", [1, 2, 3, 4]),
        ("?type=broader", [1, 2, 3]),
        ("?source=dog", [2, 4]),
        ("?target=dog", [1]),
        ("?source=dog&type=broader", [2]),
        ("?source=dog&target=cat", [4]),
        ("?source=cat", []),
    ],
)
def test_relations_are_filtered(client, chain, relate, query, ids):
    relate("dog", "contrasts-with", "cat")
    page = client.get(f"{RELATIONS}{query}").json
    assert ([relation["id"] for relation in page["items"]], page["total"]) == (ids, len(ids))


@pytest.mark.parametrize(
    ("query", "ids"),
    [("", [3]), ("?status=published", [3]), ("?status=any", [1, 2, 3]), ("?status=any&source=yak", [1])],
)
def test_relations_of_drafts_are_listed_with_status_any(editor, make_term, relate, query, ids):
    make_term("Yak", status="draft")
    relate("yak", "uses", "dog")
    relate("cat", "contrasts-with", "yak")
    relate("dog", "broader", "animal")
    page = editor.get(f"{RELATIONS}{query}").json
    assert ([relation["id"] for relation in page["items"]], page["total"]) == (ids, len(ids))


def test_relations_of_drafts_need_a_key(client):
    response = client.get(f"{RELATIONS}?status=any")
    assert (response.status_code, "WWW-Authenticate" in response.headers) == (401, True)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("type=narrower", [1, 2, 3]),
        ("type=narrower&source=dog", [1]),
        ("type=narrower&target=dog", [2]),
        ("type=narrower&source=mammal&target=dog", [2]),
        ("type=narrower&source=puppy", []),
        ("type=contrasts-with&source=dog", [4]),
    ],
)
def test_an_inverse_type_filters_with_source_and_target_swapped(client, chain, relate, query, ids):
    relate("dog", "contrasts-with", "cat")
    page = client.get(f"{RELATIONS}?{query}").json
    assert ([relation["id"] for relation in page["items"]], page["total"]) == (ids, len(ids))


def test_relations_found_by_an_inverse_type_are_returned_as_stored(client, relate):
    relate("dog", "broader", "animal")
    (relation,) = client.get(f"{RELATIONS}?type=narrower").json["items"]
    found = (relation["source"]["slug"], relation["type"], relation["target"]["slug"])
    assert found == ("dog", "broader", "animal")


@pytest.mark.parametrize("address", ["/api/v1/relations/99", "/api/v1/relations/0"])
def test_an_unknown_relation_is_404(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("member", ["source", "target"])
def test_an_unknown_term_in_a_relation_is_422_with_the_nearest(editor, member):
    body = {"source": "cat", "type": "broader", "target": "animal", member: "dgo"}
    response = editor.post(RELATIONS, json=body)
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, f"#/{member}")
    assert response.json["suggestions"] == ["dog"]


def test_a_relation_of_an_inverse_type_is_422_and_says_how_to_write_it(link):
    response = link("animal", "narrower", "dog")
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "#/type")
    assert (
        response.json["detail"]
        == "'narrower' is the inverse of 'broader'. Swap source and target and use 'broader'."
    )


def test_a_relation_of_an_unknown_type_is_422_and_lists_the_types(link):
    response = link("dog", "is-a", "animal")
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "#/type")
    assert "broader, part-of, requires" in response.json["detail"]


def test_a_relation_to_itself_is_409(link):
    response = link("dog", "related-to", "dog")
    assert (response.status_code, response.json["detail"]) == (409, "'Dog' cannot be related to itself.")


@pytest.mark.parametrize("kind", ["broader", "uses", "contrasts-with"])
@pytest.mark.parametrize(("source", "target"), [("dog", "animal"), ("animal", "dog")])
def test_a_second_relation_of_a_pair_is_409_in_both_directions(link, relate, source, kind, target):
    relate("dog", "broader", "animal")
    response = link(source, kind, target)
    assert response.status_code == 409
    assert response.json["detail"] == "Relation 1 already links them: Dog — Is a kind of — Animal."


@pytest.mark.parametrize("kind", ["broader", "part-of", "requires", "variant-of", "used-for", "addresses"])
def test_a_cycle_of_an_acyclic_type_is_409(link, relate, kind):
    relate("puppy", kind, "dog")
    relate("dog", kind, "animal")
    response = link("animal", kind, "puppy")
    assert response.status_code == 409
    assert response.json["detail"] == f"This would close a cycle of {kind}: Animal → Puppy → Dog → Animal."


@pytest.mark.parametrize("kind", ["uses", "contrasts-with"])
def test_a_cycle_of_another_type_is_allowed(link, relate, kind):
    relate("puppy", kind, "dog")
    relate("dog", kind, "cat")
    assert link("cat", kind, "puppy").status_code == 201


@pytest.mark.parametrize(
    ("first", "second", "closing"), [("requires", "broader", "requires"), ("broader", "requires", "broader")]
)
def test_a_cycle_of_requires_and_broader_together_is_409(link, relate, first, second, closing):
    relate("puppy", first, "dog")
    relate("dog", second, "cat")
    response = link("cat", closing, "puppy")
    assert response.status_code == 409
    assert "cycle of requires and broader: Cat → Puppy → Dog → Cat" in response.json["detail"]


@pytest.mark.parametrize("kind", ["uses", "contrasts-with", "related-to"])
@pytest.mark.parametrize(("source", "target"), [("puppy", "animal"), ("animal", "puppy")])
def test_an_association_along_a_chain_of_three_is_409(link, chain, source, kind, target):
    response = link(source, kind, target)
    assert response.status_code == 409
    assert "(Puppy → Dog → Mammal → Animal)" in response.json["detail"]


@pytest.mark.parametrize(("source", "target"), [("puppy", "animal"), ("animal", "puppy")])
def test_a_hierarchy_that_closes_a_chain_of_three_over_an_association_is_409(link, relate, source, target):
    relate(source, "uses", target)
    relate("puppy", "broader", "dog")
    relate("mammal", "part-of", "animal")
    response = link("dog", "broader", "mammal")
    assert response.status_code == 409
    assert f"{source.title()} — Uses — {target.title()}" in response.json["detail"]


def test_an_association_beside_the_hierarchy_is_allowed(link, chain):
    assert link("puppy", "contrasts-with", "cat").status_code == 201


def test_a_refused_relation_is_not_stored(link, client, chain):
    link("animal", "broader", "puppy")
    assert client.get(RELATIONS).json["total"] == 3


def test_deleting_a_relation_is_204_and_it_is_gone_from_both_ends(editor, client, relate):
    relate("dog", "broader", "animal")
    etag = client.get(f"{RELATIONS}/1").headers["ETag"]
    assert editor.delete(f"{RELATIONS}/1", headers={"If-Match": etag}).status_code == 204
    assert [client.get(f"/api/v1/terms/{slug}").json["relations"] for slug in ("dog", "animal")] == [[], []]


@pytest.mark.parametrize(("headers", "status"), [({}, 428), ({"If-Match": '"2-0123456789abcdef"'}, 412)])
def test_deleting_a_relation_needs_its_etag(editor, relate, headers, status):
    relate("dog", "broader", "animal")
    assert editor.delete(f"{RELATIONS}/1", headers=headers).status_code == status


def test_a_deleted_relation_is_404(editor, relate):
    relate("dog", "broader", "animal")
    editor.delete(f"{RELATIONS}/1", headers=ANY)
    assert editor.delete(f"{RELATIONS}/1", headers=ANY).status_code == 404


def test_the_id_of_a_deleted_relation_is_not_used_again(editor, link, relate):
    relate("dog", "broader", "animal")
    editor.delete(f"{RELATIONS}/1", headers=ANY)
    assert link("dog", "broader", "animal").json["id"] == 2


def test_the_eleven_relation_types_are_listed_in_order(client):
    page = client.get("/api/v1/relation-types").json
    assert [kind["slug"] for kind in page["items"]] == [
        "broader",
        "part-of",
        "requires",
        "variant-of",
        "uses",
        "used-for",
        "addresses",
        "evaluated-by",
        "contrasts-with",
        "alternative-to",
        "related-to",
    ]


def test_a_relation_type_says_what_it_means(client):
    assert client.get("/api/v1/relation-types").json["items"][0] == {
        "slug": "broader",
        "name": "Is a kind of",
        "inverse_slug": "narrower",
        "inverse_name": "Has kinds",
        "symmetric": False,
        "transitive": True,
        "acyclic": True,
        "skos": "iso-thes:broaderGeneric",
        "test_sentence": "Every A is a B.",
    }
