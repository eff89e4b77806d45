"""Errors as clients see them: problems (RFC 9457) with a kind that is explained, their headers, and no
secrets.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import data.errors
from api import create_app
from api.http import problems
from api.http.problems import KINDS
from tests.api.documents import BROWSER, parse, text_of

ROOT = Path(__file__).parent.parent.parent.parent
SOURCES = [*(ROOT / "data").rglob("*.py"), *(ROOT / "api").rglob("*.py")]
# Functions that make or return a problem. Others, such as `Label`, have a `kind` as well.
RAISING = {
    *(name for name, value in vars(data.errors).items() if isinstance(value, type)),
    "HttpProblem",
    "render",
}
# A redirect is no problem. Its kind is only there because every domain error has one.
WITHOUT_PAGE = {"moved"}
# Errors of which the status says everything.
BLANK = (400, 404, 405, 411, 415, 500)

TERMS = "/api/v1/terms"
ALPHA = f"{TERMS}/alpha"
NEW = {"name": "Beta", "definition": "Definition of Beta.", "category": "things"}
JSON = {"content_type": "application/json"}
# A request for every error status that the service responds with by itself.
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
    """Return a function that makes a request with a key. There is one term, `alpha`."""
    make_term("Alpha")
    return lambda method, address, **options: editor.open(address, method=method, **options)


@pytest.mark.parametrize(("status", "method", "address", "options"), ERRORS.values(), ids=ERRORS)
def test_every_error_is_a_problem(send, status, method, address, options):
    response = send(method, address, **options)
    members = {name: response.json[name] for name in ("type", "status", "title", "detail")}
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert members["status"] == status and all(members.values())


@pytest.mark.parametrize(("status", "method", "address", "options"), ERRORS.values(), ids=ERRORS)
def test_no_error_reveals_internals(send, tmp_path, status, method, address, options):
    text = send(method, address, **options).get_data(as_text=True)
    internals = ("SELECT", "sqlite", "Traceback", ".py", "werkzeug", "marshmallow", str(tmp_path))
    assert [word for word in internals if word in text] == []


def test_an_unexpected_error_is_a_500_problem_without_details(path):
    application = create_app({"DATABASE": path, "LOG_FORMAT": "off"})
    application.add_url_rule("/fault", view_func=lambda: [][0])
    response = application.test_client().get("/fault")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert response.json["detail"] == "Something went wrong. The error has been logged."


def test_an_unusable_database_is_a_503_problem_without_its_path(tmp_path):
    (tmp_path / "text.db").write_text("This is no database." * 100)
    response = create_app({"DATABASE": tmp_path / "text.db", "LOG_FORMAT": "off"}).test_client().get(TERMS)
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
def test_a_405_lists_the_allowed_methods(client, address, allowed):
    response = client.open(address, method="BREW")
    assert (response.status_code, set(response.headers["Allow"].split(", "))) == (405, allowed)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "", "[::1"]
)
def test_an_unknown_host_is_400(client, host):
    assert client.get(TERMS, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1"])
def test_a_known_host_is_200(client, host):
    assert client.get(TERMS, headers={"Host": host}).status_code == 200


# Kinds


def calls_with_kind() -> Iterator[ast.expr]:
    """Yield what every call that makes a problem passes as its kind."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in RAISING:
                yield from (keyword.value for keyword in node.keywords if keyword.arg == "kind")


def used_kinds() -> set[str]:
    """Return the kinds that `data` and `api` use: strings they pass, and defaults of domain errors."""
    passed = {value.value for value in calls_with_kind() if isinstance(value, ast.Constant)}
    defaults = {error.kind for error in data.errors.DomainError.__subclasses__()}
    return {*passed, *defaults, *(f"unknown-{noun}" for noun in ("term", "category"))} - WITHOUT_PAGE


def test_every_kind_in_use_is_explained_and_no_other():
    assert used_kinds() == KINDS.keys()


def test_a_kind_is_a_string_or_made_from_a_noun():
    computed = {
        ast.unparse(value)
        for value in calls_with_kind()
        if not isinstance(value, ast.Constant) and not isinstance(value, ast.Attribute)
    }
    assert computed == {"f'unknown-{kind}'", "_KINDS.get(status)"}
    assert problems._KINDS.items() == {(413, "too-large")}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_page(client, kind):
    response = client.get(f"/problems/{kind}", headers=BROWSER)
    document = parse(response.text)
    assert response.status_code == 200
    assert text_of(next(document.iter("h1"))) == KINDS[kind].title
    assert KINDS[kind].explanation.replace("`", "") in text_of(next(document.iter("main")))


@pytest.mark.parametrize("kind", KINDS)
def test_the_title_and_explanation_of_a_kind_are_sentences(kind):
    title, explanation = KINDS[kind]
    assert title[0].isupper() and not title.endswith(".")
    assert explanation.endswith(".") and explanation.count("`") % 2 == 0


def test_what_is_between_backticks_is_code(client):
    page = parse(client.get("/problems/precondition-required").text)
    lead = next(element for element in page.iter("p") if element.get("class") == "lead")
    assert [code.text for code in lead.iter("code")] == ["If-Match", "If-None-Match: *"]


@pytest.mark.parametrize(("status", "method", "address", "options"), ERRORS.values(), ids=ERRORS)
def test_the_type_of_a_problem_is_a_page_that_exists(send, client, status, method, address, options):
    problem = send(method, address, **options).json
    if problem["type"] == "about:blank":
        assert (status in BLANK, problem["title"]) == (True, problems.title(status))
    else:
        url = urlsplit(problem["type"])
        assert f"{url.scheme}://{url.netloc}" == "http://localhost"
        page = client.get(url.path, headers=BROWSER)
        assert (page.status_code, text_of(next(parse(page.text).iter("h1")))) == (200, problem["title"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("invalid JSON", "invalid-json"),
        ("no key", "key-invalid"),
        ("unknown term", "unknown-term"),
        ("unknown relation", "unknown-relation"),
        ("name in use", "label-taken"),
        ("old revision", "stale"),
        ("wrong shape", "invalid"),
        ("wrong parameter", "invalid"),
        ("no If-Match", "precondition-required"),
        ("unknown host", None),
        ("unknown path", None),
        ("unknown path of the API", None),
        ("method of another address", None),
        ("chunked body", None),
        ("media type", None),
    ],
)
def test_a_problem_has_its_kind(send, name, kind):
    _, method, address, options = ERRORS[name]
    expected = f"http://localhost/problems/{kind}" if kind else "about:blank"
    assert send(method, address, **options).json["type"] == expected


def test_an_unknown_kind_has_no_page(client):
    assert client.get("/problems/nope").status_code == 404


def test_a_derived_slug_that_is_taken_is_409_and_asks_for_one(send):
    response = send("POST", TERMS, json={**NEW, "name": "Alpha!"})
    assert (response.status_code, response.json["type"]) == (409, "http://localhost/problems/slug-taken")
    assert response.json["detail"].endswith("Give a slug.")


@pytest.mark.parametrize(
    ("error", "kind", "seconds"),
    [(data.errors.Busy, "busy", "1"), (data.errors.TooSlow, "too-slow", "10")],
)
def test_a_busy_or_slow_service_is_503_with_when_to_retry(app, error, kind, seconds):
    with app.test_request_context("/api/v1/search"):
        response = problems.on_domain_error(error("Later."))
    assert (response.status_code, response.headers["Retry-After"]) == (503, seconds)
    assert response.get_json()["type"] == f"http://localhost/problems/{kind}"


# What is repeated of a request

LONG = "x" * 5_000


@pytest.mark.parametrize(
    ("method", "address", "options"),
    [
        ("GET", f"/{LONG}", {}),
        ("GET", f"/{LONG}/", {}),
        ("GET", f"/terms/{LONG}", {}),
        ("GET", f"/categories/{LONG}", {}),
        ("GET", f"/graph/{LONG}", {}),
        ("GET", f"/problems/{LONG}", {}),
        ("GET", f"/assets/{LONG}/{LONG}", {}),
        ("GET", f"/embed/terms/{LONG}", {}),
        ("GET", f"/embed/terms/alpha?{LONG}=1", {}),
        ("GET", f"/?q={LONG}", {}),
        ("GET", f"/embed?theme={LONG}", {}),
        ("GET", f"/oembed?url=http://localhost/terms/{LONG}", {}),
        ("GET", f"/oembed?url={LONG}", {}),
        ("GET", f"/oembed?url=http://localhost/terms/alpha&format={LONG}", {}),
        ("GET", f"/api/v1?{LONG}=1", {}),
        ("GET", f"{TERMS}?{LONG}=1", {}),
        ("GET", f"{TERMS}?{LONG}=1&{LONG}=2", {}),
        ("GET", f"{TERMS}?status={LONG}", {}),
        ("GET", f"{TERMS}?sort={LONG}", {}),
        ("GET", f"{TERMS}?fields={LONG}", {}),
        ("GET", f"{TERMS}?category={LONG}", {}),
        ("GET", f"{TERMS}?relation={LONG}&to=alpha", {}),
        ("GET", f"{TERMS}?cursor={LONG}", {}),
        ("GET", f"{TERMS}/{LONG}", {}),
        ("GET", f"{TERMS}/{LONG}/summary", {}),
        ("GET", f"{TERMS}/{LONG}/path?to=alpha", {}),
        ("GET", f"{TERMS}/alpha/path?to={LONG}", {}),
        ("GET", f"/api/v1/categories/{LONG}", {}),
        ("GET", f"/api/v1/relations?type={LONG}", {}),
        ("GET", f"/api/v1/relations?source={LONG}", {}),
        ("GET", f"/api/v1/lookup?label={LONG}", {}),
        ("GET", f"/api/v1/search?q={LONG}", {}),
        ("GET", f"/api/v1/graph?root={LONG}", {}),
        ("GET", f"/api/v1/graph?root=alpha&types={LONG}", {}),
        ("GET", f"/api/v1/compare?ids={LONG},alpha", {}),
        ("GET", f"/api/v1/compare?ids={LONG},{LONG}", {}),
        ("GET", f"/api/v1/random?category={LONG}", {}),
        ("GET", f"/api/v1/term-of-the-day?date={LONG}", {}),
        ("GET", f"/api/v1/matcher?category={LONG}", {}),
        ("GET", TERMS, {"headers": {"Host": LONG}}),
        ("POST", TERMS, {"json": {**NEW, LONG: 1}}),
        ("POST", TERMS, {"json": {**NEW, "labels": [{LONG: 1}]}}),
        ("POST", TERMS, {"json": {**NEW, "category": LONG}}),
        ("POST", TERMS, {"json": {**NEW, "slug": LONG}}),
        ("POST", TERMS, {"json": {**NEW, "level": LONG}}),
        ("POST", TERMS, {"json": {**NEW, "replaced_by": LONG}}),
        ("POST", TERMS, {"json": {**NEW, "explanation": f"[a](term:{LONG})"}}),
        ("POST", TERMS, {"data": f'{{"{LONG}": 1, "{LONG}": 2}}', **JSON}),
        ("POST", TERMS, {"data": "{}", "content_type": f"text/{LONG}"}),
        ("POST", "/api/v1/relations", {"json": {"source": LONG, "type": LONG, "target": LONG}}),
        ("PUT", f"{TERMS}/{LONG}", {"json": NEW, "headers": {"If-Match": "*"}}),
        ("PUT", f"{TERMS}/{LONG}", {"json": NEW, "headers": {"If-None-Match": "*"}}),
        ("PUT", f"{TERMS}/alpha", {"json": {**NEW, "slug": LONG}, "headers": {"If-Match": "*"}}),
        ("PATCH", f"{TERMS}/{LONG}", {"json": {}, "headers": {"If-Match": "*"}}),
        ("DELETE", f"{TERMS}/{LONG}", {"headers": {"If-Match": "*"}}),
        ("DELETE", f"{TERMS}/alpha?replaced_by={LONG}", {"headers": {"If-Match": "*"}}),
        ("POST", "/api/v1/annotations", {"json": {"text": "x", "categories": [LONG]}}),
        ("POST", "/api/v1/annotations", {"json": {"html": "x", "skip": [LONG]}}),
    ],
    ids=lambda value: value.replace(LONG, "LONG") if isinstance(value, str) else None,
)
def test_an_error_repeats_at_most_200_characters_of_a_request(send, method, address, options):
    for accept in ("application/json", BROWSER["Accept"]):
        headers = {**options.get("headers", {}), "Accept": accept}
        response = send(method, address, **{**options, "headers": headers})
        repeated = response.text.replace(f'href="/{LONG}"', "")
        assert response.status_code >= 400
        assert "x" * 201 not in repeated


def test_the_message_is_cut_with_an_ellipsis(client):
    detail = client.get(f"{TERMS}/{LONG}").json["detail"]
    assert detail == f"There is no term '{'x' * 200}…'."


def test_at_most_20_unknown_parameters_are_listed(client):
    query = {f"x{number}": 1 for number in range(30)}
    lists = [client.get(address, query_string=query).json["errors"] for address in ("/api/v1", TERMS)]
    assert [len(errors) for errors in lists] == [20, 20]
