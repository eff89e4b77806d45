"""Write the report of a run of `bench.http` as text."""

import configparser
import os
import platform
from collections import defaultdict
from statistics import median

from bench.attempts import counting
from bench.contestants import DATASETTE, LEMMA, LIMIT, LIST, ONE, UNCHANGED, WORKERS
from bench.load import CONNECTIONS, THREADS
from bench.servers import ROOT

_TARGETS = {(ONE, DATASETTE): 2, (LIST, DATASETTE): 4}
_MAX_START_SECONDS = {"first start": 5, "later start": 2}
_MAX_WORKER_MB = 90
_COLUMNS = {
    "request": "<14",
    "server": "<18",
    "bytes": ">8",
    "req/s": ">7",
    "spread": ">7",
    "p50 ms": ">7",
    "p99 ms": ">7",
    "CPU ms": ">7",
    "others": ">7",
    "of": ">4",
    "Lemma is": ">15",
    "target": "<7",
}
_NOTES = """\
All figures except bytes are medians of the undisturbed rounds, or of all rounds if there is none.
spread: the largest minus the smallest rate, as a share of the median. CPU: processor time of the server
per response. others: the share of the machine that other programs used meanwhile. Above 10 %, a rate
says little, but CPU still says something. of: the rounds that count, of all measured rounds. Lemma is:
Lemma's rate divided by that server's. For the limit: the share of the rate that Lemma's gunicorn
reaches here when it sends the same bytes and does nothing else."""


def write(turns, start_seconds, *, rounds, seconds) -> str:
    """Return the whole report: loads, failures, start times, memory."""
    parts = [_heading(rounds, seconds), _loads(turns), _NOTES, _failures(turns)]
    parts += [_starts(start_seconds), _memory(turns)]
    return "\n\n".join(part for part in parts if part)


def _heading(rounds, seconds) -> str:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    peers = setup["options.extras_require"]["bench"].split()
    return (
        f"Rounds: {rounds}, {seconds} s per request. Load: wrk -t{THREADS} -c{CONNECTIONS}. "
        f"Workers: {WORKERS}. Datasette has one process.\n"
        f"{os.cpu_count()} CPUs. Python {platform.python_version()}. {', '.join(peers)}."
    )


def _loads(turns) -> str:
    measured = defaultdict(list)
    for turn in turns:
        for request, measurement in turn.measured.items():
            measured[request, turn.name].append(measurement)
    names = dict.fromkeys(turn.name for turn in turns)
    lines = [
        _line(request, name, measured[request, name], _rate(counting(measured[request, LEMMA])))
        for request in (ONE, LIST, UNCHANGED)
        for name in names
        if (request, name) in measured
    ]
    return "\n".join([_row(_COLUMNS), *lines])


def _line(request, name, measured, rate_of_lemma) -> str:
    kept = counting(measured)
    loads = [measurement.load for measurement in kept]
    rates = [load.requests_per_second for load in loads]
    ratio = rate_of_lemma / _rate(kept)
    cells = (
        request,
        name,
        f"{kept[-1].body_bytes:,}",
        f"{_rate(kept):,.0f}",
        f"{(max(rates) - min(rates)) / median(rates):.0%}",
        f"{median(load.p50_ms for load in loads):.1f}",
        f"{median(load.p99_ms for load in loads):.1f}",
        f"{median(measurement.cpu_ms for measurement in kept):.2f}",
        f"{median(measurement.others_share for measurement in kept):.0%}",
        f"{len(kept)}/{len(measured)}",
        _comparison(name, ratio),
        _target(request, name, ratio),
    )
    return _row(cells)


def _row(cells) -> str:
    return " ".join(
        f"{cell:{layout}}" for cell, layout in zip(cells, _COLUMNS.values(), strict=True)
    ).rstrip()


def _rate(measured) -> float:
    return median(measurement.load.requests_per_second for measurement in measured)


def _comparison(name, ratio) -> str:
    if name == LEMMA:
        return ""
    return f"{ratio:.1%} of it" if name == LIMIT else f"{ratio:.2f} x as fast"


def _target(request, name, ratio) -> str:
    if (target := _TARGETS.get((request, name))) is None:
        return ""
    return f"{target} x: {_verdict(ratio >= target)}"


def _failures(turns) -> str:
    """Return one line per failure, without the output of the server, which was printed when it failed."""
    failures = [(turn.name, *failure) for turn in turns for failure in turn.failures.items()]
    lines = [f"  {name}, {request}: {error.splitlines()[0]}" for name, request, error in failures]
    return "\n".join(["NOT MEASURED, because it failed:", *lines]) if lines else ""


def _starts(start_seconds) -> str:
    lines = ["Start of Lemma, from the command to the first response (first start: it builds the database):"]
    if not start_seconds:
        lines.append("  NOT MEASURED, because one failed.")
    for kind, measured in start_seconds.items():
        limit, worst = _MAX_START_SECONDS[kind], max(measured)
        verdict = _verdict(worst <= limit)
        lines.append(
            f"  {kind}  median {median(measured):.2f} s, worst {worst:.2f} s (within {limit} s: {verdict})"
        )
    return "\n".join(lines)


def _memory(turns) -> str:
    lines = ["Resident memory of each worker of Lemma after the load, in MB:"]
    for number, turn in enumerate([turn for turn in turns if turn.name == LEMMA], 1):
        megabytes = [size / 1e6 for size in turn.worker_bytes]
        sizes = ", ".join(f"{size:.1f}" for size in megabytes)
        verdict = _verdict(max(megabytes) < _MAX_WORKER_MB)
        lines.append(f"  round {number}  {sizes} (under {_MAX_WORKER_MB}: {verdict})")
    return "\n".join(lines)


def _verdict(reached) -> str:
    return "yes" if reached else "NO"
