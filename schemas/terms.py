"""Terms on the wire."""

import marshmallow as ma
from marshmallow import fields, validate
from webargs.fields import DelimitedList

from data import constants
from schemas.base import (
    Address,
    Body,
    Credited,
    FullMatch,
    Instant,
    Integer,
    Items,
    Language,
    Line,
    Links,
    Name,
    PageQuery,
    Replacement,
    Response,
    Slug,
    Text,
    WriteQuery,
    listed,
    patch_of,
)
from schemas.categories import CategoryRef
from schemas.relations import RelationView, TermRef

_LEVEL = {"validate": validate.OneOf(constants.LEVELS)}
_STATUS = {"validate": validate.OneOf(constants.STATUSES)}
_LATEX = {"description": "LaTeX."}
_EXPLANATION = {"description": "Markdown; a link to a term is written `[text](term:slug)`."}
_URL_CHARACTER = r"(?:[!$&'()*+,./0-9:;=@A-Z_a-z~-]|%[0-9A-Fa-f]{2})"
_HTTP_URL = FullMatch(  # RFC 3986
    r"^https?://[0-9A-Za-z][0-9A-Za-z.-]*(?::[0-9]{1,5})?"
    rf"(?:/{_URL_CHARACTER}*)?(?:\?(?:{_URL_CHARACTER}|\?)*)?(?:#(?:{_URL_CHARACTER}|\?)*)?$",
    error="Not a URL of http or https.",
)


class Label(Response):
    """Another name of a term."""

    text = fields.String()
    kind = fields.String(validate=validate.OneOf(constants.LABEL_KINDS))
    language = Language(metadata={"description": "BCP 47."})


class Source(Response):
    """A work the term's facts rest on. Identifiers it does not have are left out."""

    role = fields.String(validate=validate.OneOf(constants.SOURCE_ROLES))
    citation = fields.String()
    url = Address(metadata={"optional": True})
    doi = fields.String(metadata={"optional": True})
    arxiv = fields.String(metadata={"optional": True})
    isbn = fields.String(metadata={"optional": True})
    year = fields.Integer(metadata={"optional": True})


class TermLinks(Links):
    """Where a term is."""

    page = Address(metadata={"description": "The page for people."})
    history = Address(metadata={"description": "Every change made to it."})


class _TermMembers(Response):
    slug = Slug()
    name = fields.String()
    definition = fields.String(metadata={"description": "One plain sentence."})
    explanation = fields.String(allow_none=True, metadata=_EXPLANATION)
    explanation_html = fields.String(
        allow_none=True,
        metadata={
            "description": "The explanation as HTML that is safe to put into a page, its formulas as MathML."
        },
    )
    example = fields.String(allow_none=True)
    confusion = fields.String(
        allow_none=True, metadata={"description": "What the term is often mixed up with."}
    )
    formula = fields.String(allow_none=True, metadata=_LATEX)
    labels = fields.List(fields.Nested(Label))
    category = fields.Nested(CategoryRef)
    level = fields.String(**_LEVEL)
    status = fields.String(**_STATUS)
    replaced_by = fields.String(
        allow_none=True, metadata={"description": "The slug of the term to use instead."}
    )
    relations = fields.List(
        fields.Nested(RelationView), metadata={"description": "Both ends' relations, as this term sees them."}
    )
    sources = fields.List(fields.Nested(Source))
    revision = fields.Integer(
        metadata={"description": "Grows by one with each change; the first part of the ETag."}
    )
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()
    links = fields.Nested(TermLinks)


class TermResponse(_TermMembers, Credited):
    """A term with its relations and with related terms of its category."""

    related_in_category = fields.List(
        fields.Nested(TermRef),
        metadata={
            "description": "Up to eight terms of the same top category: nearest in the graph of relations first, then "
            "by relations shared, then by name."
        },
    )


class TermListItem(_TermMembers):
    """A term in a list. `fields` chooses the members; relations come with `include=relations`."""

    def on_bind_field(self, field_name, field_obj):
        """Every member may be left out by the request."""
        field_obj.required = False


_Page = listed(TermListItem, "_Page", "")


class TermList(_Page):
    """A page of terms."""

    missing = fields.List(
        fields.String(),
        metadata={"optional": True, "description": "Only with `ids`: those that do not exist."},
    )


class TermSummary(Response):
    """What a tooltip shows; under 1 KB."""

    slug = Slug()
    name = fields.String()
    definition = fields.String()
    category = fields.Nested(CategoryRef)
    page = Address(metadata={"description": "The page for people."})


class TermSummaryResponse(TermSummary, Credited):
    """What a tooltip shows, with its license."""


class TermDisplay(ma.Schema):
    """What of each term to answer with."""

    members = DelimitedList(
        fields.String(validate=validate.OneOf(tuple(TermListItem().fields))),
        data_key="fields",
        validate=validate.Length(min=1),
        metadata={"description": "Only these members, separated by commas: `slug,name,definition`."},
    )
    include = DelimitedList(
        fields.String(validate=validate.OneOf(["relations"])),
        metadata={"description": "More members: `relations`."},
    )


class CategoryTermQuery(PageQuery, TermDisplay):
    """Which terms of a category to list, and how."""

    letter = fields.String(
        validate=validate.Length(equal=1),
        metadata={"description": "Names under this letter; `#` for signs and digits."},
    )
    level = fields.String(metadata={"description": "Only terms of this level."}, **_LEVEL)
    status = fields.String(
        load_default=constants.DEFAULT_STATUS,
        validate=validate.OneOf((*constants.STATUSES, "any")),
        metadata={"description": "Editorial state; `any` for all."},
    )
    updated_since = Instant(
        metadata={"description": "Changed at or after this time: `2026-01-01T00:00:00Z`."}
    )
    relation = Slug(metadata={"description": "Terms with this relation to the term in `to`."})
    to = Slug(metadata={"description": "The other end of `relation`."})
    sort = fields.String(
        load_default="name",
        validate=validate.OneOf(constants.TERM_SORTS),
        metadata={"description": "The order; `-updated_at` has the latest change first."},
    )

    @ma.validates_schema
    def relation_goes_with_to(self, data, **_):
        """`relation` and `to` mean something only together."""
        for one, other in (("relation", "to"), ("to", "relation")):
            if one in data and other not in data:
                raise ma.ValidationError(f"Goes together with '{other}'.", one)


class TermQuery(CategoryTermQuery):
    """Which terms to list, and how."""

    category = Slug(metadata={"description": "Filed in this category or below it."})
    ids = DelimitedList(
        Slug(),
        validate=validate.Length(min=1, max=constants.MAX_IDS),
        metadata={"description": "Exactly these terms, in this order, on one page: `pre-training,dropout`."},
    )

    @ma.validates_schema
    def ids_stand_alone(self, data, **_):
        """`ids` already says which terms, so nothing may narrow or page it; a default, as forms send it, does
        not.
        """
        beside = {name for name, value in data.items() if value != self.fields[name].load_default}
        if "ids" in data and (beside := beside - {"ids", "members", "include"}):
            raise ma.ValidationError(f"Cannot go together with '{min(beside)}'.", "ids")


class LabelBody(Body):
    """Another name of a term."""

    text = Name(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(constants.LABEL_KINDS))
    language = Language(
        load_default=constants.LANGUAGE,
        validate=[validate.Length(max=35), FullMatch(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")],
    )


class SourceBody(Body):
    """A work the term's facts rest on."""

    role = fields.String(required=True, validate=validate.OneOf(constants.SOURCE_ROLES))
    citation = Line(
        constants.MAX_LINE, required=True, metadata={"description": "Authors. Title. Where it appeared."}
    )
    url = fields.String(validate=[validate.Length(max=constants.MAX_LINE), _HTTP_URL])
    doi = Line(200, metadata={"example": "10.1038/323533a0"})
    arxiv = Line(50, metadata={"example": "1810.04805"})
    isbn = Line(20, metadata={"example": "9780262035613"})
    year = Integer(validate=validate.Range(0, 9999))


class TermCreation(Body):
    """A new term. Without `slug`, one is derived from the name. Relations are written at `/relations`."""

    RESPONSE = TermResponse

    slug = Slug()
    name = Name(required=True)
    definition = Line(constants.MAX_LINE, required=True)
    explanation = Text(constants.MAX_TEXT, allow_none=True, load_default=None, metadata=_EXPLANATION)
    example = Text(constants.MAX_LINE, allow_none=True, load_default=None)
    confusion = Text(constants.MAX_LINE, allow_none=True, load_default=None)
    formula = Text(constants.MAX_LINE, allow_none=True, load_default=None, metadata=_LATEX)
    labels = Items(fields.Nested(LabelBody), constants.MAX_LABELS, load_default=list)
    category = Slug(required=True)
    level = fields.String(load_default=constants.DEFAULT_LEVEL, **_LEVEL)
    status = fields.String(load_default=constants.DEFAULT_STATUS, **_STATUS)
    replaced_by = Slug(allow_none=True, load_default=None)
    sources = Items(fields.Nested(SourceBody), constants.MAX_SOURCES, load_default=list)


class TermReplacement(Replacement, TermCreation):
    """A whole term, which can be sent as it was read: read-only members are ignored.

    `category` can be a slug or an object with one. Members that are absent get their default.
    """

    REFERENCES = ("category",)

    slug = Slug(metadata={"description": "If sent, it must be the one in the URL."})


TermPatch = patch_of(TermCreation, "TermPatch", "Changes to a term (JSON Merge Patch, RFC 7396).")


class RetireQuery(WriteQuery):
    """What may go with retiring a term."""

    replaced_by = Slug(metadata={"description": "The term the old address leads to from now on."})
