"""What every test starts from: a temporary database, the application on it, and a few ways to put things in."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copyfile, copytree

import pytest

from api import content, create_app
from api.docs.document import CONTENT
from api.http import connection as database_floor
from data.entries import categories, relation_types, relations, terms
from data.index import rebuild
from data.store import db, keys
from data.store.changes import Actor

for name in [name for name in os.environ if name.startswith("LEMMA_") and not name.startswith("LEMMA_TEST_")]:
    del os.environ[name]  # a developer's own settings are not the tests'

EDITOR = Actor("editor")
BASE_URL = "http://localhost"
TINY = Path(__file__).parent / "tiny"


@pytest.fixture(scope="session")
def shipped_file(tmp_path_factory):
    """A database with the shipped glossary; tests that write take `shipped`, which is a copy."""
    path = tmp_path_factory.mktemp("shipped") / "lemma.db"
    rebuild.create(path, lambda connection: content.load(connection, CONTENT))
    return path


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory):
    """A database with the shipped relation types and one category, `things`; `path` is a copy."""
    path = tmp_path_factory.mktemp("seeded") / "lemma.db"
    rebuild.create(path, _seed)
    return path


@pytest.fixture
def path(seeded_file, tmp_path):
    """A new database with the shipped relation types and one category, `things`."""
    return copyfile(seeded_file, tmp_path / "lemma.db")


@pytest.fixture
def database(path):
    """A connection to `path`."""
    connection = db.connect(path)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def applications():
    """Two applications, since making one takes longer than most tests: for `app` and for `shipped`."""
    return [create_app({"BASE_URL": BASE_URL, "TESTING": True, "LOG_FORMAT": "off"}) for _ in range(2)]


@contextmanager
def serving(application, path):
    """The application with a database of its own, and its settings put back when the test ends."""
    settings = dict(application.config)
    application.config["DATABASE"] = path
    database_floor.register(application)
    yield application
    application.config.clear()
    application.config.update(settings)


@pytest.fixture
def app(applications, path):
    """The application on `path`."""
    with serving(applications[0], path) as application:
        yield application


@pytest.fixture
def client(app):
    """An anonymous client."""
    return app.test_client()


@pytest.fixture
def editor(app, database):
    """A client that sends a key with the scope `write`."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {keys.create(database, 'editor', ['write'])}"
    return client


@pytest.fixture
def shipped(applications, shipped_file, tmp_path):
    """An anonymous client of a service with the shipped glossary."""
    with serving(applications[1], copy_of(shipped_file, tmp_path / "shipped.db")) as application:
        yield application.test_client()


@pytest.fixture
def make_term(database):
    """Create a term naming only what matters: make_term("Dropout", level="beginner")."""

    def make(name, **members):
        document = {"definition": f"Definition of {name}.", "category": "things", **members, "name": name}
        return terms.create(database, document, actor=EDITOR)

    return make


@pytest.fixture
def update_term(database):
    """Change a term, whatever its revision: update_term("dropout", level="beginner")."""
    return lambda slug, /, **members: terms.update(database, slug, members, match=None, actor=EDITOR)


@pytest.fixture
def retire_term(database):
    """Retire a term, whatever its revision: retire_term("dropout", "dilution")."""
    return lambda slug, replacement=None: terms.delete(
        database, slug, match=None, actor=EDITOR, replaced_by=replacement
    )


@pytest.fixture
def make_category(database):
    """Create a category: make_category("parts", parent="things")."""

    def make(slug, **members):
        return categories.create(database, {"name": slug.title(), **members, "slug": slug}, actor=EDITOR)

    return make


@pytest.fixture
def relate(database):
    """Relate two terms: relate("a", "broader", "b")."""

    def make(source, kind, target):
        return relations.create(database, {"source": source, "type": kind, "target": target}, actor=EDITOR)

    return make


@pytest.fixture
def folder(tmp_path):
    """A content folder of four sound terms of another field, to be changed."""
    return copytree(TINY, tmp_path / "content")


@pytest.fixture
def edit(folder):
    """Change a file of `folder`: edit("categories.yaml", "Food", "Meals")."""

    def change(name, old, new):
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))

    return change


@cache
def shipped_relation_types():
    return [entry.document for entry in content.read(CONTENT).relation_types]


def _seed(connection):
    relation_types.merge(connection, shipped_relation_types(), actor=EDITOR)
    categories.create(connection, {"slug": "things", "name": "Things"}, actor=EDITOR)


@dataclass(frozen=True)
class Server:
    """A gunicorn of our own on loopback."""

    url: str
    path: Path
    process: subprocess.Popen

    def make_key(self, name="editor", scopes=("write",)):
        connection = db.connect(self.path)
        secret = keys.create(connection, name, list(scopes))
        connection.close()
        return secret


@pytest.fixture
def start_server():
    """Start gunicorn on a database file and wait until it is ready; it is stopped when the test ends."""
    with starting_servers() as start:
        yield start


@pytest.fixture(scope="module")
def start_server_once():
    """As `start_server`, for tests that only read: it is stopped when the last test of the module ends."""
    with starting_servers() as start:
        yield start


@contextmanager
def starting_servers():
    started = []

    def start(path, **environment):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{probe.getsockname()[1]}"
        # A worker that is told to stop in the moment it is forked never hears of it: wait 2 s for that one,
        # not 15.
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
def server(start_server, path):
    """A server on `path`, with two workers."""
    return start_server(path)


@pytest.fixture
def shipped_server(start_server, shipped_file, tmp_path):
    """A server on a copy of the shipped glossary."""
    return start_server(copy_of(shipped_file, tmp_path / "shipped.db"))


@pytest.fixture(scope="session")
def reading_server(shipped_file, tmp_path_factory):
    """A server on the shipped glossary for all tests that only read from it."""
    with starting_servers() as start:
        yield start(copy_of(shipped_file, tmp_path_factory.mktemp("reading") / "lemma.db"))


def wait_until_ready(server, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/readyz"):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server did not become ready")


def copy_of(source, target):
    connection = db.connect(source)
    db.backup(connection, target)
    connection.close()
    return target
