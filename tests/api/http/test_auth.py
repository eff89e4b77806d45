"""Keys and their scopes, what is refused without them, and what scripts of other origins may do."""

import io
import json

import pytest

from api.docs.routes import DOCUMENT
from data.store import keys

TERMS = "/api/v1/terms"
NEW = {"name": "Beta", "definition": "Definition of Beta.", "category": "things"}
SITE = {"Origin": "https://site.example"}
PREFLIGHT = {
    **SITE,
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "authorization, content-type, if-match",
}
WRITES = [
    (method, address.format(slug="alpha", relation_id=1))
    for address, operations in json.loads(DOCUMENT.read_bytes())["paths"].items()
    for method in operations
    if method in ("post", "put", "patch", "delete")
    and not address.endswith("/annotations")  # it changes nothing
]


@pytest.fixture
def secret(database):
    return keys.create(database, "writer", ["write"])


@pytest.fixture
def revoked(database):
    secret = keys.create(database, "former", ["write"])
    keys.revoke(database, "former")
    return secret


@pytest.fixture
def refused(client, secret, revoked):
    """Return the responses to a write with each kind of invalid credentials, by what is wrong with them."""
    credentials = {
        "none": None,
        "empty": "",
        "no key": "Bearer",
        "unknown key": "Bearer lemma_unknown",
        "revoked key": f"Bearer {revoked}",
        "another scheme": f"Basic {secret}",
        "no scheme": secret,
        "two keys": f"Bearer {secret} {secret}",
        "another case": f"Bearer {secret.swapcase()}",
        "no ASCII": "Bearer é",
    }
    return {
        fault: client.post(TERMS, json=NEW, headers={} if value is None else {"Authorization": value})
        for fault, value in credentials.items()
    }


@pytest.fixture
def read_only_editor(client, database):
    """Return a client whose key lacks the scope `write`."""
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {keys.create(database, 'reader', [])}"
    return client


@pytest.fixture
def unreadable():
    """Return an environment with a body that cannot be read. An attempt raises ValueError, which becomes a
    400.
    """
    stream = io.BytesIO()
    stream.close()
    return {"wsgi.input": stream, "CONTENT_LENGTH": "100", "CONTENT_TYPE": "application/json"}


def names(response, header):
    return {name.strip().lower() for name in response.headers[header].split(",")}


def test_a_write_with_a_key_is_accepted(client, secret):
    assert client.post(TERMS, json=NEW, headers={"Authorization": f"Bearer {secret}"}).status_code == 201


def test_the_scheme_is_case_insensitive(client, secret):
    assert client.post(TERMS, json=NEW, headers={"Authorization": f"bEARER  {secret}"}).status_code == 201


def test_invalid_credentials_are_401(refused):
    assert {
        fault: response.status_code for fault, response in refused.items() if response.status_code != 401
    } == {}


def test_a_401_names_the_scheme_to_use(refused):
    assert {response.headers["WWW-Authenticate"] for response in refused.values()} == {'Bearer realm="Lemma"'}


def test_a_401_does_not_say_what_is_wrong_with_the_key(refused):
    assert len({response.data for response in refused.values()}) == 1


def test_a_401_changes_nothing(refused, client):
    assert client.get(TERMS).json["total"] == 0


@pytest.mark.parametrize(("method", "address"), WRITES)
def test_every_write_needs_a_key(client, method, address):
    assert client.open(address, method=method).status_code == 401


@pytest.mark.parametrize(("method", "address"), WRITES)
def test_every_write_needs_the_scope(read_only_editor, method, address):
    assert read_only_editor.open(address, method=method).status_code == 403


def test_a_403_names_the_scope_that_is_missing(read_only_editor):
    challenge = read_only_editor.post(TERMS, json=NEW).headers["WWW-Authenticate"]
    assert challenge == 'Bearer realm="Lemma", error="insufficient_scope", scope="write"'


@pytest.mark.parametrize(
    "request_",
    [
        {"data": b"[" * 100_000, "content_type": "application/json"},
        {"data": b"junk", "content_type": "text/plain"},
        {"data": b" " * 1_000_001, "content_type": "application/json"},
        {"data": b"{}", "headers": {"Transfer-Encoding": "chunked"}},
        {"json": NEW, "query_string": "nonsense=1"},
    ],
    ids=["junk", "another media type", "too large", "chunked", "unknown parameter"],
)
def test_any_write_without_a_key_is_401(client, request_):
    assert client.post(TERMS, **request_).status_code == 401


@pytest.mark.parametrize(("method", "address"), WRITES)
def test_the_key_is_checked_before_the_body_is_read(client, unreadable, method, address):
    assert client.open(address, method=method, environ_overrides=unreadable).status_code == 401


def test_the_scope_is_checked_before_the_body_is_read(read_only_editor, unreadable):
    assert read_only_editor.post(TERMS, environ_overrides=unreadable).status_code == 403


def test_the_body_is_read_after_the_key_is_checked(editor, unreadable):
    assert editor.post(TERMS, environ_overrides=unreadable).status_code == 400


def test_reading_needs_no_key(client):
    assert client.get(TERMS).status_code == 200


def test_a_public_list_ignores_the_key(client):
    assert client.get(TERMS, headers={"Authorization": "Bearer lemma_unknown"}).status_code == 200


@pytest.mark.parametrize("path_end", ["", "/summary", "/relations", "/history"])
def test_a_read_that_can_show_drafts_refuses_an_invalid_key(client, make_term, path_end):
    make_term("Alpha")
    response = client.get(f"{TERMS}/alpha{path_end}", headers={"Authorization": "Bearer lemma_unknown"})
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Lemma"')


@pytest.mark.parametrize("path_end", ["", "/summary", "/relations", "/history"])
def test_a_read_ignores_the_credentials_of_a_proxy(client, make_term, path_end):
    make_term("Alpha")
    response = client.get(f"{TERMS}/alpha{path_end}", headers={"Authorization": "Basic dXNlcjpwYXNz"})
    assert response.status_code == 200


def test_the_credentials_of_a_proxy_do_not_show_drafts(client, make_term):
    make_term("Alpha", status="draft")
    response = client.get(f"{TERMS}/alpha", headers={"Authorization": "Basic dXNlcjpwYXNz"})
    assert response.status_code == 404


def test_a_response_to_a_key_is_not_stored(editor):
    assert editor.get(TERMS).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", [TERMS, "/api/v1/nowhere", f"{TERMS}?limit=0", "/api/v1/openapi.json"])
def test_every_origin_may_read_every_response(client, address):
    assert client.get(address, headers=SITE).headers["Access-Control-Allow-Origin"] == "*"


def test_every_origin_may_read_why_a_write_was_refused(client):
    assert client.post(TERMS, json=NEW, headers=SITE).headers["Access-Control-Allow-Origin"] == "*"


def test_no_origin_may_send_the_credentials_of_the_browser(client):
    assert "Access-Control-Allow-Credentials" not in client.get(TERMS, headers=SITE).headers


def test_responses_do_not_vary_on_the_origin(client):
    assert "origin" not in names(client.get(TERMS, headers=SITE), "Vary")


def test_scripts_may_read_the_headers_they_need(client):
    exposed = names(client.get(TERMS, headers=SITE), "Access-Control-Expose-Headers")
    assert exposed == {"etag", "link", "location", "retry-after", "request-id"}


def test_a_preflight_needs_no_key(client):
    response = client.options(f"{TERMS}/alpha", headers=PREFLIGHT)
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (200, "*")


def test_a_preflight_allows_every_method(client):
    allowed = names(client.options(f"{TERMS}/alpha", headers=PREFLIGHT), "Access-Control-Allow-Methods")
    assert {"get", "post", "put", "patch", "delete"} <= allowed


def test_a_preflight_allows_the_headers_of_a_write(client):
    allowed = names(client.options(f"{TERMS}/alpha", headers=PREFLIGHT), "Access-Control-Allow-Headers")
    assert allowed == {"authorization", "content-type", "if-match"}


def test_a_preflight_is_cached_for_a_day(client):
    assert client.options(TERMS, headers=PREFLIGHT).headers["Access-Control-Max-Age"] == "86400"


@pytest.mark.parametrize("address", ["/docs", "/healthz"])
def test_other_origins_may_read_only_the_api(client, address):
    assert "Access-Control-Allow-Origin" not in client.get(address, headers=SITE).headers
