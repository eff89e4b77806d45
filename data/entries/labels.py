"""Names and labels of terms. One index ensures that a surface form, once folded, belongs to one term.

Abbreviations that several terms share are in the table of ambiguous abbreviations, which says who may carry
them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields

from sqlite_utils.utils import sqlite3

from data.entries.document import Label, Members, insertion
from data.errors import Conflict
from data.store import changes
from data.store.changes import Actor
from data.store.db import Database, write
from data.text.folding import fold
from data.text.inflection import key

_MEMBERS = [each.name for each in fields(Label)]
_SELECT = f"SELECT term_id, {', '.join(_MEMBERS)} FROM labels"
_INSERT = insertion("labels", ["term_id", "position", *_MEMBERS, "folded", "key"])


@dataclass(frozen=True)
class Ambiguous:
    """An abbreviation that several terms share.

    `owner` is the slug of the term that carries it as a label, or None. `candidates` are the slugs of the
    terms it can mean.
    """

    abbreviation: str
    owner: str | None
    candidates: list[str]
    note: str | None

    @property
    def owner_first(self) -> list[str]:
        """Return the candidates in the order in which to offer them."""
        return sorted(self.candidates, key=lambda slug: slug != self.owner)


def read(db: Database, ids: Sequence[int]) -> dict[int, list[Label]]:
    """Return the labels of each term that has some, by the term's id, in their order and without the name."""
    labels: defaultdict[int, list[Label]] = defaultdict(list)
    for term_id, *members in db.conn.execute(
        f"""{_SELECT} WHERE term_id IN (SELECT value FROM json_each(:ids)) AND position > 0
            ORDER BY term_id, position""",
        {"ids": json.dumps(ids)},
    ):
        labels[term_id].append(Label(*members))  # _SELECT lists the members in the order of the dataclass
    return labels


def save(db: Database, term_id: int, slug: str, name: str, labels: Sequence[Label]) -> None:
    """Replace the surface forms of a term. Raise Conflict, naming the other term, if one of them is taken."""
    # All of them are removed first, so that a term may swap its name and a label.
    db.conn.execute("DELETE FROM labels WHERE term_id = :term_id", {"term_id": term_id})
    # The name is at position 0, so that names and labels share one unique index.
    _add(db, term_id, slug, 0, Label(text=name, kind="name"), "/name")
    for position, label in enumerate(labels):
        _add(db, term_id, slug, position + 1, label, f"/labels/{position}/text")


def release(db: Database, slug: str, forms: Iterable[str]) -> None:
    """Free the surface forms of a term that are not in `forms`, so that other terms can take them.

    Use this before several terms are replaced: a form may move to a term that is replaced earlier. The texts
    stay readable, because the stored document is later compared with the new one.
    """
    # No folded form contains a zero character, so these placeholders never collide with one.
    db.conn.execute(
        """UPDATE labels SET folded = char(0) || term_id || '/' || position
           WHERE term_id = (SELECT id FROM terms WHERE slug = :slug)
               AND folded NOT IN (SELECT value FROM json_each(:folded))""",
        {"slug": slug, "folded": json.dumps([fold(form) for form in forms])},
    )


def find_ambiguous(db: Database) -> list[Ambiguous]:
    """Return the table of ambiguous abbreviations, in the order in which it was written."""
    rows = db.conn.execute("SELECT abbreviation, owner, candidates, note FROM ambiguous ORDER BY rowid")
    return [_ambiguous(row) for row in rows]


def find_shared(db: Database, text: str) -> Ambiguous | None:
    """Return the entry of `text` in the table of ambiguous abbreviations, or None."""
    row = db.conn.execute(
        "SELECT abbreviation, owner, candidates, note FROM ambiguous WHERE folded = :folded",
        {"folded": fold(text)},
    ).fetchone()
    return None if row is None else _ambiguous(row)


def replace_ambiguous(db: Database, entries: Sequence[Members], *, actor: Actor) -> None:
    """Replace the whole table of ambiguous abbreviations. Nothing is logged if it is the same."""
    with write(db):
        if entries == [asdict(entry) for entry in find_ambiguous(db)]:
            return
        db.conn.execute("DELETE FROM ambiguous")
        db.conn.executemany(
            insertion("ambiguous", ["folded", "abbreviation", "owner", "candidates", "note"]),
            [
                {
                    **entry,
                    "folded": fold(entry["abbreviation"]),
                    "candidates": json.dumps(entry["candidates"]),
                }
                for entry in entries
            ],
        )
        changes.append(
            db,
            kind="ambiguous",
            entity_id=0,  # the table is one entry of the log, without an id or a revision of its own
            action="updated",
            revision=1,
            document={"slug": "ambiguous", "items": entries},
            actor=actor,
        )


def rename_in_ambiguous(db: Database, slug: str, new_slug: str | None, *, actor: Actor) -> None:
    """Replace `slug` by `new_slug` in the table of ambiguous abbreviations. None removes it."""

    def renamed(entry: Ambiguous) -> Members:
        owner = new_slug if entry.owner == slug else entry.owner
        candidates = [new_slug if candidate == slug else candidate for candidate in entry.candidates]
        # A retired term leaves None, and its replacement may have been a candidate before.
        kept = [candidate for candidate in dict.fromkeys(candidates) if candidate]
        return {**asdict(entry), "owner": owner, "candidates": kept}

    replace_ambiguous(db, [renamed(entry) for entry in find_ambiguous(db)], actor=actor)


def _ambiguous(row: sqlite3.Row) -> Ambiguous:
    return Ambiguous(
        abbreviation=row["abbreviation"],
        owner=row["owner"],
        candidates=json.loads(row["candidates"]),
        note=row["note"],
    )


def _add(db: Database, term_id: int, slug: str, position: int, label: Label, pointer: str) -> None:
    folded = fold(label.text)
    # Checked before the insert, because the unique index does not say which term has the form.
    _refuse_taken(db, folded, label, pointer)
    _refuse_ambiguous(db, folded, slug, pointer)
    db.conn.execute(
        _INSERT,
        {"term_id": term_id, "position": position, "folded": folded, "key": key(label.text), **vars(label)},
    )


def _refuse_taken(db: Database, folded: str, label: Label, pointer: str) -> None:
    holder = db.conn.execute(
        """SELECT terms.slug, terms.name FROM labels JOIN terms ON terms.id = labels.term_id
           WHERE labels.folded = :folded AND labels.language = :language""",
        {"folded": folded, "language": label.language},
    ).fetchone()
    if holder:
        raise Conflict(
            f"'{label.text}' is already a name or label of the term '{holder['name']}' ({holder['slug']}).",
            kind="label-taken",
            pointer=pointer,
        )


def _refuse_ambiguous(db: Database, folded: str, slug: str, pointer: str) -> None:
    entry = db.conn.execute(
        "SELECT abbreviation, owner FROM ambiguous WHERE folded = :folded", {"folded": folded}
    ).fetchone()
    if entry and entry["owner"] != slug:
        owner = f"; only '{entry['owner']}' may carry it" if entry["owner"] else ""
        message = f"'{entry['abbreviation']}' is shared by several terms{owner}."
        raise Conflict(message, kind="label-taken", pointer=pointer)
