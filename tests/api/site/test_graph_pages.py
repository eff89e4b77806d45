"""The page of the graph around a term."""

from tests.api.documents import text_of


def test_the_relations_around_a_term_are_written_as_sentences(read, make_term, relate):
    for name in ("Dropout", "Regularization"):
        make_term(name)
    relate("dropout", "broader", "regularization")
    sentences = [text_of(item) for item in next(read("/graph/dropout").iter("main")).iter("li")]
    assert "Dropout is a kind of Regularization." in sentences


def test_a_term_without_relations_has_a_graph_page(client, make_term):
    make_term("Dropout")
    assert "This term has no relations yet." in client.get("/graph/dropout").text
