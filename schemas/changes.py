"""Changes on the wire."""

from marshmallow import fields, validate

from data.constants import ACTIONS
from schemas.base import Response, Slug, listed


class Change(Response):
    """One entry of the change log."""

    id = fields.Integer(metadata={"description": "The serial this change brought the data set to."})
    kind = fields.String(
        metadata={
            "description": "What was changed: `term`, `category`, `relation`, `relation-types` or `ambiguous`."
        }
    )
    slug = Slug()
    action = fields.String(validate=validate.OneOf(ACTIONS))
    revision = fields.Integer()
    document = fields.Dict(
        metadata={"description": "The whole thing after the change, as an editor would write it."}
    )
    actor = fields.String(
        metadata={
            "optional": True,
            "description": "The name of the key or command that made the change. Only with a key.",
        }
    )
    at = fields.AwareDateTime()
    message = fields.String(allow_none=True)


ChangeList = listed(Change, "ChangeList", "Changes, newest first.")
# What of a change anybody may read.
PUBLIC_MEMBERS = tuple(name for name in Change().fields if name != "actor")
