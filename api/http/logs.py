"""The log: one structured line per request, and one per unexpected error.

A line has the request's ID, the operation, the status and the duration. Headers and bodies are never logged,
so keys are not either. `LEMMA_LOG_FORMAT` chooses JSON for collectors, lines for people, or none.
"""

import json
import logging
import re
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, request

HEADER = "Request-Id"
# What other services use as IDs (UUIDs, ULIDs, trace IDs), and nothing that could end a value in a line.
_GIVEN = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_OFF = logging.CRITICAL  # above every level that is used here
_BARE = re.compile(r"[\w./:~-]+", re.ASCII)  # what needs no quotes
_log = structlog.get_logger()


class _StandardError:
    """The target of structlog. It looks up the stream for each line, since tests replace it."""

    def info(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")  # in one piece, so that lines of several threads do not mix
        sys.stderr.flush()

    error = info


def configure(log_format: str) -> None:
    """Choose how log lines are written: `json`, `console` for people, or `off`."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _render_json if log_format == "json" else _render_for_people,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_OFF if log_format == "off" else logging.INFO),
        logger_factory=lambda *_: _StandardError(),
        cache_logger_on_first_use=True,
    )
    global _log
    _log = structlog.get_logger().bind()  # once: the proxy that get_logger returns binds anew for each line


def register(app: Flask) -> None:
    """Give each request its ID and its line in the log."""
    app.before_request(_begin)
    # Flask would log an unexpected error a second time, as text of several lines and without the ID.
    app.logger.disabled = True


def request_id() -> str:
    """Return the ID of this request: the client's own, if it sent a reasonable one, or a new one."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _GIVEN.fullmatch(given) else new_id()
    found: str = g.request_id
    return found


def new_id() -> str:
    """Return a new request ID: 96 random bits, in 16 characters."""
    return secrets.token_urlsafe(12)


def finish(response: Response) -> None:
    """Add the request's ID to its response and write its line."""
    response.headers[HEADER] = identifier = request_id()
    started = g.get("started")
    _log.info(
        "request",
        id=identifier,
        operation=request.endpoint,
        method=request.method,
        path=request.path,  # without the query, which may contain what a user typed
        status=response.status_code,
        ms=None if started is None else round((time.perf_counter() - started) * 1000, 1),
    )


def exception(event: str, error: BaseException) -> None:
    """Log an error with its traceback, under the ID of this request."""
    _log.error(event, id=request_id(), method=request.method, path=request.path, exc_info=error)


def _render_json(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    # orjson leaves line separators beyond ASCII as they are, and fails for lone surrogates, which the message
    # of an error may contain.
    if "exception" not in event and (line := orjson.dumps(event).decode()).isprintable():
        return line
    return json.dumps(event)


def _render_for_people(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    """Return a line of logfmt. A traceback follows it, indented, so that no text of a client begins a line.

    structlog's ConsoleRenderer writes line feeds and escape sequences as they are, so a client could forge
    lines. Its LogfmtRenderer takes 30 µs per line, a tenth of a small response.
    """
    traceback = event.pop("exception", "")
    head = f"{event.pop('timestamp')} {event.pop('level'):5} {event.pop('event')}"
    line = " ".join([head, *(f"{name}={_quoted(value)}" for name, value in event.items())])
    return "\n    ".join([line, *map(_printable, traceback.split("\n"))] if traceback else [line])


def _quoted(value: object) -> object:
    if isinstance(value, str) and not _BARE.fullmatch(value):
        return orjson.dumps(_printable(value)).decode()
    return value


def _printable(text: str) -> str:
    return (
        text
        if text.isprintable()
        else "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    )


def _begin() -> None:
    g.started = time.perf_counter()
