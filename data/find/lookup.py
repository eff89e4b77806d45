"""From what somebody calls a thing to its term: exactly if possible, forgivingly if not."""

from dataclasses import dataclass

from data.constants import LOOKUP_STEPS
from data.entries import labels, summaries
from data.errors import NotFound
from data.index import forms
from data.store import changes
from data.store.db import read_transaction
from data.text.folding import fold
from data.text.inflection import key

_STEPS = {
    "exact": "labels.folded = :folded AND labels.kind = 'name' AND labels.text = :label",
    "name": "labels.folded = :folded AND labels.kind = 'name'",
    "label": "labels.folded = :folded",
    "inflected": "labels.key = :key",
}


@dataclass(frozen=True)
class Match:
    """The terms a label may stand for: one, or several for a label they share, its owner first.

    `matched_on` is the step of the cascade that found them, `matched_text` the surface form as the glossary
    has it.
    """

    label: str
    matched_on: str
    matched_text: str
    candidates: list[summaries.Summary]
    serial: int


def find(db, label, *, match=LOOKUP_STEPS[-1]) -> Match:
    """The published term of this name or label: by the first of `LOOKUP_STEPS`, up to `match`, that finds
    one.

    Raises NotFound with `did_you_mean`, the surface forms that resemble it.
    """
    with read_transaction(db):
        for step in LOOKUP_STEPS[: LOOKUP_STEPS.index(match) + 1]:
            matched_text, slugs = _found(db, label, step)
            if candidates := summaries.find(db, slugs):
                return Match(label, step, matched_text, candidates, changes.serial(db))
        near = forms.names_like(db, label)
        raise NotFound(f"No term is called '{label}'.", did_you_mean=near)


def _found(db, label, step) -> tuple[str, list[str]]:
    """The surface form that a step finds, and the slugs of its terms; none of either when it finds nothing."""
    if step == "label" and (entry := labels.find_shared(db, label)):
        return entry.abbreviation, entry.owner_first
    if step == "fuzzy":
        found = [(form.text, form.slug) for form in forms.similar(db, label, 1, whole=True)]
    else:
        found = db.conn.execute(
            f"""SELECT labels.text, terms.slug FROM labels JOIN terms ON terms.id = labels.term_id
                WHERE {_STEPS[step]} AND terms.status = 'published' ORDER BY labels.position, terms.sort_key""",
            {"label": label, "folded": fold(label), "key": key(label)},
        ).fetchall()
    return (found[0][0], [slug for _, slug in found]) if found else ("", [])
