import pytest

from data.constants import MAX_SLUG
from data.entries import relations, summaries, terms
from data.entries.document import to_members
from data.errors import Conflict, Gone, Invalid, Moved, NotFound, Stale
from data.store import changes
from data.store.changes import Actor

BY = Actor("tester")
FULL = {
    "explanation": "See [epoch](term:epoch).",
    "example": "An example.",
    "confusion": "Not to be confused with anything.",
    "formula": "x^2",
    "labels": [{"text": "Dilution", "kind": "synonym", "language": "en"}],
    "level": "advanced",
    "status": "review",
    "sources": [{"role": "primary", "citation": "Somebody. Something.", "year": 2014}],
}


@pytest.fixture
def full_term(make_term):
    """Create the term that `FULL` links to, and Dropout with all members of `FULL`."""
    make_term("Epoch")
    return make_term("Dropout", **FULL)


def test_a_new_term_has_the_defaults(make_term):
    term = make_term("Batch Size")
    assert (term.slug, term.level, term.status, term.labels, term.sources, term.revision) == (
        "batch-size",
        "intermediate",
        "published",
        [],
        [],
        1,
    )


def test_a_document_is_read_as_it_was_written(database, full_term):
    document = to_members(terms.documents(database)[0])
    assert {name: document[name] for name in FULL} == FULL


def test_an_explanation_is_rendered(make_term):
    term = make_term("Dropout", explanation="*Not* <b>bold</b>.")
    assert term.explanation_html == "<p><em>Not</em> &lt;b&gt;bold&lt;/b&gt;.</p>"


def test_a_given_slug_is_used(make_term):
    assert make_term("深層学習", slug="deep-learning").slug == "deep-learning"


def test_a_name_without_a_derivable_slug_is_invalid(make_term):
    with pytest.raises(Invalid, match="Give a slug") as error:
        make_term("!?")
    assert error.value.extra == {"pointer": "/slug"}


def test_a_slug_is_derived_from_a_name_in_another_script(make_term):
    assert make_term("Глубокое обучение").slug == "glubokoe-obuchenie"


def test_a_slug_derived_from_a_long_name_has_the_maximum_length(make_term):
    assert make_term("a" * 200).slug == "a" * MAX_SLUG


def test_a_taken_slug_is_a_conflict(make_term):
    make_term("Dropout")
    with pytest.raises(Conflict, match="The term 'dropout' already exists"):
        make_term("Other", slug="dropout")


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"category": "thing"}, "/category"),
        ({"replaced_by": "dropuot"}, "/replaced_by"),
        ({"slug": "a", "replaced_by": "a"}, "/replaced_by"),
    ],
)
def test_a_reference_to_a_missing_entry_is_invalid(make_term, members, pointer):
    make_term("Dropout")
    with pytest.raises(Invalid) as error:
        make_term("Other", **members)
    assert error.value.extra["pointer"] == pointer


def test_an_unknown_category_suggests_the_nearest(make_term):
    with pytest.raises(Invalid, match="no category 'thing'") as error:
        make_term("Dropout", category="thing")
    assert error.value.extra["suggestions"] == ["things"]


def test_a_refused_term_changes_nothing(database, make_term):
    make_term("Dropout")
    before = changes.serial(database)
    with pytest.raises(Conflict):
        make_term("Other", labels=[{"text": "dropout", "kind": "synonym"}])
    assert (len(terms.documents(database)), changes.serial(database)) == (1, before)


def test_an_update_keeps_the_members_it_does_not_name(database, full_term, update_term):
    update_term("dropout", level="beginner")
    document = to_members(terms.documents(database)[0])
    assert {name: document[name] for name in FULL} == {**FULL, "level": "beginner"}


def test_an_update_increases_the_revision(make_term, update_term):
    make_term("Dropout")
    assert update_term("dropout", example="An example.").revision == 2


def test_an_update_that_changes_nothing_keeps_the_revision(full_term, update_term):
    assert update_term("dropout", **FULL).revision == 1


def test_updating_another_revision_is_stale(database, make_term):
    make_term("Dropout")
    with pytest.raises(Stale):
        terms.update(database, "dropout", {"level": "beginner"}, match=[2], actor=BY)


def test_updating_a_missing_term_is_not_found(update_term):
    with pytest.raises(NotFound):
        update_term("dropout", level="beginner")


def test_a_renamed_term_keeps_its_labels_and_relations(full_term, relate, update_term):
    relate("dropout", "uses", "epoch")
    term = update_term("dropout", slug="dilution")
    assert ([label.text for label in term.labels], [view.type for view in term.relations]) == (
        ["Dilution"],
        ["uses"],
    )


def test_a_renamed_term_keeps_its_history(database, make_term, update_term):
    make_term("Dropout")
    update_term("dropout", slug="dilution")
    actions = [change.action for change in terms.history(database, "dilution", limit=9).items]
    assert actions == ["renamed", "created"]


def test_the_history_of_an_unknown_term_is_not_found(database):
    with pytest.raises(NotFound):
        terms.history(database, "dropout", limit=9)


def test_a_term_cannot_be_renamed_to_a_taken_slug(make_term, update_term):
    make_term("Dropout")
    make_term("Epoch")
    with pytest.raises(Conflict):
        update_term("dropout", slug="epoch")


@pytest.mark.parametrize("read", [terms.get, summaries.get, terms.relations_of])
def test_a_retired_term_is_gone(database, make_term, retire_term, read):
    make_term("Dropout")
    retire_term("dropout")
    with pytest.raises(Gone):
        read(database, "dropout")


@pytest.mark.parametrize("read", [terms.get, summaries.get, terms.relations_of])
def test_a_renamed_term_has_moved(database, make_term, update_term, read):
    make_term("Dropout")
    update_term("dropout", slug="dilution")
    with pytest.raises(Moved):
        read(database, "dropout")


def test_retiring_a_term_removes_its_relations(database, make_term, relate, retire_term):
    for name in "ABC":
        make_term(name)
    relate("a", "uses", "b")
    relate("c", "uses", "a")
    retire_term("a")
    assert relations.find(database, limit=9).total == 0


def test_each_relation_of_a_retired_term_is_logged_as_retired(database, make_term, relate, retire_term):
    make_term("A")
    make_term("B")
    relation = relate("a", "uses", "b")
    retire_term("a")
    log = changes.find(database, "relation", relation.id, limit=9).items
    assert [change.action for change in log] == ["retired", "created"]


def test_the_name_of_a_retired_term_is_free(make_term, retire_term):
    make_term("Dropout")
    retire_term("dropout")
    assert make_term("Dropout", slug="dropout-2").name == "Dropout"


def test_retiring_another_revision_is_stale(database, make_term):
    make_term("Dropout")
    with pytest.raises(Stale):
        terms.delete(database, "dropout", match=[2], actor=BY)


@pytest.mark.parametrize("replacement", ["nothing", "dropout"])
def test_a_replacement_that_is_missing_or_the_term_itself_is_invalid(make_term, retire_term, replacement):
    make_term("Dropout")
    with pytest.raises(Invalid):
        retire_term("dropout", replacement)


def test_a_term_that_replaces_another_cannot_be_retired(make_term, retire_term):
    make_term("New")
    make_term("Old", status="deprecated", replaced_by="new")
    with pytest.raises(Conflict, match="'New' replaces 'Old'"):
        retire_term("new")


def test_a_relation_is_visible_from_both_ends(database, make_term, relate):
    make_term("Adam")
    make_term("Optimizer")
    relate("adam", "broader", "optimizer")
    shown = [terms.get(database, slug).relations[0] for slug in ("adam", "optimizer")]
    assert [(view.type, view.name, view.term.slug) for view in shown] == [
        ("broader", "Is a kind of", "optimizer"),
        ("narrower", "Has kinds", "adam"),
    ]


def test_documents_are_ordered_by_slug(database, make_term):
    make_term("B")
    make_term("A")
    assert [document.slug for document in terms.documents(database)] == ["a", "b"]


def test_relation_documents_are_listed_under_the_slug_of_their_source(database, make_term, relate):
    make_term("B")
    make_term("A")
    relate("b", "uses", "a")
    assert relations.documents(database) == {"b": [{"type": "uses", "target": "a", "note": None}]}


def test_two_terms_cannot_replace_each_other(make_term, update_term):
    make_term("Dropout")
    make_term("Old Dropout", replaced_by="dropout")
    with pytest.raises(Invalid, match="replaced by itself"):
        update_term("dropout", replaced_by="old-dropout")


@pytest.mark.parametrize("table", ["word_prefixes", "deletions", "texts"])
def test_the_search_tables_hold_only_published_terms(database, make_term, update_term, table):
    make_term("Dropout")
    update_term("dropout", status="draft")
    assert list(database.query(f"SELECT * FROM {table}")) == []


# Slugs that are derived from a name


def test_a_derived_slug_that_is_taken_asks_for_a_slug(make_term):
    make_term("C")
    with pytest.raises(
        Conflict, match=r"The slug 'c', derived from the name 'C\+\+', is taken\. Give a slug\."
    ) as error:
        make_term("C++")
    assert (error.value.kind, error.value.extra) == ("slug-taken", {"pointer": "/slug"})


def test_a_name_whose_derived_slug_is_taken_is_accepted_with_another_slug(make_term):
    make_term("C")
    assert make_term("C++", slug="c-plus-plus").name == "C++"


# Links in explanations


@pytest.mark.parametrize("write", ["create", "update", "replace"])
def test_a_dead_link_is_invalid_and_suggests_the_nearest_slug(database, make_term, write):
    make_term("Dropout")
    make_term("Epoch")
    document = {
        "name": "Dropout",
        "definition": "A definition.",
        "category": "things",
        "explanation": "See [epochs](term:epohc).",
    }
    attempts = {
        "create": lambda: make_term("Other", explanation=document["explanation"]),
        "update": lambda: terms.update(
            database, "dropout", {"explanation": document["explanation"]}, match=None, actor=BY
        ),
        "replace": lambda: terms.replace(database, "dropout", document, actor=BY),
    }
    before = changes.serial(database)
    with pytest.raises(Invalid, match="There is no term 'epohc'") as error:
        attempts[write]()
    assert (error.value.kind, error.value.extra) == (
        "unknown-reference",
        {"pointer": "/explanation", "suggestions": ["epoch"]},
    )
    assert changes.serial(database) == before


def test_the_first_of_several_links_that_is_dead_is_named(make_term):
    make_term("Epoch")
    with pytest.raises(Invalid, match="'zebra'"):
        make_term("Dropout", explanation="[One](term:epoch), [two](term:zebra), [three](term:yak).")


def test_a_link_to_a_renamed_term_is_accepted(make_term, update_term):
    make_term("Epoch")
    update_term("epoch", slug="pass")
    assert make_term("Dropout", explanation="See [epoch](term:epoch).").slug == "dropout"


def test_a_link_to_a_retired_term_with_a_replacement_is_accepted(make_term, retire_term):
    make_term("Epoch")
    make_term("Pass")
    retire_term("epoch", "pass")
    assert make_term("Dropout", explanation="See [epoch](term:epoch).").slug == "dropout"


def test_a_link_to_a_retired_term_without_a_replacement_is_invalid(make_term, retire_term):
    make_term("Epoch")
    retire_term("epoch")
    with pytest.raises(Invalid, match="The term 'epoch' was retired"):
        make_term("Dropout", explanation="See [epoch](term:epoch).")


def test_a_link_to_a_draft_is_accepted(make_term):
    make_term("Epoch", status="draft")
    assert make_term("Dropout", explanation="See [epoch](term:epoch).").slug == "dropout"


def test_a_term_may_link_to_itself(make_term):
    assert make_term("Dropout", explanation="See [above](term:dropout).").slug == "dropout"


def test_a_renamed_term_may_link_to_itself_under_its_new_slug(make_term, update_term):
    make_term("Dropout")
    term = update_term("dropout", slug="dilution", explanation="See [above](term:dilution).")
    assert term.slug == "dilution"


def test_links_are_not_checked_for_callers_that_check_them_later(database):
    document = {
        "name": "Dropout",
        "definition": "A definition.",
        "category": "things",
        "explanation": "See [epoch](term:epoch).",
    }
    assert terms.replace(database, "dropout", document, actor=BY, check_links=False).slug == "dropout"


# Terms that are not published

READERS = {
    "get": terms.get,
    "summary": summaries.get,
    "relations": terms.relations_of,
    "history": lambda database, slug, **options: terms.history(database, slug, limit=9, **options),
}


@pytest.fixture(params=READERS)
def read(request):
    """Return each function that reads one term by its slug."""
    return READERS[request.param]


@pytest.mark.parametrize("status", ["draft", "review"])
def test_a_term_that_is_not_published_is_not_found(database, make_term, read, status):
    make_term("Dropout", status=status)
    with pytest.raises(NotFound, match=r"^There is no term 'dropout'\.$") as error:
        read(database, "dropout")
    assert (error.value.kind, error.value.extra) == ("unknown-term", {"suggestions": []})


def test_a_deprecated_term_without_a_replacement_is_gone(database, make_term, read):
    make_term("Dropout", status="deprecated")
    with pytest.raises(Gone, match="The term 'dropout' is deprecated"):
        read(database, "dropout")


def test_a_deprecated_term_with_a_replacement_has_moved_to_it(database, make_term, read):
    make_term("Dilution")
    make_term("Dropout", status="deprecated", replaced_by="dilution")
    with pytest.raises(Moved, match="Use 'dilution'") as error:
        read(database, "dropout")
    assert error.value.slug == "dilution"


def test_a_published_term_with_a_replacement_is_read(database, make_term, read):
    make_term("Dilution")
    make_term("Dropout", replaced_by="dilution")
    assert read(database, "dropout")


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_a_term_that_is_not_published_is_read_with_drafts(database, make_term, read, status):
    make_term("Dropout", status=status)
    assert read(database, "dropout", drafts=True)


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_a_term_that_is_not_published_is_returned_to_its_writer(make_term, update_term, status):
    assert make_term("Dropout", status=status).status == status
    assert update_term("dropout", example="An example.").status == status


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_a_term_that_is_not_published_can_be_retired(make_term, retire_term, status):
    make_term("Dropout", status=status)
    assert retire_term("dropout") is None


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_relations_to_terms_that_are_not_published_are_not_shown(database, make_term, relate, status):
    make_term("Dropout")
    make_term("Epoch", status=status)
    relate("dropout", "uses", "epoch")
    assert terms.get(database, "dropout").relations == []
    assert terms.relations_of(database, "dropout").items == []


def test_an_unknown_slug_never_suggests_a_draft(database, make_term):
    make_term("Dropout", status="draft")
    with pytest.raises(NotFound) as error:
        terms.get(database, "dropouts")
    assert error.value.extra == {"suggestions": []}


# Replacing


@pytest.fixture
def replace(database):
    """Replace a term: replace("dropout", create_only=True, name="Dropout")."""

    def make(slug, /, *, create_only=None, match=None, **members):
        document = {"name": slug.title(), "definition": "A definition.", "category": "things", **members}
        return terms.replace(database, slug, document, create_only=create_only, match=match, actor=BY)

    return make


def test_a_replacement_with_another_slug_is_invalid(replace):
    with pytest.raises(Invalid, match="This is 'dropout'") as error:
        replace("dropout", slug="epoch")
    assert (error.value.kind, error.value.extra) == ("invalid", {"pointer": "/slug"})


def test_creating_an_existing_term_only_if_missing_is_stale(make_term, replace):
    make_term("Dropout")
    with pytest.raises(Stale, match="The term 'dropout' already exists"):
        replace("dropout", create_only=True)


def test_replacing_a_missing_term_only_if_it_exists_is_stale(replace):
    with pytest.raises(Stale, match="The term 'dropout' does not exist"):
        replace("dropout", create_only=False)


def test_replacing_another_revision_is_stale(make_term, replace):
    make_term("Dropout")
    with pytest.raises(Stale):
        replace("dropout", match=[2])


# The kinds of errors


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"name": "!?"}, "slug-needed"),
        ({"name": "Epoch", "slug": "-"}, "invalid"),
        ({"name": "Dropout!"}, "slug-taken"),
        ({"name": "Epoch", "slug": "dropout"}, "slug-taken"),
        ({"name": "Epoch", "slug": "old-dropout"}, "slug-taken"),
        ({"name": "DROPOUT", "slug": "epoch"}, "label-taken"),
        ({"name": "Epoch", "category": "thing"}, "unknown-reference"),
        ({"name": "Epoch", "replaced_by": "dropouts"}, "unknown-reference"),
        ({"name": "Epoch", "explanation": "[A](term:dropouts)."}, "unknown-reference"),
        ({"name": "Epoch", "slug": "epoch", "replaced_by": "epoch"}, "replacement-cycle"),
    ],
)
def test_a_refused_term_has_an_error_with_a_kind(make_term, update_term, members, kind):
    make_term("Dropout", slug="old-dropout")
    update_term("old-dropout", slug="dropout")
    with pytest.raises((Conflict, Invalid)) as error:
        make_term(**members)
    assert error.value.kind == kind


def test_retiring_a_replacement_has_an_error_with_a_kind(make_term, retire_term):
    make_term("New")
    make_term("Old", status="deprecated", replaced_by="new")
    with pytest.raises(Conflict) as error:
        retire_term("new")
    assert error.value.kind == "replacement-in-use"
