"""Find the terms that occur in a text or an HTML document of the caller, and mark them."""

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from data.annotate import hypertext
from data.annotate.hypertext import Document, Mark, Piece
from data.annotate.matcher import Matcher
from data.constants import MAX_ANNOTATED_BYTES, MAX_OCCURRENCES, SKIPPED
from data.entries import categories, labels, summaries, terms
from data.entries.summaries import Summary
from data.errors import TooLarge
from data.store import cache, changes
from data.store.db import Database, read_transaction

# Atomic: otherwise "\r\n" alone would be two line breaks, and so a blank line.
_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[ \t]*[\r\n]")
_CONTEXT_CHARACTERS = 32  # of prefix and suffix: clients use them to find a quote in a changed text

# Where an occurrence starts and ends in the whole text, and the slugs of the terms it may mean.
_Hit = tuple[int, int, list[str]]
_DescribeTerm = Callable[[Summary], Mapping[str, str]]


@dataclass(frozen=True)
class Options:
    """Which occurrences to mark.

    `categories` (with their subcategories), `levels` and `exclude` narrow the terms. The members are those of
    the request (`schemas.annotations`).
    """

    occurrences: str = "all"
    categories: Sequence[str] = field(default_factory=list)
    levels: Sequence[str] = field(default_factory=list)
    exclude: Sequence[str] = field(default_factory=list)
    min_length: int = 1
    case: str = "smart"
    inflections: bool = True
    longest_only: bool = True
    skip: Sequence[str] = field(default_factory=lambda: list(SKIPPED))


@dataclass(frozen=True)
class Annotation:
    """An occurrence: its position, its text, the text around it, and the slugs of the terms it may mean.

    `start` and `end` count code points. `utf16` has the same positions in UTF-16 code units, as JavaScript
    counts.
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
    terms: list[Summary]
    html: str | None
    serial: int


def in_text(db: Database, text: str, options: Options) -> Annotations:
    """Find terms in plain text; a blank line begins a section.

    Raises TooLarge, and Invalid for unknown categories.
    """
    _refuse_large(text)
    with read_transaction(db):
        finder = _Finder(db, options)
        hits: list[_Hit] = []
        for number, (start, section) in enumerate(sections(text)):
            hits += finder.find(section, start, number)
        return Annotations(
            items=_to_annotations(text, hits),
            terms=summaries.find(db, _distinct_slugs(hits)),
            html=None,
            serial=changes.serial(db),
        )


def sections(text: str) -> Iterator[tuple[int, str]]:
    """Return the sections of plain text in order, each with its start.

    Blank lines separate them. No term is found across a blank line.
    """
    borders = [0, *(blank.end() for blank in _BLANK_LINE.finditer(text)), len(text)]
    return ((start, text[start:end]) for start, end in pairwise(borders))


def in_html(
    db: Database, source: str, options: Options, tag: str, describe: _DescribeTerm | None = None
) -> Annotations:
    """Find terms in an HTML document; with `describe`, mark them.

    A mark is an element `tag` with the attributes that `describe(summary)` returns. Only occurrences that can
    mean a single term are marked. A heading or section begins a section. Positions count in the document's
    text. The document is returned unchanged if marks would change anything else in it. Raises as `in_text`
    does, and Invalid if parsing would take too long.
    """
    _refuse_large(source)
    document = hypertext.read(source, [*options.skip, tag])
    with read_transaction(db):
        # Marks cannot overlap, because elements cannot.
        finder = _Finder(db, replace(options, longest_only=True) if describe else options)
        found = [
            (piece, list(finder.find(piece.text, piece.start, piece.section))) for piece in document.pieces
        ]
        hits = [hit for _, hits_of_piece in found for hit in hits_of_piece]
        mentioned = summaries.find(db, _distinct_slugs(hits))
        attributes = {summary.slug: describe(summary) for summary in mentioned} if describe else None
        return Annotations(
            items=_to_annotations(document.text, hits),
            terms=mentioned,
            html=None if attributes is None else _marked_html(document, found, tag, attributes),
            serial=changes.serial(db),
        )


def _marked_html(
    document: Document,
    found: Iterable[tuple[Piece, list[_Hit]]],
    tag: str,
    attributes: Mapping[str, Mapping[str, str]],
) -> str:
    """Return the source with a mark on each hit that means one term and has a certain place in it."""
    marks = []
    for piece, hits in found:
        ranges = hypertext.source_ranges(document.source, piece) if hits else []
        for start, end, slugs in hits:
            hit_ranges = ranges[start - piece.start : end - piece.start]
            # The ranges end where the place of a character becomes uncertain; the slice is then shorter.
            if len(slugs) == 1 and len(hit_ranges) == end - start:
                marks.append(
                    Mark(
                        start=hit_ranges[0][0],
                        end=hit_ranges[-1][1],
                        tag=tag,
                        attributes=attributes[slugs[0]],
                    )
                )
    return hypertext.mark(document, marks) or document.source


class _Finder:
    """The matcher of the whole glossary and a filter for the occurrences that the options ask for.

    It keeps a count and the terms already seen, so each text needs its own.
    """

    def __init__(self, db: Database, options: Options) -> None:
        self._options = options
        key = ("matcher", options.case, options.inflections)
        self._matcher: Matcher[str] = cache.cached(
            db, key, lambda: _build_matcher(db, options.case, options.inflections)
        )
        self._wanted = _slug_filter(db, options)
        self._seen: set[Hashable] = set()
        self._count = 0

    def find(self, text: str, offset: int, section: int) -> Iterator[_Hit]:
        """Yield the occurrences asked for in a piece of text that begins at `offset`. Raises TooLarge."""
        overlapping = not self._options.longest_only
        for start, end, slugs in self._matcher.find(text, overlapping=overlapping, wanted=self._wanted):
            if end - start < self._options.min_length or self._is_repeated(tuple(slugs), section):
                continue
            self._count += 1
            if self._count > MAX_OCCURRENCES:
                raise TooLarge(
                    f"There are more than {MAX_OCCURRENCES:,} occurrences. "
                    "Send the text in parts, or narrow the options."
                )
            yield offset + start, offset + end, slugs

    def _is_repeated(self, slugs: tuple[str, ...], section: int) -> bool:
        """Return whether the options exclude an occurrence because its terms occurred before."""
        if self._options.occurrences == "all":
            return False
        mention = slugs if self._options.occurrences == "first" else (section, slugs)
        if mention in self._seen:
            return True
        self._seen.add(mention)
        return False


def _build_matcher(db: Database, case: str, inflections: bool) -> Matcher[str]:
    """Return a matcher for the names and labels of published terms and for ambiguous abbreviations."""
    rows = db.conn.execute(
        """SELECT labels.text, terms.slug FROM labels JOIN terms ON terms.id = labels.term_id
           WHERE terms.status = 'published' ORDER BY labels.term_id, labels.position"""
    ).fetchall()
    published = {row["slug"] for row in rows}
    shared = [
        (entry.abbreviation, slug)
        for entry in labels.find_ambiguous(db)
        for slug in entry.owner_first
        if slug in published
    ]
    # Shared abbreviations come first, so that their owner is the first candidate. The owner's own label
    # comes again among the rows; the matcher drops the repetition.
    return Matcher(
        [*shared, *((row["text"], row["slug"]) for row in rows)], case=case, inflections=inflections
    )


def _slug_filter(db: Database, options: Options) -> Callable[[str], bool] | None:
    """Return a function that says whether a term may be marked, or None if all may.

    Raises Invalid for an unknown category.
    """
    # The matcher is faster without a filter, and most requests have none.
    if not (options.categories or options.levels or options.exclude):
        return None
    families = [categories.term_ids(db, slug, pointer="/categories") for slug in options.categories]
    ids = {term_id for family in families for term_id in family} if families else None
    slugs = terms.slugs_of(db, ids, options.levels) - set(options.exclude)
    return slugs.__contains__


def _to_annotations(text: str, hits: Iterable[_Hit]) -> list[Annotation]:
    units = _Utf16(text)
    return [
        Annotation(
            start=start,
            end=end,
            utf16=(units.position(start), units.position(end)),
            exact=text[start:end],
            prefix=text[max(0, start - _CONTEXT_CHARACTERS) : start],
            suffix=text[end : end + _CONTEXT_CHARACTERS],
            candidates=slugs,
        )
        for start, end, slugs in hits
    ]


def _distinct_slugs(hits: Iterable[_Hit]) -> list[str]:
    """Return the slugs of all hits, each once, in the order of their first occurrence."""
    return list(dict.fromkeys(slug for _, _, slugs in hits for slug in slugs))


class _Utf16:
    """Positions of a text in UTF-16 code units, in any order, each in logarithmic time."""

    def __init__(self, text: str) -> None:
        # Characters beyond U+FFFF take two units. An ASCII text has none, so it is not searched for them.
        self._wide = (
            [index for index, char in enumerate(text) if char > "\uffff"] if not text.isascii() else []
        )

    def position(self, index: int) -> int:
        """Return the position in UTF-16 code units of the code point at `index`."""
        return index + bisect_left(self._wide, index)


def _refuse_large(text: str) -> None:
    # JSON can carry lone surrogates, which strict UTF-8 refuses to encode.
    if len(text.encode("utf-8", "surrogatepass")) > MAX_ANNOTATED_BYTES:
        raise TooLarge(f"The text is larger than {MAX_ANNOTATED_BYTES:,} bytes. Send it in parts.")
