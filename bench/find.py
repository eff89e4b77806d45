"""Finding in a glossary of 100,000 terms: search, suggestions and matching, beside a small one and beside
peers.

A run: two glossaries of generated terms become databases in a folder, the small one the beginning of the
large; then, round after round, each server is started, checked to find what it should, asked everything one
question at a time, and stopped before the next one starts. At the end each matcher annotates the same text in
a process of its own. As in `bench.http` the machine is shared and noisy: what is printed are medians, and
ratios of medians.

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
_NO_PEERS = f"The peers are not installed in {contestants.PEERS_BIN.parent}: `make bench-find` installs them and runs this."
_EX_TOOLS = 2
_EX_FAILED = 1


def main() -> int:
    """Run the benchmark and print its report; the exit code."""
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
    """The small, the large and Datasette's database in `folder`; those of the same rows are taken as they
    are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:8]
    makers = {
        f"small-{digest}.db": lambda path: generated.build(path, rows[: questions.SMALL]),
        f"large-{digest}.db": lambda path: generated.build(path, rows),
        f"plain-{digest}.db": lambda path: finders.make_plain(path, rows),
    }
    for name, make in makers.items():
        if not (folder / name).exists():
            print(f"Making {name}", file=sys.stderr)
            make(folder / name)
    return [folder / name for name in makers]


def _options():
    parser = argparse.ArgumentParser(prog="python -m bench.find", description="Finding among 100,000 terms.")
    parser.add_argument("--rounds", type=_positive, default=3, help="how often all is repeated (default: 3)")
    parser.add_argument(
        "--passes", type=_positive, default=3, help="how often a round asks each query (default: 3)"
    )
    parser.add_argument("--folder", help="where the databases are kept for another run (default: nowhere)")
    parser.add_argument("--parts", nargs="+", choices=("serve", "match"), default=("serve", "match"))
    return parser.parse_args()


def _positive(text) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
