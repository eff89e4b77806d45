"""The log: one line per request that can be read, parsed and trusted."""

import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.http import connection, logs

Lines = Callable[[], list[str]]
TERMS = "/api/v1/terms"
# What a client may try to break a line with, in paths that are percent-encoded.
BREAKS = ("%0A", "%0D", "%0D%0A", "%C2%85", "%E2%80%A8", "%1B[2K", "%00", "%FF")


@pytest.fixture(params=["console", "json"])
def log_format(request: pytest.FixtureRequest) -> Iterator[str]:
    """Write log lines in this format."""
    logs.configure(request.param)
    yield request.param
    logs.configure("off")


@pytest.fixture
def as_json() -> Iterator[None]:
    """Write log lines as JSON."""
    logs.configure("json")
    yield
    logs.configure("off")


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """Return a function that returns the lines written since it was last called."""
    return lambda: capsys.readouterr().err.splitlines()


@pytest.fixture
def faulty(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Return a client of an application with a view that fails."""

    def fail() -> None:
        raise RuntimeError("first line\nlevel=info event=forged")

    monkeypatch.setitem(app.view_functions, "Service.get_service", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return app.test_client()


def entries(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def test_a_request_is_one_line(client, log_format, lines):
    client.get(TERMS)
    assert len(lines()) == 1


def test_a_line_has_id_operation_method_path_status_and_duration(client, as_json, lines):
    response = client.get(f"{TERMS}/nothing")
    (entry,) = entries(lines())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", entry.pop("timestamp"))
    assert 0 < entry.pop("ms") < 10_000
    assert entry == {
        "level": "info",
        "event": "request",
        "id": response.headers["Request-Id"],
        "operation": "Terms.get_term",
        "method": "GET",
        "path": "/api/v1/terms/nothing",
        "status": 404,
    }


def test_a_line_for_people_has_the_same_members(client, lines):
    logs.configure("console")
    response = client.get(f"{TERMS}/nothing")
    logs.configure("off")
    (line,) = lines()
    assert re.fullmatch(
        rf"timestamp=\S+Z level=info event=request id={response.headers['Request-Id']} operation=Terms\.get_term "
        r"method=GET path=/api/v1/terms/nothing status=404 ms=[\d.]+",
        line,
    )


def test_off_writes_nothing(client, faulty, lines):
    logs.configure("off")
    client.get(TERMS)
    faulty.get("/api/v1")
    assert lines() == []


@pytest.mark.parametrize("given", ["a", "A-z.0:9_", "x" * 64])
def test_the_id_of_the_client_is_kept(client, as_json, lines, given):
    response = client.get(TERMS, headers={"Request-Id": given})
    assert (response.headers["Request-Id"], entries(lines())[0]["id"]) == (given, given)


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a=b", 'a"b', "é", "a,b", "a;b"])
def test_an_id_that_could_mislead_is_replaced(client, as_json, lines, given):
    response = client.get(TERMS, headers={"Request-Id": given})
    found = response.headers["Request-Id"]
    assert re.fullmatch(r"[\w-]{16}", found) and entries(lines())[0]["id"] == found


def test_no_two_requests_have_the_same_new_id(client):
    ids = {client.get("/healthz").headers["Request-Id"] for _ in range(50)}
    assert len(ids) == 50


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/", 200),
        ("HEAD", "/docs", 200),
        ("OPTIONS", TERMS, 200),
        ("POST", TERMS, 401),
        ("GET", "/nowhere", 404),
        ("BREW", TERMS, 405),
        ("GET", f"{TERMS}?limit=0", 422),
    ],
)
def test_every_kind_of_request_has_a_line_and_an_id(client, as_json, lines, method, address, status):
    response = client.open(address, method=method)
    (entry,) = entries(lines())
    assert (entry["status"], entry["method"], entry["id"]) == (status, method, response.headers["Request-Id"])


def test_a_request_to_an_unknown_host_has_a_line(client, as_json, lines):
    client.get(TERMS, headers={"Host": "evil.example"})
    assert [entry["status"] for entry in entries(lines())] == [400]


def test_neither_a_key_nor_a_query_nor_a_body_is_logged(editor, log_format, lines):
    editor.post(
        f"{TERMS}?message=secret-query", json={"name": "secret-body"}, headers={"X-Any": "secret-header"}
    )
    text = "\n".join(lines())
    assert editor.environ_base["HTTP_AUTHORIZATION"].split()[1] not in text
    assert "secret" not in text and "lemma_" not in text and "Bearer" not in text


@pytest.mark.parametrize("end", BREAKS)
def test_a_path_cannot_forge_a_line(client, log_format, capsys, end):
    client.get(f"/nowhere{end}level=info%20event=forged")
    text = capsys.readouterr().err
    assert text.count("\n") == 1 and text.endswith("\n")
    assert text.removesuffix("\n").isprintable()


@pytest.mark.parametrize("end", BREAKS)
def test_a_path_with_odd_characters_is_still_json(client, as_json, lines, end):
    client.get(f"/nowhere{end}x")
    (entry,) = entries(lines())
    assert entry["path"].startswith("/nowhere")


def test_an_error_is_logged_with_its_traceback_and_the_id_of_its_response(faulty, as_json, lines):
    response = faulty.get("/api/v1")
    error, request = entries(lines())
    assert (error["level"], error["event"], request["status"]) == ("error", "unexpected error", 500)
    assert error["id"] == request["id"] == response.headers["Request-Id"]
    assert error["exception"].startswith("Traceback") and "RuntimeError: first line" in error["exception"]


def test_people_read_a_traceback_in_lines_of_its_own_that_begin_with_spaces(faulty, lines):
    logs.configure("console")
    faulty.get("/api/v1")
    logs.configure("off")
    first, *traceback, last = lines()
    assert first.startswith("timestamp=") and 'event="unexpected error"' in first
    assert traceback[0] == "    Traceback (most recent call last):"
    assert [line for line in traceback if not line.startswith("    ")] == []
    assert last.startswith("timestamp=") and "status=500" in last


def test_an_unusable_database_is_logged_with_its_reason(app, as_json, lines, tmp_path):
    path = tmp_path / "text.db"
    path.write_text("This is no database." * 100)
    app.config["DATABASE"] = path
    connection.register(app)
    app.test_client().get(TERMS)
    error, request = entries(lines())
    assert (error["event"], request["status"]) == ("database unusable", 503)
    assert str(path) in error["exception"]


def test_an_error_of_the_client_has_no_traceback(client, as_json, lines):
    client.get(f"{TERMS}?limit=0")
    assert [entry["event"] for entry in entries(lines())] == ["request"]


def test_lines_go_to_the_standard_error_of_the_moment(client, lines, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr", io.StringIO())
        logs.configure("json")
    client.get(TERMS)
    logs.configure("off")
    assert len(lines()) == 1
