"""Surface forms by prefix, by term, and by resemblance; `test_suggest.py` covers typing errors."""

import pytest

from data.index import forms


@pytest.fixture
def names_like(database, make_term):
    """Return the function that offers names, in a glossary of a few terms."""
    for name in ("Gradient Descent", "Gradient Boosting", "Attention Mask", "Overfitting"):
        make_term(name)
    return lambda typed: forms.names_like(database, typed)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("gradeint boostin", ["Gradient Boosting"]),
        ("gradeint decsent methods", ["Gradient Descent"]),
        ("descent of gradients", ["Gradient Descent"]),
        ("what is overfitting?", ["Overfitting"]),
        ("attention weights", ["Attention Mask"]),
        ("zebra crossing", []),
        ("? ! -", []),
        ("", []),
    ],
)
def test_names_that_resemble_the_typed_text_or_its_words_are_offered(names_like, typed, names):
    assert names_like(typed) == names


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("net", ["Net", "Network", "Networking", "Neural Net", "Deep Network"]),
        ("mesh", ["mesh", "Mesh Size"]),
    ],
)
def test_forms_with_a_prefix_are_ordered_whole_then_first_word_then_later_word(
    database, make_term, typed, texts
):
    for name in ("Deep Network", "Neural Net", "Networking", "Network", "Mesh Size"):
        make_term(name)
    make_term("Net", labels=[{"text": "mesh", "kind": "synonym", "language": "en"}])
    assert [form.text for form in forms.with_prefix(database, typed, 9)] == texts


def test_a_label_typed_in_full_comes_before_any_number_of_names_with_the_prefix(database, make_term):
    for number in range(50):
        make_term(f"Mesh {number}")
    make_term("Net", labels=[{"text": "mesh", "kind": "synonym", "language": "en"}])
    assert [form.text for form in forms.with_prefix(database, "mesh", 1)] == ["mesh"]


def test_forms_of_terms_come_by_id_with_the_name_first(database, make_term):
    make_term("Net", labels=[{"text": "Mesh", "kind": "synonym", "language": "en"}])
    make_term("Adam")
    ids = {row["slug"]: row["id"] for row in database.execute("SELECT id, slug FROM terms")}
    found = forms.of_terms(database, [ids["net"]])
    assert {term_id: [form.text for form in each] for term_id, each in found.items()} == {
        ids["net"]: ["Net", "Mesh"]
    }
