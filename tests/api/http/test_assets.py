"""The files that pages and cards load."""

import re

import pytest

from api.http.operation import IMMUTABLE, SHARED

UNKNOWN = "/assets/0123456789abcdef"


@pytest.fixture
def address(client):
    """Return the address of the style sheet of pages."""
    return re.search(r'href="(/assets/[^"]+/site\.css)"', client.get("/").text)[1]


def test_a_file_is_cached_for_a_year(client, address):
    response = client.get(address)
    assert (response.mimetype, response.headers["Cache-Control"]) == ("text/css", IMMUTABLE)


def test_a_file_at_another_digest_is_served_but_cached_shortly(client, address):
    other = client.get(f"{UNKNOWN}/site.css")
    assert (other.data, other.headers["Cache-Control"]) == (client.get(address).data, SHARED)


def test_an_unchanged_file_is_304(client, address):
    known = {"If-None-Match": client.get(address).headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304


@pytest.mark.parametrize("name", ["../site.py", "..%2Fsite.py", "site.css.map", "card.html", ""])
def test_nothing_else_is_served(client, name):
    assert client.get(f"{UNKNOWN}/{name}").status_code == 404
