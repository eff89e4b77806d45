"""Names and labels of terms: one index in which a surface form, once folded, belongs to one term.

Abbreviations that several terms share stand in the table of ambiguous abbreviations, which says who may carry
them.
"""

import json
from collections import defaultdict
from dataclasses import asdict, dataclass

from data.constants import LANGUAGE
from data.errors import Conflict
from data.store import changes
from data.store.changes import Actor
from data.store.db import write
from data.text.folding import fold
from data.text.inflection import key


@dataclass(frozen=True)
class Label:
    """Another name of a term."""

    text: str
    kind: str
    language: str = LANGUAGE


@dataclass(frozen=True)
class Ambiguous:
    """An abbreviation several terms share: `owner` (a slug or None) may carry it, `candidates` are what it
    can mean.
    """

    abbreviation: str
    owner: str | None
    candidates: list[str]
    note: str | None

    @property
    def owner_first(self) -> list[str]:
        """The candidates in the order in which to offer them."""
        return sorted(self.candidates, key=lambda slug: slug != self.owner)


def read(db, ids: str) -> dict[int, list[Label]]:
    """The labels of each term in `ids` (a JSON array of term ids), in their order and without the name."""
    labels = defaultdict(list)
    for row in db.conn.execute(
        """SELECT term_id, text, kind, language FROM labels
           WHERE term_id IN (SELECT value FROM json_each(:ids)) AND position > 0
           ORDER BY term_id, position""",
        {"ids": ids},
    ):
        labels[row["term_id"]].append(Label(row["text"], row["kind"], row["language"]))
    return labels


def save(db, term_id, slug, name, labels):
    """Replace the surface forms of a term; raise Conflict, naming the other term, when one is taken."""
    db.conn.execute("DELETE FROM labels WHERE term_id = :term_id", {"term_id": term_id})
    _add(db, term_id, slug, 0, Label(name, "name"), "/name")
    for position, label in enumerate(labels):
        _add(db, term_id, slug, position + 1, Label(**label), f"/labels/{position}/text")


def release(db, slug, forms):
    """Free the surface forms a term has besides `forms`, so that others may take them before it is saved
    again.

    They stay readable, since what the term was is still to be compared with what it shall be.
    """
    db.conn.execute(
        """UPDATE labels SET folded = char(0) || term_id || '/' || position
           WHERE term_id = (SELECT id FROM terms WHERE slug = :slug)
               AND folded NOT IN (SELECT value FROM json_each(:folded))""",
        {"slug": slug, "folded": json.dumps([fold(form) for form in forms])},
    )


def find_ambiguous(db) -> list[Ambiguous]:
    """The table of ambiguous abbreviations, in its own order."""
    rows = db.conn.execute("SELECT abbreviation, owner, candidates, note FROM ambiguous ORDER BY rowid")
    return [_ambiguous(row) for row in rows]


def find_shared(db, text) -> Ambiguous | None:
    """The entry of `text` in the table of ambiguous abbreviations, if it has one."""
    row = db.conn.execute(
        "SELECT abbreviation, owner, candidates, note FROM ambiguous WHERE folded = :folded",
        {"folded": fold(text)},
    ).fetchone()
    return row and _ambiguous(row)


def replace_ambiguous(db, entries: list[dict], *, actor: Actor):
    """Make `entries` the whole table of ambiguous abbreviations."""
    with write(db):
        if entries == [asdict(entry) for entry in find_ambiguous(db)]:
            return
        db.conn.execute("DELETE FROM ambiguous")
        db.conn.executemany(
            """INSERT INTO ambiguous (folded, abbreviation, owner, candidates, note)
               VALUES (:folded, :abbreviation, :owner, :candidates, :note)""",
            [
                {
                    **entry,
                    "folded": fold(entry["abbreviation"]),
                    "candidates": json.dumps(entry["candidates"]),
                }
                for entry in entries
            ],
        )
        changes.append(db, "ambiguous", 0, "updated", 1, {"slug": "ambiguous", "items": entries}, actor)


def rename_in_ambiguous(db, slug, new_slug, *, actor: Actor):
    """Let the table of ambiguous abbreviations say `new_slug` for `slug`; None takes it out."""

    def renamed(entry):
        owner = new_slug if entry.owner == slug else entry.owner
        candidates = [new_slug if candidate == slug else candidate for candidate in entry.candidates]
        kept = [candidate for candidate in dict.fromkeys(candidates) if candidate]
        return {**asdict(entry), "owner": owner, "candidates": kept}

    replace_ambiguous(db, [renamed(entry) for entry in find_ambiguous(db)], actor=actor)


def _ambiguous(row) -> Ambiguous:
    return Ambiguous(**{**row, "candidates": json.loads(row["candidates"])})


def _add(db, term_id, slug, position, label, pointer):
    folded = fold(label.text)
    _refuse_taken(db, folded, label, pointer)
    _refuse_ambiguous(db, folded, slug, label, pointer)
    db.conn.execute(
        """INSERT INTO labels (term_id, position, text, folded, key, kind, language)
           VALUES (:term_id, :position, :text, :folded, :key, :kind, :language)""",
        {"term_id": term_id, "position": position, "folded": folded, "key": key(label.text), **vars(label)},
    )


def _refuse_taken(db, folded, label, pointer):
    holder = db.conn.execute(
        """SELECT terms.slug, terms.name FROM labels JOIN terms ON terms.id = labels.term_id
           WHERE labels.folded = :folded AND labels.language = :language""",
        {"folded": folded, "language": label.language},
    ).fetchone()
    if holder:
        raise Conflict(
            f"'{label.text}' already is a name or label of the term '{holder['name']}' ({holder['slug']}).",
            pointer=pointer,
        )


def _refuse_ambiguous(db, folded, slug, label, pointer):
    entry = db.conn.execute(
        "SELECT abbreviation, owner FROM ambiguous WHERE folded = :folded", {"folded": folded}
    ).fetchone()
    if entry and entry["owner"] != slug:
        owner = f"; only '{entry['owner']}' carries it" if entry["owner"] else ""
        raise Conflict(f"'{entry['abbreviation']}' is shared by several terms{owner}.", pointer=pointer)
