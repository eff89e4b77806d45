"""The pictures of terms for link previews."""

import io

import pytest
from PIL import Image

PICTURE = "/terms/dropout/picture.png"


@pytest.fixture
def dropout(make_term):
    return make_term("Dropout")


def test_a_term_has_a_picture(client, dropout):
    response = client.get(PICTURE)
    picture = Image.open(io.BytesIO(response.data))
    assert (response.mimetype, picture.format, picture.size) == ("image/png", "PNG", (1200, 630))


def test_a_picture_is_cached_as_long_as_a_term(client, dropout):
    cached = client.get(PICTURE).headers["Cache-Control"]
    assert cached == client.get("/api/v1/terms/dropout").headers["Cache-Control"]


def test_an_unchanged_picture_is_304(client, dropout):
    etag = client.get(PICTURE).headers["ETag"]
    again = client.get(PICTURE, headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("change", [{"name": "Dilution"}, {"definition": "Another one."}])
def test_a_changed_term_has_another_picture(client, dropout, update_term, change):
    before = client.get(PICTURE)
    update_term("dropout", **change)
    after = client.get(PICTURE)
    assert (before.data != after.data, before.headers["ETag"] != after.headers["ETag"]) == (True, True)


def test_the_picture_of_an_unknown_term_is_404(client, dropout):
    response = client.get("/terms/droput/picture.png")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.json["suggestions"] == ["dropout"]


def test_the_picture_of_a_retired_term_is_410(client, dropout, retire_term):
    retire_term("dropout")
    assert client.get(PICTURE).status_code == 410


def test_the_picture_of_a_replaced_term_is_301(client, dropout, make_term, retire_term):
    make_term("Dilution")
    retire_term("dropout", "dilution")
    response = client.get(PICTURE)
    assert (response.status_code, response.location) == (301, "http://localhost/terms/dilution/picture.png")
