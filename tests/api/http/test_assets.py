"""The files that pages and cards load."""

import re

import pytest

from api.http.operation import IMMUTABLE, SHARED

UNKNOWN = "/assets/0123456789abcdef"


@pytest.fixture
def address(client):
    """The address of the style sheet of pages."""
    return re.search(r'href="(/assets/[^"]+/site\.css)"', client.get("/").text)[1]


def test_a_file_may_be_kept_for_ever(client, address):
    response = client.get(address)
    assert (response.mimetype, response.headers["Cache-Control"]) == ("text/css", IMMUTABLE)


def test_a_file_under_another_digest_is_answered_but_kept_shortly(client, address):
    other = client.get(f"{UNKNOWN}/site.css")
    assert (other.data, other.headers["Cache-Control"]) == (client.get(address).data, SHARED)


def test_a_file_that_is_known_is_304(client, address):
    known = {"If-None-Match": client.get(address).headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304


@pytest.mark.parametrize("name", ["../site.py", "..%2Fsite.py", "site.css.map", "card.html", ""])
def test_nothing_else_is_served(client, name):
    assert client.get(f"{UNKNOWN}/{name}").status_code == 404
