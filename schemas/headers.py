"""Request headers that make a write conditional (RFC 9110, section 13.1)."""

import re

import marshmallow as ma
from marshmallow import fields, validate

from schemas.base import Query

_REVISION = re.compile(r'"([0-9]{1,18})-[^"]*"')


class Revisions(fields.Field):
    """The revisions named by the tags of an If-Match header; None for `*`, which any matches.

    Only the revision counts, so weak tags and the suffixes of compressing proxies do no harm, and a
    neighbour's edit blocks nobody.
    """

    def _deserialize(self, value, attr, data, **kwargs):
        return (
            None
            if value.strip() == "*"
            else frozenset(int(revision) for revision in _REVISION.findall(value))
        )


class IfMatch(Query):
    """What a change to an existing thing must carry."""

    match = Revisions(
        required=True,
        data_key="If-Match",
        metadata={
            "type": "string",
            "description": "The ETag of the answer you edited. Only its first part, the revision, is compared.",
        },
    )


class CreateOrReplace(Query):
    """What a PUT must carry: one of these."""

    match = Revisions(
        data_key="If-Match",
        metadata={"type": "string", "description": "Replace what has this ETag, and nothing else."},
    )
    create = fields.String(
        data_key="If-None-Match",
        validate=validate.Equal("*", error="Only '*' is understood here."),
        metadata={"description": "`*`: create, never replace."},
    )

    @ma.validates_schema
    def one_of_them(self, data, **_):
        """Neither would overwrite unseen; both contradict each other."""
        if not data:
            missing = self.fields["match"].error_messages["required"]
            raise ma.ValidationError({"If-Match": [missing], "If-None-Match": [missing]})
        if len(data) > 1:
            raise ma.ValidationError("Goes not together with If-Match.", "If-None-Match")
