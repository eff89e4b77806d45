"""Run the rounds: each contestant in turn, alone on the machine, is checked and loaded with each request.

A measurement that other programs disturbed is repeated at once (`bench.attempts`). A peer that fails is left
out of the figures, and the report says so. Without Lemma there is nothing to compare, so its failure ends the
run.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import attempts, clocks
from bench.contestants import BODY_FILES, ITEMS, UNCHANGED, Contestant
from bench.load import Load, drive, warm_up
from bench.servers import Failed, Response, Server, running

_OWN_MEMBERS = ("next", "next_cursor")  # cursors are opaque, so each service has its own


@dataclass(frozen=True)
class Measurement:
    """One request to one contestant in one round.

    It has the size of the response, the load, the processor time per response, and the share of the machine
    that other programs used meanwhile.
    """

    body_bytes: int
    load: Load
    cpu_ms: float
    others_share: float

    @property
    def undisturbed(self) -> bool:
        """True if other programs left the machine to this measurement."""
        return self.others_share < attempts.QUIET_SHARE


@dataclass(frozen=True)
class Turn:
    """One contestant in one round: its measurements by request, and the memory of its workers after them.

    `failures` has a sentence for each request that could not be measured. The key "start" means all of them.
    """

    name: str
    measured: dict[str, Measurement] = field(default_factory=dict)
    worker_bytes: list[int] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)


def run(contestants: Sequence[Contestant], folder: Path, *, rounds: int, seconds: int) -> list[Turn]:
    """Return all turns, round after round.

    The first contestant is Lemma. Its documents are the ones that others have to mirror. Raise Failed if it
    cannot be measured.
    """
    reference = _keep_bodies(contestants[0], folder)
    turns = []
    for number in range(1, rounds + 1):
        for contestant in contestants:
            print(f"Round {number} of {rounds}: {contestant.name}", file=sys.stderr)
            turns.append(_take_turn(contestant, folder, reference, seconds))
            if contestant is contestants[0] and turns[-1].failures:
                raise Failed("; ".join(turns[-1].failures.values()))
    return turns


def _take_turn(contestant: Contestant, folder: Path, reference: Mapping[str, Any], seconds: int) -> Turn:
    turn = Turn(contestant.name)
    try:
        with running(contestant, folder) as server:
            for request in contestant.paths:
                _take_request(turn, contestant, request, server, reference, seconds)
            turn.worker_bytes.extend(server.worker_bytes())
    except Failed as error:
        _note(turn, "start" if not turn.measured else "memory", error)
    return turn


def _take_request(
    turn: Turn,
    contestant: Contestant,
    request: str,
    server: Server,
    reference: Mapping[str, Any],
    seconds: int,
) -> None:
    """Measure one request, or note its failure: the contestant may still respond to its other requests."""
    path = contestant.paths[request]
    try:
        headers = _headers(server, request, path)
        response = server.get(path, headers)
        _check(contestant, request, response, reference)
        turn.measured[request] = _measure(server, path, headers, len(response.body), seconds)
    except Failed as error:
        _note(turn, request, error)
    else:
        _report(request, turn.measured[request])


def _note(turn: Turn, request: str, error: Failed) -> None:
    turn.failures[request] = str(error).removeprefix(f"{turn.name}: ")
    print(f"  {request}: not measured: {error}", file=sys.stderr)


def _measure(
    server: Server, path: str, headers: Mapping[str, str], body_bytes: int, seconds: int
) -> Measurement:
    warm_up(server.url(path), headers)
    return attempts.least_disturbed(lambda: _attempt(server, path, headers, body_bytes, seconds))


def _attempt(
    server: Server, path: str, headers: Mapping[str, str], body_bytes: int, seconds: int
) -> Measurement:
    before = clocks.read(server)
    load = drive(server.url(path), seconds, headers)
    after = clocks.read(server)
    cpu_ms = 1000 * (after.server - before.server) / load.requests
    return Measurement(body_bytes, load, cpu_ms, clocks.others_share(before, after))


def _report(request: str, measurement: Measurement) -> None:
    rate, others = measurement.load.requests_per_second, measurement.others_share
    print(f"  {request:14}{rate:9,.0f} requests/s, others used {others:.0%} of the machine", file=sys.stderr)


def _keep_bodies(contestant: Contestant, folder: Path) -> dict[str, Any]:
    """Return the documents of a contestant by request, and write their bytes to files for the limit."""
    documents = {}
    with running(contestant, folder) as server:
        for request, name in BODY_FILES.items():
            body = server.get(contestant.paths[request]).body
            (folder / name).write_bytes(body)
            documents[request] = _shared(json.loads(body))
    return documents


def _headers(server: Server, request: str, path: str) -> dict[str, str]:
    return {"If-None-Match": server.get(path).headers["ETag"]} if request == UNCHANGED else {}


def _check(contestant: Contestant, request: str, response: Response, reference: Mapping[str, Any]) -> None:
    """Raise Failed if the response is not the one that was asked for, since its speed would say nothing."""
    expected = 304 if request == UNCHANGED else 200
    if response.status != expected:
        raise Failed(f"responded to {request} with {response.status}, not {expected}.")
    if request == UNCHANGED:
        return
    try:
        document = json.loads(response.body)
    except ValueError:
        raise Failed(f"responded to {request} with something other than JSON.") from None
    items = document.get("items", document.get("rows", [document]))
    if len(items) != ITEMS[request]:
        raise Failed(f"responded to {request} with {len(items)} items, not {ITEMS[request]}.")
    if contestant.mirrors and _shared(document) != reference[request]:
        raise Failed(f"responded to {request} with another document than Lemma.")


def _shared(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in _OWN_MEMBERS}
