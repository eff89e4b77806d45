"""Errors as they leave the service: each a problem (RFC 9457) that helps, carries its headers and tells no
secrets.
"""

import pytest

from api import create_app

TERMS = "/api/v1/terms"
ALPHA = f"{TERMS}/alpha"
NEW = {"name": "Beta", "definition": "Definition of Beta.", "category": "things"}
JSON = {"content_type": "application/json"}
# A request for every status the service answers by itself.
ERRORS = {
    "invalid JSON": (400, "POST", TERMS, {"data": b"{", **JSON}),
    "unknown host": (400, "GET", TERMS, {"headers": {"Host": "evil.example"}}),
    "no key": (401, "POST", TERMS, {"headers": {"Authorization": ""}}),
    "unknown term": (404, "GET", f"{TERMS}/alhpa", {}),
    "unknown relation": (404, "GET", "/api/v1/relations/99", {}),
    "unknown path": (404, "GET", "/nowhere", {}),
    "unknown path of the API": (404, "GET", "/api/v1/nowhere", {}),
    "path up": (404, "GET", "/docs/assets/../../api/auth.py", {}),
    "trailing slash": (404, "GET", f"{TERMS}/", {}),
    "double slash": (404, "GET", "/api/v1//terms", {}),
    "method of another address": (405, "DELETE", TERMS, {}),
    "unknown method": (405, "BREW", TERMS, {}),
    "name in use": (409, "POST", TERMS, {"json": {**NEW, "name": "ALPHA", "slug": "beta"}}),
    "chunked body": (
        411,
        "POST",
        TERMS,
        {"data": b"{}", "headers": {"Transfer-Encoding": "chunked"}, **JSON},
    ),
    "old revision": (412, "PATCH", ALPHA, {"json": {}, "headers": {"If-Match": '"9-0"'}}),
    "large body": (413, "POST", TERMS, {"data": b" " * 1_000_001, **JSON}),
    "media type": (415, "POST", TERMS, {"data": b"{}", "content_type": "text/plain"}),
    "wrong shape": (422, "POST", TERMS, {"json": {}}),
    "wrong parameter": (422, "GET", f"{TERMS}?limit=0", {}),
    "no If-Match": (428, "PATCH", ALPHA, {"json": {}}),
}


@pytest.fixture
def send(editor, make_term):
    """Make a request with a key, where there is one term, `alpha`."""
    make_term("Alpha")
    return lambda method, address, **options: editor.open(address, method=method, **options)


@pytest.mark.parametrize(("status", "method", "address", "options"), ERRORS.values(), ids=ERRORS)
def test_every_error_is_a_problem(send, status, method, address, options):
    response = send(method, address, **options)
    members = {name: response.json[name] for name in ("type", "status", "title", "detail")}
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert members["status"] == status and all(members.values())


@pytest.mark.parametrize(("status", "method", "address", "options"), ERRORS.values(), ids=ERRORS)
def test_no_error_tells_of_the_inside(send, tmp_path, status, method, address, options):
    text = send(method, address, **options).get_data(as_text=True)
    inside = ("SELECT", "sqlite", "Traceback", ".py", "werkzeug", "marshmallow", str(tmp_path))
    assert [word for word in inside if word in text] == []


def test_a_fault_of_ours_is_a_500_problem_that_tells_nothing(path):
    application = create_app({"DATABASE": path})
    application.add_url_rule("/fault", view_func=lambda: [][0])
    response = application.test_client().get("/fault")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert response.json["detail"] == "Something went wrong. The error has been logged."


def test_an_unusable_database_is_a_503_problem_without_its_path(tmp_path):
    (tmp_path / "text.db").write_text("This is no database." * 100)
    response = create_app({"DATABASE": tmp_path / "text.db"}).test_client().get(TERMS)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert str(tmp_path) not in response.text


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        (TERMS, {"GET", "HEAD", "OPTIONS", "POST"}),
        (ALPHA, {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"}),
        ("/api/v1/relations/1", {"DELETE", "GET", "HEAD", "OPTIONS"}),
        ("/docs", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_405_lists_the_methods_allowed(client, address, allowed):
    response = client.open(address, method="BREW")
    assert (response.status_code, set(response.headers["Allow"].split(", "))) == (405, allowed)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "", "[::1"]
)
def test_unknown_host_is_400(client, host):
    assert client.get(TERMS, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1"])
def test_known_host_is_answered(client, host):
    assert client.get(TERMS, headers={"Host": host}).status_code == 200
