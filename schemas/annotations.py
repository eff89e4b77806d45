"""Marking terms in texts, on the wire."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from data import constants
from schemas.base import SERIAL, Address, Body, Credited, Integer, Items, Query, QueryInteger, Response, Slug
from schemas.categories import CategoryRef

_MANY = 100
_ONLY_CATEGORY = {"description": "Only terms in this category or below it."}


class AnnotationRequest(Body):
    """A text or an HTML document, and which occurrences of terms to mark in it."""

    text = fields.String(metadata={"description": "Plain text, at most 200 KB. It is not trimmed."})
    html = fields.String(
        metadata={"description": "Instead of `text`: an HTML document or a part of one, at most 200 KB."}
    )
    occurrences = fields.String(
        load_default="all",
        validate=validate.OneOf(constants.OCCURRENCES),
        metadata={
            "description": "Which occurrences of each term: all, the first one, or the first one after each "
            "heading (in `text`: after each blank line)."
        },
    )
    categories = Items(
        Slug(),
        _MANY,
        load_default=list,
        metadata={"description": "Only terms in these categories or below them. An empty list means all."},
    )
    levels = Items(
        fields.String(validate=validate.OneOf(constants.LEVELS)),
        len(constants.LEVELS),
        load_default=list,
        metadata={"description": "Only terms of these levels. An empty list means all."},
    )
    exclude = Items(  # type: ignore[assignment]  # also an option of ma.Schema, but fields move to another place
        Slug(), _MANY, load_default=list, metadata={"description": "Terms that are not marked."}
    )
    min_length = Integer(
        load_default=1,
        validate=validate.Range(1, constants.MAX_NAME),
        metadata={"description": "Number of characters that an occurrence must have at least."},
    )
    case = fields.String(
        load_default="smart",
        validate=validate.OneOf(constants.CASES),
        metadata={
            "description": "Whether upper and lower case must match: `sensitive` for all names, `ignore` for "
            'none, `smart` only for abbreviations ("SAM", "ZeRO").'
        },
    )
    inflections = fields.Boolean(
        load_default=True,
        truthy={True},
        falsy={False},
        metadata={
            "description": "Also find plurals, British spellings, and names with a hyphen instead of a space."
        },
    )
    longest_only = fields.Boolean(
        load_default=True,
        truthy={True},
        falsy={False},
        metadata={
            "description": "Leave out occurrences inside a longer one. With `output: html` they always are."
        },
    )
    skip = Items(
        fields.String(validate=validate.Length(1, 50)),
        _MANY,
        load_default=lambda: list(constants.SKIPPED),
        metadata={
            "description": "Names of HTML elements in which nothing is marked, instead of the default: "
            f"{', '.join(constants.SKIPPED)}. Elements that cannot contain marks are always skipped."
        },
    )
    include = Items(
        fields.String(validate=validate.OneOf(["summary"])),
        1,
        load_default=list,
        metadata={"description": "`summary` adds the definition and the category of each term."},
    )
    output = fields.String(
        load_default="annotations",
        validate=validate.OneOf(("annotations", "html")),
        metadata={
            "description": "`html` also returns the document, with marks around every occurrence that means "
            "one term only."
        },
    )
    element = fields.String(
        load_default="a",
        validate=validate.OneOf(("a", "dfn")),
        metadata={
            "description": "The element of a mark: `a` links to the page of the term, `dfn` shows its "
            "definition."
        },
    )

    @ma.validates_schema
    def one_document(self, data: dict[str, Any], **_: Any) -> None:
        """Require exactly one document, and HTML if it is to be returned with marks."""
        if ("text" in data) == ("html" in data):
            raise ma.ValidationError("Send either text or html.", "text")
        if data["output"] == "html" and "html" not in data:
            raise ma.ValidationError("Marks can be put into html only.", "output")


class PositionSelector(Response):
    """The position of an occurrence in Unicode code points (Web Annotation, section 4.2.5)."""

    type = fields.Constant(
        "TextPositionSelector", metadata={"type": "string", "enum": ["TextPositionSelector"]}
    )
    start = fields.Integer(metadata={"description": "Number of code points before the occurrence."})
    end = fields.Integer(metadata={"description": "Number of code points up to the end of the occurrence."})


class QuoteSelector(Response):
    """The text of an occurrence and what surrounds it (Web Annotation, section 4.2.4)."""

    type = fields.Constant("TextQuoteSelector", metadata={"type": "string", "enum": ["TextQuoteSelector"]})
    exact = fields.String(metadata={"description": "The occurrence as it is in the text."})
    prefix = fields.String(metadata={"description": "The text before the occurrence."})
    suffix = fields.String(metadata={"description": "The text after the occurrence."})


class CodeUnits(Response):
    """The position of an occurrence in UTF-16 code units, as JavaScript counts."""

    start = fields.Integer(metadata={"description": "Number of code units before the occurrence."})
    end = fields.Integer(metadata={"description": "Number of code units up to the end of the occurrence."})


class Annotation(Response):
    """An occurrence of a term."""

    candidates = fields.List(
        Slug(),
        metadata={"description": "The slug of the term, or of each term that shares the abbreviation."},
    )
    position = fields.Nested(PositionSelector)
    quote = fields.Nested(QuoteSelector)
    utf16 = fields.Nested(CodeUnits)


class VocabularyAtQuery(Query):
    """The parameters that choose the terms of a table."""

    category = Slug(metadata=_ONLY_CATEGORY)


class VocabularyQuery(Query):
    """The parameters that choose the terms of a table and the serial to compare it with."""

    category = Slug(metadata=_ONLY_CATEGORY)
    since = QueryInteger(
        validate=validate.Range(0, 10**18 - 1),  # all that QueryInteger's 18 digits can express
        metadata={"description": "Only what changed after this serial. The response then has `removed`."},
    )


class VocabularyLinks(Response):
    """The URLs of a table."""

    immutable = Address(
        metadata={"description": "This table at this serial. It never changes and can be kept for a year."}
    )


class VocabularyResponse(Credited):
    """The table with which a browser finds terms by itself."""

    serial = fields.Integer(metadata=SERIAL)
    terms = fields.List(
        fields.List(fields.String()),
        metadata={"description": "For each term a list: its slug, its name, then its labels."},
    )
    shared = fields.Dict(
        keys=fields.String(),
        values=fields.List(Slug()),
        metadata={
            "description": "For each abbreviation that several terms share, the slugs of these terms. The "
            "term that owns the abbreviation is first."
        },
    )
    removed = fields.List(
        Slug(),
        metadata={
            "optional": True,
            "description": "Only with `since`: slugs that no longer belong to a term of the table.",
        },
    )
    links = fields.Nested(VocabularyLinks)


class AnnotatedTerm(Response):
    """A term that occurs in the text."""

    slug = Slug()
    name = fields.String()
    page = Address(metadata={"description": "The URL of the term's page for people."})
    definition = fields.String(metadata={"optional": True, "description": "Only with `include: [summary]`."})
    category = fields.Nested(
        CategoryRef, metadata={"optional": True, "description": "Only with `include: [summary]`."}
    )


class AnnotationsResponse(Credited):
    """The occurrences in a text, in order, and the terms that they may mean."""

    items = fields.List(fields.Nested(Annotation), metadata={"description": "The occurrences."})
    terms = fields.List(
        fields.Nested(AnnotatedTerm), metadata={"description": "Each term in `candidates`, once."}
    )
    html = fields.String(
        metadata={"optional": True, "description": "Only with `output: html`: the document with marks."}
    )
    serial = fields.Integer(metadata=SERIAL)
