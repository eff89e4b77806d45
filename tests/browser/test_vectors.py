"""Markup and scripts in names and texts stay text: in the widget, on pages and in cards.

Pages are tested without their Content-Security-Policy, which would hide a missing escape.
"""

import pytest

from tests.browser.origins import HOSTS
from tests.markup import MARKUP

RUNNING = (HOSTS / "vectors.txt").read_text().splitlines()  # each sets window.ran
VECTORS = [*MARKUP, *RUNNING]
PAGES = ("/terms/{}", "/graph/{}", "/embed/terms/{}?related=8", "/?q={}", "/categories/things?limit=500", "/")


@pytest.fixture
def service(start_server, path, make_term, relate):
    """Start a server with one term per vector, which is its name and all of its texts."""
    texts = ("definition", "explanation", "example", "confusion", "formula")
    for number, vector in enumerate(VECTORS):
        labels = [{"text": f"vector-{number}: {vector}", "kind": "synonym"}]
        make_term(
            f"{vector} {number}", slug=f"vector-{number}", labels=labels, **dict.fromkeys(texts, vector)
        )
        if number:
            relate(f"vector-{number}", "uses", f"vector-{number - 1}")
    return start_server(path)


@pytest.fixture
def opened(reader, host, service):
    """Open each tooltip and return the names and definitions."""
    terms = "".join(
        f"<p><lemma-term slug=vector-{number}>term</lemma-term>" for number in range(len(VECTORS))
    )
    script = f'<script type="module" src="{service.url}/widget/v1/lemma.js" data-lemma-auto></script>'
    icon = '<link rel="icon" href="data:,">'
    reader.goto(host.put("/", f"<!doctype html>{icon}{script}{terms}"))
    shown = []
    for term in reader.locator("lemma-term").all():
        term.locator("a[part=term]").focus()
        tooltip = term.locator("[part=tooltip]")
        tooltip.wait_for()
        shown.append([tooltip.locator(f"[part={part}]").text_content() for part in ("name", "definition")])
    return shown


def test_there_are_at_least_fifty_vectors():
    assert len(VECTORS) >= 50


def test_markup_stays_text_in_tooltips(opened):
    assert opened == [[f"{vector} {number}", vector] for number, vector in enumerate(VECTORS)]


def test_nothing_runs_in_tooltips(opened, reader):
    assert (reader.evaluate("window.ran"), reader.faults) == (None, [])


def test_nothing_runs_on_pages(browser, service):
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    ran = {}
    for path in dict.fromkeys(
        path.format(f"vector-{number}") for path in PAGES for number in range(len(VECTORS))
    ):
        page.goto(f"{service.url}{path}")
        ran[path] = page.evaluate("window.ran")
    context.close()
    assert {path for path, value in ran.items() if value} == set()
