"""Ask questions one after the other over one connection, and measure how long each response takes."""

import http.client
import json
import time
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote

from bench import attempts, clocks
from bench.servers import HOST, Failed

_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Timing:
    """The milliseconds of each question by kind, and the number of error responses.

    The other members are as in `bench.races`.
    """

    ms: dict[str, list[float]]
    refused: int
    cpu_ms: float
    others_share: float

    @property
    def undisturbed(self) -> bool:
        """True if other programs left the machine to this measurement."""
        return self.others_share < attempts.QUIET_SHARE

    def all_ms(self) -> list[float]:
        """Return the milliseconds of all questions."""
        return [each for of_kind in self.ms.values() for each in of_kind]


def paths(template, questions) -> dict[str, list[str]]:
    """Return the path of each question by kind."""
    return {kind: [template.format(quote(text)) for text in texts] for kind, texts in questions.items()}


def documents(server, asked) -> dict[str, dict | None]:
    """Return the document at each path, or None for an error response. This also warms the server up."""
    with closing(http.client.HTTPConnection(HOST, server.port, timeout=_TIMEOUT_SECONDS)) as connection:
        answers = {path: _ask(connection, path) for of_kind in asked.values() for path in of_kind}
    if all(status != 200 for status, _ in answers.values()):
        raise Failed(f"responded to everything with an error: {answers.popitem()}")
    return {path: json.loads(body) if status == 200 else None for path, (status, body) in answers.items()}


def measure(server, asked, *, passes) -> Timing:
    """Ask every question `passes` times and return the times. Raise Failed if the server stops responding."""
    return attempts.least_disturbed(lambda: _attempt(server, asked, passes))


def _attempt(server, asked, passes) -> Timing:
    ms, refused = {kind: [] for kind in asked}, 0
    before = clocks.read(server)
    with closing(http.client.HTTPConnection(HOST, server.port, timeout=_TIMEOUT_SECONDS)) as connection:
        for kind, path in [
            (kind, path) for _ in range(passes) for kind, of_kind in asked.items() for path in of_kind
        ]:
            started = time.perf_counter()
            status, _ = _ask(connection, path)
            ms[kind].append(1000 * (time.perf_counter() - started))
            refused += status != 200
    after = clocks.read(server)
    count = sum(len(of_kind) for of_kind in ms.values())
    return Timing(
        ms, refused, 1000 * (after.server - before.server) / count, clocks.others_share(before, after)
    )


def _ask(connection, path) -> tuple[int, bytes]:
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException) as error:
        raise Failed(f"no response to {path}: {error!r}.") from error
