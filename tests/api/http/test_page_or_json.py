"""Who gets a page, and who is led to the API."""

import pytest

from tests.api.documents import BROWSER


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", ""),
        ("/?q=a+b", "/search?q=a+b"),
        ("/?letter=%23", "/terms?letter=%23"),
        ("/categories/things", "/categories/things"),
        ("/terms/dropout", "/terms/dropout"),
        ("/graph/dropout", "/graph?root=dropout"),
    ],
)
@pytest.mark.parametrize(
    "accept", ["application/json", "text/html;q=0.5, application/json", "*/*;q=0.1, application/json"]
)
def test_who_prefers_json_is_led_to_the_api(client, make_term, address, place, accept):
    make_term("Dropout")
    response = client.get(address, headers={"Accept": accept})
    assert (response.status_code, response.location) == (303, f"http://localhost/api/v1{place}")
    assert "Accept" in response.vary


@pytest.mark.parametrize(
    "accept",
    [BROWSER["Accept"], "*/*", "", "application/json, text/html", "application/json;q=0.9, */*", "image/png"],
)
@pytest.mark.parametrize("address", ["/", "/categories/things", "/terms/dropout"])
def test_everybody_else_gets_the_page(client, make_term, address, accept):
    make_term("Dropout")
    response = client.get(address, headers={"Accept": accept})
    assert (response.status_code, response.mimetype, "Accept" in response.vary) == (200, "text/html", True)


@pytest.mark.parametrize(("address", "status"), [("/terms/dropout", 200), ("/terms/nothing", 404)])
def test_wishes_without_end_are_no_wish(client, make_term, address, status):
    make_term("Dropout")
    response = client.get(address, headers={"Accept": "application/json," + "a/b;q=0.5," * 200})
    assert (response.status_code, response.mimetype) == (status, "text/html")


@pytest.mark.parametrize("address", ["/api/v1/terms/nothing", "/api/v1/nothing", "/api", "/readyz/x"])
def test_what_is_for_programs_answers_everybody_with_problems(client, address):
    response = client.get(address, headers=BROWSER)
    assert (response.mimetype, "Accept" in response.vary) == ("application/problem+json", False)


def test_a_page_that_is_not_there_is_told_on_one_to_who_has_no_wish(client):
    assert client.get("/terms/nothing", headers={"Accept": "*/*"}).mimetype == "text/html"
