"""The compact table of surface forms from which a browser finds terms by itself."""

import json
from collections import defaultdict
from dataclasses import dataclass

from data.entries import categories, labels, terms
from data.errors import NotFound
from data.store import changes
from data.store.db import read_transaction


@dataclass(frozen=True)
class Vocabulary:
    """Of each published term the slug, the name and the labels, by slug, and the abbreviations that several
    share.

    `removed`, only when asked for what changed since a serial: slugs that are no longer there.
    """

    serial: int
    terms: list[list[str]]
    shared: dict[str, list[str]]
    removed: list[str] | None


def read(db, *, serial=None, category=None, since=None) -> Vocabulary:
    """The table as it is now; of `category` and what is below it; of terms changed after the serial `since`.

    Raises NotFound for `serial` unless the data set is at that one, and for `since` when it never was;
    Invalid for an unknown category.
    """
    with read_transaction(db):
        now = changes.serial(db)
        if serial not in (None, now):
            raise NotFound(f"The data set is at serial {now}, not at {serial}.")
        if since is not None and since > now:
            raise NotFound(f"The data set is at serial {now}, never was at {since}; get the whole table.")
        within = categories.term_ids(db, category, parameter="category") if category else None
        changed = None if since is None else _changed(db, since, category)
        forms = _forms(db, within, changed)
        removed = None if changed is None else sorted(changed - forms.keys())
        shared = _shared(db, terms.slugs_of(db, within))
        return Vocabulary(now, [[slug, *texts] for slug, texts in forms.items()], shared, removed)


def _changed(db, since, category) -> set[str]:
    """The slugs of terms that changed after a serial; all, when categories did and may have moved them in or
    out.
    """
    slugs = changes.slugs_since(db, "term", since)
    return slugs | terms.slugs_of(db) if category and changes.slugs_since(db, "category", since) else slugs


def _shared(db, present) -> dict[str, list[str]]:
    """The abbreviations that several terms share, each with those of them that are present, the owner first."""
    shared = {}
    for entry in labels.find_ambiguous(db):
        if candidates := [slug for slug in entry.owner_first if slug in present]:
            shared[entry.abbreviation] = candidates
    return shared


def _forms(db, within, changed) -> dict[str, list[str]]:
    """The forms of each term, the name first."""
    forms = defaultdict(list)
    for slug, text in db.conn.execute(
        """SELECT terms.slug, labels.text FROM terms JOIN labels ON labels.term_id = terms.id
           WHERE status = 'published' AND (:within IS NULL OR terms.id IN (SELECT value FROM json_each(:within)))
               AND (:changed IS NULL OR terms.slug IN (SELECT value FROM json_each(:changed)))
           ORDER BY terms.slug, labels.position""",
        {
            "within": None if within is None else json.dumps(sorted(within)),
            "changed": None if changed is None else json.dumps(sorted(changed)),
        },
    ):
        forms[slug].append(text)
    return forms
