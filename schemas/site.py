"""The query of the start page."""

from marshmallow import fields, validate

from data import constants
from schemas.base import Line, PageQuery


class StartQuery(PageQuery):
    """What to find: terms that match words, or terms under a letter."""

    q = Line(constants.MAX_NAME)
    letter = fields.String(validate=validate.Length(equal=1))
