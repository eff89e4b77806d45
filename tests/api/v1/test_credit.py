"""Every response with content names its license and whom to credit; items inside lists do not."""

import pytest

from tests.api.documents import CREDIT

API = "/api/v1"
RESPONSES = {
    "/categories": None,
    "/categories/things": None,
    "/categories/things/terms": None,
    "/compare?ids=dog,cat": None,
    "/graph?root=dog": None,
    "/lookup?label=dog": None,
    "/matcher": None,
    "/matcher?category=things": None,
    "/random": "Dog",
    "/relation-types": None,
    "/relations": None,
    "/relations/1": None,
    "/search?q=dog": None,
    "/suggest?q=do": None,
    "/term-of-the-day": "Dog",
    "/terms": None,
    "/terms?ids=dog": None,
    "/terms?fields=slug": None,
    "/terms/dog": "Dog",
    "/terms/dog/broader": None,
    "/terms/dog/history": None,
    "/terms/dog/narrower": None,
    "/terms/dog/path?to=cat": None,
    "/terms/dog/prerequisites": None,
    "/terms/dog/relations": None,
    "/terms/dog/summary": "Dog",
}


@pytest.fixture(autouse=True)
def animals(make_term, relate):
    """Create a dog that is related to a cat. Only the dog has the level `beginner`."""
    make_term("Dog", level="beginner")
    make_term("Cat", level="advanced")
    relate("dog", "contrasts-with", "cat")


def credit(name):
    """Return the credit of a response about one term, or about none in particular."""
    if name is None:
        return CREDIT
    return {**CREDIT, "attribution": f"{name}, Lemma, http://localhost/terms/{name.lower()}"}


@pytest.mark.parametrize(("url", "name"), RESPONSES.items())
def test_a_response_with_content_has_its_license_and_whom_to_credit(client, url, name):
    query = (
        {"level": "beginner"} if url == "/random" else {"date": day_of_dog(client)} if "day" in url else {}
    )
    body = client.get(f"{API}{url}", query_string=query or None).json
    assert {member: body.get(member) for member in CREDIT} == credit(name)


def day_of_dog(client):
    """Return one of two days in a row on which the dog is the term of the day."""
    days = ("2026-11-23", "2026-11-24")
    found = [client.get(f"{API}/term-of-the-day?date={day}").json["slug"] for day in days]
    return days[found.index("dog")]


def test_every_read_of_content_is_tested(app):
    paths = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith(f"{API}/")}
    reads = {path for path in paths if "GET" in methods(app, path)}
    without = {f"{API}/openapi.json", f"{API}/docs", f"{API}/"}
    tested = {
        path.partition("?")[0].replace("/dog", "/<slug>").replace("/things", "/<slug>") for path in RESPONSES
    }
    tested = {f"{API}{path}".replace("/relations/1", "/relations/<id:relation_id>") for path in tested}
    assert reads - without - tested == {f"{API}/matcher/<id:serial>"}


def methods(app, path):
    return {method for rule in app.url_map.iter_rules() if rule.rule == path for method in rule.methods}


def test_the_table_at_a_serial_has_them(client):
    serial = client.get(f"{API}/matcher").json["serial"]
    assert CREDIT.items() <= client.get(f"{API}/matcher/{serial}").json.items()


@pytest.mark.parametrize("body", [{"text": "A dog."}, {"html": "<p>A dog.", "output": "html"}])
def test_annotations_have_them(client, body):
    assert CREDIT.items() <= client.post(f"{API}/annotations", json=body).json.items()


def test_the_response_to_a_write_has_them(editor):
    body = {"name": "Ant", "definition": "D.", "category": "things"}
    response = editor.post(f"{API}/terms", json=body)
    assert credit("Ant").items() <= response.json.items()


@pytest.mark.parametrize("url", ["/terms", "/terms?ids=dog", "/relations", "/relation-types", "/categories"])
def test_an_item_in_a_list_has_neither(client, url):
    for item in client.get(f"{API}{url}").json["items"]:
        assert not CREDIT.keys() & item.keys()


@pytest.mark.parametrize("url", ["/search?q=dog", "/suggest?q=do"])
def test_a_term_that_was_found_has_neither(client, url):
    for item in client.get(f"{API}{url}").json["items"]:
        assert not CREDIT.keys() & item.keys()
        assert not CREDIT.keys() & item["term"].keys()


def test_a_term_of_a_look_up_has_neither(client):
    (term,) = client.get(f"{API}/lookup?label=dog").json["candidates"]
    assert not CREDIT.keys() & term.keys()


@pytest.mark.parametrize("url", ["/healthz", "/readyz"])
def test_a_response_without_content_has_neither(client, url):
    assert not CREDIT.keys() & client.get(url).json.keys()


def test_a_problem_has_neither(client):
    assert not CREDIT.keys() & client.get(f"{API}/terms/none").json.keys()
