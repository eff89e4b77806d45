"""Debian's Chromium, driven by Playwright; it can reach nothing but this machine."""

import os
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PICTURES = Path(__file__).parent.parent.parent / "openapi"
HOSTS = Path(__file__).parent / "hosts"
ARGUMENTS = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]


@pytest.fixture(scope="session")
def browser():
    """Chromium. Where LEMMA_TEST_BROWSER=required, a missing one is a failure; elsewhere a skip."""
    if CHROMIUM is None:
        explain = pytest.fail if os.environ.get("LEMMA_TEST_BROWSER") == "required" else pytest.skip
        explain("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A page that collects what goes wrong in it: `page.faults` are console messages and requests to other hosts."""
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.faults = []
    page.on("console", lambda message: page.faults.append(message.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda request: "//127.0.0.1:" in request.url or page.faults.append(request.url))
    yield page
    page.close()


@pytest.fixture
def keep_picture():
    """Keep a screenshot for README, when LEMMA_TEST_KEEP_PICTURES is set."""

    def keep(target, name):
        if os.environ.get("LEMMA_TEST_KEEP_PICTURES"):
            target.screenshot(path=PICTURES / name)

    return keep


class Host:
    """A site of somebody else's, at an origin of its own: other pages than ours, and what they ask it for."""

    def __init__(self):
        self._pages = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def put(self, path, body, media_type="text/html; charset=utf-8", **headers):
        """Serve `body` at `path`, with headers as `content_security_policy=...`; returns the address."""
        self._pages[path] = body.encode(), {"Content-Type": media_type, **headers}
        return f"{self.url}{path}"

    def put_file(self, name, service, **headers):
        """Serve a page of the folder `hosts`, with `service` in the place of `$service`; returns the address."""
        page = Template((HOSTS / name).read_text()).substitute(service=service)
        return self.put(f"/{name}", page, **headers)

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _handler(host):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                body, headers = host._pages.get(self.path, (b"", None))
                self.send_response(200 if headers else 404)
                for name, value in (headers or {}).items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler


@pytest.fixture
def host():
    """A site at another origin than the service's."""
    site = Host()
    yield site
    site.close()


@pytest.fixture
def reader(page):
    """A page in which tests can look into closed shadow roots."""
    page.add_init_script(path=HOSTS / "open-roots.js")
    return page


@pytest.fixture
def visit(reader, host, reading_server):
    """Open a page with this body and the widget, and wait until the latter has done something."""

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
