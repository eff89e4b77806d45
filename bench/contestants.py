"""List the contestants: how each server is started, and the path of each request.

All of them read the same SQLite file and have two worker processes, if they have workers. Datasette opens the
file as immutable, so that it need not count rows; its other settings are its defaults. It runs twice: as `pip
install datasette` runs it, and with uvloop and httptools, which FastAPI's installation contains. The
responses of FastAPI equal Lemma's, member by member (`bench.fastapi_peer`). The limit is Lemma's gunicorn
with an application that does nothing (`bench.limit`).
"""

import os
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.servers import ROOT, Failed, environment

BIN = ROOT / ".venv" / "bin"
PEERS_BIN = ROOT / ".venv-bench" / "bin"
WORKERS = 2
BASE_URL = "http://127.0.0.1:8000"
SLUG = "pre-training"
ONE, LIST, UNCHANGED = "one term", "list of 50", "one term, 304"
ITEMS = {ONE: 1, LIST: 50}
BODY_FILES = {ONE: "one.json", LIST: "list.json"}  # in the temporary folder, for the limit to serve
LEMMA, DATASETTE, DATASETTE_UVLOOP, FASTAPI, LIMIT = (
    "Lemma",
    "Datasette",
    "Datasette, uvloop",
    "FastAPI",
    "limit",
)
_GUNICORN = (str(BIN / "gunicorn"), "--config", "python:api.server")
_PATHS = {ONE: f"/api/v1/terms/{SLUG}", LIST: "/api/v1/terms?limit=50"}


@dataclass(frozen=True)
class Contestant:
    """A server: command and environment, with `{port}` in place of the port, and the path of each request.

    `mirrors` means that its documents must equal Lemma's.
    """

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    paths: dict[str, str]
    mirrors: bool = False


def make_database(folder) -> Path:
    """Load the shipped content into a new database in `folder`, and return its path."""
    path = folder / "lemma.db"
    command = [str(BIN / "flask"), "load"]
    loaded = subprocess.run(
        command, cwd=ROOT, env=environment(LEMMA_DATABASE=str(path)), capture_output=True, text=True
    )
    if loaded.returncode:
        raise Failed(f"`flask load` failed:\n{loaded.stdout}{loaded.stderr}")
    return path


def enter(database, folder) -> tuple[Contestant, ...]:
    """Return all contestants in the order of a round, Lemma first. The limit serves the files in `folder`."""
    return (
        lemma(database, LEMMA, {**_PATHS, UNCHANGED: _PATHS[ONE]}),
        *_datasettes(database),
        _fastapi(database),
        _limit(database, folder),
    )


def lemma(database, name, paths) -> Contestant:
    """Return Lemma on a database, with these paths."""
    return Contestant(name, (*_GUNICORN, "wsgi:app"), _settings(database), paths)


def datasette(database, name, paths, *, plain) -> Contestant:
    """Return Datasette on a database: `plain`, or with uvloop and httptools."""
    module = "bench.datasette_plain" if plain else "datasette"
    options = ("serve", "--immutable", str(database), "--port", "{port}")
    return Contestant(name, (str(PEERS_BIN / "python"), "-m", module, *options), {}, paths)


def _datasettes(database) -> tuple[Contestant, Contestant]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        term_id = db.execute("SELECT id FROM terms WHERE slug = :slug", {"slug": SLUG}).fetchone()[0]
    table = f"/{database.stem}/terms"
    paths = {ONE: f"{table}/{term_id}.json", LIST: f"{table}.json?_size=50"}
    return (
        datasette(database, DATASETTE, paths, plain=True),
        datasette(database, DATASETTE_UVLOOP, paths, plain=False),
    )


def _fastapi(database) -> Contestant:
    options = ("--port", "{port}", "--workers", str(WORKERS), "--no-access-log", "--log-level", "warning")
    command = (str(PEERS_BIN / "uvicorn"), "bench.fastapi_peer:app", *options)
    return Contestant(FASTAPI, command, _settings(database), _PATHS, mirrors=True)


def _limit(database, folder) -> Contestant:
    settings = {**_settings(database), "LEMMA_BENCH_BODIES": str(folder)}
    paths = {request: f"/{name}" for request, name in BODY_FILES.items()}
    return Contestant(LIMIT, (*_GUNICORN, "bench.limit:app"), settings, paths, mirrors=True)


def _settings(database) -> dict[str, str]:
    return {
        "LEMMA_DATABASE": os.fspath(database),
        "LEMMA_BIND": "127.0.0.1:{port}",
        "LEMMA_WORKERS": str(WORKERS),
        "LEMMA_BASE_URL": BASE_URL,
    }
