import pytest

from data.entries import terms


@pytest.fixture
def related(database):
    """Return the slugs of the terms related to a term."""
    return lambda slug: [ref.slug for ref in terms.get(database, slug).related_in_category]


@pytest.fixture
def make_terms(make_term):
    """Create terms whose names have one letter each: make_terms("abc")."""
    return lambda names, **members: [make_term(name.upper(), **members) for name in names]


def test_a_related_term_has_its_definition(database, make_terms):
    make_terms("ab")
    ref = terms.get(database, "a").related_in_category[0]
    assert (ref.slug, ref.name, ref.definition) == ("b", "B", "Definition of B.")


def test_at_most_eight_terms_are_related(make_terms, related):
    make_terms("abcdefghijk")
    assert related("k") == list("abcdefgh")


def test_a_term_is_not_related_to_itself(make_terms, related):
    make_terms("ab")
    assert related("a") == ["b"]


def test_terms_without_relations_are_ordered_by_name(make_terms, related):
    make_terms("xcab")
    assert related("x") == ["a", "b", "c"]


def test_nearer_terms_come_first(make_terms, relate, related):
    make_terms("abcdx")
    for source, target in ("xd", "dc", "cb"):
        relate(source, "uses", target)
    assert related("x") == ["d", "c", "b", "a"]


def test_relations_are_followed_from_both_ends(make_terms, relate, related):
    make_terms("abx")
    relate("b", "uses", "x")
    assert related("x") == ["b", "a"]


def test_at_equal_distance_terms_with_more_shared_neighbors_come_first(make_terms, relate, related):
    make_terms("abcdx")
    for source, target in ("xa", "xb", "xc", "xd", "bd", "cd", "bc"):
        relate(source, "uses", target)
    assert related("x") == ["b", "c", "d", "a"]


def test_a_path_may_lead_through_another_category(make_category, make_terms, relate, related):
    make_category("other")
    make_terms("o", category="other")
    make_terms("abx")
    relate("x", "uses", "o")
    relate("o", "uses", "b")
    assert related("x") == ["b", "a"]


def test_terms_of_another_top_category_are_not_related(make_category, make_terms, relate, related):
    make_category("other")
    make_terms("o", category="other")
    make_terms("ax")
    relate("x", "uses", "o")
    assert related("x") == ["a"]


def test_terms_of_the_whole_top_category_are_related(make_category, make_terms, related):
    make_category("parts", parent="things")
    make_category("bits", parent="parts")
    make_category("pieces", parent="things")
    make_terms("a", category="bits")
    make_terms("b", category="pieces")
    make_terms("c")
    make_terms("x", category="parts")
    assert related("x") == ["a", "b", "c"]


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_only_published_terms_are_related(make_terms, relate, related, status):
    make_terms("ad", status=status)
    make_terms("bx")
    relate("x", "uses", "a")
    assert related("x") == ["b"]


def test_no_path_leads_through_a_draft(make_terms, relate, related):
    make_terms("d", status="draft")
    make_terms("abx")
    for source, target in ("xd", "db"):
        relate(source, "uses", target)
    assert related("x") == ["a", "b"]


def test_a_draft_does_not_count_as_a_shared_neighbor(make_terms, relate, related):
    make_terms("d", status="draft")
    make_terms("abx")
    for source, target in ("xa", "xb", "xd", "bd"):
        relate(source, "uses", target)
    assert related("x") == ["a", "b"]


def test_a_term_is_listed_once_as_related(make_terms, relate, related):
    make_terms("abx")
    for source, target in ("xa", "ab", "bx"):
        relate(source, "uses", target)
    assert related("x") == ["a", "b"]


def test_pre_training_has_eight_related_terms(shipped):
    body = shipped.get("/api/v1/terms/pre-training").json
    assert len({ref["slug"] for ref in body["related_in_category"]} - {"pre-training"}) == 8
