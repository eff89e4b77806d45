"""Surface forms made findable as people type them: by any of their words, and in spite of a typing error.

`tails` holds every form of a published term from each of its words on, so that what begins with «net» is one
range of an index, «neural network» included. `deletions` holds the first letters of every form with one of
them left out, and whole: two strings that differ by one error share such an entry, wherever the error is
(Garbe's symmetric delete). Both are kept with every write, and a look-up reads few of their rows however many
forms there are.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from data.text.folding import fold

_HEAD = 7  # letters of a form whose deletions are kept
_SHORTEST = 4  # a shorter form has too many neighbours
_MAX_TAILS = 12
_MAX_CANDIDATES = 2_000
_BEGINS = {
    1: "substr(tail, 1, 1) = :start",
    2: "substr(tail, 1, 2) = :start",
}  # indexed, since they find too much
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]")
_NOT_LETTERS = re.compile(r"[\W_]+")
_MAX_DISTANCE = 2
_SURE = 9  # letters from which on two errors are forgiven
_COMPARED_WORDS = 6
_FORMS_A_WORD = 20
_MIN_LIKENESS = 60  # of 100


@dataclass(frozen=True)
class Form:
    """A surface form of a term: its name (position 0) or a label. `key` is that of its inflected forms, too."""

    term_id: int
    position: int
    text: str
    key: str
    kind: str
    slug: str


def index(db, term_id, position, text):
    """Make a surface form findable."""
    folded, compact = fold(text), compacted(text)
    starts = [found.start() for found in _WORD_START.finditer(folded)][:_MAX_TAILS] or [0]
    db.conn.executemany(
        "INSERT OR IGNORE INTO tails (tail, term_id, position, weight) VALUES (?, ?, ?, ?)",
        [(folded[start:], term_id, position, _weight(folded, position, start)) for start in starts],
    )
    db.conn.executemany(
        "INSERT INTO deletions (deletion, term_id, position, compact) VALUES (?, ?, ?, ?)",
        [(deletion, term_id, position, compact) for deletion in _deletions(compact)],
    )


def unindex(db, term_id):
    """Forget the surface forms of a term."""
    for table in ("tails", "deletions"):
        db.conn.execute(f"DELETE FROM {table} WHERE term_id = ?", [term_id])


def with_prefix(db, typed, limit, within=None) -> list[Form]:
    """The best form of each published term of which a word begins with `typed`: what is typed in full first,
    then whole forms before later words, names before labels, short before long. `within` narrows to terms
    (ids).
    """
    start = fold(typed)
    begins = _BEGINS.get(len(start), "tail >= :start AND tail < :start || char(0x10FFFF)")
    rows = db.conn.execute(
        f"""SELECT term_id, position FROM (
               SELECT * FROM (SELECT term_id, position, weight - 10000 AS weight FROM tails
                   WHERE tail = :start AND weight < 4000
                       AND (:within IS NULL OR term_id IN (SELECT value FROM json_each(:within))) LIMIT :most)
               UNION ALL
               SELECT * FROM (SELECT term_id, position, weight FROM tails
                   WHERE {begins} AND (:within IS NULL OR term_id IN (SELECT value FROM json_each(:within)))
                   ORDER BY weight LIMIT :most)
           ) ORDER BY weight""",
        {"start": start, "within": _json(within), "most": 40 * limit},
    )
    return _one_a_term(_forms(db, [tuple(row) for row in rows]))[:limit]


def similar(db, typed, limit, within=None, *, whole=False) -> list[Form]:
    """The best form of each term that begins, or if `whole` is, like `typed` but for an error or two,
    likeliest first.

    An error is a letter too many, too few, wrong, or two in the wrong order (optimal string alignment); one
    is forgiven in up to eight letters, two in more.
    """
    wanted = compacted(typed)
    if len(wanted) < _SHORTEST:
        return []
    rows = db.conn.execute(
        """SELECT DISTINCT term_id, position, compact FROM json_each(:deletions) AS wanted
               CROSS JOIN deletions ON deletion = wanted.value
           WHERE :within IS NULL OR term_id IN (SELECT value FROM json_each(:within)) LIMIT :most""",
        {
            "deletions": json.dumps(sorted(_deletions(wanted))),
            "within": _json(within),
            "most": _MAX_CANDIDATES,
        },
    ).fetchall()
    found = [row["compact"] for row in rows]
    ranked = sorted(
        (errors, OSA.distance(wanted, found[number]), rows[number]["position"] > 0, found[number], number)
        for number, errors in _errors(wanted, found, whole).items()
    )
    return _one_a_term(_forms(db, [tuple(rows[number])[:2] for *_, number in ranked]))[:limit]


def names_like(db, typed, limit=3) -> list[str]:
    """The names of terms that were perhaps meant: what resembles `typed`, or else what has words like its
    words.
    """
    forms = similar(db, typed, limit) or _sharing_words(db, typed, limit)
    names = of_terms(db, json.dumps([form.term_id for form in forms]))
    return [names[form.term_id][0].text for form in forms]


def of_terms(db, ids: str) -> dict[int, list[Form]]:
    """All surface forms of each term in `ids` (a JSON array), the name first."""
    found = defaultdict(list)
    for row in db.conn.execute(
        """SELECT labels.term_id, labels.position, labels.text, labels.key, labels.kind, terms.slug
           FROM json_each(:ids) AS wanted CROSS JOIN labels ON term_id = wanted.value
               CROSS JOIN terms ON terms.id = term_id ORDER BY term_id, position""",
        {"ids": ids},
    ):
        found[row["term_id"]].append(Form(*row))
    return found


def compacted(text) -> str:
    """The letters and digits of a text, folded."""
    return _NOT_LETTERS.sub("", fold(text))


def _sharing_words(db, typed, limit) -> list[Form]:
    """The best form of each term with a word like the longest of `typed`, likest first whatever the order of
    the words (RapidFuzz's token sort ratio).
    """
    folded = fold(typed)
    words = sorted(set(_NOT_LETTERS.split(folded)), key=len, reverse=True)[:_COMPARED_WORDS]
    found = [
        form
        for word in words
        if len(word) >= _SHORTEST
        for form in (*with_prefix(db, word, _FORMS_A_WORD), *similar(db, word, _FORMS_A_WORD))
    ]
    texts = [fold(form.text) for form in found]
    alike = process.extract(
        folded, texts, scorer=fuzz.token_sort_ratio, score_cutoff=_MIN_LIKENESS, limit=None
    )
    return _one_a_term([found[number] for *_, number in alike])[:limit]


def _errors(wanted, found, whole) -> dict[int, int]:
    """The errors that lie between `wanted` and the beginning of each of `found`, by its number, where few
    enough do.
    """
    allowed = 1 if len(wanted) < _SURE else _MAX_DISTANCE
    least = {}
    for length in (None,) if whole else range(len(wanted) - 1, len(wanted) + 2):
        begun = [text[:length] for text in found]
        alike = process.extract(wanted, begun, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        least |= {number: min(errors, least.get(number, allowed)) for _, errors, number in alike}
    return least


def _forms(db, keys) -> list[Form]:
    """The forms under these (term_id, position), in this order."""
    rows = db.conn.execute(
        """SELECT labels.term_id, labels.position, labels.text, labels.key, labels.kind, terms.slug
           FROM json_each(:keys) AS wanted
               CROSS JOIN labels ON term_id = wanted.value ->> 0 AND position = wanted.value ->> 1
               CROSS JOIN terms ON terms.id = term_id
           ORDER BY wanted.key""",
        {"keys": json.dumps(keys)},
    )
    return [Form(*row) for row in rows]


def _one_a_term(forms):
    best = {}
    for form in forms:
        best.setdefault(form.term_id, form)
    return list(best.values())


def _weight(folded, position, start) -> int:
    return 4_000 * (start > 0) + 2_000 * (position > 0) + min(len(folded), 1_999)


def _deletions(compact) -> set[str]:
    head = compact[:_HEAD]
    if len(head) < _SHORTEST - 1:
        return set()
    return {head, *(head[:place] + head[place + 1 :] for place in range(len(head)))}


def _json(ids):
    return None if ids is None else json.dumps(sorted(ids))
