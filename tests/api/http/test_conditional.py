"""ETags, conditional requests and cache headers (RFC 9110, RFC 9111)."""

import re

import pytest

from api.http.operation import EMBEDDED, SHARED

TERMS = "/api/v1/terms"
DOG = f"{TERMS}/dog"
ANY = {"If-Match": "*"}
# How proxies change an ETag on the way, and lists that contain it.
VARIANTS = {
    "unchanged": "{tag}",
    "weak": "W/{tag}",
    "with :br": '"{opaque}:br"',
    "with -gzip": '"{opaque}-gzip"',
    "weak with ;gzip": 'W/"{opaque};gzip"',
    "in a list": '"other", {tag}',
    "in a list without spaces": '"9-0123456789abcdef",W/{tag},"other"',
}
READS = (
    "/api/v1",
    "/api/v1/terms",
    "/api/v1/terms/dog",
    "/api/v1/terms/dog/summary",
    "/api/v1/terms/dog/relations",
    "/api/v1/terms/dog/history",
    "/api/v1/categories",
    "/api/v1/categories/things",
    "/api/v1/categories/things/terms",
    "/api/v1/relations",
    "/api/v1/relations/1",
    "/api/v1/relation-types",
    "/api/v1/openapi.json",
    "/embed/terms/dog",
    "/oembed?url=http://localhost/terms/dog",
)


@pytest.fixture(autouse=True)
def animals(make_term, relate):
    """Create a dog that is an animal."""
    make_term("Dog")
    make_term("Animal")
    relate("dog", "broader", "animal")


@pytest.fixture
def tag(client):
    """Return a function that returns the ETag of an address."""
    return lambda address=DOG: client.get(address).headers["ETag"]


@pytest.fixture(params=VARIANTS.values(), ids=VARIANTS)
def variant(request, tag):
    """Return the ETag of the term `dog` as it may come back."""
    return request.param.format(tag=tag(), opaque=tag().strip('"'))


@pytest.fixture
def redefine(editor):
    """Return a function that changes the definition of a term."""

    def make(slug):
        response = editor.patch(f"{TERMS}/{slug}", json={"definition": "Another."}, headers=ANY)
        assert response.status_code == 200

    return make


@pytest.mark.parametrize("address", READS)
def test_every_read_has_a_strong_etag(tag, address):
    assert re.fullmatch(r'"\d+-[0-9a-f]{16}"', tag(address))


def test_the_etag_begins_with_the_revision(tag, redefine):
    redefine("dog")
    assert tag().startswith('"2-')


@pytest.mark.parametrize("address", [DOG, f"{DOG}/relations", f"{TERMS}?include=relations"])
def test_the_etag_changes_with_a_neighbors_definition(tag, redefine, address):
    before = tag(address)
    redefine("animal")
    assert tag(address) != before


def test_the_etag_of_a_category_changes_with_its_counts(tag, make_term):
    before = tag("/api/v1/categories/things")
    make_term("Cat")
    assert tag("/api/v1/categories/things") != before


def test_the_etag_of_a_list_changes_with_the_serial(client, tag, redefine):
    before = tag(f"{TERMS}?letter=Z")
    redefine("dog")
    after = tag(f"{TERMS}?letter=Z")
    assert after != before
    assert after.startswith(f'"{client.get("/api/v1").json["serial"]}-')


def test_the_etag_is_the_same_as_long_as_nothing_changes(tag):
    assert tag() == tag()


def test_a_write_returns_the_etag_of_the_next_read(editor, tag):
    response = editor.patch(DOG, json={"level": "beginner"}, headers=ANY)
    assert response.headers["ETag"] == tag()


@pytest.mark.parametrize("address", READS)
def test_an_unchanged_read_is_304(client, tag, address):
    response = client.get(address, headers={"If-None-Match": tag(address)})
    assert (response.status_code, response.data) == (304, b"")


@pytest.mark.parametrize("header", ["ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"])
def test_a_304_repeats_the_headers_of_the_200(client, tag, header):
    response = client.get(DOG, headers={"If-None-Match": tag()})
    assert response.headers[header] == client.get(DOG).headers[header]


def test_a_read_matches_every_variant_of_the_etag(client, variant):
    assert client.get(DOG, headers={"If-None-Match": variant}).status_code == 304


def test_a_read_matches_any_etag_with_a_star(client):
    assert client.get(DOG, headers={"If-None-Match": "*"}).status_code == 304


def test_a_star_does_not_match_what_does_not_exist(client):
    assert client.get(f"{TERMS}/cat", headers={"If-None-Match": "*"}).status_code == 404


def test_a_read_compares_the_whole_etag(client, tag, redefine):
    before = tag()
    redefine("animal")
    assert client.get(DOG, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize("value", ["rubbish", '""', '"1-0123456789abcdef"', '"*"', ""])
def test_a_read_with_another_etag_is_200(client, value):
    assert client.get(DOG, headers={"If-None-Match": value}).status_code == 200


def test_head_has_the_headers_of_get_and_no_body(client):
    known = {"Request-Id": "1"}
    head, get = client.head(DOG, headers=known), client.get(DOG, headers=known)
    assert (head.status_code, head.data, dict(head.headers)) == (200, b"", dict(get.headers))


def test_an_unchanged_head_is_304(client, tag):
    assert client.head(DOG, headers={"If-None-Match": tag()}).status_code == 304


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_write_matches_every_variant_of_the_etag(editor, variant, method):
    response = editor.open(DOG, method=method, json={"level": "beginner"}, headers={"If-Match": variant})
    assert response.status_code < 300


def test_a_write_compares_only_the_revision(editor, tag, redefine):
    before = tag()
    redefine("animal")
    assert editor.patch(DOG, json={"level": "beginner"}, headers={"If-Match": before}).status_code == 200


def test_a_write_accepts_the_etag_of_the_summary(editor, tag):
    headers = {"If-Match": tag(f"{DOG}/summary")}
    assert editor.patch(DOG, json={"level": "beginner"}, headers=headers).status_code == 200


def test_a_write_with_an_old_revision_is_412(editor, tag, redefine):
    before = tag()
    redefine("dog")
    assert editor.patch(DOG, json={"level": "beginner"}, headers={"If-Match": before}).status_code == 412


def test_a_write_refuses_a_revision_that_has_the_right_one_as_prefix(editor):
    headers = {"If-Match": '"10-0123456789abcdef"'}
    assert editor.patch(DOG, json={"level": "beginner"}, headers=headers).status_code == 412


@pytest.mark.parametrize("address", READS)
def test_a_public_read_may_be_cached(client, address):
    policy = EMBEDDED if address.startswith("/embed/") else SHARED
    assert client.get(address).headers["Cache-Control"] == policy


def test_browsers_revalidate_what_shared_caches_keep():
    assert SHARED == "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"


def test_browsers_keep_for_minutes_what_other_sites_embed():
    assert EMBEDDED == "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400"


@pytest.mark.parametrize("address", READS)
def test_a_response_to_a_key_is_private(editor, address):
    assert editor.get(address).headers["Cache-Control"] == "private, no-store"


def test_a_redirect_may_be_cached(editor, client):
    editor.patch(DOG, json={"slug": "hound"}, headers=ANY)
    response = client.get(DOG)
    assert (response.status_code, response.headers["Cache-Control"]) == (301, SHARED)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/terms/cat", 404),
        ("GET", "/api/v1/terms?limit=0", 422),
        ("GET", "/nowhere", 404),
        ("DELETE", "/api/v1/terms", 405),
        ("POST", "/api/v1/terms", 401),
    ],
)
def test_an_error_is_not_cached(client, method, address, status):
    response = client.open(address, method=method)
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")


def test_a_410_is_not_cached(editor, client):
    editor.delete(DOG, headers=ANY)
    response = client.get(DOG)
    assert (response.status_code, response.headers["Cache-Control"]) == (410, "no-store")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_never_cached(client, address):
    assert client.get(address).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", [DOG, f"{TERMS}/cat", TERMS])
def test_responses_of_the_api_vary_only_on_the_key(client, address):
    assert client.get(address, headers={"Origin": "https://example.org"}).headers["Vary"] == "Authorization"
