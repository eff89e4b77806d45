"""The widget in hostile pages, with failing servers and with several glossaries."""

import re

import pytest

from tests.browser.origins import HOSTS

CORS = {"Access-Control-Allow-Origin": "*"}
LEMMA = "/widget/v1/lemma.js"
SETTLED_MS = 600
# The hostile page breaks the functions that Playwright uses, so find the elements by prototype.
TERMS = "Document.prototype.querySelectorAll.call(document, 'lemma-term')"
TOOLTIP = f"{TERMS}[0].shadowRoot.querySelector('[part=tooltip]')"


@pytest.fixture
def warnings(page):
    """Collect the warnings on the console and the errors of scripts."""
    messages = []
    page.on("console", lambda message: message.type == "warning" and messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    return messages


@pytest.fixture
def hostile(reader, host, reading_server):
    """Return a function that opens the hostile page with further directives in its policy."""

    def open_page(*directives):
        service = reading_server.url
        policy = f"default-src 'none'; script-src {service} {host.url}; connect-src {service}"
        for name, kind in (("hostile.css", "text/css"), ("hostile.js", "text/javascript")):
            host.put(f"/{name}", (HOSTS / name).read_text(), kind)
        policy += "; style-src 'self'; img-src 'self'"  # the page's own sheet and icon
        host.put("/icon", "", "image/png")
        csp = "; ".join((policy, *directives))
        reader.goto(host.put_file("hostile.html", service, content_security_policy=csp))
        reader.wait_for_timeout(SETTLED_MS)
        reader.evaluate(f"{TERMS}[0]?.shadowRoot.querySelector('a').focus()")
        reader.wait_for_timeout(SETTLED_MS)
        return reader

    return open_page


def tag(server, attributes="data-lemma-auto", path=LEMMA):
    return f'<script type="module" src="{server.url}{path}" {attributes}></script>'


def open_at(page, locator):
    page.locator(locator).first.hover()
    page.locator("[part=tooltip]").wait_for()
    return page.locator("[part=tooltip]")


def test_a_hostile_page_is_marked(hostile):
    assert hostile().evaluate(f"Array.from({TERMS}, (term) => term.textContent)") == [
        "Dropout",
        "overfitting",
    ]


def test_a_hostile_page_shows_definitions(hostile):
    assert hostile().evaluate(f"{TOOLTIP}.innerText").startswith("Dropout")


def test_the_styles_of_a_hostile_page_do_not_change_the_tooltip(hostile):
    assert hostile().evaluate(f"getComputedStyle({TOOLTIP}).borderTopStyle") == "solid"


def test_the_widget_violates_no_trusted_types_and_no_strict_policy(hostile):
    page = hostile("require-trusted-types-for 'script'", "trusted-types 'none'")
    assert (page.evaluate(f"{TERMS}.length"), page.faults) == (2, [])


def test_a_policy_needs_to_allow_only_scripts_and_connections(reader, host, reading_server):
    service = reading_server.url
    policy = f"default-src 'none'; script-src {service}; connect-src {service}"
    page = f"<!doctype html>{tag(reading_server)}<p>Of dropout.</p>"
    reader.goto(host.put("/", page, content_security_policy=policy))
    open_at(reader, "lemma-term")
    assert [fault for fault in reader.faults if "/favicon.ico" not in fault and "404" not in fault] == []


def test_the_fixed_address_loads_with_its_hash(reader, host, reading_server):
    release = reader.request.get(f"{reading_server.url}/widget/v1/integrity.json").json()
    path = "/" + re.sub("^https?://[^/]+/", "", release["url"])
    script = tag(reading_server, f'data-lemma-auto integrity="{release["integrity"]}" crossorigin', path)
    reader.goto(host.put("/", f"<!doctype html>{script}<p>Of dropout.</p>"))
    reader.locator("lemma-term a").wait_for()
    assert reader.locator("lemma-term").count() == 1


def test_a_changed_byte_is_rejected(page, host, reading_server):
    release = page.request.get(f"{reading_server.url}/widget/v1/integrity.json").json()
    changed = page.request.get(f"{reading_server.url}{LEMMA}").text() + "\n"
    address = host.put("/lemma.js", changed, "text/javascript")
    script = (
        f'<script type="module" src="{address}" data-lemma-auto integrity="{release["integrity"]}"></script>'
    )
    page.goto(host.put("/", f"<!doctype html>{script}<p>Of dropout.</p>"))
    page.wait_for_timeout(SETTLED_MS)
    assert page.evaluate("customElements.get('lemma-term') === undefined")


def test_without_the_service_the_text_is_unchanged(page, host):
    script = '<script type="module" src="http://127.0.0.1:9/widget/v1/lemma.js" data-lemma-auto></script>'
    page.goto(host.put("/", f"<!doctype html>{script}<p>Of <lemma-term>dropout</lemma-term>.</p>"))
    assert page.locator("p").inner_text() == "Of dropout."


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 503, "body": "{}"},
        {"status": 200, "body": "<html>Bad gateway"},
        {"status": 200, "body": "[]"},
        {"status": 200, "body": "null"},
        {"status": 200, "body": '{"terms": 5}'},
        {"status": 200, "body": '{"terms": [null]}'},
        {"status": 200, "body": '{"terms": [["a", 5, null]]}'},
        None,
    ],
)
def test_a_faulty_table_causes_one_warning(page, warnings, host, reading_server, answer):
    page.route(
        "**/api/v1/matcher", lambda route: route.fulfill(**answer, headers=CORS) if answer else route.abort()
    )
    body = (
        f"<!doctype html>{tag(reading_server)}<p>Of dropout, <lemma-term slug=epoch>epochs</lemma-term>.</p>"
    )
    page.goto(host.put("/", body))
    page.wait_for_timeout(SETTLED_MS)
    assert (len(warnings), page.locator("p").inner_text()) == (1, "Of dropout, epochs.")


def test_several_faults_cause_one_warning(page, warnings, host, reading_server):
    page.route("**/api/v1/matcher*", lambda route: route.abort())
    script = tag(reading_server, "data-lemma-auto data-lemma-categories='data robotics'")
    page.goto(host.put("/", f"<!doctype html>{script}<p>Of dropout, <lemma-term>epochs</lemma-term>.</p>"))
    page.wait_for_timeout(SETTLED_MS)
    assert len(warnings) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500, "body": "{}"},
        {"status": 200, "body": "no JSON"},
        {"status": 200, "body": '{"items": [null]}'},
        None,
    ],
)
def test_faulty_definitions_cause_one_warning(reader, warnings, host, reading_server, answer):
    reader.route(
        "**/api/v1/terms?*", lambda route: route.fulfill(**answer, headers=CORS) if answer else route.abort()
    )
    reader.goto(host.put("/", f"<!doctype html>{tag(reading_server)}<p>Of dropout, epochs.</p>"))
    reader.locator("lemma-term a").first.wait_for()
    for term in reader.locator("lemma-term a").all():
        term.focus()
        reader.wait_for_timeout(100)
    assert (len(warnings), reader.locator("[part=tooltip]").count()) == (1, 0)


def test_a_slow_request_is_aborted(reader, warnings, host, reading_server):
    reader.add_init_script("AbortSignal.timeout = () => AbortSignal.abort(new Error('late'));")
    reader.goto(host.put("/", f"<!doctype html>{tag(reading_server)}<p>Of dropout.</p>"))
    reader.wait_for_timeout(SETTLED_MS)
    assert warnings == [f"Lemma: no table of terms from {reading_server.url} (late)"]


def test_two_glossaries_can_share_a_page(
    reader, warnings, host, reading_server, start_server, path, make_term
):
    make_term("Sourdough", definition="Dough that wild yeast raises.")
    other = start_server(path)
    body = f"<!doctype html>{tag(reading_server)}{tag(other)}<p>Sourdough and dropout.</p>"
    reader.goto(host.put("/", body))
    reader.locator("lemma-term[slug=sourdough] a").wait_for()
    reader.locator("lemma-term[slug=dropout] a").wait_for()
    names = [open_at(reader, "lemma-term[slug=dropout]").locator("[part=name]").inner_text()]
    reader.mouse.move(0, 0)
    reader.locator("[part=tooltip]").wait_for(state="detached")
    names.append(open_at(reader, "lemma-term[slug=sourdough]").locator("[part=name]").inner_text())
    assert (names, warnings) == (["Dropout", "Sourdough"], [])


def test_an_element_can_name_its_glossary(reader, host, reading_server, start_server, path, make_term):
    make_term("Dropout", definition="Pupil that left school early.")
    other = start_server(path)
    element = f'<lemma-term slug=dropout glossary="{other.url}">it</lemma-term>'
    body = f"{tag(reading_server, '')}{tag(other, '')}{element}"
    reader.goto(host.put("/", f"<!doctype html>{body}"))
    reader.locator("lemma-term a").wait_for()
    assert (
        open_at(reader, "lemma-term").locator("[part=definition]").inner_text()
        == "Pupil that left school early."
    )


def test_a_page_keeps_its_own_element_of_the_same_name(page, warnings, host, reading_server):
    own = "<script>customElements.define('lemma-term', class extends HTMLElement {});</script>"
    page.goto(host.put("/", f"<!doctype html>{own}{tag(reading_server)}<p>Of dropout.</p>"))
    page.wait_for_timeout(SETTLED_MS)
    assert (len(warnings), page.locator("lemma-term").count()) == (1, 0)


def test_a_term_in_an_article_shows_its_definition(reader, host, reading_server, keep_picture):
    host.put("/article.css", (HOSTS / "article.css").read_text(), "text/css")
    reader.set_viewport_size({"width": 840, "height": 640})
    reader.goto(host.put_file("article.html", reading_server.url))
    tooltip = open_at(reader, "lemma-term[slug=dropout]")
    reader.wait_for_timeout(300)
    keep_picture(reader, "widget.png")
    assert tooltip.locator("[part=name]").inner_text() == "Dropout"
