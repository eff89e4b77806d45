"""What the schemas of all nouns build on: the three kinds of schema and the fields that keep bad text out."""

import copy
import re
import unicodedata
from datetime import UTC
from itertools import groupby
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from data.constants import MAX_MARKS, MAX_NAME, MAX_SLUG, PAGE_DEFAULT, PAGE_MAX, SLUG_PATTERN

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_FULL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(
    rf"{_FULL_DATE.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]+)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})"
)
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # but tab and line feed
_BIDI_CONTROLS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# And what Unicode calls no character; but not the joiners, which scripts and emoji need.
_INVISIBLE = (
    r"\xad\u034f\u115f\u1160\u180e\u200b\u2060-\u206f\u3164\ufeff\uffa0\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
)
_NO_SLUG = "Not a slug, which is of small letters, digits and single hyphens."
_LINE_ENDS = r"\t\n\u2028\u2029"


class Body(ma.Schema):
    """Something that a client sends. `RESPONSE` is the schema with which the same entry is read.

    Members that only `RESPONSE` has are read-only, and refused as such.
    """

    RESPONSE: type[ma.Schema] | None = None

    class Meta:
        """Unknown members are refused, so that a typing error is not lost."""

        unknown = ma.RAISE

    @ma.pre_load
    def check_read_only(self, data: Any, **_: Any) -> Any:
        """Tell a client that sends back what it has read which members to leave out."""
        if sent := self._read_only(data):
            raise ma.ValidationError({name: ["This member is read-only; leave it out."] for name in sent})
        return data

    def _read_only(self, data: Any) -> list[str]:
        readable = self.RESPONSE._declared_fields if self.RESPONSE else {}
        known = self._declared_fields
        return (
            [name for name in data if name in readable and name not in known]
            if isinstance(data, dict)
            else []
        )


class Replacement(Body):
    """A whole entry, which can be sent as it was read.

    Read-only members are ignored. The members in `REFERENCES`, which name another entry by slug, can be objects.
    """

    REFERENCES: tuple[str, ...] = ()

    @ma.pre_load
    def check_read_only(self, data: Any, **_: Any) -> Any:
        """Drop what cannot be written, and take the slug out of an object that names another entry."""
        if not isinstance(data, dict):
            return data
        ignored = self._read_only(data)
        return {name: self._named(name, value) for name, value in data.items() if name not in ignored}

    def _named(self, name: str, value: Any) -> Any:
        return (
            value["slug"]
            if name in self.REFERENCES and isinstance(value, dict) and "slug" in value
            else value
        )


class Query(ma.Schema):
    """Parameters behind the question mark."""

    class Meta:
        """Unknown parameters are refused, so that a typing error is not lost."""

        unknown = ma.RAISE


class Items(fields.List):
    """A list of at most `max_length` items, counted before any of them is looked at."""

    default_error_messages = {
        "long": "More than {max} items.",
        "invalid": "Must be a list; one item stands in brackets, too.",
    }

    def __init__(self, item, max_length, **kwargs):
        super().__init__(item, validate=validate.Length(max=max_length), **kwargs)
        self.max_length = max_length

    def _deserialize(self, value, attr, data, **kwargs):
        if isinstance(value, list) and len(value) > self.max_length:
            raise self.make_error("long", max=self.max_length)
        return super()._deserialize(value, attr, data, **kwargs)


class Response(ma.Schema):
    """Something the service answers with. Every member is always there unless its metadata says `optional`."""

    class Meta:
        """Clients should ignore members they do not know: later versions add some."""

        unknown = ma.EXCLUDE

    def on_bind_field(self, field_name, field_obj):
        """Document the member as always present."""
        field_obj.required = not field_obj.metadata.get("optional", False)


class FullMatch(validate.Regexp):
    """A regular expression for the whole value: Python's `$` would let a line feed at the end pass."""

    def __call__(self, value):
        """Return the value, or raise."""
        if self.regex.fullmatch(value) is None:
            raise ma.ValidationError(self._format_error(value))
        return value


class Text(fields.String):
    """Text of one or more lines: trimmed, in Unicode NFC, without control, invisible and
    bidirectional formatting characters."""

    FORBIDDEN = f"{_CONTROLS}{_BIDI_CONTROLS}{_INVISIBLE}"
    default_error_messages = {
        "character": "Contains the character {char}, which is not allowed here.",
        "empty": "Must not be empty.",
        "long": "Longer than {max} characters.",
        "marks": "Contains more than {max} combining marks in a row (UAX #15, Stream-Safe Text Format).",
    }

    def __init__(self, max_length, **kwargs):
        pattern = rf"^[^{self.FORBIDDEN}]*[^\s{self.FORBIDDEN}][^{self.FORBIDDEN}]*$"
        metadata = {"pattern": pattern, **kwargs.pop("metadata", {})}
        super().__init__(validate=validate.Length(min=1, max=max_length), metadata=metadata, **kwargs)
        self.max_length = max_length

    def _deserialize(self, value, attr, data, **kwargs):
        text = super()._deserialize(value, attr, data, **kwargs).replace("\r\n", "\n").strip()
        if len(text) > self.max_length:  # before normalization, which takes long over marks without end
            raise self.make_error("long", max=self.max_length)
        if not text.isascii() and _longest_run_of_marks(text) > MAX_MARKS:
            raise self.make_error("marks", max=MAX_MARKS)
        text = unicodedata.normalize("NFC", text).strip()
        if forbidden := re.search(f"[{self.FORBIDDEN}]", text):
            raise self.make_error("character", char=f"U+{ord(forbidden[0]):04X}")
        if not text:
            raise self.make_error("empty")
        return text


def _longest_run_of_marks(text) -> int:
    runs = groupby(text, key=lambda char: unicodedata.combining(char) != 0)
    return max((len(list(run)) for marked, run in runs if marked), default=0)


class Line(Text):
    """Text of a single line."""

    FORBIDDEN = f"{Text.FORBIDDEN}{_LINE_ENDS}"


class Name(Line):
    """A name: one line of at most `MAX_NAME` characters."""

    def __init__(self, **kwargs):
        super().__init__(MAX_NAME, **kwargs)


class Integer(fields.Integer):
    """A JSON integer: no string, no boolean, no fraction."""

    def _validated(self, value):
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole:
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class QueryInteger(fields.Integer):
    """An integer in a query: decimal digits only, at most eighteen."""

    def _validated(self, value):
        if not isinstance(value, str) or not _INTEGER.fullmatch(value):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Flag(fields.Boolean):
    """Yes or no in a query; no when left out."""

    default_error_messages = {"invalid": "Must be true or false."}

    def __init__(self, **kwargs):
        super().__init__(load_default=False, truthy={"true", "1"}, falsy={"false", "0"}, **kwargs)


class Instant(fields.AwareDateTime):
    """A date-time of RFC 3339, loaded as stored: in UTC, to the second."""

    default_error_messages = {
        "invalid": "Not a date and time of RFC 3339, as 2026-11-23T10:00:00Z; the + of an offset is %2B in an address."
    }

    def _deserialize(self, value, attr, data, **kwargs):
        if not isinstance(value, str) or not _DATE_TIME.fullmatch(value.upper()):
            raise self.make_error("invalid")
        try:
            time = super()._deserialize(value.upper(), attr, data, **kwargs).astimezone(UTC)
        except OverflowError:
            raise self.make_error("invalid") from None
        return time.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


class Day(fields.Date):
    """A full-date of RFC 3339."""

    default_error_messages = {"invalid": "Not a date of RFC 3339, as 2026-11-23."}

    def _deserialize(self, value, attr, data, **kwargs):
        if not isinstance(value, str) or not _FULL_DATE.fullmatch(value):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Language(fields.String):
    """A language tag (BCP 47), loaded in lower case: tags do not differ by case (RFC 5646, section 2.1.1)."""

    def _deserialize(self, value, attr, data, **kwargs):
        return super()._deserialize(value, attr, data, **kwargs).lower()


class Address(fields.String):
    """An absolute URL in an answer."""

    def __init__(self, **kwargs):
        super().__init__(metadata={"format": "uri", **kwargs.pop("metadata", {})}, **kwargs)


class UrlTemplate(fields.String):
    """A template of URLs in a response (RFC 6570)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"format": "uri-template", **kwargs.pop("metadata", {})}, **kwargs)


class Slug(fields.String):
    """A slug, as it stands in addresses."""

    def __init__(self, **kwargs):
        super().__init__(
            validate=[validate.Length(min=1, max=MAX_SLUG), FullMatch(SLUG_PATTERN, error=_NO_SLUG)], **kwargs
        )


def patch_of(creation, name, description) -> type[Body]:
    """The schema of a JSON Merge Patch (RFC 7396) for what `creation` makes: null sets a member back to its
    default.
    """
    members = {}
    for key, original in creation._declared_fields.items():
        members[key] = field = copy.deepcopy(original)
        field.allow_none = not field.required and key != "slug"
        field.required, field.load_default = False, ma.missing
    members["slug"].metadata["description"] = "A new slug renames; the old address answers 301 from then on."

    def null_is_the_default(self, data, **_):
        nulls = [key for key, value in data.items() if value is None]
        return {**data, **creation(only=nulls).load({})} if nulls else data

    members["null_is_the_default"] = ma.post_load(null_is_the_default)
    return type(name, (Body,), {"__doc__": description, "RESPONSE": creation.RESPONSE, **members})


class PageQuery(Query):
    """How much of a list to answer with, and from where."""

    limit = QueryInteger(
        load_default=PAGE_DEFAULT,
        validate=validate.Range(1, PAGE_MAX),
        metadata={"description": "Items a page."},
    )
    cursor = fields.String(
        metadata={"description": "`next_cursor` of the page before. Opaque: do not make one yourself."},
        validate=validate.Length(max=2 * MAX_NAME * 4),
    )


class WriteQuery(Query):
    """What may go with every write."""

    message = Line(500, metadata={"description": "Why this change is made; kept in the history."})


class Credited(Response):
    """A response with content of the glossary."""

    license = Address(metadata={"description": "The license of the content."})
    attribution = fields.String(metadata={"description": "Whom to credit if you reuse this response."})


class Links(Response):
    """Absolute addresses."""

    self = Address(metadata={"description": "This thing in the API."})


def listed(item, name, description) -> type[Response]:
    """The schema of a page of a list whose items have the schema `item`."""
    return type(
        name,
        (Credited,),
        {
            "__doc__": description,
            "items": fields.List(fields.Nested(item)),
            "total": fields.Integer(metadata={"description": "How many match in all, on every page."}),
            "next_cursor": fields.String(
                allow_none=True,
                metadata={"description": "Pass it as `cursor` for the next page; null on the last."},
            ),
            "next": Address(allow_none=True, metadata={"description": "The address of the next page."}),
        },
    )
