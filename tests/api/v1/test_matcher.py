"""The table of surface forms, for software that finds terms by itself, over HTTP."""

import gzip

import pytest

from data.entries import categories
from data.store.changes import Actor

MATCHER = "/api/v1/matcher"

pytestmark = pytest.mark.usefixtures("nets")


def test_the_table_has_every_published_form(client):
    body = client.get(MATCHER).json
    assert ["neural-network", "Neural Network", "ANN"] in body["terms"]
    assert [row[0] for row in body["terms"]] == ["net", "neural-network", "segment", "sharpness"]
    assert body["shared"] == {"SAM": ["segment", "sharpness"]}
    assert body["links"]["immutable"] == f"http://localhost{MATCHER}/{body['serial']}"


def test_a_category_narrows_the_table(client):
    body = client.get(f"{MATCHER}?category=minerals").json
    assert [row[0] for row in body["terms"]] == ["segment"]
    assert body["shared"] == {"SAM": ["segment"]}
    assert client.get(body["links"]["immutable"]).json == body


def test_the_table_names_no_term_that_is_not_published(client, update_term):
    update_term("segment", status="draft")
    assert client.get(MATCHER).json["shared"] == {"SAM": ["sharpness"]}
    update_term("sharpness", status="draft")
    assert client.get(MATCHER).json["shared"] == {}


def test_the_table_at_a_serial_is_cacheable_until_the_serial_changes(client, make_term):
    address = client.get(MATCHER).json["links"]["immutable"]
    response = client.get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (
        200,
        "public, max-age=31536000, immutable",
    )
    make_term("Ant")
    response = client.get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")


def test_the_changes_since_a_serial_are_listed(client, make_term, update_term, retire_term):
    serial = client.get(MATCHER).json["serial"]
    make_term("Ant")
    update_term("segment", slug="part", name="Part")
    retire_term("net")
    body = client.get(f"{MATCHER}?since={serial}").json
    assert [row[0] for row in body["terms"]] == ["ant", "part"]
    assert body["removed"] == ["net", "segment"]


def test_the_changes_since_a_serial_include_terms_that_moved_with_their_category(
    client, make_term, make_category, database
):
    make_category("rocks", parent="minerals")
    make_term("Ant", category="rocks")
    serial = client.get(MATCHER).json["serial"]
    categories.update(database, "rocks", {"parent": None}, match=None, actor=Actor("editor"))
    assert "ant" in client.get(f"{MATCHER}?category=minerals&since={serial}").json["removed"]


def test_the_changes_since_a_future_serial_are_404(client):
    serial = client.get(MATCHER).json["serial"]
    assert client.get(f"{MATCHER}?since={serial + 1}").status_code == 404


def test_the_changes_since_a_serial_include_ambiguous_abbreviations(client):
    serial = client.get(MATCHER).json["serial"]
    assert client.get(f"{MATCHER}?since={serial}").json["shared"] == {"SAM": ["segment", "sharpness"]}


def test_the_table_of_the_shipped_glossary_is_under_25_kilobytes(shipped):
    assert len(gzip.compress(shipped.get(MATCHER).data)) < 25_000
