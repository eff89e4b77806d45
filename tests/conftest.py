"""Fixtures of all tests: a temporary database, the application on it, ways to add entries, and servers."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copyfile, copytree
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import content, create_app
from api.docs.document import CONTENT
from api.http import connection as database_connections
from data.entries import categories, relation_types, relations, terms
from data.entries.categories import Category
from data.entries.relations import Relation
from data.entries.terms import Term
from data.index import rebuild
from data.store import db, keys
from data.store.changes import Actor
from data.store.db import Database

# The settings of a developer must not change what the tests see.
for name in [name for name in os.environ if name.startswith("LEMMA_") and not name.startswith("LEMMA_TEST_")]:
    del os.environ[name]

EDITOR = Actor("editor")
BASE_URL = "http://localhost"
TINY = Path(__file__).parent / "tiny"


@pytest.fixture(scope="session")
def shipped_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with the shipped glossary, for reading. `shipped` works on a copy."""
    path = tmp_path_factory.mktemp("shipped") / "lemma.db"
    rebuild.create(path, lambda connection: content.load(connection, CONTENT))
    return path


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with the shipped relation types and one category, `things`, for copying."""
    path = tmp_path_factory.mktemp("seeded") / "lemma.db"
    rebuild.create(path, _seed)
    return path


@pytest.fixture
def path(seeded_file: Path, tmp_path: Path) -> Path:
    """Return a new database with the shipped relation types and one category, `things`."""
    return copyfile(seeded_file, tmp_path / "lemma.db")


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """Yield a connection to `path`."""
    connection = db.connect(path)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def applications() -> list[Flask]:
    """Return two applications, for `app` and for `shipped`. Creating one takes longer than most tests."""
    return [create_app({"BASE_URL": BASE_URL, "TESTING": True, "LOG_FORMAT": "off"}) for _ in range(2)]


@contextmanager
def serving(application: Flask, path: Path) -> Iterator[Flask]:
    """Yield the application with this database, and restore its settings afterwards."""
    settings = dict(application.config)
    application.config["DATABASE"] = path
    database_connections.register(application)
    yield application
    application.config.clear()
    application.config.update(settings)


@pytest.fixture
def app(applications: list[Flask], path: Path) -> Iterator[Flask]:
    """Yield the application on `path`."""
    with serving(applications[0], path) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client without a key."""
    return app.test_client()


@pytest.fixture
def editor(app: Flask, database: Database) -> FlaskClient:
    """Return a client that sends a key with the scope `write`."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {keys.create(database, 'editor', ['write'])}"
    return client


@pytest.fixture
def shipped(applications: list[Flask], shipped_file: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    """Yield a client without a key of a service with the shipped glossary."""
    with serving(applications[1], copy_of(shipped_file, tmp_path / "shipped.db")) as application:
        yield application.test_client()


@pytest.fixture
def make_term(database: Database) -> Callable[..., Term]:
    """Return a function that creates a term from what matters: make_term("Dropout", level="beginner")."""

    def make(name: str, **members: Any) -> Term:
        document = {"definition": f"Definition of {name}.", "category": "things", **members, "name": name}
        return terms.create(database, document, actor=EDITOR)

    return make


@pytest.fixture
def update_term(database: Database) -> Callable[..., Term]:
    """Return a function that changes a term at any revision: update_term("dropout", level="beginner")."""
    return lambda slug, /, **members: terms.update(database, slug, members, match=None, actor=EDITOR)


@pytest.fixture
def retire_term(database: Database) -> Callable[..., None]:
    """Return a function that retires a term at any revision: retire_term("dropout", "dilution")."""
    return lambda slug, replacement=None: terms.delete(
        database, slug, match=None, actor=EDITOR, replaced_by=replacement
    )


@pytest.fixture
def make_category(database: Database) -> Callable[..., Category]:
    """Return a function that creates a category: make_category("parts", parent="things")."""

    def make(slug: str, **members: Any) -> Category:
        return categories.create(database, {"name": slug.title(), **members, "slug": slug}, actor=EDITOR)

    return make


@pytest.fixture
def relate(database: Database) -> Callable[[str, str, str], Relation]:
    """Return a function that relates two terms: relate("a", "broader", "b")."""

    def make(source: str, kind: str, target: str) -> Relation:
        return relations.create(database, {"source": source, "type": kind, "target": target}, actor=EDITOR)

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a content folder of four correct terms of another field, which tests change."""
    return copytree(TINY, tmp_path / "content")


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], None]:
    """Return a function that changes a file of `folder`: edit("categories.yaml", "Food", "Meals")."""

    def change(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))

    return change


@cache
def shipped_relation_types() -> list[Any]:
    return [entry.document for entry in content.read(CONTENT).relation_types]


def _seed(connection: Database) -> None:
    relation_types.merge(connection, shipped_relation_types(), actor=EDITOR)
    categories.create(connection, {"slug": "things", "name": "Things"}, actor=EDITOR)


@dataclass(frozen=True)
class Server:
    """A gunicorn on loopback with a database of its own."""

    url: str
    path: Path
    process: subprocess.Popen[bytes]

    def make_key(self, name: str = "editor") -> str:
        """Create a key that may write, and return its secret."""
        connection = db.connect(self.path)
        secret = keys.create(connection, name, ["write"])
        connection.close()
        return secret


StartServer = Callable[..., Server]


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    """Yield a function that starts gunicorn on a database file. The server stops when the test ends."""
    with starting_servers() as start:
        yield start


@pytest.fixture(scope="module")
def start_server_once() -> Iterator[StartServer]:
    """Yield what `start_server` does, for tests that only read. The server stops after the module."""
    with starting_servers() as start:
        yield start


@contextmanager
def starting_servers() -> Iterator[StartServer]:
    """Yield a function that starts a server and waits until it is ready. Stop all of them afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def start(path: Path, **environment: str) -> Server:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{probe.getsockname()[1]}"
        # A signal that arrives while a worker is being forked is lost, so gunicorn waits for that worker
        # until its grace period ends: here 2 s instead of 15.
        settings = {"GUNICORN_CMD_ARGS": "--graceful-timeout=2"}
        settings |= {"LEMMA_DATABASE": str(path), "LEMMA_BIND": address, **environment}
        command = [sys.executable, "-m", "gunicorn", "--config", "python:api.server", "wsgi:app"]
        process = subprocess.Popen(command, cwd=CONTENT.parent.parent, env={**os.environ, **settings})
        started.append(process)
        server = Server(f"http://{address}", path, process)
        wait_until_ready(server)
        return server

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def server(start_server: StartServer, path: Path) -> Server:
    """Return a server on `path`, with two workers."""
    return start_server(path)


@pytest.fixture
def shipped_server(start_server: StartServer, shipped_file: Path, tmp_path: Path) -> Server:
    """Return a server on a copy of the shipped glossary."""
    return start_server(copy_of(shipped_file, tmp_path / "shipped.db"))


@pytest.fixture(scope="session")
def reading_server(shipped_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield one server on the shipped glossary for all tests that only read from it."""
    with starting_servers() as start:
        yield start(copy_of(shipped_file, tmp_path_factory.mktemp("reading") / "lemma.db"))


def wait_until_ready(server: Server, seconds: float = 20) -> None:
    """Return when the server is ready. Fail the test if it is not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/readyz"):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server did not become ready")


def copy_of(source: Path, target: Path) -> Path:
    """Copy a database, with what is only in its log, and return the copy."""
    connection = db.connect(source)
    db.backup(connection, target)
    connection.close()
    return target
