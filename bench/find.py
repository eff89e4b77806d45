"""Compare search, suggestions and matching in 100,000 terms with those in a small glossary and with peers.

A run generates two glossaries and writes them into databases in a folder; the small one is the beginning of
the large one. Then, in each round, each server is started, checked for the right results, asked one question
at a time, and stopped before the next one starts. At the end, each matcher annotates the same text in a
process of its own. As in `bench.http`, the report shows medians, and a peer that fails is named in it.

    python -m bench.find [--rounds 3] [--passes 3] [--folder FOLDER]
"""

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path

from bench import contestants, find_reports, finders, generated, matching, questions, servers

LARGE = 100_000
_NO_PEERS = (
    f"The peers are not installed in {contestants.PEERS_BIN.parent}: "
    "`make bench-find` installs them and runs this."
)
_EX_TOOLS = 2
_EX_FAILED = 1


def main() -> int:
    """Run the benchmark, print its report, and return the exit code."""
    options = _options()
    if not (contestants.PEERS_BIN / "datasette").exists():
        print(_NO_PEERS, file=sys.stderr)
        return _EX_TOOLS
    try:
        with tempfile.TemporaryDirectory(prefix="lemma-bench-") as temporary:
            print(_run(Path(options.folder or temporary), Path(temporary), options))
    except servers.Failed as error:
        print(f"Error: {error}", file=sys.stderr)
        return _EX_FAILED
    return 0


def _run(folder, temporary, options) -> str:
    vocabulary = generated.shipped_vocabulary()
    rows = list(generated.documents(vocabulary, LARGE))
    forms = generated.forms(rows)
    turns, matched = [], []
    if "serve" in options.parts:
        entered = finders.enter(
            *_databases(folder, rows), questions.searches(rows, vocabulary), questions.typed(forms)
        )
        turns = finders.run(entered, temporary, rounds=options.rounds, passes=options.passes)
    if "match" in options.parts:
        matched = matching.run(forms, temporary, rounds=options.rounds)
    return find_reports.write(turns, matched, forms=len(forms), rounds=options.rounds, passes=options.passes)


def _databases(folder, rows) -> list[Path]:
    """Return the small, the large and Datasette's database in `folder`. Reuse databases of the same rows."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:8]
    makers = {
        f"small-{digest}.db": lambda path: generated.build(path, rows[: questions.SMALL]),
        f"large-{digest}.db": lambda path: generated.build(path, rows),
        f"plain-{digest}.db": lambda path: finders.make_plain(path, rows),
    }
    for name, make in makers.items():
        if not (folder / name).exists():
            print(f"Building {name}", file=sys.stderr)
            make(folder / name)
    return [folder / name for name in makers]


def _options():
    parser = argparse.ArgumentParser(
        prog="python -m bench.find", description="Measure finding among 100,000 terms."
    )
    parser.add_argument("--rounds", type=_positive, default=3, help="number of rounds (default: 3)")
    parser.add_argument(
        "--passes", type=_positive, default=3, help="how often a round asks each query (default: 3)"
    )
    parser.add_argument(
        "--folder", help="folder in which to keep the databases for the next run (default: none)"
    )
    parser.add_argument("--parts", nargs="+", choices=("serve", "match"), default=("serve", "match"))
    return parser.parse_args()


def _positive(text) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
