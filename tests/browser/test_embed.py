"""Cards in other sites: a host on another origin frames them in Chromium."""

import json
from string import Template
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.origins import HOSTS, listening

LISTENER = """<script>
    const heard = [];
    addEventListener("message", (event) => heard.push({ ...event.data, framed: event.source === frames[0] }));
</script>"""
ARTICLE = Template("""<meta charset="utf-8"><style>$style</style><main><h1>Fewer units, better networks</h1>
<p>A network that depends on a few of its units performs badly without them. During training, we therefore
switched off some units, different ones at every step.</p>
<p>$card</p>
<p>The loss fell more slowly than before. But the network now performed as well on new
examples as on the training set, and we kept the larger network.</p></main>""")


@pytest.fixture
def site(app):
    """Serve the application and return its origin."""
    with listening(app) as origin:
        app.config["BASE_URL"] = origin
        yield origin


@pytest.fixture
def write(host):
    """Return a function that serves HTML on another origin and returns its address."""
    head = '<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">'
    return lambda html: host.put("/", f"{head}{html}")


@pytest.fixture
def dog(make_term):
    """Create a term with a definition of several lines, and return the path of its card."""
    make_term(
        "Dog",
        definition="Animal that barks at strangers, fetches the sticks that people throw, and sleeps a lot.",
    )
    return "/embed/terms/dog"


@pytest.fixture
def frame_in(page, write, site):
    """Return a function that frames an address of the service in a page of the host and returns the frame."""

    def make(address, style="", before=""):
        source = f'<iframe src="{site}{address}" title="Card" style="{style}"></iframe>'
        page.goto(write(f"{LISTENER}{before}{source}"))
        return page.frames[1]

    return make


def heights(page, count=1):
    """Return the heights that the host has received, after at least `count` have arrived."""
    page.wait_for_function("count => heard.length >= count", arg=count)
    return [message["height"] for message in page.evaluate("heard")]


def test_a_card_is_framed_by_another_origin(frame_in, dog):
    assert frame_in(dog).locator("h1").inner_text() == "Dog"


def test_a_card_is_framed_by_a_page_opened_from_disk(page, site, dog, tmp_path):
    (tmp_path / "host.html").write_text(f'<iframe src="{site}{dog}"></iframe>')
    page.goto(f"file://{tmp_path}/host.html")
    assert page.frame_locator("iframe").locator("h1").inner_text() == "Dog"


def test_an_unchanged_card_is_still_framed(page, frame_in, dog):
    card = frame_in(dog)
    with page.expect_event("framenavigated"):
        card.evaluate("location.reload()")
    assert page.frames[1].locator("h1").inner_text() == "Dog"


def test_the_card_of_an_unknown_term_is_framed(frame_in, dog):
    assert frame_in("/embed/terms/dgo").locator("a").inner_text() == "Dog"


@pytest.mark.parametrize("address", ["/", "/docs", "/terms/dog", "/api/v1/terms/dog", "/oembed", "/nowhere"])
def test_nothing_else_is_framed(frame_in, dog, address):
    assert frame_in(address).url.startswith("chrome-error:")


def test_the_host_receives_the_height_of_the_card(page, frame_in, dog):
    card = frame_in(dog, "border:0;height:20px")
    heights(page)
    message = page.evaluate("heard[0]")
    assert message == {
        "type": "lemma:height",
        "height": card.evaluate("document.documentElement.scrollHeight"),
        "framed": True,
    }


def test_a_frame_of_that_height_needs_no_scroll_bar(page, frame_in, dog):
    card = frame_in(dog, "border:0;height:20px")
    page.eval_on_selector(
        "iframe", "(frame, height) => frame.style.height = `${height}px`", heights(page)[-1]
    )
    assert card.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_the_host_receives_a_message_when_the_card_grows(page, frame_in, dog):
    frame_in(dog, "width:480px")
    before = heights(page)
    page.eval_on_selector("iframe", "frame => frame.style.width = '200px'")
    assert heights(page, len(before) + 1)[-1] > before[-1]


def test_a_card_out_of_sight_also_reports_its_height(page, frame_in, dog):
    frame_in(dog, before='<div style="height:5000px"></div>')
    assert heights(page)[0] > 100


def test_the_html_of_oembed_works_in_a_page(page, write, site, client, dog):
    embedding = client.get("/oembed", query_string={"url": f"{site}/terms/dog"}).json
    page.goto(write(LISTENER + embedding["html"]))
    assert heights(page)[0] <= embedding["height"]
    assert (
        page.frame_locator("iframe").locator("main").evaluate("main => getComputedStyle(main).padding")
        != "0px"
    )
    assert page.faults == []


def test_a_card_is_shown_in_an_article(page, write, reading_server, keep_picture):
    asked = urlencode({"url": f"{reading_server.url}/terms/dropout"})
    with urlopen(f"{reading_server.url}/oembed?{asked}") as answer:
        embedding = json.load(answer)
    page.set_viewport_size({"width": 840, "height": 640})
    page.goto(write(ARTICLE.substitute(style=(HOSTS / "article.css").read_text(), card=embedding["html"])))
    card = page.frame_locator("iframe")
    card.locator("main").wait_for()
    keep_picture(page, "card.png")
    assert card.locator("h1").inner_text() == "Dropout"


def test_a_card_sets_no_cookie_and_requests_no_third_origin(page, frame_in, site, dog):
    asked = set()
    page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
    frame_in(f"{dog}?related=8")
    assert page.context.cookies() == []
    assert asked - {"data:"} == {page.url.rstrip("/"), site}


def test_a_link_opens_a_tab_without_an_opener(page, write, site, dog):
    page.goto(
        write(f'<iframe src="{site}{dog}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>')
    )
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").locator("a").click()
    assert opened.value.evaluate("opener") is None
    opened.value.close()


@pytest.mark.parametrize(("theme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(23, 25, 30)")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_theme_overrides_the_preference_of_the_reader(page, site, dog, theme, ground, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}{dog}?theme={theme}")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == ground


def test_a_dark_card_is_printed_in_light_colors(page, site, dog):
    page.emulate_media(media="print")
    page.goto(f"{site}{dog}?theme=dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("width", [120, 200, 320])
def test_a_narrow_card_does_not_scroll_sideways(page, site, make_term, width):
    make_term("Donaudampfschifffahrtsgesellschaftskapitän" * 2, slug="long")
    page.set_viewport_size({"width": width, "height": 400})
    page.goto(f"{site}/embed/terms/long")
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("address", ["?related=8", "?compact=true", "?theme=blue"])
@pytest.mark.parametrize("width", [200, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(page, site, dog, make_term, address, width, scheme):
    make_term("Cat")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 400})
    page.goto(f"{site}{dog}{address}")
    assert violations(page) == []


def test_axe_finds_no_violation_in_forced_colors(page, site, dog):
    page.emulate_media(forced_colors="active")
    page.goto(f"{site}{dog}")
    assert violations(page) == []


def violations(page):
    return [violation["id"] for violation in Axe().run(page).response["violations"]]
