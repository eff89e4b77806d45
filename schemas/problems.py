"""Problem details (RFC 9457) on the wire."""

from marshmallow import fields

from schemas.base import Response


class ProblemError(Response):
    """An error at one place of a request."""

    detail = fields.String(metadata={"description": "What is wrong there, for people."})
    pointer = fields.String(
        metadata={
            "optional": True,
            "description": "Where in the body: a JSON Pointer as a URI fragment (RFC 6901).",
        }
    )
    parameter = fields.String(
        metadata={"optional": True, "description": "Which query parameter or header is wrong."}
    )


class ProblemSchema(Response):
    """The reason why a request failed, and what would help (RFC 9457)."""

    type = fields.String(
        metadata={
            "format": "uri-reference",
            "description": "The kind of problem, for programs: a URL that explains it, or `about:blank` if "
            "the status says everything.",
        }
    )
    title = fields.String(metadata={"description": "The kind of problem, for people."})
    status = fields.Integer(metadata={"description": "The HTTP status code."})
    detail = fields.String(metadata={"description": "What is wrong with this request, for people."})
    errors = fields.List(
        fields.Nested(ProblemError),
        metadata={"optional": True, "description": "Where in the request the errors are."},
    )
    suggestions = fields.List(
        fields.String(),
        metadata={"optional": True, "description": "Slugs that may have been meant, nearest first."},
    )
    did_you_mean = fields.List(
        fields.String(),
        metadata={"optional": True, "description": "Only for look-ups: names that resemble the label."},
    )
