"""Finding terms, on the wire."""

from marshmallow import fields, validate

from data import kinds
from schemas.base import Answer, Line, Query, QueryInteger, Slug
from schemas.terms import TermSummary

_SERIAL = {"description": "The version of the data set this was read at."}
_KINDS = ("name", *kinds.LABEL_KINDS)


class LookupQuery(Query):
    """What to look up, and how strictly."""

    label = Line(kinds.MAX_NAME, required=True, metadata={"description": "A name or label, as it stands in a text."})
    match = fields.String(
        load_default=kinds.LOOKUP_STEPS[-1],
        validate=validate.OneOf(kinds.LOOKUP_STEPS),
        metadata={"description": "The last step of the cascade that is tried; `label` forgives case and no more."},
    )


class Match(Answer):
    """What a label stands for."""

    label = fields.String()
    matched_on = fields.String(
        validate=validate.OneOf(kinds.LOOKUP_STEPS),
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

    q = Line(kinds.MAX_NAME, required=True)
    limit = QueryInteger(load_default=10, validate=validate.Range(1, 50))
    category = Slug(metadata={"description": "Only terms in this category or below it."})
    format = fields.String(
        load_default="json",
        validate=validate.OneOf(("json", "opensearch")),
        metadata={"description": "`opensearch` for browsers: four lists (OpenSearch Suggestions 1.0)."},
    )


class Suggestion(Answer):
    """A term to offer."""

    matched_text = fields.String(metadata={"description": "The name or label that matches."})
    matched_on = fields.String(validate=validate.OneOf(_KINDS))
    term = fields.Nested(TermSummary)


class Suggestions(Answer):
    """Terms to offer while somebody types."""

    q = fields.String(metadata={"description": "What was typed, as it was compared."})
    items = fields.List(fields.Nested(Suggestion))
    serial = fields.Integer(metadata=_SERIAL)
