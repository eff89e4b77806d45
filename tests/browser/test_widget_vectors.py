"""Names and definitions full of markup and scripts stay text in the widget."""

from pathlib import Path

import pytest

VECTORS = (Path(__file__).parent / "hosts" / "vectors.txt").read_text().splitlines()  # each sets window.ran


@pytest.fixture
def opened(reader, host, start_server, path, make_term):
    """What each tooltip says, of terms whose names and definitions are those vectors."""
    for number, vector in enumerate(VECTORS):
        make_term(f"{vector} {number}", slug=f"vector-{number}", definition=vector)
    server = start_server(path)
    terms = "".join(f"<p><lemma-term slug=vector-{number}>term</lemma-term>" for number in range(len(VECTORS)))
    script = f'<script type="module" src="{server.url}/widget/v1/lemma.js" data-lemma-auto></script>'
    icon = '<link rel="icon" href="data:,">'
    reader.goto(host.put("/", f"<!doctype html>{icon}{script}{terms}"))
    said = []
    for term in reader.locator("lemma-term").all():
        term.locator("a[part=term]").focus()
        tooltip = term.locator("[part=tooltip]")
        tooltip.wait_for()
        said.append([tooltip.locator(f"[part={part}]").text_content() for part in ("name", "definition")])
    return said


def test_there_are_fifty_vectors_and_more():
    assert len(VECTORS) >= 50


def test_markup_in_names_and_definitions_stays_text(opened):
    assert opened == [[f"{vector} {number}", vector] for number, vector in enumerate(VECTORS)]


def test_nothing_in_names_and_definitions_runs(opened, reader):
    assert (reader.evaluate("window.ran"), reader.faults) == (None, [])
