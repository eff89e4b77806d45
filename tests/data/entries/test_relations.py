import pytest

from data.entries import relations, terms
from data.errors import Conflict, Invalid, NotFound, Stale
from data.store import changes
from data.store.changes import Actor

BY = Actor("tester")


@pytest.fixture
def abc(make_term):
    """Create the terms A, B, C and D."""
    for name in "ABCD":
        make_term(name)


@pytest.fixture
def link(abc, relate):
    """Relate the terms A to D: link("a broader b", "b broader c"). Return the last relation."""
    return lambda *sentence: [relate(*relation.split()) for relation in sentence][-1]


@pytest.fixture
def stored(database):
    """Return the relations stored on a term, written as for `link`."""
    return lambda slug: [f"{slug} {d['type']} {d['target']}" for d in relations.documents(database)[slug]]


# Reading


def test_a_relation_names_its_type_and_both_ends(link):
    relation = link("a broader b")
    assert (relation.type, relation.name, relation.source.name, relation.target.slug, relation.note) == (
        "broader",
        "Is a kind of",
        "A",
        "b",
        None,
    )


def test_a_relation_keeps_its_note(database, abc):
    document = {"source": "a", "type": "uses", "target": "b", "note": "Often."}
    assert relations.create(database, document, actor=BY).note == "Often."


def test_an_unknown_relation_is_not_found(database):
    with pytest.raises(NotFound, match="no relation 7"):
        relations.get(database, 7)


def test_the_other_end_sees_the_inverse(database, link):
    link("a part-of b")
    assert [(view.type, view.name, view.term.slug) for view in terms.get(database, "b").relations] == [
        ("has-part", "Has part", "a")
    ]


def test_a_symmetric_relation_looks_the_same_from_both_ends(database, link):
    link("a contrasts-with b")
    views = [terms.get(database, slug).relations[0] for slug in "ab"]
    assert [(view.type, view.term.slug) for view in views] == [
        ("contrasts-with", "b"),
        ("contrasts-with", "a"),
    ]


def test_relations_of_a_term_are_ordered_by_type_then_name(database, link):
    link("a uses d", "a uses c", "a broader b")
    assert [view.term.slug for view in terms.get(database, "a").relations] == ["b", "c", "d"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["a uses b", "b uses c", "a broader d", "c contrasts-with d"]),
        ({"type": "uses"}, ["a uses b", "b uses c"]),
        ({"source": "a"}, ["a uses b", "a broader d"]),
        ({"target": "c"}, ["b uses c"]),
        ({"source": "a", "type": "broader"}, ["a broader d"]),
        ({"type": "part-of"}, []),
        ({"type": "narrower"}, ["a broader d"]),
        ({"type": "narrower", "source": "d"}, ["a broader d"]),
        ({"type": "narrower", "target": "a"}, ["a broader d"]),
        ({"type": "narrower", "source": "d", "target": "a"}, ["a broader d"]),
        ({"type": "narrower", "source": "a"}, []),
        ({"type": "narrower", "target": "d"}, []),
        ({"type": "has-part"}, []),
        ({"type": "contrasts-with"}, ["c contrasts-with d"]),
        ({"type": "contrasts-with", "source": "c"}, ["c contrasts-with d"]),
        ({"type": "contrasts-with", "source": "d"}, []),
    ],
)
def test_relations_are_filtered_by_type_and_end(database, link, filters, found):
    link("a uses b", "b uses c", "a broader d", "c contrasts-with d")
    page = relations.find(database, limit=9, **filters)
    assert [f"{r.source.slug} {r.type} {r.target.slug}" for r in page.items] == found
    assert page.total == len(found)


def test_pages_of_relations_are_complete(database, link):
    link("a uses b", "b uses c", "c uses d")
    first = relations.find(database, limit=2)
    second = relations.find(database, limit=2, after=first.after)
    assert [relation.source.slug for relation in first.items + second.items] == ["a", "b", "c"]
    assert (first.total, second.total, second.after) == (3, 3, None)


def test_a_removed_relation_is_gone_from_both_ends(database, link):
    relations.delete(database, link("a uses b").id, match=[1], actor=BY)
    assert [terms.get(database, slug).relations for slug in "ab"] == [[], []]


def test_removing_a_relation_is_logged_with_its_last_document(database, link):
    relation = link("a uses b")
    relations.delete(database, relation.id, match=None, actor=BY)
    change = changes.find(database, "relation", relation.id, limit=1).items[0]
    assert (change.action, change.document["source"], change.document["target"]) == ("retired", "a", "b")


def test_removing_another_revision_is_stale(database, link):
    with pytest.raises(Stale):
        relations.delete(database, link("a uses b").id, match=[2], actor=BY)


def test_removing_an_unknown_relation_is_not_found(database):
    with pytest.raises(NotFound):
        relations.delete(database, 7, match=None, actor=BY)


# Rules


@pytest.mark.parametrize(("sentence", "pointer"), [("x uses b", "/source"), ("a uses x", "/target")])
def test_an_unknown_end_is_invalid(link, sentence, pointer):
    with pytest.raises(Invalid, match="no term 'x'") as error:
        link(sentence)
    assert error.value.extra["pointer"] == pointer


def test_an_unknown_type_is_invalid_and_lists_all_types(link):
    with pytest.raises(
        Invalid, match=r"no relation type 'likes'\. There are broader, part-of, .*related-to\."
    ) as error:
        link("a likes b")
    assert error.value.extra == {"pointer": "/type"}


def test_an_inverse_type_is_invalid_and_explains_the_forward_form(link):
    with pytest.raises(Invalid, match=r"inverse of 'broader'\. Swap source and target and use 'broader'"):
        link("a narrower b")


def test_a_term_cannot_be_related_to_itself(link):
    with pytest.raises(Conflict, match="'A' cannot be related to itself"):
        link("a related-to a")


@pytest.mark.parametrize("second", ["a uses b", "b uses a", "a related-to b", "b broader a"])
def test_a_pair_has_at_most_one_relation(link, second):
    link("a uses b")
    with pytest.raises(Conflict, match="Relation 1 already links them: A — Uses — B"):
        link(second)


@pytest.mark.parametrize(
    "kind", ["broader", "part-of", "requires", "variant-of", "used-for", "addresses", "evaluated-by"]
)
def test_an_acyclic_type_cannot_have_a_cycle(link, kind):
    link(f"a {kind} b", f"b {kind} c")
    with pytest.raises(Conflict, match=f"cycle of {kind}.*: C → A → B → C"):
        link(f"c {kind} a")


@pytest.mark.parametrize("kind", ["uses", "contrasts-with", "alternative-to", "related-to"])
def test_another_type_may_have_a_cycle(link, kind):
    assert link(f"a {kind} b", f"b {kind} c", f"c {kind} a")


@pytest.mark.parametrize(
    ("sentence", "last"),
    [
        (["a requires b", "b broader c"], "c requires a"),
        (["a broader b", "b requires c"], "c broader a"),
        (["a requires b", "b requires c", "c broader d"], "d requires a"),
    ],
)
def test_no_term_requires_itself_through_broader_terms(link, sentence, last):
    link(*sentence)
    with pytest.raises(Conflict, match="cycle of requires and broader"):
        link(last)


def test_a_path_against_the_direction_is_not_a_cycle(link):
    assert link("a broader b", "c broader b", "c broader d")


@pytest.mark.parametrize("last", ["a related-to d", "d related-to a", "a uses d", "a requires d"])
def test_no_association_between_terms_on_one_hierarchical_chain(link, last):
    link("a broader b", "b broader c", "c broader d")
    with pytest.raises(Conflict, match=r"'A' is already below 'D' in the hierarchy \(A → B → C → D\).*S27"):
        link(last)


def test_a_hierarchical_chain_may_mix_its_types(link):
    link("a broader b", "b part-of c")
    with pytest.raises(Conflict, match="S27"):
        link("a contrasts-with c")


@pytest.mark.parametrize("sentence", ["a related-to d", "d related-to a"])
@pytest.mark.parametrize("last", ["a broader b", "b part-of c", "c broader d"])
def test_no_hierarchical_link_puts_a_term_below_an_associated_one(link, sentence, last):
    chain = {"a broader b", "b part-of c", "c broader d"}
    link(sentence, *sorted(chain - {last}))
    with pytest.raises(Conflict, match=r"This would link '[AD]' and '[AD]' through the hierarchy.*S27"):
        link(last)


@pytest.mark.parametrize("last", ["a contrasts-with b", "a broader d", "d broader a"])
def test_siblings_may_be_related(link, last):
    assert link("a broader c", "b broader c", last)


def test_two_hierarchical_paths_may_link_the_same_terms(link):
    assert link("a broader b", "b broader c", "a part-of c")


def test_a_refused_relation_changes_nothing(database, link):
    link("a uses b")
    before = changes.serial(database)
    with pytest.raises(Conflict):
        link("b uses a")
    assert (relations.find(database, limit=9).total, changes.serial(database)) == (1, before)


# Replacing the relations of a term


def keep(database, slug, *sentence):
    documents = [dict(zip(("type", "target"), relation.split()[1:], strict=True)) for relation in sentence]
    return relations.keep_first(database, slug, documents, actor=BY)


def test_unchanged_relations_are_kept(database, link, stored):
    link("a uses b", "a broader c")
    assert keep(database, "a", "a uses b", "a broader c", "a uses d") == 2
    assert stored("a") == ["a uses b", "a broader c"]


def test_relations_are_removed_from_the_first_different_one_on(database, link, stored):
    link("a uses b", "a broader c", "a uses d")
    assert keep(database, "a", "a uses b", "a requires c", "a uses d") == 1
    assert stored("a") == ["a uses b"]


def test_a_relation_with_another_note_is_different(database, link, stored):
    link("a uses b")
    relations.keep_first(database, "a", [{"type": "uses", "target": "b", "note": "Often."}], actor=BY)
    assert stored("a") == []


def test_relations_stored_on_the_other_end_are_kept(database, link, stored):
    link("b uses a")
    keep(database, "a")
    assert stored("b") == ["b uses a"]


# Ends that are not published


@pytest.fixture
def draft_relation(make_term, relate):
    """Relate a published term to a draft."""
    make_term("Dropout")
    make_term("Epoch", status="draft")
    return relate("dropout", "uses", "epoch")


def test_a_relation_with_an_end_that_is_not_published_is_not_found(database, draft_relation):
    with pytest.raises(NotFound, match=r"^There is no relation 1\.$") as error:
        relations.get(database, draft_relation.id)
    assert error.value.kind == "unknown-relation"


def test_a_relation_with_an_end_that_is_not_published_is_read_with_drafts(database, draft_relation):
    assert relations.get(database, draft_relation.id, drafts=True) == draft_relation


def test_a_relation_with_an_end_that_is_not_published_can_be_removed(database, draft_relation):
    relations.delete(database, draft_relation.id, match=[1], actor=BY)
    assert relations.find(database, limit=9).total == 0


@pytest.mark.parametrize("filters", [{"target": "epoch"}, {"type": "used-for", "target": "epoch"}])
def test_a_filter_by_a_draft_is_invalid(database, draft_relation, filters):
    with pytest.raises(Invalid, match="no term 'epoch'") as error:
        relations.find(database, limit=9, **filters)
    assert error.value.extra == {"parameter": "target", "suggestions": []}


def test_a_filter_by_a_draft_is_accepted_with_drafts(database, draft_relation):
    assert relations.find(database, limit=9, target="epoch", drafts=True).items == [draft_relation]


@pytest.mark.parametrize(("status", "total"), [("published", 0), ("draft", 0), (None, 1)])
def test_relations_are_filtered_by_the_status_of_both_ends(database, draft_relation, status, total):
    assert relations.find(database, limit=9, status=status).total == total


def test_an_error_about_an_inverse_type_names_the_parameter_of_the_caller(database, link):
    link("a broader b")
    with pytest.raises(Invalid) as error:
        relations.find(database, limit=9, type="narrower", source="zebra")
    assert error.value.extra["parameter"] == "source"


def test_a_filter_by_an_unknown_type_suggests_the_nearest(database):
    with pytest.raises(Invalid, match="no relation type 'narower'") as error:
        relations.find(database, limit=9, type="narower")
    assert error.value.extra == {"parameter": "type", "suggestions": ["narrower"]}


# The kinds of errors


@pytest.mark.parametrize(
    ("sentences", "kind"),
    [
        (["a likes b"], "unknown-reference"),
        (["a narrower b"], "unknown-reference"),
        (["x uses b"], "unknown-reference"),
        (["a uses x"], "unknown-reference"),
        (["a uses a"], "relation-to-itself"),
        (["a uses b", "b uses a"], "relation-exists"),
        (["a broader b", "b broader c", "c broader a"], "relation-cycle"),
        (["a broader b", "b broader c", "a uses c"], "relation-within-hierarchy"),
        (["a broader b", "a uses c", "b broader c"], "relation-within-hierarchy"),
    ],
)
def test_a_refused_relation_has_an_error_with_a_kind(link, sentences, kind):
    *accepted, refused = sentences
    if accepted:
        link(*accepted)
    with pytest.raises((Conflict, Invalid)) as error:
        link(refused)
    assert error.value.kind == kind


@pytest.mark.parametrize("filters", [{"type": "likes"}, {"source": "x"}, {"target": "x"}])
def test_a_refused_filter_has_an_error_with_a_kind(database, filters):
    with pytest.raises(Invalid) as error:
        relations.find(database, limit=9, **filters)
    assert error.value.kind == "unknown-reference"
