"""What the start page is asked."""

from marshmallow import fields, validate

from data import constants
from schemas.base import Line, PageQuery


class StartQuery(PageQuery):
    """What to look for: words, or the terms under a letter."""

    q = Line(constants.MAX_NAME)
    letter = fields.String(validate=validate.Length(equal=1))
