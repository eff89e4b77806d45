import pytest

from data.errors import Invalid
from data.text import html

DEEP = 20_000
ATTRIBUTES = "".join(f"<b {number}>" for number in range(1000))


@pytest.mark.parametrize(
    "source",
    [
        "<!doctype html>",
        "<HTML>",
        " <!-- a --> <!-- b -->\n<head>",
        "\ufeff<!doctype html>",
        '<?xml version="1.0"?><!doctype html>',
        "<!-- -->" * 20_000 + "<body>",
    ],
)
def test_a_whole_document_is_recognized(source):
    assert html.is_document(source)


@pytest.mark.parametrize(
    "source", ["", "<p>", "a<html>", "<!-- <html> -->", "<header>", "<!-- -->" * 20_000, "<!-- <html>"]
)
def test_a_fragment_is_no_document(source):
    assert not html.is_document(source)


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * DEEP,
        "<b>" * 3 + "<div>" * DEEP + "</b>" * DEEP,
        "<template><tr><td>" * DEEP,
        "<p>" + ATTRIBUTES + "</p>" + "<p>x" * DEEP,
        "<p>" + ATTRIBUTES + "</p>" + "</b>" * DEEP,
    ],
)
def test_html_with_quadratic_cost_is_refused(source):
    with pytest.raises(Invalid):
        html.parse(source, fragment=True)


@pytest.mark.parametrize(
    "source", ["<div>" * 500 + "x" + "</div>" * 500, "<p>x<b>y</b>" * 15_000, "<table><tr><td>" * 100]
)
def test_html_that_is_only_long_or_deep_is_parsed(source):
    assert html.parse(source, fragment=True).children


def test_texts_know_their_offsets():
    root = html.parse("<p>a<!-- -->b", fragment=True)
    assert [node.origin_offset for node in root.children[0].children] == [3, 4, 12]
