import pytest

from data.entries import labels
from data.errors import Conflict
from data.store.changes import Actor, serial

BY = Actor("tester")
ANN = {
    "abbreviation": "ANN",
    "owner": "neural-network",
    "candidates": ["neural-network", "search"],
    "note": None,
}


def label(text, kind="synonym", language="en"):
    return {"text": text, "kind": kind, "language": language}


@pytest.fixture
def share(database):
    """Make these the whole table of ambiguous abbreviations."""
    return lambda *entries: labels.replace_ambiguous(database, list(entries), actor=BY)


@pytest.mark.parametrize("form", ["DROPOUT", "dropout", "Drop\uff4fut", " dropout\u00a0", "\u24b9ropout"])
def test_a_name_belongs_to_one_term(make_term, form):
    make_term("Dropout")
    with pytest.raises(Conflict, match=r"name or label of the term 'Dropout' \(dropout\)") as error:
        make_term(form, slug="other")
    assert error.value.extra == {"pointer": "/name"}


def test_a_name_cannot_be_a_label_of_another_term(make_term):
    make_term("Dropout")
    with pytest.raises(Conflict) as error:
        make_term("Other", labels=[label("Fine"), label("DROPOUT")])
    assert error.value.extra == {"pointer": "/labels/1/text"}


def test_a_label_cannot_be_the_name_of_another_term(make_term):
    make_term("Dropout", labels=[label("Dilution")])
    with pytest.raises(Conflict, match="Dropout"):
        make_term("dilution")


def test_a_label_belongs_to_one_term(make_term):
    make_term("Rectified Linear Unit", labels=[label("ReLU", "abbreviation")])
    with pytest.raises(Conflict):
        make_term("Other", labels=[label("RELU", "hidden")])


@pytest.mark.parametrize("forms", [["Epoch"], ["Dilution", "dilution"]])
def test_a_form_occurs_once_in_a_term(make_term, forms):
    with pytest.raises(Conflict):
        make_term("Epoch", labels=[label(form) for form in forms])


def test_forms_that_differ_by_an_accent_are_different(make_term):
    make_term("Résumé")
    assert make_term("Resume", slug="to-resume")


def test_a_term_can_swap_its_name_and_label(make_term, update_term):
    make_term("Dropout", labels=[label("Dilution")])
    assert update_term("dropout", name="Dilution", labels=[label("Dropout")]).labels == [
        labels.Label("Dropout", "synonym")
    ]


def test_a_removed_label_is_free_for_other_terms(make_term, update_term):
    make_term("Dropout", labels=[label("Dilution")])
    update_term("dropout", labels=[])
    assert make_term("Dilution").slug == "dilution"


def test_labels_keep_their_order(make_term):
    texts = ["Zeta", "Alpha", "Mu"]
    assert [
        entry.text for entry in make_term("Dropout", labels=[label(text) for text in texts]).labels
    ] == texts


def test_forms_in_different_languages_do_not_collide(make_term):
    make_term("Gift")
    assert make_term("Poison", labels=[label("Gift", language="de")]).labels[0].language == "de"


def test_a_form_belongs_to_one_term_per_language(make_term):
    make_term("Poison", labels=[label("Gift", language="de")])
    with pytest.raises(Conflict):
        make_term("Venom", labels=[label("gift", language="de")])


def test_a_released_form_can_be_taken(database, make_term):
    make_term("Dropout", labels=[label("Dilution")])
    labels.release(database, "dropout", ["Dropout"])
    assert make_term("Dilution").slug == "dilution"


def test_a_form_that_was_not_released_cannot_be_taken(database, make_term):
    make_term("Dropout", labels=[label("Dilution")])
    labels.release(database, "dropout", ["Dropout", "DILUTION"])
    with pytest.raises(Conflict):
        make_term("Dilution")


def test_the_owner_may_carry_an_ambiguous_abbreviation(share, make_term):
    share(ANN)
    assert make_term("Neural Network", labels=[label("ANN", "abbreviation")]).labels


@pytest.mark.parametrize("members", [{"labels": [label("ann")]}, {"name": "ANN"}])
def test_only_the_owner_may_carry_an_ambiguous_abbreviation(share, make_term, members):
    share(ANN)
    with pytest.raises(
        Conflict, match="'ANN' is shared by several terms; only 'neural-network' may carry it"
    ):
        make_term(**{"name": "Search", **members})


def test_no_term_may_carry_an_ambiguous_abbreviation_without_an_owner(share, make_term):
    share({**ANN, "owner": None})
    with pytest.raises(Conflict, match=r"shared by several terms\."):
        make_term("Neural Network", labels=[label("ANN")])


def test_an_ambiguous_abbreviation_follows_its_owner_to_a_new_slug(database, share, make_term, update_term):
    share(ANN)
    make_term("Neural Network", labels=[label("ANN")])
    update_term("neural-network", slug="artificial-neural-network")
    assert labels.find_ambiguous(database)[0].owner == "artificial-neural-network"


def test_ambiguous_abbreviations_keep_their_order(database, share):
    share({**ANN, "abbreviation": "Z"}, {**ANN, "abbreviation": "A"})
    assert [entry.abbreviation for entry in labels.find_ambiguous(database)] == ["Z", "A"]


def test_ambiguous_abbreviations_are_replaced_as_a_whole(database, share):
    share(ANN)
    share({**ANN, "abbreviation": "AP"})
    assert [entry.abbreviation for entry in labels.find_ambiguous(database)] == ["AP"]


def test_replacing_ambiguous_abbreviations_by_the_same_is_not_logged(database, share):
    share(ANN)
    before = serial(database)
    share(ANN)
    assert serial(database) == before


@pytest.mark.parametrize(
    "members", [{"name": "DROPOUT", "slug": "other"}, {"labels": [label("dropout")]}, {"name": "ANN"}]
)
def test_a_refused_form_has_an_error_with_a_kind(share, make_term, members):
    share(ANN)
    make_term("Dropout")
    with pytest.raises(Conflict) as error:
        make_term(**{"name": "Other", **members})
    assert error.value.kind == "label-taken"
