"""Errors as pages, and redirects to where an entry is now."""

import pytest

from tests.api.documents import BROWSER, ERRORS, parse, text_of

PROGRAM = {"Accept": "application/json"}


@pytest.mark.parametrize(("address", "status"), ERRORS.items())
@pytest.mark.parametrize(
    ("headers", "mimetype"),
    [(BROWSER, "text/html"), (PROGRAM, "application/problem+json")],
    ids=["browser", "program"],
)
def test_an_error_has_the_form_that_the_client_prefers(client, address, status, headers, mimetype):
    response = client.get(address, headers=headers)
    assert (response.status_code, response.mimetype, response.headers["Cache-Control"]) == (
        status,
        mimetype,
        "no-store",
    )
    assert "Accept" in response.vary


@pytest.mark.parametrize("address", ERRORS)
def test_an_error_page_is_valid_html_in_the_same_layout(client, address):
    document = parse(client.get(address, headers=BROWSER).text)
    assert [len(list(document.iter(name))) for name in ("h1", "main", "header", "form")] == [1, 1, 1, 1]


def test_the_error_of_an_unknown_host_is_a_page(client):
    response = client.get("/terms/dropout", headers={**BROWSER, "Host": "evil.example"})
    assert (response.status_code, response.mimetype) == (400, "text/html")


def test_the_error_of_a_wrong_method_is_a_page(client):
    response = client.post("/terms/dropout", headers=BROWSER)
    assert (response.status_code, response.mimetype, "GET" in response.allow) == (405, "text/html", True)


def test_an_unexpected_error_is_a_page(app, client, make_term):
    make_term("Dropout")
    app.config["CORRECTIONS_URL"] = None
    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = client.get("/terms/dropout", headers=BROWSER)
    assert (response.status_code, response.mimetype) == (500, "text/html")


@pytest.mark.parametrize(
    "slug", ["pretraning", "Pre-Training", "PRE_TRAINING", "Pre Training", "pre--training", "pré-training"]
)
@pytest.mark.parametrize("kind", ["terms", "graph"])
def test_an_unknown_term_is_404_with_a_link_to_the_nearest(client, make_term, kind, slug):
    make_term("Pre-training")
    response = client.get(f"/{kind}/{slug}", headers=BROWSER)
    links = [link.get("href") for link in next(parse(response.text).iter("main")).iter("a")]
    assert (response.status_code, links[0]) == (404, f"/{kind}/pre-training")


def test_an_unknown_category_is_404_with_a_link_to_the_nearest(client):
    response = client.get("/categories/thing", headers=BROWSER)
    links = [link.get("href") for link in next(parse(response.text).iter("main")).iter("a")]
    assert (response.status_code, links[0]) == (404, "/categories/things")


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/terms/dropout/", "/terms/dropout"),
        ("/a%22%3E%3Cb/", "/a%22%3E%3Cb"),
    ],
)
def test_a_trailing_slash_is_404_with_a_link_without_it(client, address, link):
    response = client.get(address, headers=BROWSER)
    links = [link.get("href") for link in next(parse(response.text).iter("main")).iter("a")]
    assert (response.status_code, links[0]) == (404, link)


def test_a_path_that_looks_like_a_host_is_not_linked(client):
    response = client.get("/x", environ_overrides={"PATH_INFO": "//evil.example/"}, headers=BROWSER)
    assert response.status_code == 404 and 'href="//' not in response.text


def test_the_search_field_has_the_words_of_an_unknown_address(read):
    assert next(read("/terms/gradient-decent").iter("input")).get("value") == "gradient decent"


def test_a_retired_term_is_a_410_page(client, make_term, retire_term):
    make_term("Dropout")
    retire_term("dropout")
    response = client.get("/terms/dropout", headers=BROWSER)
    assert (response.status_code, text_of(next(parse(response.text).iter("h1")))) == (410, "Retired")


@pytest.mark.parametrize("headers", [BROWSER, PROGRAM, {}], ids=["browser", "program", "no preference"])
@pytest.mark.parametrize("kind", ["terms", "graph"])
def test_a_renamed_term_leads_to_its_new_page(client, make_term, update_term, kind, headers):
    make_term("Dropout")
    update_term("dropout", slug="dilution")
    response = client.get(f"/{kind}/dropout?a=1", headers=headers)
    assert (response.status_code, response.location) == (301, f"http://localhost/{kind}/dilution?a=1")


def test_a_retired_term_leads_to_the_page_of_its_replacement(client, make_term, retire_term):
    make_term("Dropout")
    make_term("Dilution")
    retire_term("dropout", "dilution")
    response = client.get("/terms/dropout", headers=BROWSER)
    assert (response.status_code, response.location) == (301, "http://localhost/terms/dilution")
