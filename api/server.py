"""Gunicorn's settings, used as `gunicorn --config python:api.server wsgi:app`.

What touches the file as a whole happens in the master before any worker starts: a new database is built from
the content folder, an existing one is checked and migrated, one that cannot be served ends the start with one
line and exit code 78.
"""

import gc

import click
from gunicorn import util

from api import cli
from api.config import read
from api.http import problems
from api.http.urls import API
from data.index import rebuild
from data.store import db

with cli.failing_in_one_line():
    _settings = read()
_ALLOCATIONS = 50_000  # between collections, which with the usual 700 are 40 % of building a large matcher
_ADDRESSES = (("Start", "/"), ("API", API), ("Docs", "/docs"), ("A term", "/terms/pre-training"))

bind = _settings["BIND"]
workers = _settings["WORKERS"]
worker_class = "gthread"
threads = 4
keepalive = 15
timeout = 30
graceful_timeout = 15
limit_request_line = 8190
control_socket_disable = True
forwarder_headers = ""
loglevel = "warning"


def on_starting(server):
    """Make the database fit to be served, or end here."""
    if warning := db.sqlite_warning():
        click.secho(f"WARNING: {warning}", fg="red", bold=True, err=True)
    with cli.failing_in_one_line(cli.EX_CONFIG):
        if not _settings["DATABASE"].exists():
            cli.build(_settings["DATABASE"], _settings["CONTENT"])
        rebuild.prepare(_settings["DATABASE"])


def post_worker_init(worker):
    """Answer with a problem, too, what gunicorn itself refuses because it is not even HTTP; collect garbage
    seldom.
    """
    util.write_error = _write_problem
    gc.set_threshold(_ALLOCATIONS)


def when_ready(server):
    """Tell where to look."""
    for label, path in _ADDRESSES:
        click.echo(f"{label + ':':8}{_settings['BASE_URL']}{path}")
    click.echo("Stop with Ctrl-C.")


def _write_problem(sock, status, reason, message):
    """In place of `gunicorn.util.write_error`. What a stranger sends is never our fault, so its 501 becomes a
    400.
    """
    status = 400 if status == 501 else status
    body = problems.document(status, message or reason)
    head = (
        f"HTTP/1.1 {status} {problems.title(status)}",
        "Connection: close",
        "Cache-Control: no-store",
        f"Content-Type: {problems.MIMETYPE}",
        f"Content-Length: {len(body)}",
    )
    util.write_nonblock(sock, "\r\n".join((*head, "", "")).encode() + body)
