"""Cards and oEmbed, over HTTP."""

import gzip
import re
import xml.etree.ElementTree as ET

import html5lib
import pytest

from api import create_app

CARD = "/embed/terms/dog"
OEMBED = "/oembed"
DOG = "http://localhost/terms/dog"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors * file:"
)
MARKUP = (
    "</script><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onload="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "<svg onload=alert(1)>",
    "{{ 7 * 7 }}{0.__class__}",
    "]]><a>&lt;b&gt;&amp;&#39;",
    "<!-- --!><iframe srcdoc='<script>alert(1)</script>'>",
)
PROBLEMS = {
    "unknown": (404, "/embed/terms/dgo"),
    "no slug": (404, "/embed/terms/%3Csvg%20onload=alert(1)%3E"),
    "retired": (410, "/embed/terms/dodo"),
    "unknown theme": (422, f"{CARD}?theme=blue"),
    "misspelt parameter": (422, f"{CARD}?theem=dark"),
    "parameter twice": (422, f"{CARD}?theme=dark&theme=light"),
    "too many related terms": (422, f"{CARD}?related=9"),
    "no number": (422, f"{CARD}?related=many"),
    "neither yes nor no": (422, f"{CARD}?compact=perhaps"),
}


@pytest.fixture(autouse=True)
def animals(make_term, retire_term, relate):
    """A dog with nine related terms, and a dodo that is no more."""
    make_term("Dog", definition="Animal that barks.")
    for name in ("Ant", "Bee", "Cat", "Doe", "Elk", "Fox", "Gnu", "Hen", "Ibex"):
        make_term(name)
        relate("dog", "contrasts-with", name.lower())
    make_term("Dodo")
    retire_term("dodo")


@pytest.fixture
def show(client):
    """The page at an address as a tree, which it is only when its HTML is valid."""
    return lambda address: parse(client.get(address).text)


@pytest.fixture
def embed(client):
    """The oEmbed answer for the page of the dog."""
    return lambda **query: client.get(OEMBED, query_string={"url": DOG, **query}).json


def parse(html):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def words(element):
    """The text in an element, with every run of white space a single space."""
    return " ".join("".join(element.itertext()).split())


def links(tree):
    """What is linked, by the text of the link."""
    return {words(link): link.get("href") for link in tree.iter("a")}


def frame(answer):
    """The iframe of an oEmbed answer."""
    (found,) = parse(f"<!doctype html><title>Host</title>{answer['html']}").iter("iframe")
    return found


# The card


def test_the_card_shows_category_name_definition_and_where_to_read_more(show):
    assert words(show(CARD).find(".//main")) == "Things Dog Animal that barks. More about it in Lemma"


def test_the_card_links_to_the_page_of_the_term(show):
    assert links(show(CARD)) == {"More about it in Lemma": DOG}


def test_a_compact_card_shows_name_and_definition_alone(show):
    tree = show(f"{CARD}?compact=true")
    assert (words(tree.find(".//main")), links(tree)) == ("Dog Animal that barks.", {"Dog": DOG})


@pytest.mark.parametrize("count", [0, 1, 8])
def test_the_card_lists_as_many_related_terms_as_asked_for(show, count):
    names = ["Ant", "Bee", "Cat", "Doe", "Elk", "Fox", "Gnu", "Hen"][:count]
    tree = show(f"{CARD}?related={count}")
    assert [words(item) for item in tree.iter("li")] == names


def test_a_related_term_leads_to_its_page(show):
    assert links(show(f"{CARD}?related=1"))["Ant"] == "http://localhost/terms/ant"


def test_links_open_outside_of_the_frame_and_tell_nothing_of_it(show):
    tree = show(f"{CARD}?related=8")
    assert {(link.get("target"), link.get("rel")) for link in tree.iter("a")} == {("_blank", "noopener")}


@pytest.mark.parametrize("status", ["draft", "deprecated"])
def test_the_card_of_what_is_not_published_says_so(show, make_term, status):
    make_term("Yeti", status=status)
    assert words(show("/embed/terms/yeti").find(".//main/p")) == f"Things · {status}"


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_card_has_the_theme_asked_for(show, theme):
    assert show(f"{CARD}?theme={theme}").get("data-theme") == theme


def test_the_theme_is_auto_when_left_out(show):
    assert show(CARD).get("data-theme") == "auto"


def test_search_engines_are_led_to_the_page_of_the_term(show):
    tree = show(CARD)
    assert tree.find(".//meta[@name='robots']").get("content") == "noindex"
    assert tree.find(".//link[@rel='canonical']").get("href") == DOG


def test_the_card_has_the_name_of_the_service(app, show):
    app.config["SERVICE_NAME"] = "<Cheese> Words"
    assert show(CARD).find(".//title").text == "Dog · <Cheese> Words"


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_term_stays_text_in_the_card(show, make_term, markup):
    make_term(f"Odd {markup}", slug="odd", definition=f"Defined {markup}")
    tree = show("/embed/terms/odd")
    assert [words(tree.find(f".//main/{name}")) for name in ("h1", "p[2]")] == [f"Odd {markup}", f"Defined {markup}"]
    assert tree.find(".//title").text == f"Odd {markup} · Lemma"


def test_markup_in_the_name_of_a_related_term_stays_text(show, make_term, relate):
    make_term("<img src=x onerror=alert(1)>", slug="odd")
    relate("odd", "uses", "dog")
    assert "<img src=x onerror=alert(1)>" in links(show(f"{CARD}?related=8"))


@pytest.mark.parametrize("compact", ["true", "false"])
def test_the_card_holds_no_script_or_style_of_its_own(client, compact):
    page = client.get(f"{CARD}?compact={compact}").text
    assert re.findall(r"<script>|<script [^>]*>[^<]|<style| style=| on\w+=", page) == []


@pytest.mark.parametrize("address", [CARD, *(address for _, address in PROBLEMS.values())])
def test_the_card_may_be_framed_by_anybody(client, address):
    assert client.get(address).headers["Content-Security-Policy"] == POLICY


def test_the_card_that_is_known_may_still_be_framed(client):
    known = {"If-None-Match": client.get(CARD).headers["ETag"]}
    response = client.get(CARD, headers=known)
    assert (response.status_code, response.headers["Content-Security-Policy"]) == (304, POLICY)


@pytest.mark.parametrize("address", ["/", "/docs", "/terms/dog", "/api/v1/terms/dog", f"{OEMBED}?url={DOG}", "/x"])
def test_nothing_else_may_be_framed(client, address):
    assert "frame-ancestors 'none'" in client.get(address).headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", [CARD, "/embed/terms/dgo", f"{OEMBED}?url={DOG}"])
def test_no_cookie_is_set(client, address):
    assert "Set-Cookie" not in client.get(address).headers


# What goes wrong with a card


@pytest.mark.parametrize(("status", "address"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_is_a_card(client, status, address):
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    assert words(parse(response.text).find(".//main/p"))


def test_the_card_of_an_unknown_term_links_to_the_nearest_ones(show, make_term):
    make_term("Dog House")
    make_term("Dogma")
    make_term("Doge", status="draft")
    assert links(show("/embed/terms/dogs")) == {
        "Dog": DOG,
        "Dogma": "http://localhost/terms/dogma",
    }


def test_the_card_of_an_unknown_term_names_at_most_three(show, make_term):
    for name in ("Doga", "Dogb", "Dogc"):
        make_term(name)
    assert len(links(show("/embed/terms/dogx"))) == 3


def test_the_card_of_a_retired_term_says_so(show):
    assert words(show("/embed/terms/dodo").find(".//main")) == "Gone The term 'dodo' was retired."


def test_the_card_of_a_misspelt_parameter_names_the_nearest(show):
    assert words(show(f"{CARD}?theem=dark").find(".//main/p")) == "theem: Unknown; did you mean 'theme'?"


def test_a_problem_has_the_theme_asked_for(show):
    assert show("/embed/terms/dgo?theme=dark").get("data-theme") == "dark"


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_request_stays_text(client, markup):
    tree = parse(client.get(CARD, query_string={"theme": markup}).text)
    assert (tree.get("data-theme"), words(tree.find(".//h1"))) == (markup, "Unprocessable Content")


@pytest.mark.parametrize("address", ["/embed/terms/{}", f"{CARD}?theme={{}}", f"{CARD}?{{}}"])
@pytest.mark.parametrize("char", ["%00", "%7F", "%C2%85", "%EF%B7%90", "%EF%BF%BE", "%F0%9F%BF%BE"])
def test_what_html_cannot_hold_is_left_out_of_a_card(client, address, char):
    assert parse(client.get(address.format(char)).text).find(".//h1") is not None


def test_an_unusable_database_is_a_503_card(tmp_path):
    (tmp_path / "text.db").write_text("This is no database." * 100)
    response = create_app({"DATABASE": tmp_path / "text.db"}).test_client().get(CARD)
    assert (response.status_code, response.headers["Retry-After"], response.mimetype) == (503, "30", "text/html")


def test_a_renamed_term_is_301_to_its_card_with_the_query_kept(client, update_term):
    update_term("dog", slug="hound")
    response = client.get(f"{CARD}?theme=dark&related=2")
    assert (response.status_code, response.location) == (
        301,
        "http://localhost/embed/terms/hound?theme=dark&related=2",
    )


def test_a_replaced_term_is_301_to_the_card_of_the_other(client, retire_term):
    retire_term("dog", "cat")
    response = client.get(CARD)
    assert (response.status_code, response.location) == (301, "http://localhost/embed/terms/cat")


# The files of the card


@pytest.fixture
def assets(show):
    """The addresses of the style sheet and the script."""
    tree = show(CARD)
    return tree.find(".//link[@rel='stylesheet']").get("href"), tree.find(".//script").get("src")


def test_the_files_are_served_as_what_they_are(client, assets):
    assert [client.get(address).mimetype for address in assets] == ["text/css", "text/javascript"]


def test_a_card_with_its_files_is_under_5_kb_compressed(client, assets):
    loaded = [client.get(address).data for address in (f"{CARD}?related=8", *assets)]
    assert sum(len(gzip.compress(data)) for data in loaded) < 5_000


# oEmbed


def test_oembed_tells_what_the_specification_asks_for(embed):
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
    assert dict(frame(embed()).items()) == {
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
    [f"{DOG}/", f"{DOG}#sources", f"{DOG}?from=feed", f"{DOG}/?a=b#c", "HTTP://LOCALHOST/terms/dog", f"{DOG[:-1]}%67"],
)
def test_oembed_knows_the_page_however_it_is_written(embed, address):
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
def test_oembed_of_what_is_no_page_of_a_term_is_404(client, address):
    response = client.get(OEMBED, query_string={"url": address})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_oembed_of_an_unknown_term_suggests_others(embed):
    assert embed(url="http://localhost/terms/dogg")["suggestions"] == ["dog"]


def test_oembed_of_a_renamed_term_is_of_the_new_name(embed, update_term):
    update_term("dog", slug="hound", name="Hound")
    assert (embed()["title"], frame(embed()).get("src")) == ("Hound", "http://localhost/embed/terms/hound")


def test_oembed_of_a_replaced_term_is_of_the_other(embed, retire_term):
    retire_term("dog", "cat")
    assert embed()["title"] == "Cat"


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
def test_oembed_keeps_to_the_size_asked_for(embed, limits, size):
    answer = embed(**limits)
    iframe = frame(answer)
    assert (answer["width"], answer["height"]) == (int(iframe.get("width")), int(iframe.get("height"))) == size


@pytest.mark.parametrize(
    ("limits", "count"),
    [({"maxwidth": 1200, "maxheight": 630}, 3), ({"maxwidth": 1199}, 0), ({"maxheight": 629}, 0)],
    ids=str,
)
def test_oembed_names_a_picture_wholly_or_not_at_all(embed, limits, count):
    assert len([name for name in embed(**limits) if name.startswith("thumbnail_")]) == count


def test_oembed_as_xml_says_the_same(client, embed):
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
    frames = frame(embed(url=url)), frame({"html": root.findtext("html")})
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
def test_oembed_refuses_what_it_cannot_read(client, query, parameter):
    response = client.get(f"{OEMBED}?{query}")
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, parameter)


def test_oembed_passes_over_what_other_providers_take(client):
    assert client.get(f"{OEMBED}?maxwidth=500&maxheight=750&url={DOG}&dnt=1&omitscript=true").status_code == 200


def test_oembed_may_be_read_from_other_sites(client):
    response = client.get(f"{OEMBED}?url={DOG}", headers={"Origin": "https://example.org"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_oembed_has_the_name_of_the_service(app, embed):
    app.config["SERVICE_NAME"] = "Cheese Words"
    assert embed()["provider_name"] == "Cheese Words"
