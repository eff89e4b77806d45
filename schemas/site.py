"""The query of the start page."""

from marshmallow import fields, validate

from data import constants
from schemas.base import Line, PageQuery


class StartQuery(PageQuery):
    """The words to search for, or the letter whose terms to list."""

    q = Line(constants.MAX_NAME)
    letter = fields.String(validate=validate.Length(equal=1))
