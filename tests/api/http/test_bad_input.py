"""Invalid requests: each has its status and a reason, and changes nothing."""

import base64
import json

import pytest

TERMS = "/api/v1/terms"
ALPHA = f"{TERMS}/alpha"
NEW = {"name": "Beta", "definition": "Definition of Beta.", "category": "things"}
BODIES = (
    ("POST", TERMS),
    ("PUT", ALPHA),
    ("PATCH", ALPHA),
    ("POST", "/api/v1/categories"),
    ("PUT", "/api/v1/categories/things"),
    ("PATCH", "/api/v1/categories/things"),
    ("POST", "/api/v1/relations"),
)
LISTS = (TERMS, f"{ALPHA}/history", "/api/v1/categories/things/terms", "/api/v1/relations")
MALFORMED = {
    "half an object": b'{"name": ',
    "nested objects": b'{"a":' * 100_000,
    "nested arrays": b"[" * 100_000,
    "nested arrays that end": b"[" * 1_010 + b"]" * 1_010,
    "an integer of 5,000 digits": b'{"name": ' + b"9" * 5_000 + b"}",
    "NaN": b'{"name": NaN}',
    "Infinity": b'{"name": -Infinity}',
    "a float that is too large": b'{"name": 1e400}',
    "a member twice": b'{"name": "Beta", "name": "Gamma"}',
    "a nested member twice": b'{"labels": [{"text": "B", "text": "C"}]}',
    "a lone surrogate": b'{"name": "\\ud800"}',
    "a surrogate pair in the wrong order": b'{"name": "\\udc00\\ud800"}',
    "a surrogate in UTF-8": b'{"name": "\xed\xa0\x80"}',
    "bad UTF-8": b'{"name": "\xff"}',
    "UTF-16": '{"name": "Beta"}'.encode("utf-16"),
    "a raw line feed in a string": b'{"name": "a\nb"}',
}
# Characters that reorder or hide text, or end a line.
UNPRINTABLE = (
    "\x00",
    "\x07",
    "\x1b",
    "\x7f",
    "\x85",
    "\t",
    "\n",
    "\r",
    "\u061c",
    "\u200e",
    "\u200f",
    "\u202a",
)
UNPRINTABLE += ("\u202e", "\u2028", "\u2029", "\u2066", "\u2069")


@pytest.fixture
def alpha(make_term):
    """Create the term that the requests try to change."""
    return make_term("Alpha")


@pytest.fixture
def send(editor, alpha):
    """Return a function that makes a request with a key, JSON by default."""

    def send(method, address, **options):
        return editor.open(address, method=method, **{"content_type": "application/json", **options})

    return send


@pytest.fixture
def patch(send):
    """Return a function that changes the term `alpha`, whatever its ETag is."""

    def patch(data, **options):
        options["headers"] = {"If-Match": "*", **options.get("headers", {})}
        return send("PATCH", ALPHA, data=data, **options)

    return patch


@pytest.fixture
def revision(client):
    """Return a function that returns the present revision of the term `alpha`."""
    return lambda: client.get(ALPHA).json["revision"]


def pointers(response):
    return {error["pointer"] for error in response.json["errors"]}


def cursor(*value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "", None]
)
def test_body_of_another_media_type_is_415_and_changes_nothing(patch, revision, media_type):
    response = patch(b'{"name": "Beta"}', content_type=media_type)
    assert (response.status_code, revision()) == (415, 1)


@pytest.mark.parametrize(("method", "address"), BODIES)
def test_every_operation_with_a_body_refuses_a_form(send, method, address):
    assert (
        send(method, address, data={"name": "Beta"}, content_type=None, headers={"If-Match": "*"}).status_code
        == 415
    )


def test_a_merge_patch_cannot_create(send):
    assert (
        send("POST", TERMS, data=json.dumps(NEW), content_type="application/merge-patch+json").status_code
        == 415
    )


def test_chunked_body_is_411_and_changes_nothing(patch, revision):
    response = patch(b'{"name": "Beta"}', headers={"Transfer-Encoding": "chunked"})
    assert (response.status_code, revision()) == (411, 1)


def test_body_without_length_is_411(patch):
    assert patch(None).status_code == 411


def test_body_over_a_megabyte_is_413_and_changes_nothing(patch, revision):
    response = patch(b'{"name": "Beta"}'.ljust(1_000_001))
    assert (response.status_code, revision()) == (413, 1)


def test_body_of_a_megabyte_is_read(patch, revision):
    response = patch(b'{"name": "Beta"}'.ljust(1_000_000))
    assert (response.status_code, revision()) == (200, 2)


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_malformed_json_is_400_and_changes_nothing(patch, revision, body):
    response = patch(body)
    assert (response.status_code, revision()) == (400, 1)


@pytest.mark.parametrize("body", ["null", "[]", "7", '"name"', "true"])
def test_json_that_is_not_an_object_is_422(patch, body):
    assert patch(body).status_code == 422


@pytest.mark.parametrize(
    "year", ["9" * 19, "-1", "2020.5", "true", '"2020"', "[2020]"], ids=lambda year: year[:9]
)
def test_year_that_is_not_an_integer_in_its_range_is_422(patch, year):
    response = patch(f'{{"sources": [{{"role": "survey", "citation": "C.", "year": {year}}}]}}')
    assert (response.status_code, pointers(response)) == (422, {"#/sources/0/year"})


@pytest.mark.parametrize(("method", "address"), BODIES)
def test_unknown_member_is_422_with_its_pointer(send, method, address):
    response = send(method, address, json={"nmae~/": 1}, headers={"If-Match": "*"})
    assert response.status_code == 422
    assert "#/nmae~0~1" in pointers(response)


def test_the_error_of_an_unknown_member_names_the_nearest(patch):
    assert "'definition'" in patch('{"defintion": "D."}').json["detail"]


def test_unknown_nested_member_is_422_with_its_pointer(patch):
    assert pointers(patch('{"labels": [{"text": "B", "kind": "synonym", "lang": "en"}]}')) == {
        "#/labels/0/lang"
    }


def test_the_error_of_an_unknown_nested_member_names_the_nearest_in_its_object(patch):
    response = patch('{"labels": [{"text": "B", "kind": "synonym", "languag": "en"}]}')
    assert "'language'" in response.json["detail"]


@pytest.mark.parametrize("member", ["relations", "related_in_category", "revision", "created_at", "links"])
def test_read_only_member_is_422_with_its_pointer(patch, member):
    response = patch(json.dumps({member: None}))
    assert (response.status_code, pointers(response)) == (422, {f"#/{member}"})


def test_the_error_of_a_read_only_member_says_that_it_is_read_only(patch):
    assert "read-only" in patch('{"revision": 7}').json["detail"]


@pytest.mark.parametrize(
    "address", ["", "/terms", "/terms/alpha", "/terms/alpha/history", "/categories", "/relations"]
)
def test_unknown_parameter_is_422(client, alpha, address):
    response = client.get(f"/api/v1{address}?nonsense=1")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "nonsense")


@pytest.mark.parametrize(("method", "address"), [*BODIES, ("DELETE", ALPHA)])
def test_unknown_parameter_of_a_write_is_422(send, method, address):
    response = send(method, f"{address}?mesage=x", json={}, headers={"If-Match": "*"})
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "mesage")


@pytest.mark.parametrize(
    ("wrong", "right"), [("catgory", "category"), ("Limit", "limit"), ("field", "fields")]
)
def test_the_error_of_an_unknown_parameter_names_the_nearest(client, wrong, right):
    assert f"'{right}'" in client.get(f"{TERMS}?{wrong}=1").json["errors"][0]["detail"]


@pytest.mark.parametrize(
    "query", ["limit=1&limit=2", "limit=1&limit=1", "sort=name&sort=name", "cursor=a&cursor=b"]
)
def test_repeated_parameter_is_422(client, query):
    response = client.get(f"{TERMS}?{query}")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, query.split("=")[0])


@pytest.mark.parametrize("limit", ["0", "501", "-1", str(10**30), "1.0", "1e1", "ten", "", " 1", "+1", "١"])
def test_limit_that_is_not_an_integer_in_its_range_is_422(client, limit):
    response = client.get(TERMS, query_string={"limit": limit})
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "limit")


@pytest.mark.parametrize("parameter", ["limit=501", f"limit={10**30}", "cursor=garbage"])
@pytest.mark.parametrize("address", LISTS)
def test_every_list_checks_limit_and_cursor(client, alpha, address, parameter):
    assert client.get(f"{address}?{parameter}").status_code == 422


@pytest.mark.parametrize(
    "value",
    [
        "garbage",
        "",
        "é",
        "A" * 2_000,
        cursor(None, None),
        cursor(None, 1.5),
        cursor(None, True),
        cursor(None, "1"),
        cursor(None, [1]),
        cursor(None, ["alpha", 2**63]),
        cursor(None, ["alpha", -(2**63) - 1]),
        cursor(None, 2**63),
        cursor("name", ["alpha", 1]),
        cursor(1),
        cursor({"sort": None}),
    ],
)
@pytest.mark.parametrize("address", [TERMS, "/api/v1/relations"])
def test_cursor_that_is_not_from_the_list_is_422(client, address, value):
    response = client.get(address, query_string={"cursor": value})
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "cursor")


@pytest.mark.parametrize("character", UNPRINTABLE, ids=ascii)
def test_name_with_a_control_or_bidi_character_is_422(send, character):
    response = send("POST", TERMS, json={**NEW, "name": f"Be{character}ta"})
    assert (response.status_code, pointers(response)) == (422, {"#/name"})


@pytest.mark.parametrize("character", ["\x00", "\n", "\u202e"], ids=ascii)
def test_label_with_a_control_or_bidi_character_is_422(patch, character):
    response = patch(json.dumps({"labels": [{"text": f"Be{character}ta", "kind": "synonym"}]}))
    assert (response.status_code, pointers(response)) == (422, {"#/labels/0/text"})


@pytest.mark.parametrize("character", ["\x00", "\n", "\u202e"], ids=ascii)
def test_category_name_with_a_control_or_bidi_character_is_422(send, character):
    response = send("POST", "/api/v1/categories", json={"slug": "beta", "name": f"Be{character}ta"})
    assert (response.status_code, pointers(response)) == (422, {"#/name"})


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\u202e", "\u2066"], ids=ascii)
def test_explanation_with_a_control_or_bidi_character_is_422(patch, character):
    assert pointers(patch(json.dumps({"explanation": f"Be{character}ta"}))) == {"#/explanation"}


@pytest.mark.parametrize("name", ["", " ", "\u3000", "x" * 201, None, 7, ["Beta"], {"en": "Beta"}], ids=repr)
def test_name_that_is_not_a_short_text_is_422(send, name):
    response = send("POST", TERMS, json={**NEW, "name": name})
    assert (response.status_code, pointers(response)) == (422, {"#/name"})


@pytest.mark.parametrize(
    "slug", ["", "Beta", "be ta", "-beta", "beta-", "be--ta", "be/ta", "bêta", "beta\n", "b" * 101]
)
def test_invalid_slug_is_422(send, slug):
    response = send("POST", TERMS, json={**NEW, "slug": slug})
    assert (response.status_code, pointers(response)) == (422, {"#/slug"})


def test_slug_of_a_retired_term_is_409(send):
    send("DELETE", ALPHA, headers={"If-Match": "*"})
    response = send("POST", TERMS, json={**NEW, "slug": "alpha"})
    assert (response.status_code, pointers(response)) == (409, {"#/slug"})


def test_slug_of_a_renamed_term_is_409(send, patch):
    patch('{"slug": "omega"}')
    assert send("POST", TERMS, json={**NEW, "slug": "alpha"}).status_code == 409


def test_slug_of_a_retired_category_is_409(send, make_category):
    make_category("parts")
    send("DELETE", "/api/v1/categories/parts", headers={"If-Match": "*"})
    assert send("POST", "/api/v1/categories", json={"slug": "parts", "name": "Parts"}).status_code == 409


@pytest.mark.parametrize(
    "address", ["%00", "%ff", "%ed%a0%80", "..", "%2e%2e%2fx", "a" * 5_000, "'; DROP TABLE terms; --"]
)
def test_odd_slug_in_the_path_is_404(client, address):
    assert client.get(f"{TERMS}/{address}").status_code == 404


@pytest.mark.parametrize("address", ["%00", "Beta", "be--ta", "b" * 101])
def test_put_at_an_invalid_slug_is_422_and_creates_nothing(send, client, address):
    response = send("PUT", f"{TERMS}/{address}", json=NEW, headers={"If-None-Match": "*"})
    assert (response.status_code, client.get(f"{TERMS}/{address}").status_code) == (422, 404)
