"""What is published of a value: the members that its schema lists, and nothing else."""

import typing
from collections.abc import Iterator
from dataclasses import dataclass, fields, make_dataclass
from typing import Any

import marshmallow as ma
import orjson
import pytest

from api.http import responses
from data.entries import document, summaries, terms
from data.entries.categories import CategoryRef
from data.entries.summaries import Summary
from data.listing import Page
from data.store import changes, keys

PUBLISHED = pytest.mark.parametrize("kind", responses._SCHEMAS, ids=lambda kind: kind.__qualname__)


@dataclass(frozen=True)
class Private:
    """A type that no schema publishes."""

    secret: str = "secret"


class Point(ma.Schema):
    x = ma.fields.Integer()
    url = ma.fields.Url()  # added by the view, so no member of the dataclass


def nested_types(annotation: Any) -> Iterator[type]:
    """Yield the dataclasses that an annotation such as `list[Label] | None` contains."""
    if isinstance(annotation, type) and hasattr(annotation, "__dataclass_fields__"):
        yield annotation
    for part in typing.get_args(annotation):
        yield from nested_types(part)


def test_a_type_that_is_not_listed_raises(app):
    with app.test_request_context("/"), pytest.raises(TypeError, match="Private is not published"):
        responses.to_response(Private())


def test_a_type_that_is_not_listed_raises_inside_a_list(app):
    with app.test_request_context("/"), pytest.raises(TypeError, match="Private"):
        responses.to_response(Page(items=[Private()], total=1, after=None, serial=1))


@pytest.mark.parametrize("value", [keys.Key("editor", ["write"], "", None), changes.Actor("editor")])
def test_keys_and_actors_are_not_published(value):
    with pytest.raises(TypeError):
        responses.to_members(value)


def test_a_member_that_the_schema_does_not_list_is_not_published(monkeypatch):
    kind = make_dataclass("Point", [("x", int), ("secret", str)], frozen=True)
    monkeypatch.setitem(responses._SCHEMAS, kind, Point)
    assert responses._reader(kind)(kind(x=1, secret="secret")) == {"x": 1}


def test_a_member_of_the_schema_alone_is_left_to_the_view(monkeypatch):
    kind = make_dataclass("Point", [("x", int)], frozen=True)
    monkeypatch.setitem(responses._SCHEMAS, kind, Point)
    assert responses._reader(kind)(kind(x=1)) == {"x": 1}


@PUBLISHED
def test_a_published_type_has_published_members(kind):
    members = {each.name for each in fields(kind)} & responses._SCHEMAS[kind]._declared_fields.keys()
    assert members


@PUBLISHED
def test_the_types_inside_a_published_type_are_published_as_well(kind):
    hints = typing.get_type_hints(kind)
    published = {each.name for each in fields(kind)} & responses._SCHEMAS[kind]._declared_fields.keys()
    inside = {inner for name in published for inner in nested_types(hints[name])}
    assert inside - responses._SCHEMAS.keys() == set()


@PUBLISHED
def test_a_published_type_is_written(kind):
    assert kind in responses._WRITERS


def test_nested_types_are_found_in_optional_lists():
    found = set(nested_types(list[document.Label] | None | dict[str, CategoryRef]))
    assert found == {document.Label, CategoryRef}


def test_the_members_of_a_term_are_those_of_its_schema(app, database, make_term):
    make_term("Dropout")
    with app.test_request_context("/"):
        members = responses.to_members(terms.get(database, "dropout"))
    schema = set(responses._SCHEMAS[terms.Term]._declared_fields) - {"license", "attribution"}
    assert members.keys() == schema


def test_a_response_of_the_view_stays_as_it_is(app):
    with app.test_request_context("/"):
        response = app.response_class("x")
        assert responses.to_response(response) is response


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("/api/v1/terms/dropout", "Dropout, Lemma, http://localhost/terms/dropout"),
        ("/api/v1/terms/dropout/summary", "Dropout, Lemma, http://localhost/terms/dropout"),
        ("/api/v1/terms/dropout/relations", "Lemma, http://localhost/"),
        ("/api/v1/terms", "Lemma, http://localhost/"),
        ("/api/v1/terms?fields=slug", "Lemma, http://localhost/"),
        ("/api/v1/categories", "Lemma, http://localhost/"),
        ("/api/v1/categories/things", "Lemma, http://localhost/"),
        ("/api/v1/relations", "Lemma, http://localhost/"),
        ("/api/v1/relation-types", "Lemma, http://localhost/"),
        ("/api/v1/lookup?label=dropout", "Lemma, http://localhost/"),
        ("/api/v1/search?q=dropout", "Lemma, http://localhost/"),
        ("/api/v1/suggest?q=dropout", "Lemma, http://localhost/"),
        ("/api/v1/graph?root=dropout", "Lemma, http://localhost/"),
        ("/api/v1/terms/dropout/path?to=dropout", "Lemma, http://localhost/"),
        ("/api/v1/compare?ids=dropout,dilution", "Lemma, http://localhost/"),
        ("/api/v1/matcher", "Lemma, http://localhost/"),
        ("/api/v1/random", None),
    ],
)
def test_a_response_with_content_names_its_license_and_attribution(client, make_term, address, source):
    make_term("Dropout")
    make_term("Dilution")
    members = client.get(address).json
    assert members["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert source is None or members["attribution"] == source


def test_annotations_name_their_license_and_attribution(client, make_term):
    make_term("Dropout")
    members = client.post("/api/v1/annotations", json={"text": "Dropout."}).json
    assert {"license", "attribution"} <= members.keys()


@pytest.mark.parametrize(
    "address", ["/api/v1/terms", "/api/v1/categories", "/api/v1/relation-types", "/api/v1/search?q=dropout"]
)
def test_the_items_of_a_list_do_not_repeat_them(client, make_term, address):
    make_term("Dropout")
    items = client.get(address).json["items"]
    assert items and all({"license", "attribution"}.isdisjoint(item) for item in items)


def test_a_member_that_a_schema_lists_no_more_is_not_sent(app, monkeypatch, database, make_term):
    make_term("Dropout")
    summary = summaries.get(database, "dropout")
    assert "revision" in vars(summary) and "revision" not in responses._SCHEMAS[Summary]._declared_fields
    with app.test_request_context("/"):
        assert "revision" not in orjson.loads(responses.to_response(summary).data)
