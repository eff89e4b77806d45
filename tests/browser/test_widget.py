"""The widget in a third-party page: the terms that it marks, and the requests that it sends."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from api.docs.document import CONTENT
from data.constants import MAX_ANNOTATED_BYTES, MAX_IDS
from data.exchange import files
from data.text.markdown import prose

ARTICLE = """<main><h1>Dropout</h1><p>Dropout and overfitting; dropout again.</p>
<h2>Results</h2><p>With <b>dropout</b>, weight decay.</p></main>"""
ODDLY_WRITTEN = """Regularisation, behavioural cloning, tokenisers, a labelled data set,
multi-layer perceptrons, neural
network, neural. Network, A* search, A/B tests, t-SNE and CI/CD, k–means clustering, Bayes’ theorem,
the network's LSTMs, rags and RAG, IoUs, hyper-parameters, F₁ score, \U0001f408 dropout, internet,
机器学习 dropout机, naïve Bayes,
DROPOUT, zero and ZeRO, to react and ReAct, a map and mAP, MoEs, moe, pytorch, C4, c4."""
PLACES = """() => {
    const places = [];
    let at = 0;
    for (const node of document.querySelector("p").childNodes) {
        if (node.localName) places.push([at, node.textContent, node.getAttribute("slug")]);
        at += node.textContent.length;
    }
    return places;
}"""
SETTLED_MS = 600  # the widget reacts to a change of the page within this time


README = (CONTENT.parent.parent / "README.md").read_text()


def marked(page):
    return page.locator("lemma-term").all_text_contents()


def slugs(page):
    return page.locator("lemma-term").evaluate_all("terms => terms.map((term) => term.getAttribute('slug'))")


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ("data-lemma-auto", ["Dropout", "overfitting", "dropout", "weight decay"]),
        ("data-lemma-auto data-lemma-occurrences=first", ["Dropout", "overfitting", "weight decay"]),
        (
            "data-lemma-auto data-lemma-occurrences=all",
            ["Dropout", "overfitting", "dropout", "dropout", "weight decay"],
        ),
        ("data-lemma-auto='h2 + p'", ["dropout", "weight decay"]),
        ("data-lemma-auto='main, p'", ["Dropout", "overfitting", "dropout", "weight decay"]),
        ("data-lemma-auto data-lemma-exclude='dropout, overfitting'", ["weight decay"]),
        ("data-lemma-auto data-lemma-categories=machine-learning", ["overfitting"]),
    ],
)
def test_terms_are_marked_with_the_options_of_the_script_tag(visit, attributes, found):
    assert marked(visit(ARTICLE, attributes)) == found


@pytest.mark.parametrize(
    "body",
    [
        *(
            "<a href=#>dropout</a>",
            "<a href=#><i>dropout</i></a>",
            "<button>dropout</button>",
            "<code>dropout</code>",
        ),
        *(
            "<pre>dropout</pre>",
            "<h3>dropout</h3>",
            "<textarea>dropout</textarea>",
            "<label>dropout<input></label>",
        ),
        *(
            "<select><option>dropout</select>",
            "<div contenteditable>dropout</div>",
            "<svg><text>dropout</text></svg>",
        ),
        *(
            "<math><mi>dropout</mi></math>",
            "<p data-lemma-skip>dropout</p>",
            "<div role=button>dropout</div>",
        ),
        *("<div aria-hidden=true>dropout</div>", "<style>dropout</style>", "<template>dropout</template>"),
        "<details><summary>dropout</summary></details>",
    ],
)
def test_nothing_is_marked_in(visit, body):
    assert slugs(visit(f"<p>overfitting</p>{body}")) == ["overfitting"]


def test_an_ambiguous_abbreviation_is_its_owner_or_plain_text(visit):
    assert slugs(visit("An ANN, a CV.")) == ["neural-network"]


def test_marking_leaves_the_text_unchanged(visit):
    read = "document.querySelector('main').textContent"
    before = visit(ARTICLE, "", ready=False).evaluate(read)
    assert visit(ARTICLE).evaluate(read) == before


def test_content_added_later_is_marked(visit):
    page = visit(ARTICLE)
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<h2>More</h2><p>An epoch.</p>')"
    )
    page.locator("lemma-term[slug=epoch]").wait_for()
    assert marked(page)[-1] == "epoch"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("text.data = 'The epoch is over.'", "The epoch is over."),
        ("text.remove()", ""),
        ("text.parentNode.normalize()", "Of dropout, once."),
        ("text.parentNode.replaceChildren('New.')", "New."),
        ("text.parentNode.append(' Then.')", "Of dropout, once. Then."),
        ("text.splitText(1)", "Of dropout, once."),
        ("text.before('Yes. '); text.parentNode.normalize()", "Yes. Of dropout, once."),
    ],
)
def test_a_page_can_still_change_its_own_text_nodes(visit, change, text):
    page = visit("<p>Of dropout, once.</p>")
    page.evaluate(f"const text = document.querySelector('p').firstChild; {change}")
    page.wait_for_timeout(SETTLED_MS)
    assert page.locator("p").text_content() == text


def test_a_page_with_several_scripts_is_marked_once(visit, reading_server):
    again = (
        f'<script type="module" src="{reading_server.url}/widget/v1/lemma.js?again" data-lemma-auto></script>'
    )
    page = visit(ARTICLE, head=again)
    page.wait_for_timeout(SETTLED_MS)
    assert (marked(page), page.faults) == (["Dropout", "overfitting", "dropout", "weight decay"], [])


@pytest.mark.parametrize(
    ("element", "leads_to"),
    [
        ("<lemma-term slug=dropout>it</lemma-term>", "/terms/dropout"),
        ("<lemma-term>Neural networks</lemma-term>", "/terms/neural-network"),
        ("<lemma-term> regularisation\n</lemma-term>", "/terms/regularization"),
    ],
)
def test_an_element_finds_its_term_by_slug_or_text(visit, reading_server, element, leads_to):
    link = visit(f"<p>{element}", "").locator("lemma-term a")
    assert link.get_attribute("href") == reading_server.url + leads_to


@pytest.mark.parametrize(
    "element",
    [
        "<lemma-term slug=no-such-term>dropout</lemma-term>",
        "<lemma-term>no such term</lemma-term>",
        "<lemma-term></lemma-term>",
        "<lemma-term slug=dropout glossary=https://other.example>dropout</lemma-term>",
        "<a href=#><lemma-term slug=dropout>dropout</lemma-term></a>",
    ],
)
def test_an_element_without_a_term_stays_plain_text(visit, element):
    page = visit(f"<p><lemma-term slug=epoch>an epoch</lemma-term> {element}", "")
    page.wait_for_timeout(SETTLED_MS)
    assert page.locator("lemma-term").nth(1).locator("a").count() == 0


def test_a_changed_slug_changes_the_term(visit, reading_server):
    page = visit("<p><lemma-term slug=dropout>it</lemma-term>", "")
    page.locator("lemma-term").evaluate("(term) => term.setAttribute('slug', 'epoch')")
    assert page.locator("lemma-term a").get_attribute("href") == f"{reading_server.url}/terms/epoch"


def test_one_request_loads_the_table_and_one_all_definitions(visit):
    asked = []
    page = visit("<p>First.</p>", "", ready=False)
    page.on("request", lambda request: "/api/" in request.url and asked.append(urlsplit(request.url).path))
    page = visit(ARTICLE)
    for term in page.locator("lemma-term").all():
        term.hover()
        page.locator("[part=tooltip]").wait_for()
        page.mouse.move(0, 0)
        page.locator("[part=tooltip]").wait_for(state="detached")
    assert asked == ["/api/v1/matcher", "/api/v1/terms"]


def test_more_terms_than_one_request_may_name_take_two_requests(visit):
    known = [entry.document["slug"] for entry in files.read(CONTENT).terms][: MAX_IDS + 50]
    page = visit("".join(f"<p><lemma-term slug={slug}>term</lemma-term>" for slug in known), "")
    asked = []
    page.on(
        "request",
        lambda request: asked.append(len(parse_qs(urlsplit(request.url).query)["ids"][0].split(","))),
    )
    page.wait_for_timeout(SETTLED_MS)
    page.locator("lemma-term a").first.focus()
    page.locator("[part=tooltip]").wait_for()
    assert asked == [MAX_IDS, 50]


def test_the_widget_sets_no_cookie_and_requests_no_other_host(visit):
    page = visit(ARTICLE)
    page.locator("lemma-term").first.hover()
    page.locator("[part=tooltip]").wait_for()
    assert (page.faults, page.context.cookies()) == ([], [])


def test_events_cross_the_boundaries_of_shadow_trees(visit):
    page = visit("<div></div>", "", ready=False)
    page.evaluate(
        """() => {
            window.heard = [];
            for (const type of ["lemma-ready", "lemma-open", "lemma-close"])
                document.addEventListener(type, (event) => heard.push([event.type, event.detail.slug]));
            const root = document.querySelector("div").attachShadow({ mode: "open" });
            root.innerHTML = "<lemma-term slug=dropout>it</lemma-term>";
        }"""
    )
    page.locator("lemma-term a").focus()
    page.locator("[part=tooltip]").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("heard") == [
        ["lemma-ready", "dropout"],
        ["lemma-open", "dropout"],
        ["lemma-close", "dropout"],
    ]


def test_the_shadow_root_is_closed(page, host, reading_server):
    script = f'<script type="module" src="{reading_server.url}/widget/v1/lemma.js"></script>'
    page.goto(host.put("/", f"<!doctype html>{script}<lemma-term slug=dropout>it</lemma-term>"))
    page.wait_for_function("Boolean(customElements.get('lemma-term'))")
    assert page.evaluate("document.querySelector('lemma-term').shadowRoot") is None


def test_the_widget_leaves_no_global_behind(visit, reader, host):
    names = "Object.getOwnPropertyNames(window).sort().join()"
    reader.goto(host.put("/bare", "<!doctype html><script>window.ready = true</script><p>"))
    before = reader.evaluate(names)
    assert visit(ARTICLE).evaluate(names) == before


def test_the_widget_marks_a_long_text_as_the_service_annotates_it(visit, reading_server):
    text = "\n\n".join(
        paragraph for entry in files.read(CONTENT).terms for paragraph in prose(entry.document["explanation"])
    )[: MAX_ANNOTATED_BYTES // 2]
    text += f"\n\n{ODDLY_WRITTEN}"
    page = visit("<p></p>", "data-lemma-auto data-lemma-occurrences=all", ready=False)
    page.evaluate("(text) => { document.querySelector('p').textContent = text; }", text)
    page.wait_for_function("window.ready")
    ours = page.evaluate(PLACES)
    answer = page.request.post(f"{reading_server.url}/api/v1/annotations", data={"text": text}).json()
    items = [item for item in answer["items"] if len(item["candidates"]) == 1]
    theirs = [[item["utf16"]["start"], item["quote"]["exact"], item["candidates"][0]] for item in items]
    # For an abbreviation that several terms share, the service returns all candidates, and the widget marks
    # only the owner.
    assert [place for place in ours if place[1] not in ("ANN", "MAE", "MAP")] == theirs


def test_the_line_in_readme_marks_a_word_with_its_definition(reader, host, reading_server):
    line = next(
        block for block in re.findall(r"```html\n(.*?)```", README, re.DOTALL) if "data-lemma-auto" in block
    )
    line = line.replace("http://127.0.0.1:8000", reading_server.url)
    reader.goto(host.put("/page", f"<p>We added dropout.</p>{line}"))
    reader.get_by_role("link", name="dropout").hover()
    assert "Regularization technique" in reader.get_by_role("tooltip").inner_text()
