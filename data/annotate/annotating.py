"""Marking the terms that occur in somebody's text."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from data.annotate import hypertext
from data.annotate.matcher import Matcher
from data.constants import MAX_ANNOTATED_BYTES, MAX_OCCURRENCES, SKIPPED
from data.entries import categories, labels, summaries, terms
from data.errors import TooLarge
from data.store import cache, changes
from data.store.db import read_transaction

_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[ \t]*[\r\n]")
_QUOTED = 32  # characters of prefix and suffix


@dataclass(frozen=True)
class Options:
    """Which occurrences to mark; `categories` (what is below them, too), `levels` and `exclude` narrow the
    terms.
    """

    occurrences: str = "all"
    categories: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    min_length: int = 1
    case: str = "smart"
    inflections: bool = True
    longest_only: bool = True
    skip: list[str] = field(default_factory=lambda: list(SKIPPED))


@dataclass(frozen=True)
class Annotation:
    """An occurrence: where it is in the text, as it is written there, and the slugs of the terms it may mean.

    Positions count code points, `utf16` the same in UTF-16 code units, as JavaScript counts.
    """

    start: int
    end: int
    utf16: tuple[int, int]
    exact: str
    prefix: str
    suffix: str
    candidates: list[str]


@dataclass(frozen=True)
class Annotations:
    """The occurrences in a text in order, the terms they may mean, and the marked document if it was HTML."""

    items: list[Annotation]
    terms: list[summaries.Summary]
    html: str | None
    serial: int


def in_text(db, text, options: Options) -> Annotations:
    """Find terms in plain text; a blank line begins a section. Raises TooLarge, and Invalid for unknown
    names.
    """
    _refuse_large(text)
    with read_transaction(db):
        finder = _Finder(db, options)
        hits = []
        for number, (start, section) in enumerate(sections(text)):
            hits += finder.within(section, start, number)
        return _answer(db, text, hits, summaries.find(db, _slugs(hits)), None)


def sections(text) -> Iterator[tuple[int, str]]:
    """The sections of plain text in order, each with where it starts: no term is looked for across a blank
    line.
    """
    borders = [0, *(blank.end() for blank in _BLANK_LINE.finditer(text)), len(text)]
    return ((start, text[start:end]) for start, end in pairwise(borders))


def in_html(db, source, options: Options, tag, describe=None) -> Annotations:
    """Find terms in an HTML document; with `describe`, mark them as elements `tag` with attributes
    `describe(summary)`.

    Marked are occurrences that can mean one term only. A heading or section begins a section. Positions are
    in the document's text. The document stays as it is where marks would change more of it. Raises as
    `in_text` does.
    """
    _refuse_large(source)
    document = hypertext.read(source, [*options.skip, tag])
    with read_transaction(db):
        finder = _Finder(db, replace(options, longest_only=True) if describe else options)
        found = [
            (piece, list(finder.within(piece.text, piece.start, piece.section))) for piece in document.pieces
        ]
        hits = [hit for _, here in found for hit in here]
        mentioned = summaries.find(db, _slugs(hits))
        elements = {summary.slug: (tag, describe(summary)) for summary in mentioned} if describe else None
        html = None if elements is None else _marked(document, found, elements)
        return _answer(db, document.text, hits, mentioned, html)


def _marked(document, found, elements) -> str:
    """The source with those hits marked that mean one term and whose place in it is certain."""
    marks = []
    for piece, hits in found:
        places = hypertext.source_ranges(document.source, piece) if hits else []
        for start, end, slugs in hits:
            where = places[start - piece.start : end - piece.start]
            if len(slugs) == 1 and len(where) == end - start:
                marks.append((where[0][0], where[-1][1], *elements[slugs[0]]))
    return hypertext.mark(document, marks) or document.source


class _Finder:
    """The matcher of the whole glossary, and which of its finds are wanted."""

    def __init__(self, db, options):
        self._options = options
        key = ("matcher", options.case, options.inflections)
        self._matcher = cache.cached(db, key, lambda: _matcher(db, options.case, options.inflections))
        self._wanted = _wanted(db, options)
        self._seen = set()
        self._count = 0

    def within(self, text, offset, section) -> Iterator[tuple[int, int, list[str]]]:
        """The wanted occurrences in a piece of text that begins at `offset`: (start, end, slugs). Raises
        TooLarge.
        """
        overlapping = not self._options.longest_only
        for start, end, values in self._matcher.find(text, overlapping=overlapping, wanted=self._wanted):
            if end - start >= self._options.min_length and self._is_due(tuple(values), section):
                self._count += 1
                if self._count > MAX_OCCURRENCES:
                    raise TooLarge(
                        f"More than {MAX_OCCURRENCES:,} occurrences; send it in parts, or ask for less."
                    )
                yield offset + start, offset + end, values

    def _is_due(self, values, section):
        if self._options.occurrences == "all":
            return True
        mark = values if self._options.occurrences == "first" else (section, values)
        if mark in self._seen:
            return False
        self._seen.add(mark)
        return True


def _matcher(db, case, inflections) -> Matcher:
    """A matcher for every name and label of published terms, and for the abbreviations that several of them
    share.
    """
    rows = db.conn.execute(
        """SELECT labels.text, terms.slug FROM labels JOIN terms ON terms.id = labels.term_id
           WHERE terms.status = 'published' ORDER BY labels.term_id, labels.position"""
    ).fetchall()
    published = {slug for _, slug in rows}
    shared = [
        (entry.abbreviation, slug)
        for entry in labels.find_ambiguous(db)
        for slug in entry.owner_first
        if slug in published
    ]
    return Matcher([*shared, *(tuple(row) for row in rows)], case=case, inflections=inflections)


def _wanted(db, options):
    """Whether a term, by its slug, may be marked; None when all may."""
    if not (options.categories or options.levels or options.exclude):
        return None
    families = [categories.term_ids(db, slug, pointer="/categories") for slug in options.categories]
    ids = set().union(*families) if families else None
    slugs = terms.slugs_of(db, ids, options.levels) - set(options.exclude)
    return slugs.__contains__


def _answer(db, text, hits, mentioned, html) -> Annotations:
    units = _Utf16(text)
    items = [
        Annotation(
            start,
            end,
            (units.at(start), units.at(end)),
            text[start:end],
            text[max(0, start - _QUOTED) : start],
            text[end : end + _QUOTED],
            slugs,
        )
        for start, end, slugs in hits
    ]
    return Annotations(items, mentioned, html, changes.serial(db))


def _slugs(hits):
    return list(dict.fromkeys(slug for _, _, slugs in hits for slug in slugs))


class _Utf16:
    """Positions in UTF-16 code units; asked for in any order, each in the time of a look-up."""

    def __init__(self, text):
        self._wide = (
            [place for place, char in enumerate(text) if char > "\uffff"] if not text.isascii() else []
        )

    def at(self, position) -> int:
        return position + bisect_left(self._wide, position)


def _refuse_large(text):
    if len(text.encode("utf-8", "surrogatepass")) > MAX_ANNOTATED_BYTES:
        raise TooLarge(f"More than {MAX_ANNOTATED_BYTES:,} bytes; send it in parts.")
