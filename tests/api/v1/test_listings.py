"""Lists of terms: filters, order, and the members of each item."""

import pytest

from tests.api.documents import CREDIT

TERMS = "/api/v1/terms"


@pytest.fixture
def slugs(client):
    """Return a function that lists slugs: slugs("level=beginner"). `reader` is another client."""

    def find(query="", address=TERMS, reader=client):
        response = reader.get(f"{address}?{query}")
        assert response.status_code == 200, response.text
        return [term["slug"] for term in response.json["items"]]

    return find


@pytest.fixture
def family(make_term, relate):
    """Create a puppy that is a dog, a dog that is an animal, and a cat that contrasts with the dog."""
    for name in ("Animal", "Cat", "Dog", "Puppy"):
        make_term(name)
    relate("puppy", "broader", "dog")
    relate("dog", "broader", "animal")
    relate("dog", "contrasts-with", "cat")


@pytest.fixture
def stamp(database):
    """Set the time a term was last changed: stamp("dog", "2026-01-01T00:00:00Z")."""

    def make(slug, time):
        database.execute(
            "UPDATE terms SET updated_at = :time WHERE slug = :slug", {"slug": slug, "time": time}
        )

    return make


def test_a_category_includes_the_terms_below_it(slugs, make_category, make_term):
    make_category("parts", parent="things")
    make_category("small-parts", parent="parts")
    make_term("Car")
    make_term("Screw", category="small-parts")
    make_term("Wheel", category="parts")
    assert slugs("category=parts") == ["screw", "wheel"]


def test_the_terms_of_a_category_are_filtered_as_in_the_list_of_terms(slugs, make_category, make_term):
    make_category("parts", parent="things")
    make_term("Screw", category="parts", level="beginner")
    make_term("Wheel", category="parts", level="advanced")
    make_term("Car", level="beginner")
    assert slugs("level=beginner", "/api/v1/categories/parts/terms") == ["screw"]


@pytest.mark.parametrize(
    ("letter", "found"),
    [("E", ["ecole"]), ("e", ["ecole"]), ("É", ["ecole"]), ("%23", ["3d-model"]), ("Z", [])],
)
def test_a_letter_finds_the_names_under_it(slugs, make_term, letter, found):
    make_term("École")
    make_term("3D Model")
    make_term("Dog")
    assert slugs(f"letter={letter}") == found


def test_a_level_finds_its_terms(slugs, make_term):
    make_term("Dog", level="beginner")
    make_term("Cat", level="advanced")
    assert slugs("level=advanced") == ["cat"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["dog"]),
        ("status=published", ["dog"]),
        ("status=draft", ["cat"]),
        ("status=deprecated", ["ant"]),
        ("status=any", ["ant", "cat", "dog"]),
    ],
)
def test_a_status_finds_its_terms_and_the_default_is_published(slugs, editor, make_term, query, found):
    make_term("Dog")
    make_term("Cat", status="draft")
    make_term("Ant", status="deprecated")
    assert slugs(query, reader=editor) == found


@pytest.mark.parametrize("address", [TERMS, "/api/v1/categories/things/terms"])
@pytest.mark.parametrize("status", ["draft", "review", "deprecated", "any"])
def test_a_list_of_terms_that_are_not_published_needs_a_key(client, address, status):
    response = client.get(f"{address}?status={status}")
    assert (response.status_code, "WWW-Authenticate" in response.headers) == (401, True)


def test_a_list_of_published_terms_needs_no_key(slugs, make_term):
    make_term("Dog")
    make_term("Cat", status="draft")
    assert slugs("status=published") == slugs() == ["dog"]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("2026-01-02T00:00:00Z", ["dog"]),
        ("2026-01-02T02:00:00%2B02:00", ["dog"]),
        ("2026-01-02T00:00:01Z", []),
        ("2026-01-01T00:00:00Z", ["cat", "dog"]),
    ],
)
def test_updated_since_finds_terms_changed_at_or_after_that_time(slugs, make_term, stamp, since, found):
    make_term("Dog")
    make_term("Cat")
    stamp("dog", "2026-01-02T00:00:00Z")
    stamp("cat", "2026-01-01T00:00:00Z")
    assert slugs(f"updated_since={since}") == found


@pytest.mark.parametrize(
    ("relation", "to", "found"),
    [
        ("broader", "animal", ["dog"]),
        ("narrower", "dog", ["animal"]),
        ("contrasts-with", "cat", ["dog"]),
        ("contrasts-with", "dog", ["cat"]),
        ("broader", "cat", []),
    ],
)
def test_a_relation_finds_terms_forward_and_inverse(slugs, family, relation, to, found):
    assert slugs(f"relation={relation}&to={to}") == found


@pytest.mark.parametrize(("given", "other"), [("relation=broader", "to"), ("to=dog", "relation")])
def test_relation_and_to_need_each_other(client, family, given, other):
    response = client.get(f"{TERMS}?{given}")
    assert response.status_code == 422
    assert f"'{other}'" in response.json["detail"]


@pytest.mark.parametrize(
    ("name", "nearest"), [("category=thigns", "things"), ("relation=broader&to=dgo", "dog")]
)
def test_a_filter_with_an_unknown_slug_is_422_with_the_nearest(client, family, name, nearest):
    response = client.get(f"{TERMS}?{name}")
    assert (response.status_code, response.json["suggestions"]) == (422, [nearest])


def test_filters_narrow_each_other(slugs, make_term):
    make_term("Dog", level="advanced")
    make_term("Duck", level="beginner")
    make_term("Cat", level="advanced")
    assert slugs("level=advanced&letter=D") == ["dog"]


def test_ids_keep_their_order_and_missing_ones_are_listed(client, family):
    page = client.get(f"{TERMS}?ids=puppy,unicorn,animal").json
    assert ([term["slug"] for term in page["items"]], page["missing"]) == (["puppy", "animal"], ["unicorn"])


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_ids_with_a_key_find_terms_of_any_status(slugs, editor, make_term, status):
    make_term("Dog", status=status)
    assert slugs("ids=dog", reader=editor) == ["dog"]


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_ids_without_a_key_miss_terms_that_are_not_published(client, make_term, status):
    make_term("Dog", status=status)
    page = client.get(f"{TERMS}?ids=dog").json
    assert (page["items"], page["missing"]) == ([], ["dog"])


def test_a_list_can_be_one_parameter_per_item(slugs, family):
    assert slugs("ids=puppy,dog&ids=animal") == ["puppy", "dog", "animal"]


def test_only_a_list_of_ids_has_the_member_missing(client, family):
    assert "missing" not in client.get(TERMS).json


@pytest.mark.parametrize("beside", ["limit=1", "level=beginner", "sort=-updated_at", "letter=D"])
def test_ids_cannot_be_combined_with_filters(client, family, beside):
    response = client.get(f"{TERMS}?ids=dog&{beside}")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "ids")


@pytest.mark.parametrize(("count", "status"), [(200, 200), (201, 422)])
def test_at_most_200_ids_are_accepted(client, count, status):
    assert client.get(TERMS, query_string={"ids": ",".join(["dog"] * count)}).status_code == status


def test_names_are_sorted_without_case_accents_and_punctuation(slugs, make_term):
    for name in ("zebra", "École", "Apple", "«Quoted»", "dog"):
        make_term(name)
    assert slugs() == ["apple", "dog", "ecole", "quoted", "zebra"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [("name", ["cat", "dog"]), ("updated_at", ["dog", "cat"]), ("-updated_at", ["cat", "dog"])],
)
def test_sort_orders_the_list(slugs, make_term, stamp, sort, found):
    make_term("Dog")
    make_term("Cat")
    stamp("dog", "2026-01-01T00:00:00Z")
    stamp("cat", "2026-01-02T00:00:00Z")
    assert slugs(f"sort={sort}") == found


def test_an_unknown_sort_is_422(client):
    assert client.get(f"{TERMS}?sort=level").status_code == 422


def test_fields_choose_the_members_in_their_order(client, family):
    assert list(client.get(f"{TERMS}?fields=name,slug").json["items"][0]) == ["name", "slug"]


def test_fields_reduce_terms_found_by_ids(client, family):
    assert client.get(f"{TERMS}?ids=dog&fields=slug").json["items"] == [{"slug": "dog"}]


@pytest.mark.parametrize("fields", ["nmae", "slug,", "related_in_category", ""])
def test_a_field_that_lists_do_not_have_is_422(client, fields):
    response = client.get(f"{TERMS}?fields={fields}")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "fields")


@pytest.mark.parametrize("choice", ["ids=dog", "letter=D"])
def test_a_listed_term_has_no_relations_and_related_terms(client, family, choice):
    term = client.get(f"{TERMS}?{choice}").json["items"][0]
    whole = client.get(f"{TERMS}/dog").json
    assert whole.keys() - CREDIT.keys() - term.keys() == {"relations", "related_in_category"}


@pytest.mark.parametrize("query", ["include=relations", "fields=relations"])
@pytest.mark.parametrize("choice", ["ids=dog", "letter=D"])
def test_a_listed_term_has_relations_on_request(client, family, choice, query):
    (dog,) = client.get(f"{TERMS}?{choice}&{query}").json["items"]
    assert dog["relations"] == client.get(f"{TERMS}/dog").json["relations"]
