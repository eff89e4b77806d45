"""Finding terms, on the wire."""

from typing import Any

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from data import constants
from schemas.base import SERIAL, Credited, Flag, Line, Listed, PageQuery, Query, QueryInteger, Response, Slug
from schemas.terms import TermSummary

_KINDS = ("name", *constants.LABEL_KINDS)
_TEXT = {"type": "string"}
_ONLY_CATEGORY = {"description": "Only terms in this category or below it."}
OPENSEARCH: dict[str, Any] = {
    "description": "Four items: the text that was typed, then a list of names, a list of definitions and a "
    "list of URLs of pages.",
    "type": "array",
    "items": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},  # fewer tools read prefixItems
    "minItems": 4,
    "maxItems": 4,
}


class LookupQuery(Query):
    """The label to look up, and how strictly it must match."""

    label = Line(
        constants.MAX_NAME,
        required=True,
        metadata={"description": "A name or label, verbatim from a text."},
    )
    match = fields.String(
        load_default=constants.LOOKUP_STEPS[-1],
        validate=validate.OneOf(constants.LOOKUP_STEPS),
        metadata={
            "description": "The last step that is tried, of `exact`, `name`, `label`, `inflected` and "
            "`fuzzy`, in this order."
        },
    )


class MatchResponse(Credited):
    """The terms that a label means."""

    label = fields.String(metadata={"description": "The label that was looked up."})
    matched_on = fields.String(
        validate=validate.OneOf(constants.LOOKUP_STEPS),
        metadata={
            "description": "The step that found it: `exact` for the exact name, `name` for the name in "
            "another case, `label` for another label, `inflected` for a plural, a British spelling, or a "
            "hyphen instead of a space, `fuzzy` for a typing error."
        },
    )
    matched_text = fields.String(metadata={"description": "The name or label as it is in the glossary."})
    candidates = fields.List(
        fields.Nested(TermSummary),
        metadata={
            "description": "One term, or all terms that share the abbreviation. The one that owns it is "
            "first."
        },
    )
    serial = fields.Integer(metadata=SERIAL)


class SuggestQuery(Query):
    """The text that the user has typed so far."""

    q = Line(constants.MAX_NAME, required=True, metadata={"description": "The text typed so far."})
    limit = QueryInteger(
        load_default=10,
        validate=validate.Range(1, 50),
        metadata={"description": "The greatest number of terms."},
    )
    category = Slug(metadata=_ONLY_CATEGORY)
    format = fields.String(
        load_default="json",
        validate=validate.OneOf(("json", "opensearch")),
        metadata={
            "description": "`opensearch` returns the format of browsers (OpenSearch Suggestions 1.0): four "
            "lists."
        },
    )


class Suggestion(Response):
    """A term to offer."""

    matched_text = fields.String(metadata={"description": "The name or label that matches."})
    matched_on = fields.String(
        validate=validate.OneOf(_KINDS),
        metadata={"description": "What matches: the `name`, or a label of this kind."},
    )
    term = fields.Nested(TermSummary)


class SuggestionsResponse(Credited):
    """Terms to offer while the user types, best first."""

    q = fields.String(
        metadata={"description": "The text typed so far, in the form in which it was compared."}
    )
    items = fields.List(fields.Nested(Suggestion))
    serial = fields.Integer(metadata=SERIAL)


class SearchQuery(PageQuery):
    """The words to search for, and where to search."""

    q = Line(
        constants.MAX_LINE,
        required=True,
        metadata={
            "description": "A name, a label, the beginning of either, or words that all occur in a text. At "
            f"most {constants.MAX_SEARCH_WORDS} words."
        },
    )
    where = DelimitedList(
        fields.String(validate=validate.OneOf(constants.SEARCHED)),
        data_key="in",
        validate=validate.Length(min=1),
        metadata={"description": "Only in these texts, separated by commas: `name,label,definition`."},
    )
    category = Slug(metadata=_ONLY_CATEGORY)
    level = fields.String(
        validate=validate.OneOf(constants.LEVELS), metadata={"description": "Only terms of this level."}
    )
    facets = DelimitedList(
        fields.String(validate=validate.OneOf(constants.FACETS)),
        metadata={
            "description": "Count all hits by `category`, `level`, `letter` or type of `relation`, separated "
            "by commas."
        },
    )
    highlight = Flag(metadata={"description": "Return which parts of `matched_text` match, in `ranges`."})


class Hit(Response):
    """A term that matches."""

    matched_on = fields.String(
        validate=validate.OneOf(constants.SEARCHED), metadata={"description": "Which text matches."}
    )
    matched_text = fields.String(
        metadata={
            "description": "The name, the label, the definition or the part of the explanation that matches."
        }
    )
    ranges = fields.List(
        fields.List(fields.Integer()),
        metadata={
            "optional": True,
            "description": "Only with `highlight`: the parts that match, each as [start, end), in Unicode "
            "code points.",
        },
    )
    term = fields.Nested(TermSummary)


class HitList(Listed):
    """A page of hits, best first."""

    items = fields.List(fields.Nested(Hit))
    facets = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        metadata={
            "optional": True,
            "description": "Only with `facets`: for each facet, the number of hits by value.",
        },
    )
    did_you_mean = fields.List(
        fields.String(),
        metadata={"optional": True, "description": "Only if nothing was found: names that resemble `q`."},
    )
