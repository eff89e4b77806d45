"""Lemma, Datasette and FastAPI on the same rows, each under the same load, and the limit of the machine.

A run: the shipped content becomes a database in a temporary folder; then, round after round, each contestant
is started, checked to answer what it should, loaded with wrk, and stopped before the next one starts. The
machine is shared and noisy, hence the rounds: what is printed are medians, and ratios of medians. At the end
Lemma is started a few times more, to see how long that takes.

    python -m bench.http [--seconds 5] [--rounds 3]
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from bench import contestants, races, reports, servers, starts

_NO_WRK = (
    "wrk is not installed: `sudo apt-get install wrk` on Debian and Ubuntu, `brew install wrk` on macOS."
)
_NO_PEERS = (
    f"The peers are not installed in {contestants.PEERS_BIN.parent}: `make bench` does that, and runs this."
)
_EX_TOOLS = 2
_EX_FAILED = 1


def main() -> int:
    """Run the benchmark and print its report; the exit code."""
    options = _options()
    if missing := _missing_tool():
        print(missing, file=sys.stderr)
        return _EX_TOOLS
    try:
        with tempfile.TemporaryDirectory(prefix="lemma-bench-") as folder:
            print(_run(Path(folder), options))
    except servers.Failed as error:
        print(f"Error: {error}", file=sys.stderr)
        return _EX_FAILED
    return 0


def _run(folder, options) -> str:
    database = contestants.make_database(folder)
    field = contestants.enter(database, folder)
    turns = races.run(field, folder, rounds=options.rounds, seconds=options.seconds)
    start_seconds = starts.measure(field[0], folder, rounds=options.rounds)
    return reports.write(turns, start_seconds, rounds=options.rounds, seconds=options.seconds)


def _options():
    parser = argparse.ArgumentParser(
        prog="python -m bench.http", description="Lemma against its peers, over HTTP."
    )
    parser.add_argument("--seconds", type=_positive, default=5, help="how long each load lasts (default: 5)")
    parser.add_argument("--rounds", type=_positive, default=3, help="how often all is repeated (default: 3)")
    return parser.parse_args()


def _positive(text) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _missing_tool() -> str | None:
    """What to do about a program that is not there; None when all are."""
    if shutil.which("wrk") is None:
        return _NO_WRK
    peers = ("datasette", "uvicorn")
    return None if all((contestants.PEERS_BIN / name).exists() for name in peers) else _NO_PEERS


if __name__ == "__main__":
    sys.exit(main())
