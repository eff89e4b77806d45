"""Measure how long Lemma takes to start: from the command to the first response with a term."""

import sys
from dataclasses import replace

from bench.servers import running


def measure(contestant, folder, *, rounds) -> dict[str, list[float]]:
    """Return the seconds of each `first start`, which builds the database, and of each `later start`."""
    seconds = {"first start": [], "later start": []}
    for number in range(rounds):
        fresh = folder / f"fresh-{number}.db"
        settings = {**contestant.environment, "LEMMA_DATABASE": str(fresh)}
        for kind, measured in seconds.items():
            with running(replace(contestant, environment=settings), folder) as server:
                measured.append(server.start_seconds)
            print(f"Start {number + 1} of {rounds}: {kind} {measured[-1]:.2f} s", file=sys.stderr)
    return seconds
