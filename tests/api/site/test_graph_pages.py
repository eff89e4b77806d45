"""The page of what surrounds a term."""

from tests.api.documents import text_of


def test_what_surrounds_a_term_is_told_in_words(read, make_term, relate):
    for name in ("Dropout", "Regularization"):
        make_term(name)
    relate("dropout", "broader", "regularization")
    sentences = [text_of(item) for item in next(read("/graph/dropout").iter("main")).iter("li")]
    assert "Dropout is a kind of Regularization." in sentences


def test_a_term_without_relations_has_a_page_of_what_surrounds_it(client, make_term):
    make_term("Dropout")
    assert "It has no relations yet." in client.get("/graph/dropout").text
