"""Gunicorn's settings, used as `gunicorn --config python:api.server wsgi:app`.

What concerns the file as a whole happens in the master, before any worker starts: a new database is built
from the content folder, and an existing one is checked and migrated. A database that cannot be served, or a
port in use, ends the start with one line and exit code 78.
"""

import errno
import gc
import os
import socket
from typing import Any

import click
from gunicorn import util

from api import cli
from api.config import read
from api.http import logs, problems
from api.http.urls import API
from data.errors import Unusable, echo
from data.index import rebuild
from data.store import db

with cli.failing_in_one_line():
    _settings = read()
# Allocations between two garbage collections. With Python's 700, these took 40 % of building a large matcher.
_ALLOCATIONS = 50_000
_URLS = (("Start", "/"), ("API", API), ("Docs", "/docs"), ("A term", "/terms/pre-training"))

bind = _settings["BIND"]
workers = _settings["WORKERS"]
worker_class = "gthread"
threads = 4
keepalive = 15
timeout = 30
graceful_timeout = 15
limit_request_line = 8190  # gunicorn's largest, for `ids`
control_socket_disable = True  # on by default: a socket in the working directory that takes commands
forwarder_headers = ""  # else a client on loopback may set SCRIPT_NAME
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Make the database ready to be served, or end here."""
    if warning := db.sqlite_warning():
        click.secho(f"WARNING: {warning}", fg="red", bold=True, err=True)
    with cli.failing_in_one_line(cli.EX_CONFIG):
        _refuse_used_port()
        if not _settings["DATABASE"].exists():
            cli.build(_settings["DATABASE"], _settings["CONTENT"])
        with cli.progress("Updating the index") as progress:
            rebuild.prepare(_settings["DATABASE"], progress)


def post_worker_init(worker: Any) -> None:
    """Respond with problems to what gunicorn itself refuses, and collect garbage less often."""
    util.write_error = _write_problem
    gc.set_threshold(_ALLOCATIONS)


def when_ready(server: Any) -> None:
    """Print where to look."""
    for label, path in _URLS:
        click.echo(f"{label + ':':8}{_settings['BASE_URL']}{path}")
    click.echo("Stop with Ctrl-C.")


def _refuse_used_port() -> None:
    """Raise Unusable if another process listens. Gunicorn would try five times and then only log it."""
    host, separator, port = _settings["BIND"].rpartition(":")
    inherited = {"GUNICORN_FD", "LISTEN_FDS"} & os.environ.keys()  # sockets that are open already
    if not separator or not port.isdecimal() or inherited:
        return
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As gunicorn does. Otherwise connections of a server that has just stopped would count as its use.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except (OSError, OverflowError) as error:
            raise Unusable(
                f"{_settings['BIND']} {_reason(error)}. Set LEMMA_BIND to another address or port."
            ) from None


def _reason(error: OSError | OverflowError) -> str:
    if isinstance(error, OverflowError):
        return "has a port above 65535"
    if error.errno == errno.EADDRINUSE:
        return "is in use by another process"
    return f"cannot be used: {error.strerror}"


def _write_problem(sock: socket.socket, status: int, reason: str, message: str) -> None:
    """Write a problem, in place of `gunicorn.util.write_error`.

    What a stranger sends is never the server's fault, so gunicorn's 501 becomes a 400.
    """
    status = 400 if status == 501 else status
    body = problems.document(status, echo(message or reason))  # the message may quote the whole request line
    head = (
        f"HTTP/1.1 {status} {problems.title(status)}",
        "Connection: close",
        "Cache-Control: no-store",
        f"Content-Type: {problems.MEDIA_TYPE}",
        f"Content-Length: {len(body)}",
        f"{logs.HEADER}: {logs.new_id()}",
    )
    util.write_nonblock(sock, "\r\n".join((*head, "", "")).encode() + body)
