"""Request headers that make a write conditional (RFC 9110, section 13.1)."""

import re
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from schemas.base import Query

_REVISION = re.compile(r'"([0-9]{1,18})-[^"]*"')


class Revisions(fields.Field):
    """The revisions that the ETags of an If-Match header name. None for `*`, which matches any.

    Only the revision is compared. So weak ETags and the suffixes that compressing proxies append do no harm,
    and an edit of a neighbor in the response does not block a write.
    """

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> frozenset[int] | None:
        if value.strip() == "*":
            return None
        return frozenset(int(revision) for revision in _REVISION.findall(value))


class IfMatch(Query):
    """The precondition of a change to an existing entry."""

    match = Revisions(
        required=True,
        data_key="If-Match",
        metadata={
            "type": "string",
            "description": "The ETag of the response that you edited, or `*` for any. Only the first part of "
            "the ETag, the revision, is compared.",
        },
    )


class CreateOrReplace(Query):
    """The precondition of a PUT: one of two."""

    match = Revisions(
        data_key="If-Match",
        metadata={
            "type": "string",
            "description": "Replace the entry only if it still has this ETag, or `*` to replace any.",
        },
    )
    create = fields.String(
        data_key="If-None-Match",
        validate=validate.Equal("*", error="Only '*' is allowed here."),
        metadata={"description": "`*`: create the entry, and never replace one."},
    )

    @ma.validates_schema
    def one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        """Require exactly one: without any, work could be overwritten unseen; both contradict each other."""
        if not data:
            missing = self.fields["match"].error_messages["required"]
            raise ma.ValidationError({"If-Match": [missing], "If-None-Match": [missing]})
        if len(data) > 1:
            raise ma.ValidationError("Cannot be combined with If-Match.", "If-None-Match")
