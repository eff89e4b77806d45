"""Surface forms in the ways people type them: from any word on, and with a typing error.

`word_prefixes` contains every form of a published term from the start of each of its words. Everything that
begins with "net", including "neural network", is then one range of an index. `deletions` contains the first
letters of every form, whole and with one letter left out. Two strings that differ by one error share such an
entry, wherever the error is (Garbe's symmetric delete). Every write updates both tables. A lookup reads few
of their rows, however many forms there are.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from sqlite_utils.utils import sqlite3

from data.store.db import Database
from data.text.folding import fold

Found = TypeVar("Found")

# The weight of a row of `word_prefixes`: its length, plus one of these for what makes it a weaker match. Rows
# with a lower weight come first, and `weight < LATER_WORD` selects the rows that start at the first word of a
# form.
LATER_WORD = 4_000
_LABEL = 2_000
_MAX_LENGTH = _LABEL - 1  # a longer form would weigh as much as a label
_WHOLE = -10_000  # added in a query for a form that was typed in full: before every other weight

_HEAD_LETTERS = 7  # of a form, of which deletions are stored
_MIN_LETTERS = 4  # a shorter form has too many neighbors
_MAX_WORDS = 12
_MAX_CANDIDATES = 2_000
_ROWS_PER_TERM = 40  # a term may match with several words and labels; its best row must be among those read
# One or two letters match so many rows that sorting them takes too long. Two indexes have them by weight.
_STARTS_WITH = {1: "substr(text, 1, 1) = :start", 2: "substr(text, 1, 2) = :start"}
_STARTS_WITH_LONGER = "text >= :start AND text < :start || char(0x10FFFF)"
WORD_START = re.compile(r"(?<![^\W_])[^\W_]")
_NOT_LETTERS = re.compile(r"[\W_]+")
_MAX_ERRORS = 2
_LETTERS_FOR_TWO_ERRORS = 9
_MAX_COMPARED_WORDS = 6
_FORMS_PER_WORD = 20
_MIN_LIKENESS = 60  # of 100


class Form(NamedTuple):
    """A surface form of a term: its name (position 0) or a label. Its inflected forms have the same `key`."""

    term_id: int
    position: int
    text: str
    key: str
    kind: str
    slug: str


def index(db: Database, term_id: int, position: int, text: str) -> None:
    """Make a surface form findable."""
    folded = fold(text)
    compact = _NOT_LETTERS.sub("", folded)
    # A form without any letter or digit, such as "++", is found from its first character.
    starts = [found.start() for found in WORD_START.finditer(folded)][:_MAX_WORDS] or [0]
    db.conn.executemany(
        "INSERT OR IGNORE INTO word_prefixes (text, term_id, position, weight) VALUES (?, ?, ?, ?)",
        [(folded[start:], term_id, position, _weight(folded, position, start)) for start in starts],
    )
    db.conn.executemany(
        "INSERT INTO deletions (deletion, term_id, position, compact) VALUES (?, ?, ?, ?)",
        [(deletion, term_id, position, compact) for deletion in _deletions(compact)],
    )


def unindex(db: Database, term_id: int) -> None:
    """Remove the surface forms of a term."""
    for table in ("word_prefixes", "deletions"):
        db.conn.execute(f"DELETE FROM {table} WHERE term_id = ?", [term_id])


def with_prefix(db: Database, typed: str, limit: int, within: Collection[int] | None = None) -> list[Form]:
    """Return the best form of each published term in which a word begins with `typed`.

    A form that was typed in full comes first. Then whole forms come before later words, names before labels,
    and short forms before long ones. `within` restricts the result to these terms (ids).
    """
    start = fold(typed)
    starts_with = _STARTS_WITH.get(len(start), _STARTS_WITH_LONGER)
    # The first half reads forms typed in full. The limit of the second half may cut off such a form if it is
    # a label, because every name that only begins with the typed text comes before it.
    rows = db.conn.execute(
        f"""SELECT term_id, position FROM (
               SELECT * FROM (SELECT term_id, position, weight + :whole AS weight FROM word_prefixes
                   WHERE text = :start AND weight < :later_word
                       AND (:within IS NULL OR term_id IN (SELECT value FROM json_each(:within))) LIMIT :most)
               UNION ALL
               SELECT * FROM (SELECT term_id, position, weight FROM word_prefixes
                   WHERE {starts_with}
                       AND (:within IS NULL OR term_id IN (SELECT value FROM json_each(:within)))
                   ORDER BY weight LIMIT :most)
           ) ORDER BY weight""",
        {
            "start": start,
            "whole": _WHOLE,
            "later_word": LATER_WORD,
            "within": _to_json(within),
            "most": _ROWS_PER_TERM * limit,
        },
    )
    return _read(db, _first_per_term((row["term_id"], row) for row in rows)[:limit])


def similar(
    db: Database, typed: str, limit: int, within: Collection[int] | None = None, *, whole: bool = False
) -> list[Form]:
    """Return the best form of each term that begins like `typed` except for an error or two, likeliest first.

    With `whole`, the whole form is compared and not its beginning. An error is an extra, missing or wrong
    letter, or two letters in the wrong order (optimal string alignment). One error is allowed in up to eight
    letters, two in more.
    """
    wanted = compacted(typed)
    if len(wanted) < _MIN_LETTERS:
        return []
    rows = db.conn.execute(
        """SELECT DISTINCT term_id, position, compact FROM json_each(:deletions) AS wanted
               CROSS JOIN deletions ON deletion = wanted.value
           WHERE :within IS NULL OR term_id IN (SELECT value FROM json_each(:within)) LIMIT :most""",
        {
            "deletions": json.dumps(sorted(_deletions(wanted))),
            "within": _to_json(within),
            "most": _MAX_CANDIDATES,
        },
    ).fetchall()
    texts = [row["compact"] for row in rows]
    errors = _count_errors(wanted, texts, whole)
    # Equal numbers of errors are common. Then the nearest whole form comes first, and a name before a label.
    best_first = sorted(
        errors,
        key=lambda number: (
            errors[number],
            OSA.distance(wanted, texts[number]),
            rows[number]["position"] > 0,
            texts[number],
            number,
        ),
    )
    best = _first_per_term((rows[number]["term_id"], rows[number]) for number in best_first)
    return _read(db, best[:limit])


def names_like(db: Database, typed: str, limit: int = 3) -> list[str]:
    """Return the names of the terms that were perhaps meant.

    These are the terms with a form similar to `typed`, or else those with words similar to its words.
    """
    forms = similar(db, typed, limit) or _sharing_words(db, typed, limit)
    by_term = of_terms(db, [form.term_id for form in forms])
    return [by_term[form.term_id][0].text for form in forms]


def of_terms(db: Database, ids: Sequence[int]) -> dict[int, list[Form]]:
    """Return all surface forms of each of these terms, the name first."""
    found = defaultdict(list)
    for row in db.conn.execute(
        """SELECT labels.term_id, labels.position, labels.text, labels.key, labels.kind, terms.slug
           FROM json_each(:ids) AS wanted CROSS JOIN labels ON term_id = wanted.value
               CROSS JOIN terms ON terms.id = term_id ORDER BY term_id, position""",
        {"ids": json.dumps(ids)},
    ):
        found[row["term_id"]].append(_form(row))
    return found


def compacted(text: str) -> str:
    """Return the letters and digits of a text, folded."""
    return _NOT_LETTERS.sub("", fold(text))


def _sharing_words(db: Database, typed: str, limit: int) -> list[Form]:
    """Return the best form of each term with a word like one of the longest of `typed`, most similar first.

    The order of the words does not matter (RapidFuzz's token sort ratio).
    """
    folded = fold(typed)
    words = sorted(set(_NOT_LETTERS.split(folded)), key=len, reverse=True)[:_MAX_COMPARED_WORDS]
    found = [
        form
        for word in words
        if len(word) >= _MIN_LETTERS
        for form in (*with_prefix(db, word, _FORMS_PER_WORD), *similar(db, word, _FORMS_PER_WORD))
    ]
    texts = [fold(form.text) for form in found]
    matches = process.extract(
        folded, texts, scorer=fuzz.token_sort_ratio, score_cutoff=_MIN_LIKENESS, limit=None
    )
    return _first_per_term((found[number].term_id, found[number]) for _, _, number in matches)[:limit]


def _count_errors(wanted: str, texts: Sequence[str], whole: bool) -> dict[int, int]:
    """Return the number of errors between `wanted` and the beginning of each text, by the text's index.

    Texts with too many errors are left out. With `whole`, the whole text is compared.
    """
    allowed = 1 if len(wanted) < _LETTERS_FOR_TWO_ERRORS else _MAX_ERRORS
    # An extra or a missing letter in `wanted` moves the end of the beginning that corresponds to it.
    lengths = [None] if whole else [len(wanted) - 1, len(wanted), len(wanted) + 1]
    least: dict[int, int] = {}
    for length in lengths:
        beginnings = [text[:length] for text in texts]
        matches = process.extract(wanted, beginnings, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        least |= {number: min(errors, least.get(number, allowed)) for _, errors, number in matches}
    return least


def _read(db: Database, rows: Iterable[sqlite3.Row]) -> list[Form]:
    """Return the forms that these rows identify by `term_id` and `position`, in this order."""
    keys = [(row["term_id"], row["position"]) for row in rows]
    found = db.conn.execute(
        """SELECT labels.term_id, labels.position, labels.text, labels.key, labels.kind, terms.slug
           FROM json_each(:keys) AS wanted
               CROSS JOIN labels ON term_id = wanted.value ->> 0 AND position = wanted.value ->> 1
               CROSS JOIN terms ON terms.id = term_id
           ORDER BY wanted.key""",
        {"keys": json.dumps(keys)},
    )
    return [_form(row) for row in found]


def _form(row: sqlite3.Row) -> Form:
    return Form(
        term_id=row["term_id"],
        position=row["position"],
        text=row["text"],
        key=row["key"],
        kind=row["kind"],
        slug=row["slug"],
    )


def _first_per_term(found: Iterable[tuple[int, Found]]) -> list[Found]:
    """Return the first item of each term, given pairs of a term's id and an item."""
    first: dict[int, Found] = {}
    for term_id, item in found:
        first.setdefault(term_id, item)
    return list(first.values())


def _weight(folded: str, position: int, start: int) -> int:
    later_word = LATER_WORD if start > 0 else 0
    label = _LABEL if position > 0 else 0
    return later_word + label + min(len(folded), _MAX_LENGTH)


def _deletions(compact: str) -> set[str]:
    head = compact[:_HEAD_LETTERS]
    # The shortest text that is looked up may have a letter more than the form that it means.
    if len(head) < _MIN_LETTERS - 1:
        return set()
    return {head, *(head[:place] + head[place + 1 :] for place in range(len(head)))}


def _to_json(ids: Collection[int] | None) -> str | None:
    return None if ids is None else json.dumps(sorted(ids))
