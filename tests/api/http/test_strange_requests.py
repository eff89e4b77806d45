"""What a stranger may send that once found a hole: each is answered, quickly, with less than a 500."""

import pytest

API = "/api/v1"
BEYOND_THE_CALENDAR = "Mon, 01 Jan 999999999999 00:00:00 GMT"


@pytest.fixture
def create(editor, make_category):
    """Create a term and return the answer."""

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
def test_a_parameter_called_schema_is_unknown_like_any_other(client, make_term, noun):
    make_term("Dropout")
    response = client.get(f"{API}/{noun}?_schema=1")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "_schema")


@pytest.mark.parametrize(
    ("body", "pointer"), [({"_schema": 1}, "#/_schema"), ({"labels": [{"_schema": 1}]}, "#/labels/0/_schema")]
)
def test_a_member_called_schema_is_unknown_like_any_other(create, body, pointer):
    assert pointer in [error["pointer"] for error in create(**body).json["errors"]]


def test_a_body_that_is_no_object_is_told_so(editor):
    assert editor.post(f"{API}/terms", json=[]).json["detail"] == "#: The body must be a JSON object."


@pytest.mark.parametrize("slug", ["a%0Ab", "a%0Db", "a%3Fb", "a%2Fb", "%E2%80%AE"])
def test_the_page_of_an_odd_slug_leads_to_a_404_of_the_same_slug(client, slug):
    assert client.get(f"/terms/{slug}", follow_redirects=True).status_code == 404


@pytest.mark.parametrize("header", ["If-Modified-Since", "If-Unmodified-Since", "If-Range"])
@pytest.mark.parametrize("path", ["/docs/assets/swagger-ui.css", "/docs", f"{API}/openapi.json"])
def test_a_date_beyond_the_calendar_is_passed_over(client, path, header):
    with client.get(path, headers={header: BEYOND_THE_CALENDAR, "Range": "bytes=0-1"}) as response:
        assert response.status_code == 200


@pytest.mark.parametrize("name", ["a" + "\U00020000" * 199, "\ufdfa" * 200])
def test_a_long_name_does_not_break_paging(client, create, make_term, name):
    make_term("Zebra")
    assert create(name=name, slug="long").status_code == 201
    following = client.get(f"{API}/terms?limit=1").json["next"]
    assert client.get(following.removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize("marks", [31, 130_000])
def test_marks_without_end_are_refused_before_they_cost_anything(create, marks):
    assert create(definition="a" + "\u0301" * marks).status_code == 422


def test_thousands_of_faults_are_answered_with_a_few(create):
    assert len(create(labels=[{}] * 50).json["errors"]) == 20


def test_a_list_too_long_is_refused_before_its_items_are_looked_at(create):
    errors = create(labels=[1] * 100_000).json["errors"]
    assert errors == [{"detail": "More than 50 items.", "pointer": "#/labels"}]


@pytest.mark.parametrize(
    "char", ["\u200b", "\xad", "\ufeff", "\u034f", "\u2060", "\u206a", "\u3164", "\ufdd0", "\ufffe"]
)
def test_a_name_with_an_invisible_character_is_422(create, char):
    assert create(name=f"Drop{char}out").status_code == 422


def test_joiners_stay_in_names_that_need_them(create):
    assert (
        create(name="\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", slug="joined").status_code
        == 201
    )


def test_a_language_does_not_differ_by_case(create, make_term):
    make_term("Weight")
    label = {"text": "Weight", "kind": "synonym", "language": "EN"}
    assert create(labels=[label]).status_code == 409


@pytest.mark.parametrize(
    "url", ['https://a.example/"><script>', "https://a.example/\u202e", "https://a.example/ b"]
)
def test_the_address_of_a_source_is_a_url_and_nothing_else(create, url):
    assert create(sources=[{"role": "primary", "citation": "A.", "url": url}]).status_code == 422


def test_a_pointer_is_written_as_a_fragment(create):
    assert "#/a%20b~1~0" in [error["pointer"] for error in create(**{"a b/~": 1}).json["errors"]]


@pytest.mark.parametrize("number", ["%D9%A3", "007", "+1", "1" * 19])
def test_a_relation_has_one_address(client, number):
    assert client.get(f"{API}/relations/{number}").status_code == 404


def test_a_host_does_not_differ_by_case(client):
    assert client.get(API, headers={"Host": "LOCALHOST"}).status_code == 200


def test_a_request_without_a_host_is_400(client):
    assert client.get(API, headers={"Host": ""}).status_code == 400


def test_a_wish_to_upgrade_is_passed_over(client):
    assert client.get(API, headers={"Connection": "Upgrade", "Upgrade": "websocket"}).status_code == 200


def test_an_encoded_body_is_415(editor):
    headers = {"Content-Encoding": "gzip"}
    assert editor.post(f"{API}/terms", json={}, headers=headers).status_code == 415
