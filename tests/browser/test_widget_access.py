"""Accessibility of the widget.

Pointer, keyboard and touch (WCAG 2.2 AA, 1.4.13), color schemes, and writing directions.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.origins import HOSTS

ARTICLE = "<main><h1>Notes</h1><p>Of <a href=#one>one</a> dropout and <a href=#two>another</a>.</p></main>"
GONE_MS = 500  # a tooltip without hover and focus is gone after this time


@pytest.fixture
def term(visit):
    """Return the only term of a page."""
    return visit(ARTICLE).locator("lemma-term a[part=term]")


@pytest.fixture
def tooltip(term):
    """Return the tooltip of the term, whether it is shown or not."""
    return term.page.locator("[part=tooltip]")


@pytest.fixture
def touched(browser, host, reading_server):
    """Open the page on a device with a touch screen."""
    context = browser.new_context(has_touch=True, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.add_init_script(path=HOSTS / "open-roots.js")
    script = f'<script type="module" src="{reading_server.url}/widget/v1/lemma.js" data-lemma-auto></script>'
    page.goto(
        host.put("/", f"<!doctype html><meta name=viewport content='width=device-width'>{script}{ARTICLE}")
    )
    page.locator("lemma-term a").wait_for()
    yield page
    context.close()


def test_hovering_over_a_term_shows_its_definition(term, tooltip):
    term.hover()
    tooltip.wait_for()
    assert tooltip.locator("[part=definition]").inner_text().startswith("Regularization technique")


def test_focus_shows_the_definition(term, tooltip):
    term.page.locator("[href='#one']").focus()
    term.page.keyboard.press("Tab")
    tooltip.wait_for()
    assert tooltip.locator("[part=name]").inner_text() == "Dropout"


def test_escape_closes_the_tooltip_and_keeps_the_focus(term, tooltip):
    term.focus()
    tooltip.wait_for()
    term.page.keyboard.press("Escape")
    assert (tooltip.count(), term.evaluate("(term) => term.matches(':focus')")) == (0, True)


def test_escape_closes_a_tooltip_that_the_pointer_opened(term, tooltip):
    term.hover()
    tooltip.wait_for()
    term.page.keyboard.press("Escape")
    term.page.wait_for_timeout(GONE_MS)
    assert tooltip.count() == 0


def test_tab_moves_into_the_tooltip_and_out_of_it(term, tooltip):
    term.focus()
    tooltip.wait_for()
    term.page.keyboard.press("Tab")
    inside = tooltip.locator("[part=link]").evaluate("(link) => link.matches(':focus')")
    term.page.keyboard.press("Tab")
    tooltip.wait_for(state="detached")
    assert (inside, term.page.evaluate("document.activeElement.hash")) == (True, "#two")


def test_escape_inside_the_tooltip_moves_focus_to_the_term(term, tooltip):
    term.focus()
    tooltip.wait_for()
    term.page.keyboard.press("Tab")
    term.page.keyboard.press("Escape")
    assert term.evaluate("(term) => term.matches(':focus')")
    term.page.wait_for_timeout(GONE_MS)
    assert tooltip.count() == 0


def test_the_pointer_can_move_into_the_tooltip(term, tooltip):
    term.hover()
    tooltip.wait_for()
    box = tooltip.bounding_box()
    term.page.mouse.move(box["x"] + 20, box["y"] + 40, steps=10)
    term.page.wait_for_timeout(GONE_MS)
    assert tooltip.is_visible()


def test_the_tooltip_stays_open_while_hovered(term, tooltip):
    term.hover()
    tooltip.wait_for()
    term.page.wait_for_timeout(2_000)
    assert tooltip.is_visible()


def test_the_tooltip_closes_when_the_pointer_leaves(term, tooltip):
    term.hover()
    tooltip.wait_for()
    term.page.mouse.move(0, 0)
    term.page.wait_for_timeout(GONE_MS)
    assert tooltip.count() == 0


def test_a_tap_opens_the_tooltip_and_follows_no_link(touched):
    address = touched.url
    touched.locator("lemma-term a").tap()
    touched.locator("[part=tooltip]").wait_for()
    assert touched.url == address


def test_a_second_tap_closes_the_tooltip(touched):
    touched.locator("lemma-term a").tap()
    touched.locator("[part=tooltip]").wait_for()
    touched.locator("lemma-term a[part=term]").tap()
    touched.wait_for_timeout(GONE_MS)
    assert touched.locator("[part=tooltip]").count() == 0


def test_a_tap_elsewhere_closes_the_tooltip(touched):
    touched.locator("lemma-term a").tap()
    touched.locator("[part=tooltip]").wait_for()
    touched.touchscreen.tap(160, 600)
    touched.wait_for_timeout(GONE_MS)
    assert touched.locator("[part=tooltip]").count() == 0


def test_the_link_in_the_tooltip_opens_the_page_of_the_term(touched, reading_server):
    touched.locator("lemma-term a").tap()
    with touched.expect_request(f"{reading_server.url}/terms/dropout"):
        touched.locator("[part=link]").tap()


def test_the_term_is_described_by_the_definition(term, tooltip):
    term.focus()
    tooltip.wait_for()
    described = (
        "(term) => term.getRootNode().getElementById(term.getAttribute('aria-describedby')).textContent"
    )
    assert term.evaluate(described).startswith("Regularization technique")


@pytest.mark.parametrize(
    ("scheme", "width", "forced"),
    [("light", 900, "none"), ("dark", 900, "none"), ("light", 320, "none"), ("dark", 900, "active")],
)
def test_axe_finds_no_violation_with_the_tooltip_open(reader, host, reading_server, scheme, width, forced):
    reader.set_viewport_size({"width": width, "height": 640})
    reader.emulate_media(color_scheme=scheme, forced_colors=forced)
    host.put("/article.css", (HOSTS / "article.css").read_text(), "text/css")
    reader.goto(host.put_file("article.html", reading_server.url))
    reader.locator("lemma-term[slug=overfitting]").hover()
    reader.locator("[part=tooltip]").wait_for()
    reader.wait_for_timeout(200)
    assert [found["id"] for found in Axe().run(reader).response["violations"]] == []


def test_the_tooltip_fits_into_a_narrow_window(visit, reader):
    reader.set_viewport_size({"width": 320, "height": 640})
    page = visit(ARTICLE)
    page.locator("lemma-term").hover()
    page.locator("[part=tooltip]").wait_for()
    box = page.locator("[part=tooltip]").bounding_box()
    assert box["x"] >= 8 and box["x"] + box["width"] <= 312


def test_the_tooltip_is_above_if_there_is_no_room_below(visit):
    page = visit("<p style='position: fixed; bottom: 0'>Of dropout.</p>")
    page.locator("lemma-term").hover()
    page.locator("[part=tooltip]").wait_for()
    box, term = page.locator("[part=tooltip]").bounding_box(), page.locator("lemma-term").bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= term["y"] + 1


def test_the_tooltip_is_aligned_right_in_right_to_left_pages(visit):
    page = visit("<p dir=rtl>מילה dropout מילה</p>")
    page.locator("lemma-term").hover()
    page.locator("[part=tooltip]").wait_for()
    box, term = page.locator("[part=tooltip]").bounding_box(), page.locator("lemma-term").bounding_box()
    assert box["x"] + box["width"] == pytest.approx(term["x"] + term["width"], abs=2)


def test_the_tooltip_follows_the_term_when_the_page_is_scrolled(visit):
    page = visit("<p style='margin: 400px 0 2000px'>Of dropout.</p>")
    page.locator("lemma-term a").focus()
    page.locator("[part=tooltip]").wait_for()
    page.evaluate("scrollTo(0, 200)")
    page.wait_for_timeout(200)
    box, term = page.locator("[part=tooltip]").bounding_box(), page.locator("lemma-term").bounding_box()
    assert 0 <= box["y"] - term["y"] - term["height"] <= 12


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "appear")])
def test_reduced_motion_turns_the_animation_off(visit, reader, motion, animation):
    reader.emulate_media(reduced_motion=motion)
    page = visit(ARTICLE)
    page.locator("lemma-term a").focus()
    assert (
        page.locator("[part=tooltip]").evaluate("(box) => getComputedStyle(box).animationName") == animation
    )


def test_a_page_can_set_the_colors(visit):
    page = visit(ARTICLE, head="<style>lemma-term { --lemma-background: rgb(1, 2, 3); }</style>")
    page.locator("lemma-term a").focus()
    assert (
        page.locator("[part=tooltip]").evaluate("(box) => getComputedStyle(box).backgroundColor")
        == "rgb(1, 2, 3)"
    )


def test_text_can_be_selected_across_a_term(visit):
    page = visit("<p>Of dropout now.</p>")
    term = page.locator("lemma-term").bounding_box()
    middle = term["y"] + term["height"] / 2
    page.mouse.move(term["x"] - 5, middle)
    page.mouse.down()
    page.mouse.move(term["x"] + term["width"] + 12, middle, steps=5)
    page.mouse.up()
    assert "dropout" in page.evaluate("getSelection().toString()")
