"""The relations of a term as it sees them, and the terms related to it by category."""

import pytest

TERMS = "/api/v1/terms"


def related(client, slug):
    return [term["slug"] for term in client.get(f"{TERMS}/{slug}").json["related_in_category"]]


@pytest.mark.parametrize(
    ("slug", "view"),
    [
        ("dog", ("broader", "Is a kind of", "animal", "Definition of Animal.")),
        ("animal", ("narrower", "Has kinds", "dog", "Definition of Dog.")),
    ],
)
def test_a_relation_is_seen_from_both_ends(client, make_term, relate, slug, view):
    make_term("Dog")
    make_term("Animal")
    relate("dog", "broader", "animal")
    (relation,) = client.get(f"{TERMS}/{slug}").json["relations"]
    term = relation["term"]
    assert (relation["type"], relation["name"], term["slug"], term["definition"]) == view


@pytest.mark.parametrize("slug", ["dog", "cat"])
def test_a_symmetric_relation_has_one_name_from_both_ends(client, make_term, relate, slug):
    make_term("Dog")
    make_term("Cat")
    relate("dog", "contrasts-with", "cat")
    (relation,) = client.get(f"{TERMS}/{slug}").json["relations"]
    assert (relation["type"], relation["name"]) == ("contrasts-with", "Contrasts with")


def test_relations_are_in_order_of_types_then_names(client, make_term, relate):
    for name in ("Dog", "Cat", "Animal", "Puppy", "Hound"):
        make_term(name)
    relate("dog", "contrasts-with", "cat")
    relate("puppy", "broader", "dog")
    relate("hound", "broader", "dog")
    relate("dog", "broader", "animal")
    relations = client.get(f"{TERMS}/dog").json["relations"]
    assert [relation["term"]["slug"] for relation in relations] == ["animal", "hound", "puppy", "cat"]


def test_symmetric_relations_are_in_order_of_names_from_both_ends(client, make_term, relate):
    for name in ("Dog", "Cat", "Ant"):
        make_term(name)
    relate("dog", "contrasts-with", "cat")
    relate("ant", "contrasts-with", "dog")
    relations = client.get(f"{TERMS}/dog").json["relations"]
    assert [relation["term"]["slug"] for relation in relations] == ["ant", "cat"]


def test_the_relations_of_a_term_are_a_list_of_their_own(client, make_term, relate):
    make_term("Dog")
    make_term("Animal")
    relate("dog", "broader", "animal")
    page = client.get(f"{TERMS}/animal/relations").json
    assert (page["items"], page["total"]) == (client.get(f"{TERMS}/animal").json["relations"], 1)


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
@pytest.mark.parametrize("address", ["dog", "dog/relations", "?ids=dog&include=relations"])
def test_relations_lead_to_published_terms_only(client, make_term, relate, status, address):
    for name in ("Ant", "Dog", "Yak"):
        make_term(name, status=status if name == "Yak" else "published")
    relate("dog", "uses", "ant")
    relate("dog", "uses", "yak")
    answer = client.get(f"{TERMS}{'' if address.startswith('?') else '/'}{address}")
    assert ("Ant" in answer.text, "Yak" in answer.text) == (True, False)


def test_a_draft_has_its_relations_to_published_terms(editor, make_term, relate):
    make_term("Dog")
    make_term("Yak", status="draft")
    relate("dog", "uses", "yak")
    assert [relation["type"] for relation in editor.get(f"{TERMS}/yak").json["relations"]] == ["used-by"]


def test_related_terms_are_nearest_first(client, make_term, relate):
    for name in ("Dog", "Zebra", "Yak", "Ant"):
        make_term(name)
    relate("dog", "uses", "zebra")
    relate("zebra", "uses", "yak")
    assert related(client, "dog") == ["zebra", "yak", "ant"]


def test_equally_near_related_terms_are_ordered_by_shared_neighbors(client, make_term, relate):
    for name in ("Dog", "Ant", "Bee", "Yak"):
        make_term(name)
    for target in ("ant", "bee", "yak"):
        relate("dog", "uses", target)
    relate("yak", "uses", "bee")
    assert related(client, "dog") == ["bee", "yak", "ant"]


def test_related_terms_with_equally_many_shared_neighbors_are_ordered_by_name(client, make_term, relate):
    for name in ("Dog", "Yak", "Ant"):
        make_term(name)
    relate("dog", "uses", "yak")
    relate("dog", "uses", "ant")
    assert related(client, "dog") == ["ant", "yak"]


@pytest.mark.parametrize(("slug", "found"), [("dog", ["leg"]), ("leg", ["dog"])])
def test_related_terms_are_of_the_same_top_category(client, make_term, make_category, relate, slug, found):
    make_category("parts", parent="things")
    make_category("ideas")
    make_term("Dog")
    make_term("Leg", category="parts")
    make_term("Loyalty", category="ideas")
    relate(slug, "uses", "loyalty")
    assert related(client, slug) == found


def test_related_terms_are_eight_at_most(client, make_term):
    for number in range(10):
        make_term(f"Thing {number}")
    assert related(client, "thing-0") == [f"thing-{number}" for number in range(1, 9)]


def test_related_terms_are_published(client, make_term, relate):
    make_term("Dog")
    make_term("Draft", status="draft")
    relate("dog", "uses", "draft")
    assert related(client, "dog") == []


def test_a_shipped_term_has_eight_related_terms_with_definitions(shipped):
    terms = shipped.get(f"{TERMS}/pre-training").json["related_in_category"]
    assert [bool(term["definition"]) for term in terms] == [True] * 8
