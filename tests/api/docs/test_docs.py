"""The published documentation, without a browser."""

import re
from pathlib import Path

import pytest

from api.http import assets

OPENAPI = "/api/v1/openapi.json"
DOCUMENT = Path(__file__).parent.parent.parent.parent / "openapi" / "openapi.json"
ASSETS = {
    "/docs/assets/swagger-ui-bundle.js": "text/javascript",
    "/docs/assets/swagger-ui.css": "text/css",
    "/docs/assets/favicon-32x32.png": "image/png",
    assets.address("docs.css"): "text/css",
    assets.address("docs.js"): "text/javascript",
}


def policy(client):
    """Return the directives of the page's Content-Security-Policy."""
    header = client.get("/docs").headers["Content-Security-Policy"]
    return dict(directive.strip().split(" ", 1) for directive in header.split(";"))


def test_the_policy_allows_nothing_by_default(client):
    assert policy(client)["default-src"] == "'none'"


@pytest.mark.parametrize("directive", ["script-src", "style-src", "connect-src"])
def test_the_policy_allows_this_origin_alone(client, directive):
    assert policy(client)[directive] == "'self'"


def test_the_page_has_no_inline_script_or_style(client):
    page = client.get("/docs").text
    assert re.findall(r"<script>|<script [^>]*>[^<]|<style| style=| on\w+=", page) == []


def test_the_page_loads_only_files_of_this_service(client):
    page = client.get("/docs").text
    assert set(re.findall(r'(?:src|href)="([^"]+)"', page)) == {*ASSETS, OPENAPI}


@pytest.mark.parametrize(("address", "media_type"), ASSETS.items())
def test_an_asset_has_its_media_type(client, address, media_type):
    with client.get(address) as response:
        assert (response.status_code, response.mimetype) == (200, media_type)


@pytest.mark.parametrize("name", ["nothing.js", "swagger-ui.js", "oauth2-redirect.html", "VERSION"])
def test_an_unknown_asset_is_a_404_problem(client, name):
    response = client.get(f"/docs/assets/{name}")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_the_page_has_the_name_of_the_service(app):
    app.config["SERVICE_NAME"] = "<Cheese> Words"
    assert "<title>&lt;Cheese&gt; Words API</title>" in app.test_client().get("/docs").text


def test_the_docs_of_the_version_redirect_to_the_page(client):
    response = client.get("/api/v1/docs")
    assert (response.status_code, response.location) == (308, "/docs")


def test_the_served_document_is_the_file_with_the_urls_of_this_service(client):
    assert client.get(OPENAPI).data == DOCUMENT.read_bytes().replace(
        b"http://127.0.0.1:8000", b"http://localhost"
    )


def test_a_known_document_is_304(client):
    etag = client.get(OPENAPI).headers["ETag"]
    assert client.get(OPENAPI, headers={"If-None-Match": etag}).status_code == 304


def test_scripts_of_other_sites_can_read_the_document(client):
    headers = {"Origin": "https://example.org"}
    assert client.get(OPENAPI, headers=headers).headers["Access-Control-Allow-Origin"] == "*"
