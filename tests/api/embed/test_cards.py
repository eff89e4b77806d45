"""Cards, which other sites show in frames."""

import gzip
import re

import pytest

from api import create_app
from tests.api.documents import parse, text_of
from tests.markup import MARKUP

CARD = "/embed/terms/dog"
OEMBED = "/oembed"
DOG = "http://localhost/terms/dog"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors * file:"
)
PROBLEMS = {
    "unknown": (404, "/embed/terms/dgo"),
    "invalid slug": (404, "/embed/terms/%3Csvg%20onload=alert(1)%3E"),
    "retired": (410, "/embed/terms/dodo"),
    "unknown theme": (422, f"{CARD}?theme=blue"),
    "misspelled parameter": (422, f"{CARD}?theem=dark"),
    "repeated parameter": (422, f"{CARD}?theme=dark&theme=light"),
    "too many related terms": (422, f"{CARD}?related=9"),
    "not a number": (422, f"{CARD}?related=many"),
    "not a boolean": (422, f"{CARD}?compact=perhaps"),
}

pytestmark = pytest.mark.usefixtures("dog_and_dodo")


def links(tree):
    """Return the address of each link by the text of the link."""
    return {text_of(link): link.get("href") for link in tree.iter("a")}


def test_the_card_shows_category_name_definition_and_a_link(read):
    assert text_of(read(CARD).find(".//main")) == "Things Dog Animal that barks. Read more in Lemma"


def test_the_card_links_to_the_page_of_the_term(read):
    assert links(read(CARD)) == {"Read more in Lemma": DOG}


def test_a_compact_card_shows_only_name_and_definition(read):
    tree = read(f"{CARD}?compact=true")
    assert (text_of(tree.find(".//main")), links(tree)) == ("Dog Animal that barks.", {"Dog": DOG})


@pytest.mark.parametrize("count", [0, 1, 8])
def test_the_card_lists_the_requested_number_of_related_terms(read, count):
    names = ["Ant", "Bee", "Cat", "Doe", "Elk", "Fox", "Gnu", "Hen"][:count]
    tree = read(f"{CARD}?related={count}")
    assert [text_of(item) for item in tree.iter("li")] == names


def test_a_related_term_links_to_its_page(read):
    assert links(read(f"{CARD}?related=1"))["Ant"] == "http://localhost/terms/ant"


def test_links_open_a_new_tab_without_an_opener(read):
    tree = read(f"{CARD}?related=8")
    assert {(link.get("target"), link.get("rel")) for link in tree.iter("a")} == {("_blank", "noopener")}


@pytest.mark.parametrize(("status", "expected"), [("draft", 404), ("review", 404), ("deprecated", 410)])
def test_a_term_that_is_not_published_has_no_card(client, make_term, status, expected):
    make_term("Yeti", status=status)
    assert client.get("/embed/terms/yeti").status_code == expected


def test_a_deprecated_term_leads_to_the_card_of_its_replacement(client, make_term):
    make_term("Yeti", status="deprecated", replaced_by="dog")
    response = client.get("/embed/terms/yeti")
    assert (response.status_code, response.location) == (301, "http://localhost/embed/terms/dog")


def test_the_card_does_not_list_drafts(read, make_term, relate):
    make_term("Auk", status="draft")
    relate("dog", "contrasts-with", "auk")
    assert "Auk" not in text_of(read(f"{CARD}?related=8").find(".//main"))


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_card_has_the_requested_theme(read, theme):
    assert read(f"{CARD}?theme={theme}").get("data-theme") == theme


def test_the_theme_is_auto_by_default(read):
    assert read(CARD).get("data-theme") == "auto"


def test_search_engines_index_the_page_of_the_term_instead(read):
    tree = read(CARD)
    assert tree.find(".//meta[@name='robots']").get("content") == "noindex"
    assert tree.find(".//link[@rel='canonical']").get("href") == DOG


def test_the_title_of_the_card_names_the_service(app, read):
    app.config["SERVICE_NAME"] = "<Cheese> Words"
    assert read(CARD).find(".//title").text == "Dog · <Cheese> Words"


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_term_stays_text_in_the_card(read, make_term, markup):
    make_term(f"Odd {markup}", slug="odd", definition=f"Defined {markup}")
    tree = read("/embed/terms/odd")
    assert [text_of(tree.find(f".//main/{name}")) for name in ("h1", "p[2]")] == [
        f"Odd {markup}",
        f"Defined {markup}",
    ]
    assert tree.find(".//title").text == f"Odd {markup} · Lemma"


def test_markup_in_the_name_of_a_related_term_stays_text(read, make_term, relate):
    make_term("<img src=x onerror=alert(1)>", slug="odd")
    relate("odd", "uses", "dog")
    assert "<img src=x onerror=alert(1)>" in links(read(f"{CARD}?related=8"))


@pytest.mark.parametrize("compact", ["true", "false"])
def test_the_card_has_no_inline_script_or_style(client, compact):
    page = client.get(f"{CARD}?compact={compact}").text
    assert re.findall(r"<script>|<script [^>]*>[^<]|<style| style=| on\w+=", page) == []


@pytest.mark.parametrize("address", [CARD, *(address for _, address in PROBLEMS.values())])
def test_every_site_may_frame_the_card(client, address):
    assert client.get(address).headers["Content-Security-Policy"] == POLICY


def test_a_304_still_allows_framing(client):
    known = {"If-None-Match": client.get(CARD).headers["ETag"]}
    response = client.get(CARD, headers=known)
    assert (response.status_code, response.headers["Content-Security-Policy"]) == (304, POLICY)


@pytest.mark.parametrize(
    "address", ["/", "/docs", "/terms/dog", "/api/v1/terms/dog", f"{OEMBED}?url={DOG}", "/x"]
)
def test_no_other_address_may_be_framed(client, address):
    assert "frame-ancestors 'none'" in client.get(address).headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", [CARD, "/embed/terms/dgo", f"{OEMBED}?url={DOG}"])
def test_no_cookie_is_set(client, address):
    assert "Set-Cookie" not in client.get(address).headers


# Problems


@pytest.mark.parametrize(("status", "address"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_is_a_card(client, status, address):
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    assert text_of(parse(response.text).find(".//main/p"))


def test_the_card_of_an_unknown_term_links_to_the_nearest_terms(read, make_term):
    make_term("Dog House")
    make_term("Dogma")
    make_term("Doge", status="draft")
    assert links(read("/embed/terms/dogs")) == {
        "Dog": DOG,
        "Dog House": "http://localhost/terms/dog-house",
        "Dogma": "http://localhost/terms/dogma",
    }


def test_the_card_of_an_unknown_term_suggests_at_most_three_terms(read, make_term):
    for name in ("Doga", "Dogb", "Dogc"):
        make_term(name)
    assert len(links(read("/embed/terms/dogx"))) == 3


def test_the_card_of_a_retired_term_shows_a_message(read):
    assert text_of(read("/embed/terms/dodo").find(".//main")) == "Retired The term 'dodo' was retired."


def test_the_card_of_a_misspelled_parameter_names_the_nearest_one(read):
    assert text_of(read(f"{CARD}?theem=dark").find(".//main/p")) == "theem: Unknown; did you mean 'theme'?"


def test_a_problem_has_the_requested_theme(read):
    assert read("/embed/terms/dgo?theme=dark").get("data-theme") == "dark"


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_request_stays_text(client, markup):
    tree = parse(client.get(CARD, query_string={"theme": markup}).text)
    assert (tree.get("data-theme"), text_of(tree.find(".//h1"))) == (markup, "Invalid request")


@pytest.mark.parametrize("address", ["/embed/terms/{}", f"{CARD}?theme={{}}", f"{CARD}?{{}}"])
@pytest.mark.parametrize("char", ["%00", "%7F", "%C2%85", "%EF%B7%90", "%EF%BF%BE", "%F0%9F%BF%BE"])
def test_characters_that_html_forbids_are_left_out_of_a_card(client, address, char):
    assert parse(client.get(address.format(char)).text).find(".//h1") is not None


def test_an_unusable_database_is_a_503_card(tmp_path):
    (tmp_path / "text.db").write_text("This is no database." * 100)
    response = create_app({"DATABASE": tmp_path / "text.db"}).test_client().get(CARD)
    assert (response.status_code, response.headers["Retry-After"], response.mimetype) == (
        503,
        "30",
        "text/html",
    )


def test_a_renamed_term_is_301_to_its_card_and_keeps_the_query(client, update_term):
    update_term("dog", slug="hound")
    response = client.get(f"{CARD}?theme=dark&related=2")
    assert (response.status_code, response.location) == (
        301,
        "http://localhost/embed/terms/hound?theme=dark&related=2",
    )


def test_a_replaced_term_is_301_to_the_card_of_its_replacement(client, retire_term):
    retire_term("dog", "cat")
    response = client.get(CARD)
    assert (response.status_code, response.location) == (301, "http://localhost/embed/terms/cat")


# Assets


@pytest.fixture
def assets(read):
    """Return the addresses of the style sheet and the script."""
    tree = read(CARD)
    return tree.find(".//link[@rel='stylesheet']").get("href"), tree.find(".//script").get("src")


def test_the_files_have_their_media_types(client, assets):
    assert [client.get(address).mimetype for address in assets] == ["text/css", "text/javascript"]


def test_a_card_with_its_files_is_under_5_kb_compressed(client, assets):
    loaded = [client.get(address).data for address in (f"{CARD}?related=8", *assets)]
    assert sum(len(gzip.compress(data)) for data in loaded) < 5_000
