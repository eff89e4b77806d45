"""Data for search engines, link previews and browsers."""

import json
import xml.etree.ElementTree as ET

import extruct
import pytest

from data.entries import sitemap
from tests.markup import MARKUP


@pytest.fixture
def extract(client):
    """Return a function that extracts JSON-LD and Open Graph from a page."""

    def extract_from(address):
        return extruct.extract(client.get(address).text, syntaxes=["json-ld", "opengraph"])

    return extract_from


@pytest.fixture
def addresses(client):
    """Return a function that returns the addresses in a sitemap with their dates."""

    def read(path="/sitemap.xml"):
        root = ET.fromstring(client.get(path).data)
        return {url.findtext("{*}loc"): url.findtext("{*}lastmod") for url in root}

    return read


def test_a_term_page_is_exactly_one_defined_term(extract, make_term):
    make_term("Dropout")
    assert [item["@type"] for item in extract("/terms/dropout")["json-ld"]] == ["DefinedTerm"]


@pytest.mark.parametrize("name", ["Dropout", *MARKUP])
def test_the_defined_term_matches_the_api(client, extract, make_term, name):
    labels = [{"text": f"{name} 2", "kind": "synonym"}, {"text": "Hidden", "kind": "hidden"}]
    make_term(name, slug="dropout", definition=f"Definition {name}", labels=labels)
    term = client.get("/api/v1/terms/dropout").json
    (item,) = extract("/terms/dropout")["json-ld"]
    assert item == {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": term["links"]["page"],
        "name": term["name"],
        "description": term["definition"],
        "termCode": term["slug"],
        "url": term["links"]["page"],
        "alternateName": [f"{name} 2"],
        "inDefinedTermSet": {
            "@type": "DefinedTermSet",
            "@id": "http://localhost/",
            "name": "Lemma",
            "url": "http://localhost/",
        },
    }


def test_the_data_of_shipped_terms_match_the_api(shipped):
    listed = shipped.get("/api/v1/terms?limit=40&fields=slug,name,definition").json["items"]
    pages = [
        extruct.extract(shipped.get(f"/terms/{term['slug']}").text, syntaxes=["json-ld"]) for term in listed
    ]
    found = [
        (item["termCode"], item["name"], item["description"]) for page in pages for item in page["json-ld"]
    ]
    assert found == [(term["slug"], term["name"], term["definition"]) for term in listed]


@pytest.mark.parametrize("address", ["/", "/categories/things", "/?letter=D"])
def test_other_pages_are_defined_term_sets(extract, make_term, address):
    make_term("Dropout")
    assert [item["@type"] for item in extract(address)["json-ld"]] == ["DefinedTermSet"]


def test_a_category_is_part_of_the_glossary(extract):
    (item,) = extract("/categories/things")["json-ld"]
    assert (item["name"], item["isPartOf"]["@id"]) == ("Things", "http://localhost/")


@pytest.mark.parametrize("name", ["Dropout", *MARKUP])
def test_a_preview_shows_name_definition_and_picture(extract, make_term, name):
    make_term(name, slug="dropout", definition=f"Definition {name}")
    properties = dict(extract("/terms/dropout")["opengraph"][0]["properties"])
    shown = [properties[f"og:{key}"] for key in ("title", "description", "url", "image")]
    page = "http://localhost/terms/dropout"
    assert shown == [name, f"Definition {name}", page, f"{page}/picture.png"]


def test_addresses_are_public_for_every_requested_host(app, client, make_term):
    app.config["BASE_URL"] = "https://glossary.example"
    make_term("Dropout")
    page = client.get("/terms/dropout", headers={"Host": "127.0.0.1:8000"}).text
    assert "127.0.0.1" not in page
    assert '<link rel="canonical" href="https://glossary.example/terms/dropout">' in page


def test_a_term_page_links_to_its_other_formats(client, make_term):
    make_term("Dropout")
    page = client.get("/terms/dropout").text
    oembed = "http://localhost/oembed?url=http%3A%2F%2Flocalhost%2Fterms%2Fdropout"
    for mimetype, address in {
        "application/json": "http://localhost/api/v1/terms/dropout",
        "application/json+oembed": oembed,
        "text/xml+oembed": f"{oembed}&amp;format=xml",
    }.items():
        assert any(f'type="{mimetype}"' in line and f'href="{address}"' in line for line in page.splitlines())


@pytest.mark.parametrize(
    ("address", "noindex"),
    [
        ("/", False),
        ("/terms/dropout", False),
        ("/?q=dropout", True),
        ("/?letter=D", False),
    ],
)
def test_pages_that_are_not_for_an_index_are_noindex(client, make_term, address, noindex):
    make_term("Dropout")
    assert ('<meta name="robots" content="noindex">' in client.get(address).text) == noindex


def test_the_sitemap_lists_start_categories_and_published_terms(addresses, make_term):
    make_term("Dropout")
    make_term("Sketch", status="draft")
    assert set(addresses()) == {
        f"http://localhost{path}" for path in ("/", "/categories/things", "/terms/dropout")
    }


def test_the_sitemap_has_the_time_of_the_last_change(client, addresses, make_term):
    make_term("Dropout")
    changed = client.get("/api/v1/terms/dropout").json["updated_at"]
    assert addresses()["http://localhost/terms/dropout"] == changed


def parts_of(addresses):
    """Return the files of a split sitemap, each with the last path segments of its addresses."""
    files = [address.removeprefix("http://localhost") for address in addresses()]
    return {file: [address.rsplit("/", 1)[-1] for address in addresses(file)] for file in files}


def test_a_sitemap_that_is_too_long_is_split_into_files(addresses, make_term, monkeypatch):
    monkeypatch.setattr(sitemap, "PORTION", 2)
    for name in ("Gamma", "Beta", "Alpha"):
        make_term(name)
    assert parts_of(addresses) == {
        "/sitemap-1.xml": ["", "things", "gamma", "beta"],
        "/sitemap-2.xml": ["alpha"],
    }


def test_only_the_first_file_of_a_sitemap_may_have_no_terms(addresses, make_term, monkeypatch):
    monkeypatch.setattr(sitemap, "PORTION", 2)
    for name in ("Alpha", "Beta", "Gamma", "Delta"):
        make_term(name, status="draft")
    make_term("Epsilon")
    assert parts_of(addresses) == {"/sitemap-1.xml": ["", "things"], "/sitemap-3.xml": ["epsilon"]}


@pytest.mark.parametrize("number", ["0", "2", "01", "-1", "9" * 18])
def test_an_unknown_file_of_the_sitemap_is_404(client, number):
    assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_an_unchanged_sitemap_is_304(client):
    etag = client.get("/sitemap.xml").headers["ETag"]
    assert client.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 304


def test_robots_may_read_everything_and_find_the_sitemap(client):
    lines = client.get("/robots.txt").text.splitlines()
    assert lines == ["User-agent: *", "Disallow:", "", "Sitemap: http://localhost/sitemap.xml"]


def test_opensearch_describes_searches_and_suggestions(app, client, make_term):
    make_term("Net")
    app.config["SERVICE_NAME"] = "A <very> long name of a glossary"
    response = client.get("/opensearch.xml")
    assert response.mimetype == "application/opensearchdescription+xml"
    root = ET.fromstring(response.data)
    assert root.findtext("{*}ShortName") == "A <very> long na"
    templates = {url.get("type"): url.get("template") for url in root.iterfind("{*}Url")}
    assert templates["text/html"] == "http://localhost/?q={searchTerms}"
    assert templates["application/json"] == "http://localhost/api/v1/search?q={searchTerms}"
    address = templates["application/x-suggestions+json"].replace("{searchTerms}", "net")
    assert json.loads(client.get(address).data)[0] == "net"


def test_opensearch_distinguishes_suggestions_from_results(client):
    urls = ET.fromstring(client.get("/opensearch.xml").data).iterfind("{*}Url")
    assert [url.get("rel") for url in urls] == ["results", "results", "suggestions"]
