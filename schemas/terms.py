"""Terms on the wire."""

from typing import Any

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
    Listed,
    Name,
    PageQuery,
    Replacement,
    Response,
    Slug,
    Text,
    WriteQuery,
    patch_of,
)
from schemas.categories import CategoryRef
from schemas.relations import RelationView, TermRef

_LEVEL = validate.OneOf(constants.LEVELS)
_STATUS = validate.OneOf(constants.STATUSES)
# What the members mean, in bodies as well as in responses.
MEANINGS = {
    "slug": {"description": "The identifier of the term in URLs."},
    "definition": {"description": "What the term means, in one plain sentence."},
    "explanation": {
        "description": "A longer explanation in Markdown. A link to a term is written `[text](term:slug)`."
    },
    "example": {"description": "An example, as plain text."},
    "confusion": {"description": "What the term is often confused with, as plain text."},
    "formula": {"description": "A formula in LaTeX."},
    "labels": {"description": "Other names of the term."},
    "level": {"description": "How much prior knowledge the term requires."},
    "status": {"description": "The editorial status. Only published terms are public."},
    "replaced_by": {"description": "The slug of the term to use instead."},
    "sources": {"description": "The works that the facts rest on."},
    "language": {"description": "A language tag (BCP 47)."},
    "citation": {"description": "Authors. Title. Where it was published."},
}
_URL_CHARACTER = r"(?:[!$&'()*+,./0-9:;=@A-Z_a-z~-]|%[0-9A-Fa-f]{2})"
_HTTP_URL = FullMatch(  # RFC 3986, without what no web server needs: user names and IPv6 addresses
    r"^https?://[0-9A-Za-z][0-9A-Za-z.-]*(?::[0-9]{1,5})?"
    rf"(?:/{_URL_CHARACTER}*)?(?:\?(?:{_URL_CHARACTER}|\?)*)?(?:#(?:{_URL_CHARACTER}|\?)*)?$",
    error="Not an http or https URL.",
)


class Label(Response):
    """Another name of a term."""

    text = fields.String(metadata={"description": "The name itself."})
    kind = fields.String(validate=validate.OneOf(constants.LABEL_KINDS))
    language = Language(metadata=MEANINGS["language"])


class Source(Response):
    """A work that the facts of a term rest on. Identifiers that it does not have are absent."""

    role = fields.String(validate=validate.OneOf(constants.SOURCE_ROLES))
    citation = fields.String(metadata=MEANINGS["citation"])
    url = Address(metadata={"optional": True})
    doi = fields.String(metadata={"optional": True})
    arxiv = fields.String(metadata={"optional": True})
    isbn = fields.String(metadata={"optional": True})
    year = fields.Integer(metadata={"optional": True, "description": "The year of publication."})


class TermLinks(Links):
    """The URLs of a term."""

    page = Address(metadata={"description": "The page for people."})
    history = Address(metadata={"description": "The changes of the term."})


class _TermMembers(Response):
    slug = Slug(metadata=MEANINGS["slug"])
    name = fields.String()
    definition = fields.String(metadata=MEANINGS["definition"])
    explanation = fields.String(allow_none=True, metadata=MEANINGS["explanation"])
    explanation_html = fields.String(
        allow_none=True,
        metadata={
            "description": "The explanation as HTML with formulas as MathML. It is safe to insert into a "
            "page."
        },
    )
    example = fields.String(allow_none=True, metadata=MEANINGS["example"])
    confusion = fields.String(allow_none=True, metadata=MEANINGS["confusion"])
    formula = fields.String(allow_none=True, metadata=MEANINGS["formula"])
    labels = fields.List(fields.Nested(Label), metadata=MEANINGS["labels"])
    category = fields.Nested(CategoryRef)
    level = fields.String(validate=_LEVEL, metadata=MEANINGS["level"])
    status = fields.String(validate=_STATUS, metadata=MEANINGS["status"])
    replaced_by = fields.String(allow_none=True, metadata=MEANINGS["replaced_by"])
    relations = fields.List(
        fields.Nested(RelationView),
        metadata={"description": "The relations in both directions, as this term sees them."},
    )
    sources = fields.List(fields.Nested(Source), metadata=MEANINGS["sources"])
    revision = fields.Integer(
        metadata={"description": "Grows by one with each change. It is the first part of the ETag."}
    )
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()
    links = fields.Nested(TermLinks)


class TermResponse(_TermMembers, Credited):
    """A term with its relations and with related terms of its category."""

    related_in_category = fields.List(
        fields.Nested(TermRef),
        metadata={
            "description": f"Up to {constants.RELATED_COUNT} terms of the same top category: first those "
            "nearest in the graph of relations, then those with the most relations in common, then by name."
        },
    )


class TermListItem(_TermMembers):
    """A term in a list. `fields` chooses its members. It has relations only with `include=relations`."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field) -> None:
        """Document the member as optional, because `fields` can leave it out."""
        field_obj.required = False


class TermList(Listed):
    """A page of terms."""

    items = fields.List(fields.Nested(TermListItem))
    missing = fields.List(
        fields.String(),
        metadata={"optional": True, "description": "Only with `ids`: the slugs that no term has."},
    )


class TermSummary(Response):
    """The part of a term that a tooltip shows."""

    slug = Slug(metadata=MEANINGS["slug"])
    name = fields.String()
    definition = fields.String(metadata=MEANINGS["definition"])
    category = fields.Nested(CategoryRef)
    page = Address(metadata={"description": "The URL of the term's page for people."})


class TermSummaryResponse(TermSummary, Credited):
    """The part of a term that a tooltip shows, with its license."""


class TermDisplay(ma.Schema):
    """The parameters that choose the members of each term."""

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
    """The parameters that choose and order the terms of a category."""

    letter = fields.String(
        validate=validate.Length(equal=1),
        metadata={"description": "Only names under this letter. `#` means digits and signs."},
    )
    level = fields.String(validate=_LEVEL, metadata={"description": "Only terms of this level."})
    status = fields.String(
        load_default=constants.DEFAULT_STATUS,
        validate=validate.OneOf((*constants.STATUSES, "any")),
        metadata={
            "description": "Only terms with this editorial status; `any` means all. All but `published` need "
            "a key."
        },
    )
    updated_since = Instant(
        metadata={"description": "Only terms changed at or after this time: `2026-01-01T00:00:00Z`."}
    )
    relation = Slug(
        metadata={
            "description": "Only terms with a relation of this type, or its inverse, to the term in `to`."
        }
    )
    to = Slug(metadata={"description": "The slug of the term at the other end of `relation`."})
    sort = fields.String(
        load_default="name",
        validate=validate.OneOf(constants.TERM_SORTS),
        metadata={"description": "The order. `-updated_at` starts with the latest change."},
    )

    @ma.validates_schema
    def relation_goes_with_to(self, data: dict[str, Any], **_: Any) -> None:
        """Require `relation` and `to` together, because neither has a meaning alone."""
        for one, other in (("relation", "to"), ("to", "relation")):
            if one in data and other not in data:
                raise ma.ValidationError(f"Must be combined with '{other}'.", one)


class TermQuery(CategoryTermQuery):
    """The parameters that choose and order the terms of a list."""

    category = Slug(metadata={"description": "Only terms in this category or below it."})
    ids = DelimitedList(
        Slug(),
        validate=validate.Length(min=1, max=constants.MAX_IDS),
        metadata={
            "description": "Exactly the terms with these slugs, in this order, on one page: "
            "`pre-training,dropout`. Can be combined with `fields` and `include` only."
        },
    )

    @ma.validates_schema
    def ids_stand_alone(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse what would narrow or page the terms that `ids` names."""
        # A parameter with its default value is accepted, because forms send every field.
        given = {name for name, value in data.items() if value != self.fields[name].load_default}
        others = given - {"ids", "members", "include"}
        if "ids" in given and others:
            raise ma.ValidationError(f"Cannot be combined with '{min(others)}'.", "ids")


class LabelBody(Body):
    """Another name of a term."""

    text = Name(required=True, metadata={"description": "The name itself."})
    kind = fields.String(required=True, validate=validate.OneOf(constants.LABEL_KINDS))
    language = Language(
        load_default=constants.LANGUAGE,
        validate=[validate.Length(max=35), FullMatch(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")],
        metadata=MEANINGS["language"],
    )


class SourceBody(Body):
    """A work that the facts of a term rest on."""

    role = fields.String(required=True, validate=validate.OneOf(constants.SOURCE_ROLES))
    citation = Line(constants.MAX_LINE, required=True, metadata=MEANINGS["citation"])
    url = fields.String(
        validate=[validate.Length(max=constants.MAX_LINE), _HTTP_URL],
        metadata={"description": "An http or https URL."},
    )
    doi = Line(200, metadata={"example": "10.1038/323533a0"})
    arxiv = Line(50, metadata={"example": "1810.04805"})
    isbn = Line(20, metadata={"example": "9780262035613"})
    year = Integer(validate=validate.Range(0, 9999), metadata={"description": "The year of publication."})


class TermCreation(Body):
    """A new term. Relations are created at `/relations`."""

    RESPONSE = TermResponse

    slug = Slug(
        metadata={"description": "The identifier of the term in URLs. Derived from the name if absent."}
    )
    name = Name(required=True)
    definition = Line(constants.MAX_LINE, required=True, metadata=MEANINGS["definition"])
    explanation = Text(
        constants.MAX_TEXT, allow_none=True, load_default=None, metadata=MEANINGS["explanation"]
    )
    example = Text(constants.MAX_LINE, allow_none=True, load_default=None, metadata=MEANINGS["example"])
    confusion = Text(constants.MAX_LINE, allow_none=True, load_default=None, metadata=MEANINGS["confusion"])
    formula = Text(constants.MAX_LINE, allow_none=True, load_default=None, metadata=MEANINGS["formula"])
    labels = Items(
        fields.Nested(LabelBody), constants.MAX_LABELS, load_default=list, metadata=MEANINGS["labels"]
    )
    category = Slug(required=True, metadata={"description": "The slug of the category."})
    level = fields.String(load_default=constants.DEFAULT_LEVEL, validate=_LEVEL, metadata=MEANINGS["level"])
    status = fields.String(
        load_default=constants.DEFAULT_STATUS, validate=_STATUS, metadata=MEANINGS["status"]
    )
    replaced_by = Slug(allow_none=True, load_default=None, metadata=MEANINGS["replaced_by"])
    sources = Items(
        fields.Nested(SourceBody), constants.MAX_SOURCES, load_default=list, metadata=MEANINGS["sources"]
    )


class TermReplacement(Replacement, TermCreation):
    """A whole term, which can be sent as it was read: read-only members are ignored.

    `category` can be a slug or an object with one. Members that are absent get their default.
    """

    REFERENCES = ("category",)

    slug = Slug(metadata={"description": "If sent, it must be the one in the URL."})


TermPatch = patch_of(TermCreation, "TermPatch", "Changes to a term (JSON Merge Patch, RFC 7396).")


class RetireQuery(WriteQuery):
    """The parameters of retiring a term."""

    replaced_by = Slug(metadata={"description": "The slug of the term that the old URL then redirects to."})
