"""Only published terms are public. With a key, every term is visible."""

import pytest

from tests.api.documents import BROWSER

API = "/api/v1"
TERMS = f"{API}/terms"
# The reads of one term, beside the term `dog`.
READS = ("", "/summary", "/relations", "/history")
WALKS = ("/broader", "/narrower", "/path?to=dog", "/prerequisites")
HIDDEN = ("draft", "review")


@pytest.fixture
def animals(make_term, relate):
    """Create a published dog and cat, and a draft yak that is related to both."""
    make_term("Dog")
    make_term("Cat")
    make_term("Yak", status="draft")
    relate("yak", "broader", "dog")
    relate("cat", "requires", "yak")


@pytest.mark.parametrize("status", HIDDEN)
@pytest.mark.parametrize("rest", [*READS, *WALKS])
def test_a_term_that_is_not_published_is_404_without_a_key(client, make_term, status, rest):
    make_term("Dog")
    make_term("Yak", status=status)
    response = client.get(f"{TERMS}/yak{rest}")
    assert (response.status_code, response.json["type"]) == (404, "http://localhost/problems/unknown-term")


@pytest.mark.parametrize("status", HIDDEN)
@pytest.mark.parametrize("rest", READS)
def test_its_404_is_that_of_a_term_that_does_not_exist(client, make_term, status, rest):
    make_term("Yak", status=status)
    unknown = client.get(f"{TERMS}/yeti{rest}").json
    hidden = client.get(f"{TERMS}/yak{rest}").json
    assert {**hidden, "detail": hidden["detail"].replace("'yak'", "'yeti'")} == unknown


@pytest.mark.parametrize("status", [*HIDDEN, "deprecated", "published"])
@pytest.mark.parametrize("rest", [*READS, *WALKS])
def test_every_term_is_visible_with_a_key(editor, make_term, relate, status, rest):
    make_term("Dog")
    make_term("Yak", status=status)
    relate("yak", "broader", "dog")
    assert editor.get(f"{TERMS}/yak{rest}").status_code == 200


def test_a_draft_with_a_key_is_the_root_of_a_graph(editor, animals):
    nodes = editor.get(f"{API}/graph?root=yak").json["nodes"]
    assert {node["slug"] for node in nodes} == {"yak", "cat", "dog"}


@pytest.mark.parametrize("rest", READS)
def test_a_deprecated_term_is_410_without_a_key(client, make_term, rest):
    make_term("Yak", status="deprecated")
    assert client.get(f"{TERMS}/yak{rest}").status_code == 410


@pytest.mark.parametrize("rest", READS)
def test_a_deprecated_term_redirects_to_its_replacement_without_a_key(client, make_term, rest):
    make_term("Dog")
    make_term("Yak", status="deprecated", replaced_by="dog")
    response = client.get(f"{TERMS}/yak{rest}")
    assert (response.status_code, response.location) == (301, f"http://localhost{TERMS}/dog{rest}")


@pytest.mark.parametrize("rest", READS)
@pytest.mark.parametrize("slug", ["dog", "yak"])
def test_a_read_with_an_invalid_key_is_401(client, animals, slug, rest):
    response = client.get(f"{TERMS}/{slug}{rest}", headers={"Authorization": "Bearer wrong"})
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Lemma"')


def test_the_credentials_of_a_proxy_are_ignored(client, animals):
    headers = {"Authorization": "Basic dXNlcjpwYXNz"}
    found = [client.get(f"{TERMS}/{slug}", headers=headers).status_code for slug in ("dog", "yak")]
    assert found == [200, 404]


def test_a_read_with_a_key_is_not_stored_by_caches(editor, animals):
    assert editor.get(f"{TERMS}/yak").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("slug", ["dog", "yak"])
def test_reads_of_a_term_vary_on_the_key(client, animals, slug):
    assert "Authorization" in client.get(f"{TERMS}/{slug}").headers["Vary"]


def test_a_relation_of_a_draft_is_404_without_a_key(client, editor, animals):
    found = [reader.get(f"{API}/relations/1").status_code for reader in (client, editor)]
    assert found == [404, 200]


@pytest.mark.parametrize(
    "address",
    [
        f"{TERMS}/yaks",
        f"{TERMS}/yaks/summary",
        f"{TERMS}/dog/path?to=yaks",
        f"{API}/graph?root=yaks",
        f"{API}/compare?ids=dog,yaks",
        f"{API}/lookup?label=yaks",
        f"{API}/search?q=yaks",
        f"{TERMS}?relation=broader&to=yaks",
        f"{API}/relations?source=yaks",
    ],
)
def test_suggestions_never_name_a_draft(client, animals, address):
    assert "yak'" not in client.get(address).text.replace("yaks", "")
    assert '"yak"' not in client.get(address).text


@pytest.mark.parametrize(
    "address",
    [
        f"{API}/graph?root=yak",
        f"{TERMS}/dog/path?to=yak",
        f"{API}/compare?ids=dog,yak",
    ],
)
def test_a_draft_is_unknown_to_the_graph_without_a_key(client, animals, address):
    response = client.get(address)
    unknown = client.get(address.replace("yak", "yeti"))
    assert response.status_code == unknown.status_code
    assert response.status_code in (404, 422)
    assert response.json["type"] == unknown.json["type"]


@pytest.mark.parametrize(
    "address",
    [
        TERMS,
        f"{TERMS}/dog",
        f"{TERMS}/dog/relations",
        f"{TERMS}/dog/narrower?transitive=true",
        f"{TERMS}/cat/prerequisites",
        f"{API}/relations",
        f"{API}/relations?type=narrower&source=dog",
        f"{API}/graph?root=dog&depth=3",
        f"{API}/graph?category=things",
        f"{API}/compare?ids=dog,cat",
        f"{API}/search?q=yak",
        f"{API}/suggest?q=ya",
        f"{API}/matcher",
        f"{API}/categories/things/terms",
        f"{API}/categories",
        f"{API}/random",
        "/",
        "/?q=yak",
        "/?letter=Y",
        "/terms/dog",
        "/sitemap.xml",
    ],
)
def test_a_response_about_others_does_not_name_a_draft(client, animals, address):
    response = client.get(address, headers=BROWSER if not address.startswith(API) else {})
    assert response.status_code == 200
    # Pages and lists repeat the query itself.
    text = response.text.replace('value="yak"', "").replace('"q":"yak"', "")
    assert [name for name in ("Definition of Yak", "/terms/yak", '"yak"', "Yak<") if name in text] == []


@pytest.mark.parametrize("address", ["/terms/yak", "/terms/yak.svg", "/embed/terms/yak"])
def test_a_draft_has_no_page_picture_or_card(client, animals, address):
    assert client.get(address, headers=BROWSER).status_code == 404
