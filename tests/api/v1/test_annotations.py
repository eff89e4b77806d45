"""Marking terms in texts, over HTTP."""

import re

import pytest
from justhtml import JustHTML

ANNOTATIONS = "/api/v1/annotations"
UGLY = "\"><script>alert(1)</script>'&"
XSS = [
    UGLY,
    "' onmouseover=alert(1) x='",
    '" autofocus onfocus="alert(1)',
    "`onclick=alert(1)`",
    "</a></dfn></p></title></textarea></style></script><img src=x onerror=alert(1)>",
    "--><svg onload=alert(1)>",
    "]]><svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#34;onclick=&#34;alert(1)",
    "\u2028<script>\u2029",
    "{{constructor.constructor('alert(1)')()}}",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<!--><script>alert(1)</script>",
    "<base href='//example.org'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<x-net onclick=alert(1)>",
    "%22%3E%3Cscript%3E",
]

pytestmark = pytest.mark.usefixtures("nets")


@pytest.fixture
def annotate(client):
    """Return a function that returns the annotations of a document."""

    def ask(**body):
        response = client.post(ANNOTATIONS, json=body)
        assert response.status_code == 200, response.text
        return response.json

    return ask


def quoted(answer):
    return [item["quote"]["exact"] for item in answer["items"]]


def unmarked(html):
    """Return the document without our links."""
    return re.sub("<a data-lemma [^>]*>(net)</a>", r"\1", html)


def test_an_occurrence_has_its_position_and_its_term(annotate):
    answer = annotate(text="\U0001f408 Of neural networks.")
    assert answer["items"] == [
        {
            "candidates": ["neural-network"],
            "position": {"type": "TextPositionSelector", "start": 5, "end": 20},
            "quote": {
                "type": "TextQuoteSelector",
                "exact": "neural networks",
                "prefix": "\U0001f408 Of ",
                "suffix": ".",
            },
            "utf16": {"start": 6, "end": 21},
        }
    ]
    assert answer["terms"] == [
        {"slug": "neural-network", "name": "Neural Network", "page": "http://localhost/terms/neural-network"}
    ]


def test_summaries_of_the_terms_are_included_on_request(annotate):
    (term,) = annotate(text="A net.", include=["summary"])["terms"]
    assert (term["definition"], term["category"]["slug"]) == ("Definition of Net.", "things")


def test_drafts_and_parts_of_words_are_not_found(annotate):
    assert quoted(annotate(text="A ghost in the internet.")) == []


def test_a_shared_abbreviation_gives_its_candidates_in_capitals_only(annotate):
    answer = annotate(text="SAM and sam")
    assert [item["candidates"] for item in answer["items"]] == [["segment", "sharpness"]]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, ["net", "ANN", "net", "segment", "neural nets", "net"]),
        ({"occurrences": "first"}, ["net", "ANN", "segment"]),
        ({"occurrences": "first-per-section"}, ["net", "ANN", "segment", "net"]),
        ({"categories": ["minerals"]}, ["segment"]),
        ({"levels": ["beginner"]}, ["net", "net", "net"]),
        ({"exclude": ["net"]}, ["ANN", "segment"]),
        ({"min_length": 4}, ["segment"]),
        ({"min_length": 4.0}, ["segment"]),
        ({"case": "sensitive"}, ["ANN"]),
        ({"case": "ignore"}, ["net", "ANN", "net", "ann", "segment", "net"]),
    ],
)
def test_options_narrow_the_occurrences(annotate, options, found):
    text = "A net, an ANN, a net, ann, a segment.\n\nNeural net."
    assert quoted(annotate(text=text, **options)) == [word for word in found if word != "neural nets"]


def test_inflections_and_shorter_terms_are_optional(annotate):
    assert quoted(annotate(text="nets net", inflections=False)) == ["net"]
    assert quoted(annotate(text="neural-network", longest_only=False)) == ["neural-network"]


@pytest.mark.parametrize("document", ["text", "html"])
def test_terms_inside_a_longer_one_are_optional(annotate, make_term, document):
    make_term("Neural Network Layer")
    sent = {document: "a neural network layer", "longest_only": False}
    assert quoted(annotate(**sent)) == ["neural network layer", "neural network"]


def test_in_a_marked_document_the_longest_term_is_marked(annotate, make_term):
    make_term("Neural Network Layer")
    answer = annotate(html="a neural network layer", output="html", longest_only=False)
    assert (quoted(answer), answer["html"].count("data-lemma")) == (["neural network layer"], 1)


@pytest.mark.parametrize("line", ["\n", "\r\n", "\r", "\n \t"])
def test_a_blank_line_begins_a_section(annotate, line):
    text = f"net{line}net{line}{line}net"
    assert len(annotate(text=text, occurrences="first-per-section")["items"]) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\U0001f408\U0001f408 net", [(3, 6, 5, 8)]),
        ("\u05e9\u05dc\u05d5\u05dd net \u05e2\u05d5\u05dc\u05dd", [(5, 8, 5, 8)]),
        ("\ufeffnet\r\nnet", [(1, 4, 1, 4), (6, 9, 6, 9)]),
        ("e\u0301 net\u0301 net", [(3, 6, 3, 6), (8, 11, 8, 11)]),
        ("\u673a\u5668\u5b66\u4e60\U0001f408\u673a\u5668", [(0, 4, 0, 4)]),
        ("C++ and C", [(0, 3, 0, 3)]),
        ("in Bayes' theorem, in Bayes\u2019 Theorem", [(3, 17, 3, 17), (22, 36, 22, 36)]),
    ],
)
def test_positions_are_exact_in_any_script(annotate, make_term, text, found):
    for name in ("\u673a\u5668\u5b66\u4e60", "C++", "Bayes' Theorem"):
        make_term(name, slug=f"term-{len(name)}")
    places = [
        (item["position"]["start"], item["position"]["end"], item["utf16"]["start"], item["utf16"]["end"])
        for item in annotate(text=text)["items"]
    ]
    assert places == found


def test_a_document_is_returned_with_links(annotate):
    source = '<p title="net">A net &amp; a <a href="x">net</a><script>net</script>, SAM'
    answer = annotate(html=source, output="html")
    link = '<a data-lemma href="http://localhost/terms/net" title="Definition of Net.">net</a>'
    assert answer["html"] == source.replace("A net", f"A {link}")
    assert quoted(answer) == ["net", "SAM"]


def test_markup_in_the_definitions_of_links_stays_text(annotate, update_term):
    update_term("sharpness", definition=UGLY)
    answer = annotate(html="<p>sharpness", output="html", element="dfn")
    escaped = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#x27;&amp;"
    assert answer["html"] == f'<p><dfn data-lemma title="{escaped}">sharpness</dfn>'


@pytest.mark.parametrize("element", ["a", "dfn"])
def test_marked_text_is_not_marked_again(annotate, element):
    once = annotate(html="<p>A net.", output="html", element=element)["html"]
    assert annotate(html=once, output="html", element=element)["html"] == once


@pytest.mark.parametrize("element", ["a", "dfn"])
@pytest.mark.parametrize("attack", XSS)
def test_markup_in_terms_stays_text_in_a_marked_document(annotate, update_term, element, attack):
    update_term("net", definition=attack)
    root = JustHTML(
        annotate(html="<p>net", output="html", element=element)["html"], sanitize=False, fragment=True
    ).root
    (paragraph,) = root.children
    (mark,) = paragraph.children
    assert (mark.name, mark.to_text(), mark.attrs["title"]) == (element, "net", attack)
    assert set(mark.attrs) == {"data-lemma", "title", *(["href"] if element == "a" else [])}


@pytest.mark.parametrize("attack", XSS)
def test_the_markup_of_a_document_is_unchanged(annotate, attack):
    sent = f"<p>net</p>{attack} net"
    assert unmarked(annotate(html=sent, output="html")["html"]) == sent


def test_comments_and_instructions_are_neither_text_nor_marked(annotate):
    answer = annotate(html="net <?php net ?> <![if net]> net <!-- net", output="html")
    assert [item["position"]["start"] for item in answer["items"]] == [0, 6]
    assert answer["html"].count("data-lemma") == 2


def test_headings_begin_sections(annotate):
    source = "<h2>net</h2><p>net net<h2>x</h2><p>net"
    assert (
        annotate(html=source, output="html", occurrences="first-per-section")["html"].count("data-lemma") == 2
    )


def test_a_document_without_terms_is_returned_unchanged(annotate):
    source = "<P CLASS=x >\r\n&nbsp;nothing\0 <b>here"
    assert unmarked(annotate(html=source, output="html")["html"]) == source


def test_positions_in_a_document_count_in_its_text(annotate):
    (item,) = annotate(html="<b>A</b> &amp; net")["items"]
    assert (item["position"]["start"], item["quote"]["prefix"]) == (4, "A & ")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/text"),
        ({"text": "a", "html": "b"}, "#/text"),
        ({"text": "a", "output": "html"}, "#/output"),
        ({"text": "a", "categories": ["mineral"]}, "#/categories"),
        ({"text": "a", "case": "upper"}, "#/case"),
        ({"text": "a", "min_length": 0}, "#/min_length"),
        ({"text": "a", "longest_only": "yes"}, "#/longest_only"),
        ({"text": 1}, "#/text"),
    ],
)
def test_an_invalid_request_is_422(client, body, pointer):
    response = client.post(ANNOTATIONS, json=body)
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("member", ["text", "html"])
def test_more_than_200_kilobytes_are_413(client, member):
    assert client.post(ANNOTATIONS, json={member: "\u732b" * 66_667}).status_code == 413
    assert client.post(ANNOTATIONS, json={member: "x" * 200_000}).status_code == 200


def test_more_than_10000_occurrences_are_413(client):
    assert client.post(ANNOTATIONS, json={"text": "net " * 10_001}).status_code == 413
    assert client.post(ANNOTATIONS, json={"text": "net " * 10_001, "occurrences": "first"}).status_code == 200


def test_a_document_that_would_take_too_long_is_422(client):
    response = client.post(ANNOTATIONS, json={"html": "<b>" + "<div>" * 10_000 + "</b>" * 10_000})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "#/html")


@pytest.mark.parametrize(
    "source",
    [
        "&#" + "9" * 5_000 + "; net",
        "<!-- -->" * 20_000,
        "<" * 200_000,
        "&amp" * 50_000,
        "<a" * 100_000,
        "\0net\0",
        "<x" + " a=1" * 40_000,
        "<plaintext>net",
        "<frameset>net",
        "<svg><p>net</svg>",
        "<math><annotation-xml encoding=text/html><svg><desc>net",
    ],
)
def test_any_document_gets_a_response(annotate, source):
    assert unmarked(annotate(html=source, output="html")["html"]) == source


def test_every_name_of_the_shipped_glossary_is_found(shipped):
    page = shipped.get("/api/v1/terms?limit=500&fields=slug,name").json
    while page:
        text = "\n\n".join(item["name"] for item in page["items"])
        found = shipped.post(ANNOTATIONS, json={"text": text, "case": "ignore"}).json["items"]
        whole = {item["quote"]["exact"]: item["candidates"] for item in found}
        missed = [item["name"] for item in page["items"] if item["slug"] not in whole.get(item["name"], [])]
        assert missed == []
        page = page["next"] and shipped.get(page["next"]).json
