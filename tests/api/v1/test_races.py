"""Concurrent requests to a real server with several processes, and how a server starts and stops."""

import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlite_utils.utils import sqlite3

from data.entries import terms
from data.store import db
from data.store.changes import Actor

ROOT = Path(__file__).parent.parent.parent.parent
TERMS = "/api/v1/terms"
ALPHA = f"{TERMS}/alpha"
NEW = {"name": "Beta", "definition": "Definition of Beta.", "category": "things", "slug": "beta"}
OTHER = Actor("other")
EX_CONFIG = 78
WRITE = (
    b"POST /api/v1/terms HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer KEY\r\n"
    b"Content-Type: application/json\r\n"
)
NO_HTTP = (
    b"GARBAGE\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
    WRITE + b"Content-Length: ten\r\n\r\n",
    WRITE + b"Content-Length: -1\r\n\r\n",
    WRITE + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    WRITE + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    WRITE + b"Transfer-Encoding: chunked\r\n\r\nno chunk\r\n",
    WRITE + b"Content-Length: 100\r\n\r\nhalf",
)


@pytest.fixture
def secret(server):
    return server.make_key()


def ask(server, method, address, *, secret=None, body=None, **options):
    """Send a request on a connection of its own. Return the status and the JSON of the response."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    headers = {"Content-Type": "application/json", **options.pop("headers", {})}
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    try:
        connection.request(method, address, body, headers, **options)
        response = connection.getresponse()
        content = response.read()
        return response.status, content and json.loads(content)
    finally:
        connection.close()


def at_once(count, call):
    """Start `count` calls at the same moment, and return how often each status was returned."""
    gate = threading.Barrier(count)

    def run(number):
        gate.wait(timeout=30)
        return call(number)[0]

    with ThreadPoolExecutor(count) as threads:
        return Counter(threads.map(run, range(count)))


def walk(server, address):
    """Yield the slugs of a whole list, following `next_cursor` from page to page."""
    cursor = ""
    while cursor is not None:
        page = ask(server, "GET", f"{address}{cursor and '&cursor='}{cursor}")[1]
        yield from (item["slug"] for item in page["items"])
        cursor = page["next_cursor"]


def shift(database, passing, done):
    """Delete at one end of a list of terms and insert at the other, ten times in each direction, until
    `done` is set.
    """
    for number in itertools.count():
        backward = number // 10 % 2
        slug = passing.pop() if backward else passing.popleft()
        terms.delete(database, slug, match=None, actor=OTHER)
        document = {
            **NEW,
            "name": f"Term {0 if backward else 29:02} comes, {number}",
            "slug": f"comes-{number}",
        }
        slug = terms.create(database, document, actor=OTHER).slug
        passing.insert(0 if backward else len(passing), slug)
        if done.wait(0.005):
            return


def send_raw(server, data):
    """Send these bytes and close the sending side. Return the class of the status, such as "4xx", and the
    media type of the response.
    """
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        response = http.client.HTTPResponse(connection)
        response.begin()
        return f"{response.status // 100}xx", response.headers["Content-Type"]


def start_on(path):
    """Start the server on a file and return the finished process."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:api.server", "wsgi:app"]
    environment = {**os.environ, "LEMMA_DATABASE": str(path), "LEMMA_BIND": "127.0.0.1:0"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30)


def write_nothing(path):
    path.touch()


def write_text(path):
    path.write_text("This is no database.\n" * 500)


def write_foreign_database(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE others (id INTEGER PRIMARY KEY)")
    connection.close()


def write_newer_schema(path):
    db.create(path, lambda connection: connection.execute("PRAGMA user_version = 999"))


def test_of_40_patches_with_one_etag_one_succeeds(server, make_term, secret):
    make_term("Alpha")
    with urllib.request.urlopen(f"{server.url}{ALPHA}") as response:
        tag = response.headers["ETag"]

    def patch(number):
        body = json.dumps({"example": f"Example {number}."})
        return ask(server, "PATCH", ALPHA, secret=secret, body=body, headers={"If-Match": tag})

    assert at_once(40, patch) == {200: 1, 412: 39}


def test_of_50_posts_of_one_slug_one_succeeds(server, secret):
    def post(number):
        return ask(server, "POST", TERMS, secret=secret, body=json.dumps({**NEW, "name": f"Beta {number}"}))

    assert at_once(50, post) == {201: 1, 409: 49}


def test_paging_while_another_process_writes_neither_skips_nor_repeats_a_remaining_term(
    server, database, make_term
):
    survivors = [make_term(f"Term {number:02} stays").slug for number in range(30)]
    passing = deque(make_term(f"Term {number:02} goes").slug for number in range(30))
    done = threading.Event()
    other = threading.Thread(target=shift, args=(database, passing, done), daemon=True)
    other.start()
    walks = [[slug for slug in walk(server, f"{TERMS}?limit=4") if slug in survivors] for _ in range(4)]
    done.set()
    other.join()
    assert walks == [survivors] * 4


def test_chunked_body_is_411_and_changes_nothing(server, make_term, secret):
    make_term("Alpha")
    chunks = iter([b'{"name": ', b'"Beta"}'])
    status, _ = ask(
        server, "PATCH", ALPHA, secret=secret, body=chunks, headers={"If-Match": "*"}, encode_chunked=True
    )
    assert (status, ask(server, "GET", ALPHA)[1]["revision"]) == (411, 1)


def test_a_request_that_is_not_http_gets_a_problem_and_changes_nothing(server, secret):
    answers = [send_raw(server, data.replace(b"KEY", secret.encode())) for data in NO_HTTP]
    assert answers == [("4xx", "application/problem+json")] * len(NO_HTTP)
    assert ask(server, "GET", TERMS)[1]["total"] == 0


def test_sigterm_ends_the_server_with_exit_code_0(server):
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=20) == 0


@pytest.mark.parametrize("write", [write_nothing, write_text, write_foreign_database, write_newer_schema])
def test_start_refuses_a_file_it_cannot_serve_and_leaves_it_alone(tmp_path, write):
    path = tmp_path / "file.db"
    write(path)
    before = path.read_bytes()
    run = start_on(path)
    assert (run.returncode, run.stderr.startswith(f"Error: {path} "), run.stderr.count("\n")) == (
        EX_CONFIG,
        True,
        1,
    )
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == {path: before}
