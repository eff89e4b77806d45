"""The compact table of surface forms with which a browser finds terms by itself."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from data.entries import categories, labels, terms
from data.errors import NotFound
from data.store import changes
from data.store.db import Database, read_transaction


@dataclass(frozen=True)
class Vocabulary:
    """The published terms by slug, and the abbreviations that several of them share.

    Each item of `terms` is the slug, the name and the labels of one term. `shared` has the candidates of each
    abbreviation. `removed` has the slugs that no longer exist. It is None unless the table contains only the
    changes since a serial.
    """

    serial: int
    terms: list[list[str]]
    shared: dict[str, list[str]]
    removed: list[str] | None


def read(
    db: Database, *, serial: int | None = None, category: str | None = None, since: int | None = None
) -> Vocabulary:
    """Return the current table, or a part of it.

    With `category`, only terms in it or in its subcategories are included. With `since`, only terms that
    changed after that serial are. Raises NotFound if the data set is not at `serial`, or has not yet been at
    `since`. Raises Invalid for an unknown category.
    """
    with read_transaction(db):
        now = changes.serial(db)
        if serial not in (None, now):
            raise NotFound(f"The data set is at serial {now}, not at {serial}.")
        # Possible after a backup was restored: the caller has seen changes that are lost.
        if since is not None and since > now:
            raise NotFound(
                f"The data set is at serial {now} and has never been at {since}. Get the whole table."
            )
        within = categories.term_ids(db, category, parameter="category") if category else None
        changed = None if since is None else _changed_slugs(db, since, category)
        forms = _forms_by_slug(db, within, changed)
        return Vocabulary(
            serial=now,
            terms=[[slug, *texts] for slug, texts in forms.items()],
            shared=_shared_abbreviations(db, terms.slugs_of(db, within)),
            removed=None if changed is None else sorted(changed - forms.keys()),
        )


def _changed_slugs(db: Database, since: int, category: str | None) -> set[str]:
    """Return the slugs of the terms that changed after a serial."""
    slugs: set[str] = changes.slugs_since(db, "term", since)
    # A category that changed its parent may have moved terms in or out that did not change themselves.
    if category and changes.slugs_since(db, "category", since):
        return slugs | terms.slugs_of(db)
    return slugs


def _shared_abbreviations(db: Database, present: Collection[str]) -> dict[str, list[str]]:
    """Return the abbreviations that several terms share, each with those that are present, owner first."""
    shared = {}
    for entry in labels.find_ambiguous(db):
        if candidates := [slug for slug in entry.owner_first if slug in present]:
            shared[entry.abbreviation] = candidates
    return shared


def _forms_by_slug(
    db: Database, within: Collection[int] | None, changed: Collection[str] | None
) -> dict[str, list[str]]:
    """Return the surface forms of each published term, the name first; None is no restriction."""
    forms: dict[str, list[str]] = defaultdict(list)
    # Slugs and ids are passed as JSON arrays, because SQLite limits the number of parameters.
    for row in db.conn.execute(
        """SELECT terms.slug, labels.text FROM terms JOIN labels ON labels.term_id = terms.id
           WHERE status = 'published'
               AND (:within IS NULL OR terms.id IN (SELECT value FROM json_each(:within)))
               AND (:changed IS NULL OR terms.slug IN (SELECT value FROM json_each(:changed)))
           ORDER BY terms.slug, labels.position""",
        {
            "within": None if within is None else json.dumps(sorted(within)),
            "changed": None if changed is None else json.dumps(sorted(changed)),
        },
    ):
        forms[row["slug"]].append(row["text"])
    return forms
