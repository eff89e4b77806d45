"""The pages, used in a browser."""

import re
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

KINDS = {
    "start": "/",
    "letter": "/?letter=A",
    "results": "/?q=gradient",
    "no results": "/?q=gradeint+decsent",
    "category": "/categories/deep-learning",
    "term": "/terms/pre-training",
    "term with formulas": "/terms/direct-preference-optimization",
    "graph": "/graph/pre-training",
    "playground": "/embed?term=pre-training",
    "not found": "/terms/pretraning",
}
WAYS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STATUS = "Failed to load resource"  # Chromium also logs this for a page that is a 404
SETTINGS = {
    "LEMMA_CORRECTIONS_URL": "https://example.org/?term={slug}",
    "LEMMA_CALL_TITLE": "Learn it in practice",
    "LEMMA_CALL_TEXT": "In ten evenings.",
    "LEMMA_CALL_URL": "https://example.org/course",
}


SLOW_NETWORK = """const ask = fetch;
window.fetch = async (...request) => {
    await new Promise((done) => setTimeout(done, 500));
    return ask(...request);
};"""


@pytest.fixture(scope="module")
def site(start_server_once, shipped_file):
    """Start a server with the shipped glossary and all optional settings, and return its address."""
    return start_server_once(shipped_file, **SETTINGS).url


@pytest.fixture
def field(page, site):
    """Type into the search field of the start page, and return the field once it has suggestions."""
    page.goto(site)
    field = page.get_by_label("Search the glossary")
    field.press_sequentially("pre-tr")
    page.get_by_role("option").first.wait_for()
    return field


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_axe_finds_no_violation(browser, site, way):
    context = browser.new_context(**way)
    page = context.new_page()
    found = {}
    for kind, address in KINDS.items():
        page.goto(f"{site}{address}")
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        violations = Axe().run(page).response["violations"]
        found[kind] = [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in violations]
    context.close()
    assert {kind: faults for kind, faults in found.items() if faults} == {}


def test_no_page_scrolls_sideways_on_a_small_screen(page, site):
    page.set_viewport_size({"width": 320, "height": 640})
    beyond = {}
    for kind, address in KINDS.items():
        page.goto(f"{site}{address}")
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        beyond[kind] = page.evaluate(BEYOND)
    assert beyond == dict.fromkeys(KINDS, 0)


def test_a_very_long_word_makes_no_page_wider(page, server, make_category, make_term, relate):
    make_category("long", name="C" * 200, scope_note="N" * 400)
    for slug, letter in (("a", "W"), ("b", "V")):
        make_term(letter * 200, slug=slug, category="long", definition=letter * 400, explanation=letter * 400)
    relate("a", "broader", "b")
    beyond = {}
    for width, address in product(
        (320, 1100), ("/categories/long", "/terms/a", "/graph/a", "/?q=VV", "/embed/terms/a")
    ):
        page.set_viewport_size({"width": width, "height": 640})
        page.goto(f"{server.url}{address}")
        beyond[width, address] = page.evaluate(BEYOND)
    assert {place: pixels for place, pixels in beyond.items() if pixels} == {}


def test_no_page_requests_another_host_or_breaks_its_policy(page, site):
    for address in KINDS.values():
        page.goto(f"{site}{address}")
    assert [fault for fault in page.faults if STATUS not in fault] == []


@pytest.mark.parametrize(
    ("address", "part", "picture"),
    [("/terms/pre-training", "#understanding", "term.png"), ("/graph/dropout", ".drawing svg", "graph.png")],
)
def test_the_main_content_is_visible_without_scrolling(page, site, keep_picture, address, part, picture):
    page.goto(f"{site}{address}")
    keep_picture(page, picture)
    assert page.locator(part).bounding_box()["y"] < page.viewport_size["height"] / 2


def test_nothing_moves_while_a_page_loads(page, site):
    page.add_init_script(
        """window.moved = 0; new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.moved += entry.value; }
        ).observe({type: "layout-shift", buffered: true});"""
    )
    moved = {}
    for kind, address in KINDS.items():
        page.goto(f"{site}{address}", wait_until="networkidle")
        moved[kind] = page.evaluate("window.moved")
    assert moved == dict.fromkeys(KINDS, 0)


def test_terms_are_suggested_while_typing(page, field):
    names = page.get_by_role("option").locator("b").all_inner_texts()
    assert "Pre-training" in names and field.get_attribute("aria-expanded") == "true"


def test_the_arrow_keys_choose_a_suggestion_and_enter_opens_it(page, field):
    field.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    assert chosen.get_attribute("id") == field.get_attribute("aria-activedescendant")
    name = chosen.locator("b").inner_text()
    field.press("Enter")
    page.wait_for_url("**/terms/*")
    assert page.locator("h1").inner_text() == name


def test_arrow_up_chooses_the_last_suggestion(page, field):
    field.press("ArrowUp")
    assert page.get_by_role("option").last.get_attribute("aria-selected") == "true"


def test_typing_on_before_a_response_still_gives_suggestions(page, site):
    page.add_init_script(SLOW_NETWORK)
    page.goto(site)
    page.get_by_label("Search the glossary").press_sequentially("pre-t", delay=200)
    page.get_by_role("option", name=re.compile("^Pre-training ")).wait_for(timeout=5_000)


def test_escape_closes_the_suggestions_and_then_clears_the_field(page, field):
    field.press("Escape")
    assert (page.get_by_role("listbox").count(), field.input_value()) == (0, "pre-tr")
    field.press("Escape")
    assert field.input_value() == ""


def test_a_suggestion_can_be_clicked(page, field):
    page.get_by_role("option", name=re.compile("^Pre-training ")).click()
    page.wait_for_url("**/terms/pre-training")


def test_leaving_the_field_closes_the_suggestions(page, field):
    field.press("Tab")
    page.get_by_role("listbox").wait_for(state="hidden")


def test_enter_without_a_choice_starts_a_search(page, field):
    field.press("Enter")
    page.wait_for_url("**/?q=pre-tr")
    assert page.locator("h1").inner_text() == "Results for “pre-tr”"


def test_axe_finds_no_violation_in_suggestions(page, field):
    field.press("ArrowDown")
    assert Axe().run(page).response["violations"] == []


def test_everything_works_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.get_by_label("Search the glossary").fill("pre-training")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Pre-training", exact=True).first.click()
    page.get_by_text("Embed this definition").click()
    assert page.get_by_text("<lemma-term slug=").is_visible()
    assert page.get_by_role("button", name="Copy").count() == 0
    context.close()


def test_a_snippet_can_be_copied(browser, site):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/terms/pre-training")
    page.get_by_text("Embed this definition").click()
    page.get_by_role("button", name="Copy").nth(2).click()
    page.get_by_role("button", name="Copied").wait_for()
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == f'<a href="{site}/terms/pre-training">Pre-training</a>'
    )
    context.close()


def test_the_first_tab_skips_to_the_content(page, site):
    page.goto(f"{site}/terms/pre-training")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_printed_pages_leave_out_navigation(page, site):
    page.goto(f"{site}/terms/pre-training")
    page.emulate_media(media="print")
    shown = [page.locator(part).is_visible() for part in ("header", ".embed", "footer", "h1", "#sources")]
    assert shown == [False, False, False, True, True]
