"""Strange requests, each of which once found a fault. None of them gets a 500 or takes long."""

import pytest

API = "/api/v1"
BEYOND_THE_CALENDAR = "Mon, 01 Jan 999999999999 00:00:00 GMT"


@pytest.fixture
def create(editor, make_category):
    """Return a function that creates a term and returns the response."""

    def create(**members):
        document = {
            "name": "Dropout",
            "definition": "Setting units to zero.",
            "category": "things",
            **members,
        }
        return editor.post(f"{API}/terms", json=document)

    return create


@pytest.mark.parametrize("noun", ["terms", "relations", "terms/dropout/history"])
def test_a_parameter_named_like_an_internal_key_is_unknown(client, make_term, noun):
    make_term("Dropout")
    response = client.get(f"{API}/{noun}?_schema=1")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "_schema")


@pytest.mark.parametrize(
    ("body", "pointer"), [({"_schema": 1}, "#/_schema"), ({"labels": [{"_schema": 1}]}, "#/labels/0/_schema")]
)
def test_a_member_named_like_an_internal_key_is_unknown(create, body, pointer):
    assert pointer in [error["pointer"] for error in create(**body).json["errors"]]


def test_the_error_of_a_body_that_is_not_an_object_says_so(editor):
    assert editor.post(f"{API}/terms", json=[]).json["detail"] == "#: The body must be a JSON object."


@pytest.mark.parametrize("slug", ["a%0Ab", "a%0Db", "a%3Fb", "a%2Fb", "%E2%80%AE"])
def test_the_page_of_an_odd_slug_is_404(client, slug):
    assert client.get(f"/terms/{slug}", follow_redirects=True).status_code == 404


@pytest.mark.parametrize("header", ["If-Modified-Since", "If-Unmodified-Since", "If-Range"])
@pytest.mark.parametrize("path", ["/docs/assets/swagger-ui.css", "/docs", f"{API}/openapi.json"])
def test_a_date_beyond_the_calendar_is_ignored(client, path, header):
    with client.get(path, headers={header: BEYOND_THE_CALENDAR, "Range": "bytes=0-1"}) as response:
        assert response.status_code == 200


@pytest.mark.parametrize("name", ["a" + "\U00020000" * 199, "\ufdfa" * 200])
def test_a_long_name_does_not_break_paging(client, create, make_term, name):
    make_term("Zebra")
    assert create(name=name, slug="long").status_code == 201
    following = client.get(f"{API}/terms?limit=1").json["next"]
    assert client.get(following.removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize("marks", [31, 130_000])
def test_too_many_combining_marks_are_refused_quickly(create, marks):
    assert create(definition="a" + "\u0301" * marks).status_code == 422


def test_at_most_20_errors_are_listed(create):
    assert len(create(labels=[{}] * 50).json["errors"]) == 20


def test_a_list_that_is_too_long_has_one_error(create):
    errors = create(labels=[1] * 100_000).json["errors"]
    assert errors == [{"detail": "More than 50 items.", "pointer": "#/labels"}]


@pytest.mark.parametrize(
    "char", ["\u200b", "\xad", "\ufeff", "\u034f", "\u2060", "\u206a", "\u3164", "\ufdd0", "\ufffe"]
)
def test_a_name_with_an_invisible_character_is_422(create, char):
    assert create(name=f"Drop{char}out").status_code == 422


def test_a_name_may_contain_the_joiners_that_its_script_needs(create):
    assert (
        create(name="\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", slug="joined").status_code
        == 201
    )


def test_a_language_is_case_insensitive(create, make_term):
    make_term("Weight")
    label = {"text": "Weight", "kind": "synonym", "language": "EN"}
    assert create(labels=[label]).status_code == 409


@pytest.mark.parametrize(
    "url", ['https://a.example/"><script>', "https://a.example/\u202e", "https://a.example/ b"]
)
def test_the_url_of_a_source_must_be_a_url(create, url):
    assert create(sources=[{"role": "primary", "citation": "A.", "url": url}]).status_code == 422


def test_a_pointer_is_a_uri_fragment(create):
    assert "#/a%20b~1~0" in [error["pointer"] for error in create(**{"a b/~": 1}).json["errors"]]


@pytest.mark.parametrize("number", ["%D9%A3", "007", "+1", "1" * 19])
def test_a_relation_has_only_one_path(client, number):
    assert client.get(f"{API}/relations/{number}").status_code == 404


def test_a_host_is_case_insensitive(client):
    assert client.get(API, headers={"Host": "LOCALHOST"}).status_code == 200


def test_a_request_without_a_host_is_400(client):
    assert client.get(API, headers={"Host": ""}).status_code == 400


def test_a_request_to_upgrade_is_ignored(client):
    assert client.get(API, headers={"Connection": "Upgrade", "Upgrade": "websocket"}).status_code == 200


def test_a_compressed_body_is_415(editor):
    headers = {"Content-Encoding": "gzip"}
    assert editor.post(f"{API}/terms", json={}, headers=headers).status_code == 415
