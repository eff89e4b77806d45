"""The widget's files as pages of other origins get them."""

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
def lasting(client):
    """The path of the module that never changes."""
    return client.get(f"{WIDGET}/integrity.json").json["url"].removeprefix("http://localhost")


def test_the_alias_is_kept_for_five_minutes(client):
    assert client.get(f"{WIDGET}/lemma.js").cache_control.max_age == 300


def test_the_lasting_address_is_kept_for_a_year(client, lasting):
    assert client.get(lasting).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_both_addresses_hold_the_same_module(client, lasting):
    assert client.get(lasting).data == client.get(f"{WIDGET}/lemma.js").data == SOURCE.encode()


def test_the_published_hash_is_that_of_the_module(client, lasting):
    digest = base64.b64encode(sha384(client.get(lasting).data).digest()).decode()
    assert client.get(f"{WIDGET}/integrity.json").json["integrity"] == f"sha384-{digest}"


def test_another_digest_is_a_404_problem(client):
    response = client.get(f"{WIDGET}/0123456789abcdef/lemma.js")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_who_has_the_module_gets_a_304(client):
    etag = client.get(f"{WIDGET}/lemma.js").headers["ETag"]
    assert client.get(f"{WIDGET}/lemma.js", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("name", PATHS)
def test_every_origin_may_load(client, name):
    headers = client.get(f"{WIDGET}/{name}", headers={"Origin": "https://other.example"}).headers
    assert (headers["Access-Control-Allow-Origin"], headers["Cross-Origin-Resource-Policy"]) == (
        "*",
        "cross-origin",
    )


@pytest.mark.parametrize("name", PATHS)
def test_no_credentials_are_asked_for(client, name):
    assert "Access-Control-Allow-Credentials" not in client.get(f"{WIDGET}/{name}").headers


def test_the_module_is_a_script(client):
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
def test_the_manifest_lists_what_the_module_has(client, member, pattern):
    manifest = json.loads(client.get(f"{WIDGET}/custom-elements.json").data)
    listed = {entry["name"] for entry in manifest["modules"][0]["declarations"][0][member]}
    assert listed == set(re.findall(pattern, SOURCE))
