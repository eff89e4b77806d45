"""Problem details (RFC 9457) on the wire."""

from marshmallow import fields

from schemas.base import Response


class ProblemError(Response):
    """One fault of a request."""

    detail = fields.String()
    pointer = fields.String(
        metadata={
            "optional": True,
            "description": "The member of the body at fault, a JSON Pointer in fragment form.",
        }
    )
    parameter = fields.String(
        metadata={"optional": True, "description": "The query parameter or header at fault."}
    )


class ProblemSchema(Response):
    """Why a request failed, and what would help."""

    type = fields.String(
        metadata={
            "format": "uri-reference",
            "description": "The kind of problem, for programs: a URL that explains it, or `about:blank` if the status says all.",
        }
    )
    title = fields.String()
    status = fields.Integer()
    detail = fields.String(metadata={"description": "What is wrong with this request, for people."})
    errors = fields.List(fields.Nested(ProblemError), metadata={"optional": True})
    suggestions = fields.List(
        fields.String(),
        metadata={"optional": True, "description": "What may have been meant, nearest first."},
    )
    did_you_mean = fields.List(
        fields.String(),
        metadata={"optional": True, "description": "Of a look-up: names that resemble the label."},
    )
