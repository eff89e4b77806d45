"""Marking terms in texts, on the wire."""

import marshmallow as ma
from marshmallow import fields, validate

from data import constants
from schemas.base import Address, Body, Credited, Integer, Items, Query, QueryInteger, Response, Slug
from schemas.categories import CategoryRef

_MANY = 100


class AnnotationRequest(Body):
    """A text or an HTML document, and which occurrences to mark in it."""

    text = fields.String(metadata={"description": "Plain text, at most 200 KB. Taken as it is, not trimmed."})
    html = fields.String(
        metadata={"description": "Instead of `text`: an HTML document or a part of one, at most 200 KB."}
    )
    occurrences = fields.String(
        load_default="all",
        validate=validate.OneOf(constants.OCCURRENCES),
        metadata={
            "description": "Of each term: all, the first, or the first after each heading (or blank line)."
        },
    )
    categories = Items(
        Slug(), _MANY, load_default=list, metadata={"description": "Only terms filed there or below."}
    )
    levels = Items(
        fields.String(validate=validate.OneOf(constants.LEVELS)), len(constants.LEVELS), load_default=list
    )
    exclude = Items(Slug(), _MANY, load_default=list, metadata={"description": "Terms not to mark."})
    min_length = Integer(
        load_default=1,
        validate=validate.Range(1, constants.MAX_NAME),
        metadata={"description": "Characters an occurrence must have."},
    )
    case = fields.String(
        load_default="smart",
        validate=validate.OneOf(constants.CASES),
        metadata={
            "description": "`smart`: abbreviations only as written («SAM», «ZeRO»), the rest in any case."
        },
    )
    inflections = fields.Boolean(
        load_default=True,
        truthy={True},
        falsy={False},
        metadata={"description": "Plurals, British spellings, hyphen or space."},
    )
    longest_only = fields.Boolean(
        load_default=True,
        truthy={True},
        falsy={False},
        metadata={"description": "Not the terms inside a longer one. With `output: html`, always."},
    )
    skip = Items(
        fields.String(validate=validate.Length(1, 50)),
        _MANY,
        load_default=lambda: list(constants.SKIPPED),
        metadata={"description": "Elements of `html` to leave alone, besides those that cannot hold marks."},
    )
    include = Items(
        fields.String(validate=validate.OneOf(["summary"])),
        1,
        load_default=list,
        metadata={"description": "`summary`: definition and category of each term."},
    )
    output = fields.String(
        load_default="annotations",
        validate=validate.OneOf(("annotations", "html")),
        metadata={
            "description": "`html`: the document, too, with every occurrence that means one term marked."
        },
    )
    element = fields.String(
        load_default="a",
        validate=validate.OneOf(("a", "dfn")),
        metadata={
            "description": "What to mark with: a link to the term's page, or `dfn` with the definition."
        },
    )

    @ma.validates_schema
    def one_document(self, data, **_):
        """There is one document, and marks need HTML."""
        if ("text" in data) == ("html" in data):
            raise ma.ValidationError("Send either text or html.", "text")
        if data["output"] == "html" and "html" not in data:
            raise ma.ValidationError("Marks can be put into html only.", "output")


class PositionSelector(Response):
    """Where (Web Annotation, section 4.2.5): in code points, `end` not included."""

    type = fields.Constant("TextPositionSelector")
    start = fields.Integer()
    end = fields.Integer()


class QuoteSelector(Response):
    """What (Web Annotation, section 4.2.4), with what stands around it."""

    type = fields.Constant("TextQuoteSelector")
    exact = fields.String()
    prefix = fields.String()
    suffix = fields.String()


class CodeUnits(Response):
    """Where, in UTF-16 code units, as JavaScript counts."""

    start = fields.Integer()
    end = fields.Integer()


class Annotation(Response):
    """An occurrence of a term."""

    candidates = fields.List(
        Slug(), metadata={"description": "The term; several where they share the abbreviation."}
    )
    position = fields.Nested(PositionSelector)
    quote = fields.Nested(QuoteSelector)
    utf16 = fields.Nested(CodeUnits)


class VocabularyQuery(Query):
    """Which terms the table holds."""

    category = Slug(metadata={"description": "Only terms in this category or below it."})
    since = QueryInteger(
        validate=validate.Range(0, 10**18 - 1),  # what its digits can say
        metadata={"description": "Only what changed after this serial, with `removed`."},
    )


class VocabularyAtQuery(Query):
    """Which terms the table holds."""

    category = Slug(metadata={"description": "Only terms in this category or below it."})


class VocabularyLinks(Response):
    """Where the table is."""

    immutable = Address(
        metadata={"description": "This very table, which never changes and may be kept for a year."}
    )


class VocabularyResponse(Credited):
    """What a browser needs to find terms by itself."""

    serial = fields.Integer()
    terms = fields.List(
        fields.List(fields.String()),
        metadata={"description": "Of each term its slug, its name, and its labels."},
    )
    shared = fields.Dict(
        keys=fields.String(),
        values=fields.List(Slug()),
        metadata={"description": "Abbreviations that several terms share, and these, the owner first."},
    )
    removed = fields.List(
        Slug(), metadata={"optional": True, "description": "With `since`: slugs that are no longer there."}
    )
    links = fields.Nested(VocabularyLinks)


class AnnotatedTerm(Response):
    """A term that occurs."""

    slug = Slug()
    name = fields.String()
    page = Address()
    definition = fields.String(metadata={"optional": True})
    category = fields.Nested(CategoryRef, metadata={"optional": True})


class AnnotationsResponse(Credited):
    """The occurrences, in order, and the terms they may mean."""

    items = fields.List(fields.Nested(Annotation))
    terms = fields.List(fields.Nested(AnnotatedTerm))
    html = fields.String(
        metadata={"optional": True, "description": "With `output: html`: the document with marks."}
    )
    serial = fields.Integer(metadata={"description": "The version of the data set this was read at."})
