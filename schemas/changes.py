"""Changes on the wire."""

from marshmallow import fields, validate

from data.constants import ACTIONS
from schemas.base import Listed, Response, Slug


class Change(Response):
    """An entry of the change log."""

    id = fields.Integer(metadata={"description": "The serial of the data set after this change."})
    kind = fields.String(
        metadata={
            "description": "What was changed: `term`, `category`, `relation`, `relation-types` or "
            "`ambiguous`."
        }
    )
    slug = Slug(metadata={"description": "The slug of the entry after this change."})
    action = fields.String(validate=validate.OneOf(ACTIONS))
    revision = fields.Integer(metadata={"description": "The revision of the entry after this change."})
    document = fields.Dict(
        metadata={
            "description": "The whole entry after this change, with the members that an editor writes. It "
            "can be sent with PUT to restore it."
        }
    )
    actor = fields.String(
        metadata={
            "optional": True,
            "description": "The name of the key or command that made the change. Only for requests with a "
            "key.",
        }
    )
    at = fields.AwareDateTime(metadata={"description": "When the change was made."})
    message = fields.String(allow_none=True, metadata={"description": "Why the change was made."})


class ChangeList(Listed):
    """A page of changes, newest first."""

    items = fields.List(fields.Nested(Change))


# The members of a change that a request without a key may read.
PUBLIC_MEMBERS = tuple(name for name in Change().fields if name != "actor")
