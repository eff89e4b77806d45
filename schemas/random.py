"""Queries for terms drawn at random or by date."""

from marshmallow import fields, validate

from data import constants
from schemas.base import Day, Line, Query, Slug


class RandomQuery(Query):
    """The parameters that choose the terms to draw from."""

    category = Slug(metadata={"description": "Only terms in this category or below it."})
    level = fields.String(
        metadata={"description": "Only terms of this level."}, validate=validate.OneOf(constants.LEVELS)
    )
    seed = Line(
        100,
        metadata={
            "description": "Any text. The same text draws the same term, as long as the glossary does not "
            "change."
        },
    )


class DayQuery(Query):
    """The day to choose a term for."""

    date = Day(metadata={"description": "A day in UTC, such as `2026-11-23`. Today if absent."})
