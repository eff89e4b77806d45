"""The service document and health."""

import re

import pytest

from api import create_app


def test_the_service_document_names_the_service(client):
    service = client.get("/api/v1").json
    assert (service["name"], bool(service["version"])) == ("Lemma", True)


def test_the_name_of_the_service_is_a_setting(path):
    client = create_app({"DATABASE": path, "SERVICE_NAME": "Cheese Words"}).test_client()
    assert client.get("/api/v1").json["name"] == "Cheese Words"


def test_the_service_document_counts_the_entries(client, make_term, make_category, relate):
    make_category("parts")
    for name in ("Dog", "Cat"):
        make_term(name)
    make_term("Draft", status="draft")
    relate("dog", "contrasts-with", "cat")
    relate("dog", "uses", "draft")
    counts = {"terms": 2, "categories": 2, "relations": 1, "relation_types": 11}
    assert client.get("/api/v1").json["counts"] == counts


def test_the_shipped_glossary_has_its_size(shipped):
    counts = shipped.get("/api/v1").json["counts"]
    assert (counts["terms"] >= 64, counts["categories"], counts["relation_types"]) == (True, 66, 11)


def test_the_serial_grows_by_one_with_each_change(client, make_term):
    before = client.get("/api/v1").json["serial"]
    make_term("Dog")
    assert client.get("/api/v1").json["serial"] == before + 1


def test_content_and_code_have_their_licenses(client):
    service = client.get("/api/v1").json
    licenses = (service["content_license"]["identifier"], service["code_license"]["identifier"])
    assert licenses == ("CC-BY-4.0", "Apache-2.0")


def test_the_service_document_says_whom_to_credit(client):
    assert client.get("/api/v1").json["attribution"] == "Lemma, http://localhost/"


def test_the_limits_are_those_in_force(client):
    assert client.get("/api/v1").json["limits"] == {
        "page_default": 50,
        "page_max": 500,
        "ids_max": 200,
        "body_max_bytes": 1_000_000,
        "annotated_max_bytes": 200_000,
    }


def test_every_link_without_braces_responds_to_get(client, make_term):
    make_term("Dog")
    links = client.get("/api/v1").json["links"]
    plain = {name: link for name, link in links.items() if "{" not in link and name != "annotations"}
    statuses = {
        name: client.get(link.removeprefix("http://localhost")).status_code for name, link in plain.items()
    }
    assert statuses == dict.fromkeys(plain, 200)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("search", "dog"),
        ("lookup", "dog"),
        ("suggest", "dog"),
        ("graph", "dog"),
        ("compare", "dog,cat"),
        ("oembed", "http://localhost/terms/dog"),
    ],
)
def test_a_link_template_leads_to_what_it_names(client, make_term, name, value):
    make_term("Dog")
    make_term("Cat")
    template = client.get("/api/v1").json["links"][name].removeprefix("http://localhost")
    path, parameter = re.fullmatch(r"(.+)\{\?(\w+)\}", template).groups()
    assert client.get(path, query_string={parameter: value}).status_code == 200


def test_every_link_with_braces_is_a_tested_template(client):
    links = client.get("/api/v1").json["links"]
    templates = {name for name, link in links.items() if "{" in link}
    assert templates == {"search", "lookup", "suggest", "graph", "compare", "oembed"}


def test_texts_are_sent_to_the_link_of_annotations(client):
    link = client.get("/api/v1").json["links"]["annotations"].removeprefix("http://localhost")
    assert client.post(link, json={"text": "A dog."}).status_code == 200


@pytest.mark.parametrize("url", ["/api/v1", "/api/v1/terms/none", "/healthz", "/nowhere", "/terms/none"])
def test_every_response_has_an_id_of_its_own(client, url):
    ids = {client.get(url).headers["Request-Id"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize("given", ["a", "order:7.b-c_d", "x" * 64])
def test_the_request_id_of_a_client_is_returned(client, given):
    assert client.get("/api/v1", headers={"Request-Id": given}).headers["Request-Id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a;b", "é", "<b>"])
def test_a_request_id_that_is_not_well_formed_is_replaced(client, given):
    response = client.get("/api/v1", headers={"Request-Id": given.encode().decode("latin-1")})
    assert re.fullmatch(r"[\w-]{16}", response.headers["Request-Id"])


def test_scripts_of_other_sites_can_read_the_request_id(client):
    response = client.get("/api/v1", headers={"Origin": "https://example.org"})
    assert "Request-Id" in response.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("url", ["/healthz", "/readyz"])
def test_probes_get_a_response_whatever_their_host(client, url):
    assert client.get(url, headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_the_process_is_alive_without_a_database(tmp_path):
    client = create_app({"DATABASE": tmp_path / "missing.db"}).test_client()
    assert client.get("/healthz").json == {"status": "ok"}


def test_the_service_is_ready_at_its_serial(client):
    ready = client.get("/readyz").json
    assert (ready["status"], ready["serial"]) == ("ok", client.get("/api/v1").json["serial"])


def test_readiness_names_a_version_of_sqlite_without_known_faults(client):
    version = client.get("/readyz").json["sqlite_version"]
    assert tuple(int(part) for part in version.split(".")) >= (3, 51, 3)


@pytest.mark.parametrize("content", [None, b"", b"This is no database. " * 100])
def test_without_a_database_the_service_is_not_ready(tmp_path, content):
    path = tmp_path / "lemma.db"
    if content is not None:
        path.write_bytes(content)
    response = create_app({"DATABASE": path}).test_client().get("/readyz")
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert response.headers["Retry-After"] == "30"


def test_an_unready_service_does_not_name_its_database(tmp_path):
    response = create_app({"DATABASE": tmp_path / "missing.db"}).test_client().get("/readyz")
    assert re.findall(r"missing|\.db|sqlite", response.text, re.I) == []


def test_a_missing_database_is_not_created(tmp_path):
    create_app({"DATABASE": tmp_path / "missing.db"}).test_client().get("/readyz")
    assert list(tmp_path.iterdir()) == []
