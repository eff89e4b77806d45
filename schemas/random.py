"""Queries for terms drawn at random or by date."""

from marshmallow import fields, validate

from data import constants
from schemas.base import Day, Line, Query, Slug


class RandomQuery(Query):
    """Which terms to draw from."""

    category = Slug(metadata={"description": "Only from this category or below it."})
    level = fields.String(
        metadata={"description": "Only terms of this level."}, validate=validate.OneOf(constants.LEVELS)
    )
    seed = Line(
        100, metadata={"description": "Draws the same term each time, while the glossary does not change."}
    )


class DayQuery(Query):
    """Which day."""

    date = Day(metadata={"description": "In UTC: `2026-11-23`. Today when left out."})
