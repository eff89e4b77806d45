"""The rounds: each contestant in turn, alone on the machine, is asked, checked and loaded with each of its
requests.

A measurement that other programs disturbed is repeated at once (`bench.attempts`).
"""

import json
import sys
from dataclasses import dataclass

from bench import attempts, clocks
from bench.contestants import BODY_FILES, ITEMS, UNCHANGED
from bench.load import Load, drive, warm_up
from bench.servers import Failed, running

_OWN_MEMBERS = ("next", "next_cursor")  # cursors are opaque: each service has its own


@dataclass(frozen=True)
class Measurement:
    """One request to one contestant in one round.

    The size of the answer, the load, processor time an answer, and how much of the machine others took
    meanwhile.
    """

    body_bytes: int
    load: Load
    cpu_ms: float
    others_share: float

    @property
    def undisturbed(self) -> bool:
        """Whether others left the machine to this measurement."""
        return self.others_share < attempts.QUIET_SHARE


@dataclass(frozen=True)
class Turn:
    """One contestant in one round: its measurements by request, and the memory of its workers after them."""

    name: str
    measured: dict[str, Measurement]
    worker_bytes: list[int]


def run(contestants, folder, *, rounds, seconds) -> list[Turn]:
    """All turns, round after round. The first contestant's answers are what others have to mirror."""
    reference = _keep_bodies(contestants[0], folder)
    turns = []
    for number in range(1, rounds + 1):
        for contestant in contestants:
            print(f"Round {number} of {rounds}: {contestant.name}", file=sys.stderr)
            turns.append(_take_turn(contestant, folder, reference, seconds))
    return turns


def _take_turn(contestant, folder, reference, seconds) -> Turn:
    measured = {}
    with running(contestant, folder) as server:
        for request, path in contestant.paths.items():
            headers = _headers(server, request, path)
            answer = server.get(path, headers)
            _check(contestant, request, answer, reference)
            measured[request] = _measure(server, path, headers, len(answer.body), seconds)
            _tell(request, measured[request])
        return Turn(contestant.name, measured, server.worker_bytes())


def _measure(server, path, headers, body_bytes, seconds) -> Measurement:
    warm_up(server.url(path), headers)
    return attempts.least_disturbed(lambda: _attempt(server, path, headers, body_bytes, seconds))


def _attempt(server, path, headers, body_bytes, seconds) -> Measurement:
    before = clocks.read(server)
    load = drive(server.url(path), seconds, headers)
    after = clocks.read(server)
    cpu_ms = 1000 * (after.server - before.server) / load.requests
    return Measurement(body_bytes, load, cpu_ms, clocks.others_share(before, after))


def _tell(request, measurement):
    rate, others = measurement.load.requests_per_second, measurement.others_share
    print(f"  {request:14}{rate:9,.0f} requests/s, others took {others:.0%} of the machine", file=sys.stderr)


def _keep_bodies(contestant, folder) -> dict:
    """The documents a contestant answers with, by request; their bytes are left in files for the limit to
    serve.
    """
    documents = {}
    with running(contestant, folder) as server:
        for request, name in BODY_FILES.items():
            body = server.get(contestant.paths[request]).body
            (folder / name).write_bytes(body)
            documents[request] = _shared(json.loads(body))
    return documents


def _headers(server, request, path) -> dict[str, str]:
    return {"If-None-Match": server.get(path).headers["ETag"]} if request == UNCHANGED else {}


def _check(contestant, request, answer, reference):
    """Refuse to measure an answer that is not the one asked for."""
    wanted = 304 if request == UNCHANGED else 200
    if answer.status != wanted:
        raise Failed(f"answered {request} with {answer.status}, not {wanted}.")
    if request == UNCHANGED:
        return
    document = json.loads(answer.body)
    items = document.get("items", document.get("rows", [document]))
    if len(items) != ITEMS[request]:
        raise Failed(f"answered {request} with {len(items)} items, not {ITEMS[request]}.")
    if contestant.mirrors and _shared(document) != reference[request]:
        raise Failed(f"answered {request} with another document than Lemma.")


def _shared(document) -> dict:
    return {name: value for name, value in document.items() if name not in _OWN_MEMBERS}
