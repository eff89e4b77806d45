from data.entries import summaries


def test_a_summary_lists_the_ancestors_of_its_category(database, make_category, make_term):
    make_category("parts", parent="things")
    make_term("Dropout", category="parts")
    summary = summaries.get(database, "dropout")
    assert (summary.category.slug, summary.category.parent.slug) == ("parts", "things")


def test_summaries_of_published_terms_are_returned_in_the_requested_order(database, make_term):
    for name, status in (("Adam", "published"), ("Dropout", "draft"), ("Epoch", "published")):
        make_term(name, status=status)
    found = summaries.find(database, ["epoch", "dropout", "zebra", "adam"])
    assert [summary.slug for summary in found] == ["epoch", "adam"]


def test_summaries_of_any_status_are_returned_on_request(database, make_term):
    make_term("Adam")
    make_term("Dropout", status="draft")
    found = summaries.find(database, ["dropout", "adam"], status=None)
    assert [summary.slug for summary in found] == ["dropout", "adam"]


def test_summaries_by_id_are_returned_in_the_requested_order(database, make_term):
    for name in ("Adam", "Dropout"):
        make_term(name)
    assert [summary.slug for summary in summaries.find_by_id(database, [2, 1])] == ["dropout", "adam"]
