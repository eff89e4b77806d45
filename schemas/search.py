"""Finding terms, on the wire."""

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from data import constants
from schemas.base import Credited, Flag, Line, PageQuery, Query, QueryInteger, Response, Slug, listed
from schemas.terms import TermSummary

_SERIAL = {"description": "The version of the data set this was read at."}
_KINDS = ("name", *constants.LABEL_KINDS)
_TEXT = {"type": "string"}
OPENSEARCH = {
    "description": "What was typed; then of each term its name, its definition and the address of its page.",
    "type": "array",
    "items": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},  # fewer tools read prefixItems
    "minItems": 4,
    "maxItems": 4,
}


class LookupQuery(Query):
    """What to look up, and how strictly."""

    label = Line(
        constants.MAX_NAME,
        required=True,
        metadata={"description": "A name or label, as it stands in a text."},
    )
    match = fields.String(
        load_default=constants.LOOKUP_STEPS[-1],
        validate=validate.OneOf(constants.LOOKUP_STEPS),
        metadata={
            "description": "The last step of the cascade that is tried; `label` forgives case and no more."
        },
    )


class MatchResponse(Credited):
    """What a label stands for."""

    label = fields.String()
    matched_on = fields.String(
        validate=validate.OneOf(constants.LOOKUP_STEPS),
        metadata={
            "description": "`exact` name; `name` but for case; another `label`; `inflected`: plural, British spelling, "
            "hyphen or space; `fuzzy`: but for a typing error."
        },
    )
    matched_text = fields.String(metadata={"description": "The name or label as the glossary has it."})
    candidates = fields.List(
        fields.Nested(TermSummary),
        metadata={"description": "One term; several for an abbreviation they share, its owner first."},
    )
    serial = fields.Integer(metadata=_SERIAL)


class SuggestQuery(Query):
    """What has been typed so far."""

    q = Line(constants.MAX_NAME, required=True, metadata={"description": "What stands in the field."})
    limit = QueryInteger(
        load_default=10, validate=validate.Range(1, 50), metadata={"description": "Terms at most."}
    )
    category = Slug(metadata={"description": "Only terms in this category or below it."})
    format = fields.String(
        load_default="json",
        validate=validate.OneOf(("json", "opensearch")),
        metadata={"description": "`opensearch` for browsers: four lists (OpenSearch Suggestions 1.0)."},
    )


class Suggestion(Response):
    """A term to offer."""

    matched_text = fields.String(metadata={"description": "The name or label that matches."})
    matched_on = fields.String(validate=validate.OneOf(_KINDS))
    term = fields.Nested(TermSummary)


class SuggestionsResponse(Credited):
    """Terms to offer while somebody types."""

    q = fields.String(metadata={"description": "What was typed, as it was compared."})
    items = fields.List(fields.Nested(Suggestion))
    serial = fields.Integer(metadata=_SERIAL)


class SearchQuery(PageQuery):
    """What to search for, and where."""

    q = Line(
        constants.MAX_LINE,
        required=True,
        metadata={
            "description": "A name, label, the beginning of one, or words that all occur in a text; at most 16."
        },
    )
    where = DelimitedList(
        fields.String(validate=validate.OneOf(constants.SEARCHED)),
        data_key="in",
        validate=validate.Length(min=1),
        metadata={"description": "Only in these texts: `name,label,definition`."},
    )
    category = Slug(metadata={"description": "Only terms in this category or below it."})
    level = fields.String(
        validate=validate.OneOf(constants.LEVELS), metadata={"description": "Only terms of this level."}
    )
    facets = DelimitedList(
        fields.String(validate=validate.OneOf(constants.FACETS)),
        metadata={"description": "Counts over all hits, by `category`, `level`, `letter`, `relation` type."},
    )
    highlight = Flag(
        metadata={
            "description": "Say which parts of `matched_text` match, as pairs of code points [start, end)."
        }
    )


class Hit(Response):
    """A term that matches."""

    matched_on = fields.String(validate=validate.OneOf(constants.SEARCHED))
    matched_text = fields.String(
        metadata={"description": "The name, label, definition or part of the explanation."}
    )
    ranges = fields.List(
        fields.List(fields.Integer()),
        metadata={
            "optional": True,
            "description": "With `highlight`: the parts that match, [start, end) in code points.",
        },
    )
    term = fields.Nested(TermSummary)


_HitList = listed(Hit, "_HitList", "")


class HitList(_HitList):
    """A page of hits, best first."""

    facets = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        metadata={
            "optional": True,
            "description": "With `facets`: for each, how many hits have which value.",
        },
    )
    did_you_mean = fields.List(
        fields.String(),
        metadata={"optional": True, "description": "When nothing was found: names that resemble `q`."},
    )
