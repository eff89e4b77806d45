"""From the words that people use to the term they mean: exactly if possible, forgiving errors if not."""

from dataclasses import dataclass

from data.constants import LOOKUP_STEPS
from data.entries import labels, summaries
from data.errors import NotFound
from data.index import forms
from data.store import changes
from data.store.db import Database, read_transaction
from data.text.folding import fold
from data.text.inflection import key

# The conditions of the steps that read the labels. The step "fuzzy" reads the index of forms instead.
_STEPS = {
    # `folded` has an index and `text` has none, so the exact text is compared last.
    "exact": "labels.folded = :folded AND labels.kind = 'name' AND labels.text = :label",
    "name": "labels.folded = :folded AND labels.kind = 'name'",
    "label": "labels.folded = :folded",
    "inflected": "labels.key = :key",
}


@dataclass(frozen=True)
class Match:
    """The terms that a label may mean: one, or several for a label that they share, its owner first.

    `matched_on` is the step that found them. `matched_text` is the surface form as written in the glossary.
    """

    label: str
    matched_on: str
    matched_text: str
    candidates: list[summaries.Summary]
    serial: int


def find(db: Database, label: str, *, match: str = LOOKUP_STEPS[-1]) -> Match:
    """Return the published term with this name or label.

    The steps in `LOOKUP_STEPS` up to `match` are tried in order. The first one that finds a term ends the
    search. Raise NotFound with `did_you_mean`, the names that resemble the label.
    """
    with read_transaction(db):
        for step in LOOKUP_STEPS[: LOOKUP_STEPS.index(match) + 1]:
            matched_text, slugs = _try_step(db, label, step)
            # A shared label may list terms that are not published; then the next step is tried.
            if candidates := summaries.find(db, slugs):
                return Match(
                    label=label,
                    matched_on=step,
                    matched_text=matched_text,
                    candidates=candidates,
                    serial=changes.serial(db),
                )
        raise NotFound(
            f"No term is called '{label}'.", kind="unknown-label", did_you_mean=forms.names_like(db, label)
        )


def _try_step(db: Database, label: str, step: str) -> tuple[str, list[str]]:
    """Return the surface form that a step finds and the slugs of its terms, both empty if it finds none."""
    if step == "label" and (shared := labels.find_shared(db, label)):
        return shared.abbreviation, shared.owner_first
    if step == "fuzzy":
        return _find_similar(db, label)
    rows = db.conn.execute(
        f"""SELECT labels.text, terms.slug FROM labels JOIN terms ON terms.id = labels.term_id
            WHERE {_STEPS[step]} AND terms.status = 'published' ORDER BY labels.position, terms.sort_key""",
        {"label": label, "folded": fold(label), "key": key(label)},
    ).fetchall()
    return (rows[0]["text"], [row["slug"] for row in rows]) if rows else ("", [])


def _find_similar(db: Database, label: str) -> tuple[str, list[str]]:
    # Only the likeliest one: a lookup has to name a term, and does not offer a choice of guesses.
    similar = forms.similar(db, label, 1, whole=True)
    return (similar[0].text, [similar[0].slug]) if similar else ("", [])
