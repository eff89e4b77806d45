"""What several tests over HTTP start from."""

import pytest

from tests.api.documents import BROWSER, parse


@pytest.fixture
def read(client):
    """The tree of the page at an address, which it is only when its HTML is valid."""
    return lambda address: parse(client.get(address, headers=BROWSER).text)
