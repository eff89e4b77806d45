from data.entries import summaries


def test_a_summary_has_the_way_up_from_its_category(database, make_category, make_term):
    make_category("parts", parent="things")
    make_term("Dropout", category="parts")
    summary = summaries.get(database, "dropout")
    assert (summary.category.slug, summary.category.parent.slug) == ("parts", "things")


def test_summaries_come_in_the_order_asked_for_without_what_is_not_published(database, make_term):
    for name, status in (("Adam", "published"), ("Dropout", "draft"), ("Epoch", "published")):
        make_term(name, status=status)
    found = summaries.find(database, ["epoch", "dropout", "zebra", "adam"])
    assert [summary.slug for summary in found] == ["epoch", "adam"]
