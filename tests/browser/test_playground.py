"""The playground, used in a browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

BEGIN = "/embed?term=pre-training"
WAYS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def playground(reader, reading_server):
    """Open the playground, and wait until its text is marked and its card is loaded."""
    reader.goto(f"{reading_server.url}{BEGIN}")
    reader.locator("#preview lemma-term").first.wait_for()
    framed(reader, "Pre-training")
    return reader


def framed(page, name):
    """Wait until the card shows the term with this name."""
    page.frame_locator("iframe.card").get_by_role("heading", name=name, level=1, exact=True).wait_for()


def snippet(page, heading):
    return page.locator(f"h3:text-is('{heading}') ~ pre").first.inner_text()


def field(page):
    return page.get_by_role("textbox", name="Text")


def choose(page, term):
    page.get_by_label("Term (name").fill(term)
    page.keyboard.press("Enter")


def marks(page):
    return page.locator(".preview lemma-term").all_inner_texts()


# Texts


def test_a_text_is_marked_while_it_is_typed(playground):
    field(playground).fill("On gradient descent.")
    playground.get_by_text("1 term is marked").wait_for()
    assert marks(playground) == ["gradient descent"]


def test_a_marked_word_shows_its_definition(playground, keep_picture):
    playground.locator("#mark").evaluate("heading => heading.scrollIntoView()")
    playground.locator("#preview lemma-term[slug=weight-decay]").hover()
    tooltip = playground.get_by_role("tooltip")
    tooltip.wait_for()
    playground.wait_for_timeout(300)  # the tooltip fades in for 120 ms
    keep_picture(playground, "playground.png")
    assert tooltip.locator("[part=name]").inner_text() == "Weight Decay"


def test_a_text_without_terms_has_no_count(playground):
    field(playground).fill("Nothing of that kind.")
    choose(playground, "dropout")
    playground.get_by_text("This card shows Dropout.", exact=True).wait_for()
    assert playground.locator("#marked").inner_text() == ""


def test_paragraphs_stay_separate(playground):
    field(playground).fill("One\nline.\n\nAnother.")
    assert playground.locator(".preview p").all_inner_texts() == ["One\nline.", "Another."]


def test_a_long_text_is_neither_shortened_nor_sent(playground):
    sent = []
    playground.on("request", lambda request: sent.append(request.url))
    field(playground).fill("Dropout. " * 2_000)
    playground.get_by_text("1 term is marked").wait_for()
    playground.get_by_label("Theme").select_option("dark")
    playground.wait_for_url("**theme=dark**")
    assert len(playground.locator(".preview").inner_text()) == 17_999
    assert [url for url in sent if "Dropout" in url or "text=" in url] == []


def test_every_occurrence_is_marked_if_chosen(playground):
    field(playground).fill("Dropout, dropout and an epoch.")
    playground.get_by_text("2 terms are marked").wait_for()
    playground.get_by_label("Occurrences").select_option("all")
    playground.get_by_text("3 terms are marked").wait_for()
    assert marks(playground) == ["Dropout", "dropout", "epoch"]


def test_one_category_is_marked_if_chosen(playground):
    field(playground).fill("Dropout and overfitting.")
    playground.get_by_text("2 terms are marked").wait_for()
    playground.get_by_label("Category").select_option("machine-learning")
    playground.get_by_text("1 term is marked").wait_for()
    assert marks(playground) == ["overfitting"]


def test_a_choice_can_be_undone(playground):
    before = marks(playground)
    for occurrences in ("all", "section"):
        playground.get_by_label("Occurrences").select_option(occurrences)
        playground.locator(".preview lemma-term").first.wait_for()
        playground.wait_for_timeout(600)
    assert marks(playground) == before


def test_the_lines_to_copy_have_the_chosen_options(playground):
    playground.get_by_label("Occurrences").select_option("first")
    playground.get_by_label("Category").select_option("deep-learning")
    playground.wait_for_url("**category=deep-learning**")
    attributes = (
        ' data-lemma-auto data-lemma-occurrences="first" data-lemma-categories="deep-learning"></script>'
    )
    lines = snippet(playground, "Line to copy"), snippet(playground, "Line to copy, fixed version")
    assert [line.endswith(attributes) for line in lines] == [True, True]


# Terms


def test_another_term_changes_card_oembed_and_snippets(playground):
    choose(playground, "dropout")
    framed(playground, "Dropout")
    assert '"title": "Dropout"' in playground.locator("#oembed").inner_text()
    assert "/embed/terms/dropout" in snippet(playground, "Card to copy")
    assert snippet(playground, "Single word to copy") == '<lemma-term slug="dropout">Dropout</lemma-term>'
    assert snippet(playground, "Address to paste").endswith("/terms/dropout")


def test_terms_are_suggested_and_a_full_name_is_shown(playground):
    term = playground.get_by_label("Term (name")
    term.fill("")
    term.press_sequentially("dropo")
    playground.locator("#terms option[value=Dropout]").wait_for(state="attached")
    term.press_sequentially("ut")
    term.fill("Dropout")
    framed(playground, "Dropout")


def test_the_card_has_the_chosen_appearance(playground):
    playground.get_by_label("Theme").select_option("dark")
    playground.get_by_label("Related terms").select_option("4")
    playground.wait_for_url("**related=4**")
    card = playground.frame_locator("iframe.card")
    card.get_by_role("listitem").nth(3).wait_for()
    assert card.locator("html").get_attribute("data-theme") == "dark"
    assert "?theme=dark&amp;related=4" in snippet(playground, "Card to copy")


def test_the_frame_has_the_height_of_the_card(playground):
    frame = playground.locator("iframe.card")
    playground.wait_for_function("frame => frame.height !== '225'", arg=frame.element_handle())
    height = playground.frame_locator("iframe.card").locator("main").evaluate("main => main.offsetHeight")
    assert abs(int(frame.get_attribute("height")) - height) <= 1


def test_an_unchanged_card_is_not_loaded_again(playground):
    loaded = []
    playground.on("request", lambda request: "/embed/terms/" in request.url and loaded.append(request.url))
    playground.get_by_label("Occurrences").select_option("all")
    playground.wait_for_url("**occurrences=all**")
    assert loaded == []


def test_an_unknown_term_is_reported_with_a_suggestion(playground):
    choose(playground, "droput")
    playground.get_by_text("There is no term 'droput'.").wait_for()
    assert playground.locator("iframe.card").count() == 0
    playground.locator("#answer").get_by_role("link", name="Dropout").click()
    framed(playground, "Dropout")


def test_the_address_holds_the_choices(playground):
    choose(playground, "dropout")
    playground.wait_for_url("**term=dropout**")
    playground.reload()
    framed(playground, "Dropout")
    assert playground.get_by_label("Term (name").input_value() == "dropout"


def test_an_unreachable_service_is_reported(playground):
    playground.route("**/embed?*", lambda route: route.abort())
    choose(playground, "dropout")
    playground.get_by_text("The service did not answer.").wait_for()
    framed(playground, "Pre-training")


# The whole page


def test_new_snippets_can_be_copied(browser, reading_server):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{reading_server.url}{BEGIN}")
    choose(page, "dropout")
    framed(page, "Dropout")
    page.locator("h3:text-is('Single word to copy') ~ .copy button").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    assert (
        page.evaluate("navigator.clipboard.readText()") == '<lemma-term slug="dropout">Dropout</lemma-term>'
    )
    context.close()


def test_each_snippet_has_one_button(playground):
    choose(playground, "dropout")
    framed(playground, "Dropout")
    counts = [
        playground.locator(name).count() for name in ("pre.snippet", ".copy button", "pre.snippet + .copy")
    ]
    assert len(set(counts)) == 1


def test_everything_works_without_scripts(browser, reading_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{reading_server.url}/embed")
    field(page).fill("Of dropout.")
    page.get_by_label("Term (name").fill("Dropout")
    page.get_by_label("Compact").check()
    page.get_by_role("button", name="Update").first.click()
    page.wait_for_url("**compact=true**")
    assert page.locator(".preview").inner_text().strip() == "Of dropout."
    assert "/embed/terms/dropout?compact=true" in snippet(page, "Card to copy")
    assert page.frame_locator("iframe.card").locator("h1").inner_text() == "Dropout"
    context.close()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("address", [BEGIN, "/embed?term=droput"])
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(browser, reading_server, way, address):
    context = browser.new_context(**way)
    page = context.new_page()
    page.goto(f"{reading_server.url}{address}")
    page.locator("#preview lemma-term").first.wait_for()
    violations = [violation["id"] for violation in Axe().run(page).response["violations"]]
    beyond = page.evaluate(BEYOND)
    context.close()
    assert (violations, beyond) == ([], 0)


def test_the_page_requests_no_other_host_and_keeps_its_policy(playground):
    asked = set()
    playground.on("request", lambda request: asked.add(re.match(r"https?://[^/]+", request.url)[0]))
    playground.reload()
    playground.get_by_label("Category").select_option("deep-learning")
    choose(playground, "dropout")
    framed(playground, "Dropout")
    playground.locator(".preview lemma-term a").first.focus()
    playground.get_by_role("tooltip").wait_for()
    assert (asked, playground.faults) == ({re.match(r"https?://[^/]+", playground.url)[0]}, [])


def test_markup_in_a_text_runs_nothing(playground):
    text = "<img src=x onerror=alert(1)></textarea><script>alert(1)</script> {{ 7 * 7 }}"
    field(playground).fill(text)
    choose(playground, text)
    playground.get_by_text("There is no term '<img").wait_for()
    assert (playground.locator(".preview").inner_text(), playground.faults) == (text, [])
