"""oEmbed, which describes how other sites frame the card of a term."""

import xml.etree.ElementTree as ET

import pytest

from tests.api.documents import framed
from tests.markup import MARKUP

OEMBED = "/oembed"
DOG = "http://localhost/terms/dog"

pytestmark = pytest.mark.usefixtures("dog_and_dodo")


@pytest.fixture
def embed(client):
    """Return a function that gets the oEmbed response for the page of the term Dog."""
    return lambda **query: client.get(OEMBED, query_string={"url": DOG, **query}).json


def test_oembed_has_the_members_that_the_specification_requires(embed):
    answer = embed()
    del answer["html"]
    assert answer == {
        "type": "rich",
        "version": "1.0",
        "title": "Dog",
        "provider_name": "Lemma",
        "provider_url": "http://localhost/",
        "cache_age": 86400,
        "width": 480,
        "height": 225,
        "thumbnail_url": f"{DOG}/picture.png",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }


def test_oembed_frames_the_card(embed):
    assert dict(framed(embed()["html"]).items()) == {
        "src": "http://localhost/embed/terms/dog",
        "title": "Definition of Dog",
        "width": "480",
        "height": "225",
        "sandbox": "allow-scripts allow-popups allow-popups-to-escape-sandbox",
        "referrerpolicy": "no-referrer",
        "loading": "lazy",
        "style": "border:0;border-radius:.625rem;max-width:100%",
    }


@pytest.mark.parametrize(
    "address",
    [
        f"{DOG}/",
        f"{DOG}#sources",
        f"{DOG}?from=feed",
        f"{DOG}/?a=b#c",
        "HTTP://LOCALHOST/terms/dog",
        f"{DOG[:-1]}%67",
    ],
)
def test_oembed_accepts_variants_of_the_page_address(embed, address):
    assert embed(url=address)["title"] == "Dog"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/terms/dog",
        "http://localhost.example.org/terms/dog",
        "http://localhost@example.org/terms/dog",
        "http://localhost:81/terms/dog",
        "https://localhost/terms/dog",
        "http://localhost/",
        "http://localhost/terms/",
        "http://localhost/terms/dog/picture.png",
        "http://localhost/categories/things",
        "http://localhost/embed/terms/dog",
        "/terms/dog",
        "dog",
        "http://[",
        "javascript:alert(1)",
        "http://localhost/terms/dgo",
        "http://localhost/terms/dodo",
        "http://localhost/terms/DOG",
    ],
)
def test_oembed_of_an_address_that_is_not_a_term_page_is_404(client, address):
    response = client.get(OEMBED, query_string={"url": address})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_oembed_of_an_unknown_term_suggests_similar_terms(embed):
    assert embed(url="http://localhost/terms/dogg")["suggestions"] == ["dog"]


def test_oembed_of_a_renamed_term_has_the_new_name(embed, update_term):
    update_term("dog", slug="hound", name="Hound")
    assert (embed()["title"], framed(embed()["html"]).get("src")) == (
        "Hound",
        "http://localhost/embed/terms/hound",
    )


def test_oembed_of_a_replaced_term_has_the_replacement(embed, retire_term):
    retire_term("dog", "cat")
    assert embed()["title"] == "Cat"


def test_oembed_follows_a_chain_of_replacements(embed, make_term):
    make_term("Wolf", status="deprecated", replaced_by="dog")
    make_term("Jackal", status="deprecated", replaced_by="wolf")
    assert embed(url="http://localhost/terms/jackal")["title"] == "Dog"


@pytest.mark.parametrize("status", ["draft", "review", "deprecated"])
def test_oembed_of_a_term_that_is_not_published_is_404(client, make_term, status):
    make_term("Yeti", status=status)
    assert client.get(OEMBED, query_string={"url": "http://localhost/terms/yeti"}).status_code == 404


@pytest.mark.parametrize(
    ("limits", "size"),
    [
        ({"maxwidth": 480}, (480, 225)),
        ({"maxwidth": 2000, "maxheight": 2000}, (480, 225)),
        ({"maxwidth": 300}, (300, 313)),
        ({"maxwidth": 100}, (100, 430)),
        ({"maxheight": 100}, (480, 100)),
        ({"maxwidth": 300, "maxheight": 200}, (300, 200)),
        ({"maxwidth": 1, "maxheight": 1}, (1, 1)),
    ],
    ids=str,
)
def test_oembed_keeps_to_the_requested_size(embed, limits, size):
    answer = embed(**limits)
    iframe = framed(answer["html"])
    assert (
        (answer["width"], answer["height"]) == (int(iframe.get("width")), int(iframe.get("height"))) == size
    )


@pytest.mark.parametrize(
    ("limits", "count"),
    [({"maxwidth": 1200, "maxheight": 630}, 3), ({"maxwidth": 1199}, 0), ({"maxheight": 629}, 0)],
    ids=str,
)
def test_oembed_names_a_picture_only_if_it_fits(embed, limits, count):
    assert len([name for name in embed(**limits) if name.startswith("thumbnail_")]) == count


def test_oembed_as_xml_has_the_same_members(client, embed):
    response = client.get(OEMBED, query_string={"url": DOG, "format": "xml"})
    members = {element.tag: element.text for element in ET.fromstring(response.data)}
    assert (response.content_type, members) == (
        "text/xml; charset=utf-8",
        {name: str(value) for name, value in embed().items()},
    )


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_term_stays_text_in_oembed(client, embed, make_term, markup):
    make_term(markup, slug="odd")
    url = "http://localhost/terms/odd"
    root = ET.fromstring(client.get(OEMBED, query_string={"url": url, "format": "xml"}).data)
    titles = embed(url=url)["title"], root.findtext("title")
    assert titles == (markup, markup)
    frames = framed(embed(url=url)["html"]), framed(root.findtext("html"))
    assert [found.get("title") for found in frames] == [f"Definition of {markup}"] * 2


@pytest.mark.parametrize("written", ["yaml", "JSON", "", "json,xml"])
def test_oembed_in_other_formats_is_501(client, written):
    response = client.get(OEMBED, query_string={"url": DOG, "format": written})
    assert (response.status_code, response.json["title"]) == (501, "Not Implemented")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "url"),
        ("url=", "url"),
        (f"url={DOG}&url={DOG}", "url"),
        (f"url={DOG}&maxwidth=0", "maxwidth"),
        (f"url={DOG}&maxheight=-1", "maxheight"),
        (f"url={DOG}&maxwidth=wide", "maxwidth"),
    ],
)
def test_oembed_rejects_invalid_parameters(client, query, parameter):
    response = client.get(f"{OEMBED}?{query}")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, parameter)


def test_oembed_ignores_parameters_of_other_providers(client):
    assert (
        client.get(f"{OEMBED}?maxwidth=500&maxheight=750&url={DOG}&dnt=1&omitscript=true").status_code == 200
    )


def test_other_sites_may_read_oembed(client):
    response = client.get(f"{OEMBED}?url={DOG}", headers={"Origin": "https://example.org"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_oembed_names_the_service(app, embed):
    app.config["SERVICE_NAME"] = "Cheese Words"
    assert embed()["provider_name"] == "Cheese Words"
