"""Ask the servers of `bench.find`.

They are Lemma on the small and on the large glossary, and Datasette on the rows of the large one. Datasette
has a full-text table with Lemma's tokenizer beside the table of terms. `_search` finds whole words in it and
does not rank. It runs twice: with its defaults, and at its best, with uvloop and without the count and the
suggested facets.
"""

import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass, field

from bench import asking, contestants
from bench.servers import Failed, running

LEMMA_SMALL, LEMMA_LARGE = "Lemma, 1,000", "Lemma, 100,000"
DATASETTE, DATASETTE_BARE = "Datasette", "Datasette, bare"
SEARCH, SUGGEST = "search", "suggest"
LIMIT = 20
_SEARCH = f"/api/v1/search?q={{}}&limit={LIMIT}"
_SUGGEST = "/api/v1/suggest?q={}"
_DATASETTE_SEARCH = f"/{{}}/terms.json?_search={{{{}}}}&_size={LIMIT}"
_BARE = "&_nocount=1&_nofacet=1&_nosuggest=1"
_MEMBERS = ("name", "labels", "definition", "explanation")


@dataclass(frozen=True)
class Finder:
    """A server, and its paths by task and kind of question."""

    contestant: contestants.Contestant
    asked: dict[str, dict[str, list[str]]]

    @property
    def name(self) -> str:
        """Its name in the report."""
        return self.contestant.name


@dataclass(frozen=True)
class Turn:
    """One server in one round: its timings by task, and the memory of its workers after them.

    `failure` says why there are no timings, if there are none.
    """

    name: str
    timings: dict[str, asking.Timing]
    worker_bytes: list[int] = field(default_factory=list)
    failure: str | None = None


def enter(small, large, plain, queries, typed) -> tuple[Finder, ...]:
    """Return all finders, Lemma first. `small` and `large` are Lemma's databases, `plain` is Datasette's."""
    search, suggest = asking.paths(_SEARCH, queries), asking.paths(_SUGGEST, typed)
    rows = _DATASETTE_SEARCH.format(plain.stem)
    lemma, datasette = {"ready": "/healthz"}, {"ready": "/-/versions.json"}
    return (
        Finder(contestants.lemma(small, LEMMA_SMALL, lemma), {SEARCH: search, SUGGEST: suggest}),
        Finder(contestants.lemma(large, LEMMA_LARGE, lemma), {SEARCH: search, SUGGEST: suggest}),
        Finder(
            contestants.datasette(plain, DATASETTE, datasette, plain=True),
            {SEARCH: asking.paths(rows, queries)},
        ),
        Finder(
            contestants.datasette(plain, DATASETTE_BARE, datasette, plain=False),
            {SEARCH: asking.paths(rows + _BARE, queries)},
        ),
    )


def make_plain(path, rows):
    """Write the texts of `rows` into a table with a full-text index that Datasette recognizes."""
    texts = [
        (
            row["name"],
            " · ".join(label["text"] for label in row["labels"]),
            row["definition"],
            row["explanation"],
        )
        for row in rows
    ]
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            """CREATE TABLE terms (
                id INTEGER PRIMARY KEY, name TEXT, labels TEXT, definition TEXT, explanation TEXT)"""
        )
        db.executemany("INSERT INTO terms (name, labels, definition, explanation) VALUES (?, ?, ?, ?)", texts)
        db.execute(
            f"""CREATE VIRTUAL TABLE terms_fts USING fts5 (
                {", ".join(_MEMBERS)}, content="terms", tokenize = 'porter unicode61 remove_diacritics 2')"""
        )
        db.execute("INSERT INTO terms_fts (terms_fts) VALUES ('rebuild')")


def run(finders, folder, *, rounds, passes) -> list[Turn]:
    """Return all turns, round after round. Raise Failed if Lemma fails. Turns keep failures of peers."""
    turns, found = [], {}
    for number in range(1, rounds + 1):
        for finder in finders:
            print(f"Round {number} of {rounds}: {finder.name}", file=sys.stderr)
            try:
                turns.append(_take_turn(finder, folder, passes, found))
            except Failed as error:
                if finder.name in (LEMMA_SMALL, LEMMA_LARGE):
                    raise
                print(f"  not measured: {error}", file=sys.stderr)
                turns.append(
                    Turn(finder.name, {}, failure=str(error).removeprefix(f"{finder.name}: ").splitlines()[0])
                )
    return turns


def _take_turn(finder, folder, passes, found) -> Turn:
    timings = {}
    with running(finder.contestant, folder) as server:
        for task, asked in finder.asked.items():
            answers = asking.documents(server, asked)
            if task == SEARCH:
                _check(finder, asked, answers, found)
            timings[task] = asking.measure(server, asked, passes=passes if task == SEARCH else 1)
            _report(task, timings[task])
        return Turn(finder.name, timings, server.worker_bytes())


def _report(task, timing):
    p50 = sorted(timing.all_ms())[len(timing.all_ms()) // 2]
    print(
        f"  {task:10}p50 {p50:7.1f} ms, others used {timing.others_share:.0%} of the machine", file=sys.stderr
    )


def _check(finder, asked, answers, found):
    """Raise Failed if a server finds nothing, or more than Lemma. `found` keeps the totals of all servers.

    Lemma also finds words that begin with the last word of the query, so it finds at least what Datasette
    does.
    """
    for number, path in enumerate(path for of_kind in asked.values() for path in of_kind):
        if (document := answers[path]) is None:
            continue
        items = document.get("items", document.get("rows"))
        total = document.get("total", document.get("filtered_table_rows_count"))
        found.setdefault(number, {})[finder.name] = total
        most = found[number].get(LEMMA_LARGE)
        if not items or (None not in (total, most) and total > most):
            raise Failed(
                f"{path} finds {total}, Lemma finds {most}; {len(items)} items are on the first page."
            )
