"""Compare Lemma with Datasette, FastAPI and the limit of the machine, on the same rows under the same load.

A run loads the shipped content into a database in a temporary folder. Then, in each round, each contestant is
started, checked for the right responses, loaded with wrk, and stopped before the next one starts. The machine
is shared and noisy, so the report shows medians of the rounds, and ratios of medians. At the end, Lemma is
started a few more times to measure how long that takes. A peer that fails is named in the report, and the run
goes on.

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
    f"The peers are not installed in {contestants.PEERS_BIN.parent}: "
    "`make bench` installs them and runs this."
)
_EX_TOOLS = 2
_EX_FAILED = 1


def main() -> int:
    """Run the benchmark, print its report, and return the exit code."""
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


def _run(folder: Path, options: argparse.Namespace) -> str:
    database = contestants.make_database(folder)
    field = contestants.enter(database, folder)
    turns = races.run(field, folder, rounds=options.rounds, seconds=options.seconds)
    try:
        start_seconds = starts.measure(field[0], folder, rounds=options.rounds)
    except servers.Failed as error:  # the loads took minutes, so print their figures anyway
        print(f"Starts: not measured: {error}", file=sys.stderr)
        start_seconds = {}
    return reports.write(turns, start_seconds, rounds=options.rounds, seconds=options.seconds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.http", description="Compare Lemma with its peers over HTTP."
    )
    parser.add_argument("--seconds", type=_positive, default=5, help="duration of each load (default: 5)")
    parser.add_argument("--rounds", type=_positive, default=3, help="number of rounds (default: 3)")
    return parser.parse_args()


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _missing_tool() -> str | None:
    """Return what to do about a missing program, or None if there is none."""
    if shutil.which("wrk") is None:
        return _NO_WRK
    peers = ("datasette", "uvicorn")
    return None if all((contestants.PEERS_BIN / name).exists() for name in peers) else _NO_PEERS


if __name__ == "__main__":
    sys.exit(main())
