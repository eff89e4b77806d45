"""The pages for people, as they leave the service."""

import gzip
import re
from itertools import pairwise
from urllib.parse import quote

import html5lib
import pytest

PUBLIC = "max-age=60, stale-while-revalidate=600, stale-if-error=86400"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PROGRAM = {"Accept": "application/json"}
PAGES = ("/", "/?letter=P", "/?q=training", "/?q=xyzzy", "/categories/deep-learning", "/categories/mlops")
TERMS = ("/terms/pre-training", "/terms/adam-optimizer", "/graph/pre-training")
ERRORS = {
    "/terms/pretraning": 404,
    "/nowhere": 404,
    "/terms/": 404,
    "/?q=%00": 422,
    "/?letter=AB": 422,
    "/terms/a%00b": 404,
}
NASTY = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    "javascript:alert(1)",
    "<svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} &lt;b&gt;",
    "--><iframe src=javascript:alert(1)>",
)


def parse(response):
    """The document of an answer; raises for HTML that does not validate."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(response.text)


def text_of(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def read(client):
    """The document at an address."""
    return lambda address: parse(client.get(address, headers=BROWSER))


@pytest.fixture
def headings(read):
    """The headings of a level at an address."""
    return lambda address, level=2: [text_of(heading) for heading in read(address).iter(f"h{level}")]


@pytest.fixture
def dropout(make_term):
    """A term with everything a term can have."""
    make_term("Regularization")
    return make_term(
        "Dropout",
        definition="Setting units to zero.",
        explanation="# Why\n\nSee [weights](term:weight).\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        example="Half of them.",
        confusion="Not to be confused with pruning, which is for good.",
        formula=r"\frac{1}{2}",
        labels=[{"text": "Dilution", "kind": "synonym"}, {"text": "dropuot", "kind": "hidden"}],
        sources=[
            {"role": "primary", "citation": "Hinton, G.", "year": 2012, "arxiv": "1207.0580"},
            {"role": "textbook", "citation": "A book.", "doi": "10.1/a<b>", "isbn": "9780262035613"},
            {"role": "primary", "citation": "A page.", "url": "https://example.org/?a=1&b=2"},
        ],
    )


# Every kind of page


@pytest.mark.parametrize("address", [*PAGES, *TERMS])
def test_a_page_is_valid_html_with_one_main_heading(shipped, address):
    document = parse(shipped.get(address))
    assert len(list(document.iter("h1"))) == 1


@pytest.mark.parametrize("address", [*PAGES, *TERMS])
def test_no_heading_skips_a_level(shipped, address):
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", shipped.get(address).text)]
    assert [after for before, after in pairwise(levels) if after > before + 1] == []


@pytest.mark.parametrize("address", [*PAGES, *TERMS, *ERRORS])
def test_a_page_loads_from_here_alone_and_nobody_may_frame_it(shipped, address):
    policy = shipped.get(address, headers=BROWSER).headers["Content-Security-Policy"]
    directives = dict(directive.strip().split(" ", 1) for directive in policy.split(";"))
    assert {directives.pop(name) for name in ("default-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert set(directives.values()) == {"'self'"}


@pytest.mark.parametrize("address", [*PAGES, *TERMS])
def test_a_page_holds_no_style_and_no_script_that_runs(shipped, address):
    document = parse(shipped.get(address))
    attributes = [name for element in document.iter() for name in element.attrib if name[:2] == "on" or name == "style"]
    running = [script for script in document.iter("script") if script.get("type") != "application/ld+json"]
    assert (attributes, [script.text for script in running if script.text], list(document.iter("style"))) == ([],) * 3


@pytest.mark.parametrize("address", [*PAGES, *TERMS])
def test_a_page_may_be_cached_and_is_304_when_it_is_known(shipped, address):
    first = shipped.get(address)
    again = shipped.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code, again.data) == (PUBLIC, 304, b"")


@pytest.mark.parametrize("address", PAGES[:5] + TERMS)
def test_every_link_of_a_page_to_another_leads_somewhere(shipped, address):
    links = {link.get("href") for link in parse(shipped.get(address)).iter("a")}
    here = [link for link in links if link.startswith(("/", "?")) and not link.startswith("/docs")]
    gone = [link for link in here[:60] if shipped.get(link if link[0] == "/" else f"/{link}").status_code != 200]
    assert gone == []


@pytest.mark.parametrize("address", TERMS)
def test_a_page_with_all_it_loads_is_under_20_kb_compressed(shipped, address):
    page = shipped.get(address)
    files = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text)
    assert len(files) >= 3
    assert sum(len(gzip.compress(body)) for body in [page.data, *(shipped.get(file).data for file in files)]) < 20_000


@pytest.mark.parametrize("address", [*PAGES, *TERMS])
def test_nothing_but_one_stylesheet_holds_up_the_first_paint(shipped, address):
    head = next(parse(shipped.get(address)).iter("head"))
    sheets = [link for link in head.iter("link") if link.get("rel") == "stylesheet"]
    kinds = {script.get("type") for script in head.iter("script")}
    assert (len(sheets), kinds - {"module", "application/ld+json"}) == (1, set())


# Text stays text


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("address", ["/", "/terms/odd", "/graph/odd", "/categories/odds", "/?q=odd", "/?letter=%23"])
def test_mark_up_in_texts_stays_text(make_term, make_category, relate, client, address, text):
    make_category("odds", name=f"Odd {text}", scope_note=text)
    texts = dict.fromkeys(("example", "confusion", "formula", "definition"), f"odd {text}")
    labels = [{"text": f"{text} odd", "kind": "synonym"}]
    sources = [{"role": "primary", "citation": text, "doi": text[:200], "arxiv": text[:50], "isbn": text[:20]}]
    make_term(f"# {text}", slug="odd", category="odds", labels=labels, sources=sources, explanation=text, **texts)
    make_term(f"#2 {text}", slug="even", category="odds")
    relate("odd", "related-to", "even")
    document = parse(client.get(address))
    scripts = [script for script in document.iter("script") if script.get("type") is None]
    attributes = [name for element in document.iter() for name in element.attrib if name.startswith("on")]
    links = [link.get("href") for link in document.iter("a") if not re.match(r"[/#?]|https?://", link.get("href"))]
    assert (scripts, attributes, links, list(document.iter("iframe")), list(document.iter("img"))) == ([],) * 5
    assert text in "".join(document.itertext())


@pytest.mark.parametrize("text", NASTY)
def test_mark_up_in_a_question_stays_text(read, text):
    document = read(f"/?q={text.replace('&', '%26').replace('#', '%23')}")
    assert text_of(next(document.iter("h1"))) == f"Results for “{text}”"
    assert next(document.iter("input")).get("value") == text


# The term


def test_the_parts_of_a_term_stand_in_the_order_of_reading(headings, dropout, relate):
    relate("dropout", "broader", "regularization")
    assert headings("/terms/dropout") == [
        "Understanding Dropout",
        "Example",
        "Not to be confused with",
        "Formula",
        "Relations",
        "Related Things Terms",
        "Sources",
    ]


def test_a_term_of_a_name_and_a_definition_has_no_empty_parts(headings, make_term):
    make_term("Dropout")
    assert headings("/terms/dropout") == []


def test_a_term_says_its_level_and_other_names(read, dropout):
    facts = next(p for p in read("/terms/dropout").iter("p") if p.get("class") == "facts")
    assert text_of(facts) == "Intermediate Also called Dilution"


def test_the_way_down_to_a_term_leads_through_its_categories(read, make_term, make_category):
    make_category("parts", parent="things")
    make_term("Wheel", category="parts")
    trail = next(nav for nav in read("/terms/wheel").iter("nav") if nav.get("aria-label") == "Breadcrumb")
    assert [link.get("href") for link in trail.iter("a")] == ["/", "/categories/things", "/categories/parts"]


def test_the_headings_of_an_explanation_stand_below_ours(headings, dropout):
    assert headings("/terms/dropout", 3)[0] == "Why"


def test_links_in_an_explanation_lead_to_pages_here(read, dropout):
    assert "/terms/weight" in [link.get("href") for link in read("/terms/dropout").iter("a")]


def test_what_a_term_is_confused_with_goes_on_from_its_heading(read, dropout):
    assert "pruning, which is for good." in [text_of(p) for p in read("/terms/dropout").iter("p")]


def test_relations_are_told_in_words_from_both_ends(headings, dropout, relate):
    relate("dropout", "broader", "regularization")
    assert headings("/terms/dropout", 3)[1] == "Is a kind of"
    assert headings("/terms/regularization", 3)[0] == "Has kinds"


def test_sources_lead_to_where_they_can_be_read(read, dropout):
    links = [link.get("href") for link in read("/terms/dropout").iter("a") if "//" in link.get("href")]
    assert links[:3] == [
        "https://arxiv.org/abs/1207.0580",
        "https://doi.org/10.1/a%3Cb%3E",
        "https://example.org/?a=1&b=2",
    ]


def test_the_last_change_is_a_date(read, dropout):
    time = next(read("/terms/dropout").iter("time"))
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", time.text) and time.get("datetime") == dropout.updated_at


def test_a_correction_can_be_suggested_where_it_is_wanted(app, read, dropout):
    app.config["CORRECTIONS_URL"] = "https://example.org/new?about={slug}"
    links = {text_of(link): link.get("href") for link in read("/terms/dropout").iter("a")}
    assert links["Suggest a correction"] == "https://example.org/new?about=dropout"


def test_nobody_is_asked_for_corrections_by_default(client, dropout):
    assert "Suggest a correction" not in client.get("/terms/dropout").text


def test_a_box_calls_to_something_when_it_is_set(app, read, dropout):
    app.config.update(CALL_TITLE="Learn <more>", CALL_URL="https://example.org/course", CALL_BUTTON="Begin")
    box = next(read("/terms/dropout").iter("aside"))
    assert text_of(box) == "Learn <more> Begin"


@pytest.mark.parametrize("name", ["CALL_TITLE", "CALL_URL"])
def test_there_is_no_box_without_its_title_and_address(app, client, dropout, name):
    app.config[name] = "https://example.org/"
    assert "<aside" not in client.get("/terms/dropout").text


def test_the_snippets_hold_the_name_as_text(read, make_term):
    make_term('A <b> "c" & d', slug="a")
    snippets = [text_of(pre) for pre in read("/terms/a").iter("pre")]
    assert snippets[2] == '<a href="http://localhost/terms/a">A &lt;b&gt; &#34;c&#34; &amp; d</a>'


def test_the_snippet_of_the_widget_names_script_and_term(read, dropout):
    snippet = next(read("/terms/dropout").iter("pre"))
    assert text_of(snippet) == (
        '<script type="module" src="http://localhost/widget/v1/lemma.js"></script> '
        '<lemma-term slug="dropout">Dropout</lemma-term>'
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [("draft", "is being worked on"), ("review", "is being worked on"), ("deprecated", "is outdated")],
)
def test_a_term_that_is_not_published_says_so(client, make_term, status, words):
    make_term("Dropout", status=status)
    assert words in client.get("/terms/dropout").text


# Finding


def test_the_start_counts_what_there_is(client, make_term):
    make_term("Dropout")
    assert "1 term in 1 category, each defined" in " ".join(client.get("/").text.split())


def test_the_start_of_an_empty_glossary_is_a_page(client):
    assert client.get("/").status_code == 200


def test_the_start_leads_to_the_letters_there_are(read, make_term):
    for name in ("Beta", "alpha", "3D"):
        make_term(name)
    make_term("Zeta", status="draft")
    letters = next(nav for nav in read("/").iter("nav") if nav.get("aria-label") == "Terms by letter")
    links = [(link.text, link.get("href")) for link in letters.iter("a")]
    assert links == [("A", "/?letter=A"), ("B", "/?letter=B"), ("#", "/?letter=%23")]


@pytest.fixture
def listed(read):
    """The names of the terms in the list on a page, and where the next page is."""

    def names(address):
        document = read(address)
        following = [link.get("href") for link in document.iter("a") if link.get("rel") == "next"]
        return [text_of(name) for name in document.iter("dt")], following

    return names


def test_a_letter_lists_its_terms_a_page_at_a_time(listed, make_term):
    for name in ("Ada", "Bob", "abc", "Axe"):
        make_term(name)
    names, (following,) = listed("/?letter=a&limit=2")
    assert (names, listed(f"/{following}")) == (["abc", "Ada"], (["Axe"], []))


def test_a_category_lists_its_terms_a_page_at_a_time(listed, make_term, make_category):
    make_category("parts", parent="things")
    make_term("Wheel", category="parts")
    make_term("Axle")
    names, (following,) = listed("/categories/things?limit=1")
    assert (names, listed(f"/categories/things{following}")) == (["Axle"], (["Wheel"], []))


@pytest.mark.parametrize(
    ("typed", "letter"), [("a", "A"), ("%C3%84", "A"), ("%F0%9F%98%80", "#"), ("%00", "#"), ("%EF%B7%90", "#")]
)
def test_the_page_of_a_letter_is_the_same_however_it_is_written(read, typed, letter):
    document = read(f"/?letter={typed}")
    (canonical,) = (link.get("href") for link in document.iter("link") if link.get("rel") == "canonical")
    heading = text_of(next(document.iter("h1")))
    assert (heading, canonical) == (f"Terms under {letter}", f"http://localhost/?letter={quote(letter)}")


def test_a_letter_without_terms_says_so(client):
    assert "No term begins so." in client.get("/?letter=Q").text


def test_a_search_marks_what_matches(read, make_term):
    make_term("Net", definition="Mesh of strings.")
    assert [mark.text for mark in read("/?q=strings").iter("mark")] == ["strings"]
    assert [mark.text for mark in read("/?q=ne").iter("mark")] == ["Ne"]


def test_a_search_that_finds_nothing_offers_what_was_meant(read, make_term):
    make_term("Gradient Descent")
    links = {text_of(link): link.get("href") for link in read("/?q=gradeint+decsent").iter("a")}
    assert links["Gradient Descent"] == "/?q=Gradient+Descent"


def test_an_empty_question_is_the_start(client):
    assert client.get("/?q=+").text == client.get("/").text


def test_what_others_add_to_a_link_is_passed_over(client, make_term):
    make_term("Dropout")
    for address in ("/?", "/terms/dropout?", "/categories/things?"):
        assert client.get(f"{address}utm_source=x&utm_source=y&fbclid=z").status_code == 200


# Who gets what


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", ""),
        ("/?q=a+b", "/search?q=a+b"),
        ("/?letter=%23", "/terms?letter=%23"),
        ("/categories/things", "/categories/things"),
        ("/terms/dropout", "/terms/dropout"),
        ("/graph/dropout", "/graph?root=dropout"),
    ],
)
@pytest.mark.parametrize(
    "accept", ["application/json", "text/html;q=0.5, application/json", "*/*;q=0.1, application/json"]
)
def test_who_prefers_json_is_led_to_the_api(client, make_term, address, place, accept):
    make_term("Dropout")
    response = client.get(address, headers={"Accept": accept})
    assert (response.status_code, response.location) == (303, f"http://localhost/api/v1{place}")
    assert "Accept" in response.vary


@pytest.mark.parametrize(
    "accept", [BROWSER["Accept"], "*/*", "", "application/json, text/html", "application/json;q=0.9, */*", "image/png"]
)
@pytest.mark.parametrize("address", ["/", "/categories/things", "/terms/dropout"])
def test_everybody_else_gets_the_page(client, make_term, address, accept):
    make_term("Dropout")
    response = client.get(address, headers={"Accept": accept})
    assert (response.status_code, response.mimetype, "Accept" in response.vary) == (200, "text/html", True)


@pytest.mark.parametrize(("address", "status"), [("/terms/dropout", 200), ("/terms/nothing", 404)])
def test_wishes_without_end_are_no_wish(client, make_term, address, status):
    make_term("Dropout")
    response = client.get(address, headers={"Accept": "application/json," + "a/b;q=0.5," * 200})
    assert (response.status_code, response.mimetype) == (status, "text/html")


@pytest.mark.parametrize(("address", "status"), ERRORS.items())
@pytest.mark.parametrize(
    ("headers", "mimetype"), [(BROWSER, "text/html"), (PROGRAM, "application/problem+json")], ids=["browser", "program"]
)
def test_an_error_is_told_in_the_form_that_is_preferred(client, address, status, headers, mimetype):
    response = client.get(address, headers=headers)
    assert (response.status_code, response.mimetype, response.headers["Cache-Control"]) == (
        status,
        mimetype,
        "no-store",
    )
    assert "Accept" in response.vary


@pytest.mark.parametrize("address", ["/api/v1/terms/nothing", "/api/v1/nothing", "/api", "/readyz/x"])
def test_what_is_for_programs_answers_everybody_with_problems(client, address):
    response = client.get(address, headers=BROWSER)
    assert (response.mimetype, "Accept" in response.vary) == ("application/problem+json", False)


def test_a_page_that_is_not_there_is_told_on_one_to_who_has_no_wish(client):
    assert client.get("/terms/nothing", headers={"Accept": "*/*"}).mimetype == "text/html"


@pytest.mark.parametrize("address", ERRORS)
def test_an_error_page_is_valid_html_in_the_same_layout(client, address):
    document = parse(client.get(address, headers=BROWSER))
    assert [len(list(document.iter(name))) for name in ("h1", "main", "header", "form")] == [1, 1, 1, 1]


def test_an_unknown_host_is_a_page_too(client):
    response = client.get("/terms/dropout", headers={**BROWSER, "Host": "evil.example"})
    assert (response.status_code, response.mimetype) == (400, "text/html")


def test_a_method_that_pages_do_not_know_is_a_page_too(client):
    response = client.post("/terms/dropout", headers=BROWSER)
    assert (response.status_code, response.mimetype, "GET" in response.allow) == (405, "text/html", True)


def test_a_fault_of_ours_is_a_page_too(app, client, make_term):
    make_term("Dropout")
    app.config["CORRECTIONS_URL"] = None
    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = client.get("/terms/dropout", headers=BROWSER)
    assert (response.status_code, response.mimetype) == (500, "text/html")


# Where things are not


@pytest.mark.parametrize(
    "slug", ["pretraning", "Pre-Training", "PRE_TRAINING", "Pre Training", "pre--training", "pré-training"]
)
@pytest.mark.parametrize("place", ["terms", "graph"])
def test_an_unknown_term_is_404_with_what_is_called_alike(client, make_term, place, slug):
    make_term("Pre-training")
    response = client.get(f"/{place}/{slug}", headers=BROWSER)
    links = [link.get("href") for link in next(parse(response).iter("main")).iter("a")]
    assert (response.status_code, links[0]) == (404, f"/{place}/pre-training")


def test_an_unknown_category_is_404_with_what_is_called_alike(client):
    response = client.get("/categories/thing", headers=BROWSER)
    links = [link.get("href") for link in next(parse(response).iter("main")).iter("a")]
    assert (response.status_code, links[0]) == (404, "/categories/things")


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/terms/dropout/", "/terms/dropout"),
        ("/a%22%3E%3Cb/", "/a%22%3E%3Cb"),
    ],
)
def test_a_slash_too_many_is_404_with_the_address_without_it(client, address, link):
    response = client.get(address, headers=BROWSER)
    links = [link.get("href") for link in next(parse(response).iter("main")).iter("a")]
    assert (response.status_code, links[0]) == (404, link)


def test_a_path_that_looks_like_a_host_leads_to_no_other(client):
    response = client.get("/x", environ_overrides={"PATH_INFO": "//evil.example/"}, headers=BROWSER)
    assert response.status_code == 404 and 'href="//' not in response.text


def test_the_words_of_an_unknown_address_can_be_searched_for(read):
    assert next(read("/terms/gradient-decent").iter("input")).get("value") == "gradient decent"


def test_a_retired_term_is_a_410_page(client, make_term, retire_term):
    make_term("Dropout")
    retire_term("dropout")
    response = client.get("/terms/dropout", headers=BROWSER)
    assert (response.status_code, text_of(next(parse(response).iter("h1")))) == (410, "Gone")


@pytest.mark.parametrize("headers", [BROWSER, PROGRAM, {}], ids=["browser", "program", "anybody"])
@pytest.mark.parametrize("place", ["terms", "graph"])
def test_a_renamed_term_leads_to_its_new_page(client, make_term, update_term, place, headers):
    make_term("Dropout")
    update_term("dropout", slug="dilution")
    response = client.get(f"/{place}/dropout?a=1", headers=headers)
    assert (response.status_code, response.location) == (301, f"http://localhost/{place}/dilution?a=1")


def test_a_retired_term_leads_to_the_page_of_its_replacement(client, make_term, retire_term):
    make_term("Dropout")
    make_term("Dilution")
    retire_term("dropout", "dilution")
    response = client.get("/terms/dropout", headers=BROWSER)
    assert (response.status_code, response.location) == (301, "http://localhost/terms/dilution")


# What surrounds a term


def test_what_surrounds_a_term_is_told_in_words(read, make_term, relate):
    for name in ("Dropout", "Regularization"):
        make_term(name)
    relate("dropout", "broader", "regularization")
    sentences = [text_of(item) for item in next(read("/graph/dropout").iter("main")).iter("li")]
    assert "Dropout is a kind of Regularization." in sentences


def test_a_term_without_relations_has_a_page_of_what_surrounds_it(client, make_term):
    make_term("Dropout")
    assert "It has no relations yet." in client.get("/graph/dropout").text


def test_an_outdated_term_names_what_replaces_it(client, make_term):
    make_term("Dilution")
    make_term("Dropout", status="deprecated", replaced_by="dilution")
    assert 'It is replaced by <a href="/terms/dilution">Dilution</a>.' in client.get("/terms/dropout").text
