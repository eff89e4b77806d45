"""The base of all schemas: bodies, queries and responses, and fields that keep bad text out.

Docstrings of schemas are published as their descriptions in the OpenAPI document, so they are written for
callers.
"""

import copy
import re
import unicodedata
from datetime import UTC, date
from itertools import groupby
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from data.constants import MAX_MARKS, MAX_NAME, MAX_SLUG, PAGE_DEFAULT, PAGE_MAX, SLUG_PATTERN

SERIAL = {"description": "The version of the data set that this response was read from."}

# At most 18 digits, because SQLite's integers have 64 bits.
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_FULL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(
    rf"{_FULL_DATE.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]+)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})"
)
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # without tab and line feed
_BIDI_CONTROLS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they can make a text look like another
# Characters without a glyph, and what Unicode calls noncharacters. Joiners are allowed: scripts and emoji
# need them.
_INVISIBLE = (
    r"\xad\u034f\u115f\u1160\u180e\u200b\u2060-\u206f\u3164\ufeff\uffa0\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
)
_NO_SLUG = "Not a slug. A slug consists of lower-case letters, digits and single hyphens."
_LINE_ENDS = r"\t\n\u2028\u2029"


class Body(ma.Schema):
    """A JSON object that a client sends. `RESPONSE` is the schema with which the same entry is read.

    Members that only `RESPONSE` has are read-only, and refused as such.
    """

    RESPONSE: type[ma.Schema] | None = None

    class Meta:
        """Refuse unknown members, so that a typing error is not lost."""

        unknown = ma.RAISE

    @ma.pre_load
    def check_read_only(self, data: Any, **_: Any) -> Any:
        """Raise for read-only members, so that a client that sends what it has read knows what to omit."""
        if sent := self._read_only(data):
            raise ma.ValidationError({name: ["This member is read-only; leave it out."] for name in sent})
        return data

    def _read_only(self, data: Any) -> list[str]:
        if not isinstance(data, dict) or self.RESPONSE is None:
            return []
        readable, writable = self.RESPONSE._declared_fields, self._declared_fields
        return [name for name in data if name in readable and name not in writable]


class Replacement(Body):
    """A whole entry, which can be sent as it was read.

    Read-only members are ignored. The members in `REFERENCES`, which name another entry by slug, can be
    objects.
    """

    REFERENCES: tuple[str, ...] = ()

    @ma.pre_load
    def check_read_only(self, data: Any, **_: Any) -> Any:
        """Drop read-only members, and take the slug out of an object that names another entry."""
        if not isinstance(data, dict):
            return data
        ignored = self._read_only(data)
        return {name: self._to_slug(name, value) for name, value in data.items() if name not in ignored}

    def _to_slug(self, name: str, value: Any) -> Any:
        names_entry = name in self.REFERENCES and isinstance(value, dict) and "slug" in value
        return value["slug"] if names_entry else value


class Query(ma.Schema):
    """The parameters of a query."""

    class Meta:
        """Refuse unknown parameters, so that a typing error is not lost."""

        unknown = ma.RAISE


class Items(fields.List):
    """A list of at most `max_length` items."""

    default_error_messages = {
        "long": "More than {max} items.",
        "invalid": "Must be a list, even of a single item: put it in brackets.",
    }

    def __init__(self, item: fields.Field, max_length: int, **kwargs: Any) -> None:
        super().__init__(item, validate=validate.Length(max=max_length), **kwargs)
        self.max_length = max_length

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        # marshmallow validates the length last, when every item of a list of any length has been checked.
        if isinstance(value, list) and len(value) > self.max_length:
            raise self.make_error("long", max=self.max_length)
        return super()._deserialize(value, attr, data, **kwargs)


class Response(ma.Schema):
    """A JSON object that the service sends. A member can be absent only if its metadata says `optional`."""

    class Meta:
        """Let clients ignore members that they do not know, because later versions may add some."""

        unknown = ma.EXCLUDE

    def on_bind_field(self, field_name: str, field_obj: fields.Field) -> None:
        """Document the member as always present."""
        field_obj.required = not field_obj.metadata.get("optional", False)


class FullMatch(validate.Regexp):
    """A regular expression for the whole value. In `match`, `$` accepts a line feed at the end."""

    def __call__(self, value: Any) -> Any:
        """Return the value, or raise."""
        if self.regex.fullmatch(value) is None:
            raise ma.ValidationError(self._format_error(value))
        return value


class Text(fields.String):
    """Text of one or more lines, trimmed and in Unicode NFC.

    It has no control characters, no invisible characters, and no formatting characters for bidirectional
    text.
    """

    FORBIDDEN = f"{_CONTROLS}{_BIDI_CONTROLS}{_INVISIBLE}"
    default_error_messages = {
        "character": "Contains the character {char}, which is not allowed here.",
        "empty": "Must not be empty.",
        "long": "Longer than {max} characters.",
        "marks": "Contains more than {max} combining marks in a row (UAX #15, Stream-Safe Text Format).",
    }

    def __init__(self, max_length: int, **kwargs: Any) -> None:
        pattern = rf"^[^{self.FORBIDDEN}]*[^\s{self.FORBIDDEN}][^{self.FORBIDDEN}]*$"
        metadata = {"pattern": pattern, **kwargs.pop("metadata", {})}
        super().__init__(validate=validate.Length(min=1, max=max_length), metadata=metadata, **kwargs)
        self.max_length = max_length

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs).replace("\r\n", "\n").strip()
        # Before normalization, because its time grows with the square of the number of marks in a row.
        if len(text) > self.max_length:
            raise self.make_error("long", max=self.max_length)
        if not text.isascii() and _longest_run_of_marks(text) > MAX_MARKS:
            raise self.make_error("marks", max=MAX_MARKS)
        # Normalization can make a character at the end of the text into white space.
        text = unicodedata.normalize("NFC", text).strip()
        if forbidden := re.search(f"[{self.FORBIDDEN}]", text):
            raise self.make_error("character", char=f"U+{ord(forbidden[0]):04X}")
        if not text:
            raise self.make_error("empty")
        return text


def _longest_run_of_marks(text: str) -> int:
    runs = groupby(text, key=lambda char: unicodedata.combining(char) != 0)
    return max((len(list(run)) for is_marks, run in runs if is_marks), default=0)


class Line(Text):
    """Text of a single line."""

    FORBIDDEN = f"{Text.FORBIDDEN}{_LINE_ENDS}"


class Name(Line):
    """A name: one line of at most `MAX_NAME` characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(MAX_NAME, **kwargs)


class Integer(fields.Integer):
    """A JSON integer: no string, no boolean, no fraction."""

    def _validated(self, value: Any) -> int:
        # marshmallow's `strict` still accepts strings and booleans.
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole:
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class QueryInteger(fields.Integer):
    """An integer in a query: at most eighteen decimal digits."""

    def _validated(self, value: Any) -> int:
        # Python's int() also accepts spaces, underscores and the digits of other scripts.
        if not isinstance(value, str) or not _INTEGER.fullmatch(value):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Flag(fields.Boolean):
    """True or false in a query; false if absent."""

    default_error_messages = {"invalid": "Must be true or false."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(load_default=False, truthy={"true", "1"}, falsy={"false", "0"}, **kwargs)


class Instant(fields.AwareDateTime):
    """A date-time of RFC 3339, loaded as it is stored: text in UTC, to the second."""

    default_error_messages = {
        "invalid": "Not a date and time of RFC 3339, such as 2026-11-23T10:00:00Z. In a URL, write the + of "
        "an offset as %2B."
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not _DATE_TIME.fullmatch(value.upper()):
            raise self.make_error("invalid")
        try:
            time = super()._deserialize(value.upper(), attr, data, **kwargs).astimezone(UTC)
        except OverflowError:  # an offset that leads out of the years 1 to 9999
            raise self.make_error("invalid") from None
        return time.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


class Day(fields.Date):
    """A full-date of RFC 3339."""

    default_error_messages = {"invalid": "Not a date of RFC 3339, such as 2026-11-23."}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date:
        # Python also accepts 20261123 and 2026-W48-1.
        if not isinstance(value, str) or not _FULL_DATE.fullmatch(value):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Language(fields.String):
    """A language tag (BCP 47), loaded in lower case: case does not matter (RFC 5646, section 2.1.1)."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return str(super()._deserialize(value, attr, data, **kwargs)).lower()


class Address(fields.String):
    """An absolute URL in a response."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"format": "uri", **kwargs.pop("metadata", {})}, **kwargs)


class UrlTemplate(fields.String):
    """A template of URLs in a response (RFC 6570)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"format": "uri-template", **kwargs.pop("metadata", {})}, **kwargs)


class Slug(fields.String):
    """The identifier of an entry in URLs."""

    def __init__(self, **kwargs: Any) -> None:
        checks = [validate.Length(min=1, max=MAX_SLUG), FullMatch(SLUG_PATTERN, error=_NO_SLUG)]
        super().__init__(validate=checks, **kwargs)


def patch_of(creation: type[Body], name: str, description: str) -> type[Body]:
    """Return the schema of a JSON Merge Patch (RFC 7396) for an entry that `creation` makes.

    Null sets a member back to its default.
    """
    members: dict[str, Any] = {}
    for key, original in creation._declared_fields.items():
        members[key] = field = copy.deepcopy(original)
        # deepcopy is shallow for a field of marshmallow: its metadata are still those of the original.
        field.metadata = dict(original.metadata)
        field.allow_none = not field.required and key != "slug"
        field.required, field.load_default = False, ma.missing
    members["slug"].metadata["description"] = (
        "A new slug renames the entry. Its old URL then redirects with 301."
    )

    def null_is_the_default(self: Body, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        nulls = [key for key, value in data.items() if value is None]
        return {**data, **creation(only=nulls).load({})} if nulls else data

    members["null_is_the_default"] = ma.post_load(null_is_the_default)
    return type(name, (Body,), {"__doc__": description, "RESPONSE": creation.RESPONSE, **members})


class PageQuery(Query):
    """The parameters that choose a page of a list."""

    limit = QueryInteger(
        load_default=PAGE_DEFAULT,
        validate=validate.Range(1, PAGE_MAX),
        metadata={"description": "Number of items per page."},
    )
    cursor = fields.String(
        metadata={"description": "`next_cursor` of the previous page. It is opaque: do not construct one."},
        # Room for the longest sort key in base64. Anything longer is refused before it is decoded.
        validate=validate.Length(max=2 * MAX_NAME * 4),
    )


class WriteQuery(Query):
    """The parameters of every write."""

    message = Line(500, metadata={"description": "Why this change is made. The history keeps it."})


class Credited(Response):
    """A response with content of the glossary."""

    license = Address(metadata={"description": "The license of the content."})
    attribution = fields.String(metadata={"description": "Whom to credit if you reuse this response."})


class Listed(Credited):
    """A page of a list. Subclasses add `items`."""

    total = fields.Integer(metadata={"description": "Number of matching items on all pages."})
    next_cursor = fields.String(
        allow_none=True,
        metadata={"description": "Send it as `cursor` to get the next page. Null on the last page."},
    )
    next = Address(
        allow_none=True, metadata={"description": "The URL of the next page. Null on the last page."}
    )


class Links(Response):
    """The URLs of an entry."""

    self = Address(metadata={"description": "The entry in this API."})
