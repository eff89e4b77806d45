"""Declarations of operations: every route has one, and its responses follow it, errors included."""

from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from api.http import operation
from api.http.assets import digest
from api.http.operation import IMMUTABLE, NO_STORE, PRIVATE, Audience, Operation

ORIGIN = {"Origin": "https://site.example"}
# A path with a successful response for every route that can be read, by endpoint.
PATHS = {
    "Terms.list_terms": "/api/v1/terms",
    "Terms.get_term": "/api/v1/terms/dog",
    "Terms.get_term_summary": "/api/v1/terms/dog/summary",
    "Terms.list_term_relations": "/api/v1/terms/dog/relations",
    "Terms.list_term_history": "/api/v1/terms/dog/history",
    "Categories.list_categories": "/api/v1/categories",
    "Categories.get_category": "/api/v1/categories/things",
    "Categories.list_category_terms": "/api/v1/categories/things/terms",
    "Relations.list_relations": "/api/v1/relations",
    "Relations.get_relation": "/api/v1/relations/1",
    "Relations.list_relation_types": "/api/v1/relation-types",
    "Search.look_up": "/api/v1/lookup?label=dog",
    "Search.search_terms": "/api/v1/search?q=dog",
    "Search.suggest_terms": "/api/v1/suggest?q=dog",
    "Annotations.get_matcher": "/api/v1/matcher",
    "Annotations.get_matcher_at": "/api/v1/matcher/{serial}",
    "Graph.get_graph": "/api/v1/graph?root=dog&format=svg",
    "Graph.list_broader_terms": "/api/v1/terms/dog/broader",
    "Graph.list_narrower_terms": "/api/v1/terms/dog/narrower",
    "Graph.get_path": "/api/v1/terms/dog/path?to=animal",
    "Graph.list_prerequisites": "/api/v1/terms/dog/prerequisites",
    "Compare.compare_terms": "/api/v1/compare?ids=dog,animal",
    "Random.get_random_term": "/api/v1/random?seed=1",
    "Random.get_term_of_the_day": "/api/v1/term-of-the-day?date=2026-11-23",
    "Service.get_service": "/api/v1",
    "Health.get_health": "/healthz",
    "Health.get_readiness": "/readyz",
    "Embed.get_oembed": "/oembed?url=http://localhost/terms/dog",
    "docs.get_openapi": "/api/v1/openapi.json",
    "docs.get_docs": "/docs",
    "docs.get_asset": "/docs/assets/swagger-ui.css",
    "site.get_start": "/",
    "site.get_category_page": "/categories/things",
    "site.get_term_page": "/terms/dog",
    "site.get_graph_page": "/graph/dog",
    "problems.get_problem": "/problems/slug-taken",
    "pictures.get_picture": "/terms/dog/picture.png",
    "playground.get_playground": "/embed",
    "discovery.get_sitemap": "/sitemap.xml",
    "discovery.get_sitemap_part": "/sitemap-1.xml",
    "discovery.get_robots": "/robots.txt",
    "discovery.get_opensearch": "/opensearch.xml",
    "assets.get_asset": f"/assets/{digest('site.css')}/site.css",
    "widget.get_module": "/widget/v1/lemma.js",
    "widget.get_module_at": f"/widget/v1/{digest('widget/lemma.js')}/lemma.js",
    "widget.get_release": "/widget/v1/integrity.json",
    "widget.get_manifest": "/widget/v1/custom-elements.json",
    "cards.get_card": "/embed/terms/dog",
}
REDIRECTING = {"docs.get_docs_of_version"}
# Views that give a successful response a longer life than their route declares, with `cache_as`.
CACHED_LONGER = {"Annotations.get_matcher_at": IMMUTABLE, "widget.get_module_at": IMMUTABLE}
# Paths that no route matches, with the endpoint of the route that they belong to.
UNMATCHED = {
    "/api": "Service.get_service",
    "/api/v2": "Service.get_service",
    "/api/v1/nowhere": "Service.get_service",
    "/api/v1//terms": "Service.get_service",
    "/api/v1/terms/": "Terms.list_terms",
    "/api/v1/terms/dog/nowhere": "Terms.get_term",
    "/api/v1/relations/x": "Relations.list_relations",
    "/oembed/x": "Embed.get_oembed",
    "/widget/v1/x": "widget.get_module",
    "/widget/v1/x/y": "widget.get_module_at",
    "/embed/x": "playground.get_playground",
    "/embed/terms": "cards.get_card",
    "/terms": "site.get_term_page",
    "/terms/dog/nowhere": "site.get_term_page",
    "/graph/dog/nowhere": "site.get_graph_page",
    "/docs/nowhere": "docs.get_docs",
    "/docs/assets/nowhere": "docs.get_asset",
    "/assets/nowhere": "assets.get_asset",
    "/healthz/nowhere": "Health.get_health",
    "/problems": "problems.get_problem",
}


@pytest.fixture(autouse=True)
def dog(make_term, relate) -> None:
    """Create a term with a relation."""
    make_term("Dog")
    make_term("Animal")
    relate("dog", "broader", "animal")


@pytest.fixture
def path_of(client: FlaskClient):
    """Return a function that returns the path of an endpoint."""
    serial = client.get("/api/v1").json["serial"]
    return lambda endpoint: PATHS[endpoint].replace("{serial}", str(serial))


def declared(app: Flask, endpoint: str) -> Operation:
    return operation.declared(app)[endpoint]


def current(app: Flask, path: str, method: str = "GET") -> Operation:
    """Return the declaration that a request belongs to."""
    with app.test_request_context(path, method=method):
        return operation.current()


def observed(response: Response) -> dict[str, Any]:
    """Return what the headers of a response say about its operation."""
    return {
        "cache": response.headers["Cache-Control"],
        "vary": set(response.vary),
        "policy": response.headers["Content-Security-Policy"],
        "cors": response.headers.get("Access-Control-Allow-Origin") == "*",
        "embeddable": response.headers.get("Cross-Origin-Resource-Policy") == "cross-origin",
    }


def expected(wanted: Operation) -> dict[str, Any]:
    """Return what a declaration asks the headers of a successful response to say."""
    return {
        "cache": wanted.cache,
        "vary": set(wanted.vary),
        "policy": wanted.policy,
        "cors": wanted.cors,
        "embeddable": wanted.embeddable,
    }


def test_every_route_has_a_declaration(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints == operation.declared(app).keys()


def test_every_route_that_can_be_read_is_tested_here(app):
    readable = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert readable == PATHS.keys() | REDIRECTING


@pytest.mark.parametrize("endpoint", PATHS)
def test_a_response_follows_the_declaration_of_its_route(app, client, path_of, endpoint):
    wanted = declared(app, endpoint)
    cache = CACHED_LONGER.get(endpoint, wanted.cache)
    with client.get(path_of(endpoint), headers=ORIGIN) as response:
        assert response.status_code == 200
        assert observed(response) == {**expected(wanted), "cache": cache}


@pytest.mark.parametrize("endpoint", PATHS)
def test_an_error_follows_the_declaration_of_its_route(app, client, path_of, endpoint):
    wanted = declared(app, endpoint)
    by_preference = set() if wanted.audience is Audience.PROGRAMS else {"Accept"}
    response = client.open(path_of(endpoint), method="BREW", headers=ORIGIN)
    assert response.status_code == 405
    assert observed(response) == {
        **expected(wanted),
        "cache": NO_STORE,
        "vary": {*wanted.vary, *by_preference},
    }


@pytest.mark.parametrize("endpoint", PATHS)
def test_a_response_to_a_key_is_private(editor, path_of, endpoint):
    with editor.get(path_of(endpoint)) as response:
        assert response.headers["Cache-Control"] == PRIVATE


@pytest.mark.parametrize("endpoint", PATHS)
def test_a_wrong_method_belongs_to_the_route_of_its_path(app, path_of, endpoint):
    assert current(app, path_of(endpoint), "BREW") is declared(app, endpoint)


@pytest.mark.parametrize(("address", "endpoint"), UNMATCHED.items())
def test_an_unmatched_path_belongs_to_the_nearest_route(app, client, address, endpoint):
    response = client.get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (404, NO_STORE)
    assert current(app, address) is declared(app, endpoint)


@pytest.mark.parametrize("address", ["/nowhere", "/api-v1", "/terms-of-use", "/sitemap-", "/x/terms/dog"])
def test_a_path_that_shares_no_segment_with_a_route_is_unknown(app, address):
    assert current(app, address) is operation.UNKNOWN


def test_only_the_api_oembed_and_the_widget_have_cors(app):
    starts = {
        "/".join(rule.rule.split("/")[:2])
        for rule in app.url_map.iter_rules()
        if declared(app, rule.endpoint).cors
    }
    assert starts == {"/api", "/oembed", "/widget"}


def test_the_whole_api_has_cors_except_the_redirect_to_the_docs(app):
    without = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not declared(app, rule.endpoint).cors
    }
    assert without == {"/api/v1/docs"}


@pytest.mark.parametrize(("address", "endpoint"), UNMATCHED.items())
def test_an_unmatched_path_has_cors_if_its_route_has(app, client, address, endpoint):
    headers = client.get(address, headers=ORIGIN).headers
    assert ("Access-Control-Allow-Origin" in headers) == declared(app, endpoint).cors


@pytest.mark.parametrize(
    "address", ["/", "/docs", "/terms/dog", "/healthz", "/embed", "/embed/terms/dog", "/nowhere"]
)
def test_a_preflight_for_anything_else_allows_no_origin(client, address):
    headers = {**ORIGIN, "Access-Control-Request-Method": "GET"}
    response = client.options(address, headers=headers)
    assert [name for name, _ in response.headers if name.startswith("Access-Control-")] == []


def test_a_path_with_patch_says_which_media_types_it_accepts(client):
    accepted = client.options("/api/v1/terms/dog").headers["Accept-Patch"]
    assert accepted == "application/merge-patch+json, application/json"


def test_a_path_without_patch_does_not(client):
    assert "Accept-Patch" not in client.options("/api/v1/terms").headers


def test_a_patch_of_another_media_type_is_415_with_those_it_accepts(editor):
    response = editor.patch(
        "/api/v1/terms/dog", data="x", content_type="text/plain", headers={"If-Match": "*"}
    )
    accepted = response.headers["Accept-Patch"]
    assert (response.status_code, accepted) == (415, "application/json, application/merge-patch+json")


@pytest.mark.parametrize("host", ["10.1.2.3:8000", "evil.example", "[::1", ""])
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_is_answered_at_any_host(client, address, host):
    assert client.get(address, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/api/v1", "/docs", "/healthzz"])
def test_nothing_else_is_answered_at_an_unknown_host(client, address):
    assert client.get(address, headers={"Host": "evil.example"}).status_code == 400


def test_http_1_0_needs_no_host(app):
    environ = EnvironBuilder("/api/v1", headers={"Host": ""}).get_environ()
    del environ["HTTP_HOST"]
    response = app.test_client().open(Request({**environ, "SERVER_PROTOCOL": "HTTP/1.0"}))
    assert response.status_code == 200
