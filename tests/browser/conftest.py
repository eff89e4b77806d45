"""Fixtures that drive Debian's Chromium with Playwright."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.origins import HOSTS, Host, listening

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PICTURES = Path(__file__).parent.parent.parent / "openapi"
# With the resolver rule, every request to another host fails. Pages that work load nothing from elsewhere.
ARGUMENTS = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]


@pytest.fixture(scope="session")
def browser():
    """Start Chromium. If it is missing, fail if LEMMA_TEST_BROWSER=required, and skip otherwise."""
    if CHROMIUM is None:
        explain = pytest.fail if os.environ.get("LEMMA_TEST_BROWSER") == "required" else pytest.skip
        explain("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """Open a page that collects its console messages, errors and requests to other hosts in `page.faults`."""
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.faults = []
    page.on("console", lambda message: page.faults.append(message.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda request: "//127.0.0.1:" in request.url or page.faults.append(request.url))
    yield page
    page.close()


@pytest.fixture
def keep_picture():
    """Return a function that saves a screenshot for README if LEMMA_TEST_KEEP_PICTURES is set."""

    def keep(target, name):
        if os.environ.get("LEMMA_TEST_KEEP_PICTURES"):
            target.screenshot(path=PICTURES / name)

    return keep


@pytest.fixture
def host():
    """Start a site whose origin differs from that of the service."""
    site = Host()
    with listening(site) as site.url:
        yield site


@pytest.fixture
def reader(page):
    """Return a page in which tests can look into closed shadow roots."""
    page.add_init_script(path=HOSTS / "open-roots.js")
    return page


@pytest.fixture
def visit(reader, host, reading_server):
    """Return a function that opens a page with a body and the widget, and waits for the widget."""

    def open_page(body, attributes="data-lemma-auto", ready=True, head=""):
        script = f'<script type="module" src="{reading_server.url}/widget/v1/lemma.js" {attributes}></script>'
        watch = "<script>addEventListener('lemma-ready', () => { window.ready = true; });</script>"
        start = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title>'
        icon = '<link rel="icon" href="data:,">'
        reader.goto(host.put("/page", f"{start}{icon}{watch}{head}{script}<body>{body}"))
        if ready:
            reader.wait_for_function("window.ready")
        return reader

    return open_page
