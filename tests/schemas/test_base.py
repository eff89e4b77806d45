"""The fields and schemas that all other schemas build on."""

from datetime import date

import marshmallow as ma
import pytest
from marshmallow import fields

from schemas.base import (
    Body,
    Day,
    Instant,
    Integer,
    Items,
    Line,
    Listed,
    Name,
    QueryInteger,
    Replacement,
    Response,
    Slug,
    Text,
    patch_of,
)


class EntryResponse(Response):
    """The response that shows the same entry, with one member that cannot be written."""

    slug = Slug()
    revision = Integer()


class Creation(Body):
    """A body with one member of each kind of default."""

    RESPONSE = EntryResponse

    slug = Slug()
    name = Name(required=True)
    note = Line(100, allow_none=True, load_default=None)
    level = fields.String(load_default="intermediate")
    labels = fields.List(fields.String(), load_default=list)


class Whole(Replacement, Creation):
    """A whole entry that names another one in `parent`."""

    REFERENCES = ("parent",)

    parent = Slug(load_default=None)


Patch = patch_of(Creation, "Patch", "Changes.")


def rejected(schema, document):
    """Return the members that a schema rejects."""
    return set(schema.validate(document))


@pytest.mark.parametrize("field", [Text(50), Line(50)], ids=["Text", "Line"])
@pytest.mark.parametrize(
    ("given", "loaded"),
    [
        ("  a word\n", "a word"),
        ("Fre\u0301chet", "Fréchet"),
        ("ﬁne", "ﬁne"),
        ("שלום", "שלום"),
        ("a\u200db", "a\u200db"),
        ("x" * 50, "x" * 50),
    ],
)
def test_text_is_trimmed_and_composed(field, given, loaded):
    assert field.deserialize(given) == loaded


@pytest.mark.parametrize("field", [Text(50), Line(50)], ids=["Text", "Line"])
@pytest.mark.parametrize(
    "given", ["x" * 51, 7, True, None, ["a"], {"a": 1}, b"\xff", "a\x00b", "a\x1bb", "a\x85b"]
)
def test_a_value_that_is_not_text_is_refused(field, given):
    with pytest.raises(ma.ValidationError):
        field.deserialize(given)


@pytest.mark.parametrize(
    "character", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
def test_a_bidirectional_control_is_refused_by_its_code_point(character):
    with pytest.raises(ma.ValidationError, match=rf"U\+{ord(character):04X}"):
        Text(50).deserialize(f"a{character}b")


@pytest.mark.parametrize("given", ["", " \n ", "\u3000"])
def test_text_without_visible_characters_is_empty(given):
    with pytest.raises(ma.ValidationError, match="Must not be empty"):
        Text(50).deserialize(given)


def test_the_length_is_counted_after_trimming():
    assert Text(1).deserialize("  a  ") == "a"


@pytest.mark.parametrize(("given", "loaded"), [("a\nb", "a\nb"), ("a\tb", "a\tb"), ("a\r\nb", "a\nb")])
def test_text_may_have_several_lines(given, loaded):
    assert Text(50).deserialize(given) == loaded


@pytest.mark.parametrize("given", ["a\nb", "a\tb", "a\r\nb", "a\rb", "a\u2028b", "a\u2029b"])
def test_a_line_with_a_line_break_or_tab_is_refused(given):
    with pytest.raises(ma.ValidationError):
        Line(50).deserialize(given)


@pytest.mark.parametrize("given", ["a", "pre-training", "3d-model", "a" * 100])
def test_a_slug_consists_of_words_of_letters_and_digits(given):
    assert Slug().deserialize(given) == given


@pytest.mark.parametrize(
    "given", ["", "A", "a b", "-a", "a-", "a--b", "a_b", "é", "a\n", "a/b", "١", "a" * 101, 7, None]
)
def test_a_value_that_is_not_a_slug_is_refused(given):
    with pytest.raises(ma.ValidationError):
        Slug().deserialize(given)


@pytest.mark.parametrize(("given", "loaded"), [(7, 7), (-7, -7), (7.0, 7), (0, 0)])
def test_a_whole_number_is_an_integer(given, loaded):
    assert repr(Integer().deserialize(given)) == repr(loaded)


@pytest.mark.parametrize("given", ["7", 7.5, True, False, None, [7], float("inf"), float("nan")])
def test_a_value_that_is_not_an_integer_is_refused(given):
    with pytest.raises(ma.ValidationError):
        Integer().deserialize(given)


@pytest.mark.parametrize(("given", "loaded"), [("7", 7), ("-7", -7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_an_integer_in_a_query_consists_of_digits(given, loaded):
    assert QueryInteger().deserialize(given) == loaded


@pytest.mark.parametrize("given", ["", " 7", "7 ", "+7", "7.0", "1e1", "1_000", "١", "0x7", "9" * 19, 7])
def test_a_query_value_that_is_not_an_integer_is_refused(given):
    with pytest.raises(ma.ValidationError):
        QueryInteger().deserialize(given)


@pytest.mark.parametrize(
    ("given", "loaded"),
    [
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z"),
        ("2026-11-23T10:00:00+02:00", "2026-11-23T08:00:00Z"),
        ("2026-11-23T23:30:00-01:00", "2026-11-24T00:30:00Z"),
        ("2026-11-23T10:00:00.999Z", "2026-11-23T10:00:00Z"),
        ("2026-11-23T10:00:00.123456789Z", "2026-11-23T10:00:00Z"),
        ("2026-11-23t10:00:00z", "2026-11-23T10:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ],
)
def test_an_instant_is_loaded_in_the_stored_form(given, loaded):
    assert Instant().deserialize(given) == loaded


@pytest.mark.parametrize(
    "given",
    [
        *("", "2026-11-23", "2026-11-23T10:00:00", "10:00:00Z", "yesterday", "1795417271", 0),
        *(
            "20261123T100000Z",
            "2026-W48-1T10:00:00Z",
            "2026-11-23T10:00Z",
            "2026-11-23T10Z",
            "2026-11-23 10:00:00Z",
        ),
        *(
            "2026-11-23T10:00:00+0200",
            "2026-11-23T10:00:00+02",
            "2026-11-23T10:00:00+02:00:30",
            "2026-11-23T10:00:00,5Z",
        ),
        *(
            "2026-11-23T10:00:00 02:00",
            "2026-11-23T24:00:00Z",
            "2026-11-23T10:00:00Z\n",
            "٢٠٢٦-11-23T10:00:00Z",
        ),
    ],
)
def test_a_value_that_is_not_an_rfc_3339_date_time_is_refused(given):
    with pytest.raises(ma.ValidationError, match="RFC 3339"):
        Instant().deserialize(given)


def test_a_day_is_loaded_as_a_date():
    assert Day().deserialize("2026-02-28") == date(2026, 2, 28)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "2026-2-28",
        "20260228",
        "2026-W09-6",
        "2026-02-30",
        "2026-02-28T00:00:00Z",
        "2026-02-28\n",
        "٢٠٢٦-02-28",
        0,
    ],
)
def test_a_value_that_is_not_an_rfc_3339_full_date_is_refused(given):
    with pytest.raises(ma.ValidationError, match="RFC 3339"):
        Day().deserialize(given)


@pytest.mark.parametrize(
    "given", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-02-30T00:00:00Z"]
)
def test_an_instant_outside_the_calendar_is_refused(given):
    with pytest.raises(ma.ValidationError):
        Instant().deserialize(given)


def test_a_body_refuses_unknown_members():
    assert rejected(Creation(), {"name": "Dog", "nmae": "Dog"}) == {"nmae"}


def test_a_body_refuses_read_only_members():
    with pytest.raises(ma.ValidationError, match="read-only"):
        Creation().load({"name": "Dog", "revision": 3})


def test_a_refused_read_only_member_is_named():
    assert rejected(Creation(), {"name": "Dog", "revision": 3}) == {"revision"}


def test_a_replacement_ignores_read_only_members():
    assert Whole().load({"name": "Dog", "revision": 3}) == Whole().load({"name": "Dog"})


def test_a_replacement_refuses_unknown_members():
    assert rejected(Whole(), {"name": "Dog", "nmae": "Dog"}) == {"nmae"}


@pytest.mark.parametrize("parent", ["animal", {"slug": "animal", "name": "Animal"}], ids=["slug", "object"])
def test_a_replacement_names_another_entry_by_slug_or_object(parent):
    assert Whole().load({"name": "Dog", "parent": parent})["parent"] == "animal"


@pytest.mark.parametrize("reference", [{}, {"slug": 1}, {"slug": {"slug": "dog"}}, {"name": "Dog"}])
def test_a_replacement_refuses_an_object_without_a_slug(reference):
    assert rejected(Whole(), {"name": "Dog", "parent": reference}) == {"parent"}


def test_a_replacement_refuses_an_object_in_a_member_that_is_not_a_reference():
    assert rejected(Whole(), {"name": "Dog", "note": {"slug": "animal"}}) == {"note"}


@pytest.mark.parametrize("document", [[], "Dog", 7, None], ids=str)
@pytest.mark.parametrize("schema", [Creation, Whole, Patch])
def test_a_body_that_is_not_an_object_is_refused(schema, document):
    with pytest.raises(ma.ValidationError, match="Invalid input type"):
        schema().load(document)


def test_a_patch_loads_only_the_given_members():
    assert Patch().load({"level": "advanced"}) == {"level": "advanced"}


def test_an_empty_patch_loads_no_members():
    assert Patch().load({}) == {}


@pytest.mark.parametrize(("member", "default"), [("note", None), ("level", "intermediate"), ("labels", [])])
def test_null_in_a_patch_means_the_default(member, default):
    assert Patch().load({member: None}) == {member: default}


def test_a_string_instead_of_a_list_is_refused():
    with pytest.raises(ma.ValidationError, match="Must be a list, even of a single item"):
        Items(fields.String(), 2).deserialize("summary")


def test_the_default_list_is_not_shared_between_loads():
    Patch().load({"labels": None})["labels"].append("spoiled")
    assert Patch().load({"labels": None}) == {"labels": []}


@pytest.mark.parametrize("member", ["name", "slug"])
def test_null_in_a_patch_is_refused_without_a_default(member):
    assert rejected(Patch(), {member: None}) == {member}


@pytest.mark.parametrize("document", [{"nmae": "Dog"}, {"revision": 3}, {"name": ""}, {"slug": "A"}], ids=str)
def test_a_patch_is_as_strict_as_a_creation(document):
    assert rejected(Patch(), document) == set(document)


def test_deriving_a_patch_does_not_describe_the_creation():
    assert "description" not in Creation().fields["slug"].metadata


def test_deriving_a_patch_does_not_change_the_creation():
    assert Creation().load({"name": "Dog"}) == {
        "name": "Dog",
        "note": None,
        "level": "intermediate",
        "labels": [],
    }
    assert rejected(Creation(), {}) == {"name"}


def test_response_members_are_required_unless_optional_in_every_instance():
    answer = Response.from_dict({"slug": Slug(), "year": fields.Integer(metadata={"optional": True})})
    required = [{name: field.required for name, field in answer().fields.items()} for _ in range(2)]
    assert required == [{"slug": True, "year": False}] * 2


def test_a_list_schema_has_the_members_of_the_envelope():
    page = Listed.from_dict({"items": fields.List(fields.String())})()
    assert set(page.fields) == {"items", "total", "next_cursor", "next", "license", "attribution"}
