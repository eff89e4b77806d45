"""The files of the widget, as pages of other origins load them."""

import base64
import gzip
import json
import re
from hashlib import sha384
from pathlib import Path

import pytest

WIDGET = "/widget/v1"
FOLDER = Path(__file__).parent.parent.parent.parent / "api" / "static" / "widget"
SOURCE = (FOLDER / "lemma.js").read_text()
PATHS = ("lemma.js", "integrity.json", "custom-elements.json")


@pytest.fixture
def fixed_path(client):
    """Return the path of the module that never changes."""
    return client.get(f"{WIDGET}/integrity.json").json["url"].removeprefix("http://localhost")


def test_the_alias_is_cached_for_five_minutes(client):
    assert client.get(f"{WIDGET}/lemma.js").cache_control.max_age == 300


def test_the_fixed_address_is_cached_for_a_year(client, fixed_path):
    assert client.get(fixed_path).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_both_addresses_return_the_same_module(client, fixed_path):
    assert client.get(fixed_path).data == client.get(f"{WIDGET}/lemma.js").data == SOURCE.encode()


def test_the_published_hash_matches_the_module(client, fixed_path):
    digest = base64.b64encode(sha384(client.get(fixed_path).data).digest()).decode()
    assert client.get(f"{WIDGET}/integrity.json").json["integrity"] == f"sha384-{digest}"


def test_an_unknown_digest_is_a_404_problem(client):
    response = client.get(f"{WIDGET}/0123456789abcdef/lemma.js")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_a_module_that_is_unchanged_is_304(client):
    etag = client.get(f"{WIDGET}/lemma.js").headers["ETag"]
    assert client.get(f"{WIDGET}/lemma.js", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("name", PATHS)
def test_every_origin_may_load_the_files(client, name):
    headers = client.get(f"{WIDGET}/{name}", headers={"Origin": "https://other.example"}).headers
    assert (headers["Access-Control-Allow-Origin"], headers["Cross-Origin-Resource-Policy"]) == (
        "*",
        "cross-origin",
    )


@pytest.mark.parametrize("name", PATHS)
def test_no_credentials_are_allowed(client, name):
    assert "Access-Control-Allow-Credentials" not in client.get(f"{WIDGET}/{name}").headers


def test_the_module_has_the_media_type_of_a_script(client):
    assert client.get(f"{WIDGET}/lemma.js").content_type == "text/javascript; charset=utf-8"


def test_the_module_is_under_10_kb_compressed():
    assert len(gzip.compress(SOURCE.encode(), 9)) < 10_000


def test_the_module_writes_no_markup_and_evaluates_nothing():
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", SOURCE)
        == []
    )


@pytest.mark.parametrize(
    ("member", "pattern"),
    [
        ("cssProperties", r"var\((--lemma-[a-z-]+)"),
        ("cssParts", r'part: "([a-z]+)"'),
        ("events", r'announce\(.*?"(lemma-[a-z]+)"'),
    ],
)
def test_the_manifest_lists_what_the_module_offers(client, member, pattern):
    manifest = json.loads(client.get(f"{WIDGET}/custom-elements.json").data)
    listed = {entry["name"] for entry in manifest["modules"][0]["declarations"][0][member]}
    assert listed == set(re.findall(pattern, SOURCE))
