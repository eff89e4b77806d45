"""Every page as the server sends it: valid, safe, cacheable and small. Texts in it stay text."""

import gzip
import re
from itertools import pairwise

import pytest

from api.http.operation import SHARED
from tests.api.documents import BROWSER, ERRORS, parse, text_of
from tests.markup import MARKUP

PAGES = ("/", "/?letter=P", "/?q=training", "/?q=xyzzy", "/categories/deep-learning", "/categories/mlops")
TERMS = ("/terms/pre-training", "/terms/adam-optimizer", "/graph/pre-training")


@pytest.mark.parametrize("address", [*PAGES, *TERMS])
def test_a_page_is_valid_html_with_one_main_heading(shipped, address):
    document = parse(shipped.get(address).text)
    assert len(list(document.iter("h1"))) == 1


@pytest.mark.parametrize("address", [*PAGES, *TERMS])
def test_no_heading_skips_a_level(shipped, address):
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", shipped.get(address).text)]
    assert [after for before, after in pairwise(levels) if after > before + 1] == []


@pytest.mark.parametrize("address", [*PAGES, *TERMS, *ERRORS])
def test_a_page_loads_only_from_its_own_origin_and_may_not_be_framed(shipped, address):
    policy = shipped.get(address, headers=BROWSER).headers["Content-Security-Policy"]
    directives = dict(directive.strip().split(" ", 1) for directive in policy.split(";"))
    assert {directives.pop(name) for name in ("default-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert set(directives.values()) == {"'self'"}


@pytest.mark.parametrize("address", [*PAGES, *TERMS])
def test_a_page_has_no_inline_style_and_no_inline_script(shipped, address):
    document = parse(shipped.get(address).text)
    attributes = [
        name for element in document.iter() for name in element.attrib if name[:2] == "on" or name == "style"
    ]
    running = [script for script in document.iter("script") if script.get("type") != "application/ld+json"]
    assert (attributes, [script.text for script in running if script.text], list(document.iter("style"))) == (
        [],
    ) * 3


@pytest.mark.parametrize("address", [*PAGES, *TERMS])
def test_a_page_is_cacheable_and_is_304_when_unchanged(shipped, address):
    first = shipped.get(address)
    again = shipped.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code, again.data) == (SHARED, 304, b"")


@pytest.mark.parametrize("address", PAGES[:5] + TERMS)
def test_no_link_to_another_page_is_broken(shipped, address):
    links = {link.get("href") for link in parse(shipped.get(address).text).iter("a")}
    here = [link for link in links if link.startswith(("/", "?")) and not link.startswith("/docs")]
    gone = [
        link for link in here[:60] if shipped.get(link if link[0] == "/" else f"/{link}").status_code != 200
    ]
    assert gone == []


@pytest.mark.parametrize("address", TERMS)
def test_a_page_with_its_files_is_under_20_kb_compressed(shipped, address):
    page = shipped.get(address)
    files = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text)
    assert len(files) >= 3
    assert (
        sum(len(gzip.compress(body)) for body in [page.data, *(shipped.get(file).data for file in files)])
        < 20_000
    )


@pytest.mark.parametrize("address", [*PAGES, *TERMS])
def test_only_one_stylesheet_blocks_the_first_paint(shipped, address):
    head = next(parse(shipped.get(address).text).iter("head"))
    sheets = [link for link in head.iter("link") if link.get("rel") == "stylesheet"]
    kinds = {script.get("type") for script in head.iter("script")}
    assert (len(sheets), kinds - {"module", "application/ld+json"}) == (1, set())


@pytest.mark.parametrize("text", MARKUP)
@pytest.mark.parametrize(
    "address", ["/", "/terms/odd", "/graph/odd", "/categories/odds", "/?q=odd", "/?letter=%23"]
)
def test_markup_in_texts_stays_text(make_term, make_category, relate, client, address, text):
    make_category("odds", name=f"Odd {text}", scope_note=text)
    texts = dict.fromkeys(("example", "confusion", "formula", "definition"), f"odd {text}")
    labels = [{"text": f"{text} odd", "kind": "synonym"}]
    sources = [
        {"role": "primary", "citation": text, "doi": text[:200], "arxiv": text[:50], "isbn": text[:20]}
    ]
    make_term(
        f"# {text}", slug="odd", category="odds", labels=labels, sources=sources, explanation=text, **texts
    )
    make_term(f"#2 {text}", slug="even", category="odds")
    relate("odd", "related-to", "even")
    document = parse(client.get(address).text)
    scripts = [script for script in document.iter("script") if script.get("type") is None]
    attributes = [name for element in document.iter() for name in element.attrib if name.startswith("on")]
    links = [
        link.get("href") for link in document.iter("a") if not re.match(r"[/#?]|https?://", link.get("href"))
    ]
    assert (scripts, attributes, links, list(document.iter("iframe")), list(document.iter("img"))) == (
        [],
    ) * 5
    assert text in "".join(document.itertext())


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_search_stays_text(read, text):
    document = read(f"/?q={text.replace('&', '%26').replace('#', '%23')}")
    assert text_of(next(document.iter("h1"))) == f"Results for “{text}”"
    assert next(document.iter("input")).get("value") == text
