"""Which clients get a page, and which are redirected to the API."""

import pytest

from tests.api.documents import BROWSER


@pytest.mark.parametrize(
    ("address", "target"),
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
def test_clients_that_prefer_json_are_redirected_to_the_api(client, make_term, address, target, accept):
    make_term("Dropout")
    response = client.get(address, headers={"Accept": accept})
    assert (response.status_code, response.location) == (303, f"http://localhost/api/v1{target}")
    assert "Accept" in response.vary


@pytest.mark.parametrize(
    "accept",
    [BROWSER["Accept"], "*/*", "", "application/json, text/html", "application/json;q=0.9, */*", "image/png"],
)
@pytest.mark.parametrize("address", ["/", "/categories/things", "/terms/dropout"])
def test_other_clients_get_the_page(client, make_term, address, accept):
    make_term("Dropout")
    response = client.get(address, headers={"Accept": accept})
    assert (response.status_code, response.mimetype, "Accept" in response.vary) == (200, "text/html", True)


@pytest.mark.parametrize(("address", "status"), [("/terms/dropout", 200), ("/terms/nothing", 404)])
def test_an_accept_header_that_is_too_long_is_ignored(client, make_term, address, status):
    make_term("Dropout")
    response = client.get(address, headers={"Accept": "application/json," + "a/b;q=0.5," * 200})
    assert (response.status_code, response.mimetype) == (status, "text/html")


@pytest.mark.parametrize("address", ["/api/v1/terms/nothing", "/api/v1/nothing", "/api", "/readyz/x"])
def test_errors_of_operations_for_programs_are_never_pages(client, address):
    response = client.get(address, headers=BROWSER)
    assert (response.mimetype, "Accept" in response.vary) == ("application/problem+json", False)


def test_the_error_of_a_page_is_a_page_for_clients_without_a_preference(client):
    assert client.get("/terms/nothing", headers={"Accept": "*/*"}).mimetype == "text/html"
