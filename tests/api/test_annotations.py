"""Marking terms in texts, over HTTP."""

import gzip

import pytest

from data import labels
from data.changes import Author

ANNOTATIONS = "/api/v1/annotations"
MATCHER = "/api/v1/matcher"
SAM = {"abbreviation": "SAM", "owner": None, "candidates": ["segment", "sharpness"], "note": None}
UGLY = "\"><script>alert(1)</script>'&"


@pytest.fixture(autouse=True)
def glossary(make_term, make_category, database):
    make_category("minerals")
    make_term("Net", level="beginner")
    make_term("Neural Network", labels=[{"text": "ANN", "kind": "abbreviation"}])
    make_term("Segment", category="minerals")
    make_term("Sharpness", definition=UGLY)
    make_term("Ghost", status="draft")
    labels.replace_ambiguous(database, [SAM], by=Author("editor"))


@pytest.fixture
def annotate(client):
    """The answer for a document."""

    def ask(**body):
        response = client.post(ANNOTATIONS, json=body)
        assert response.status_code == 200, response.text
        return response.json

    return ask


def quoted(answer):
    return [item["quote"]["exact"] for item in answer["items"]]


def test_an_occurrence_has_its_place_and_its_term(annotate):
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


def test_a_summary_of_each_term_may_come_along(annotate):
    (term,) = annotate(text="A net.", include=["summary"])["terms"]
    assert (term["definition"], term["category"]["slug"]) == ("Definition of Net.", "things")


def test_drafts_and_what_is_inside_of_words_are_not_found(annotate):
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
        ({"case": "sensitive"}, ["ANN"]),
        ({"case": "ignore"}, ["net", "ANN", "net", "ann", "segment", "net"]),
    ],
)
def test_options_narrow_what_is_found(annotate, options, found):
    text = "A net, an ANN, a net, ann, a segment.\n\nNeural net."
    assert quoted(annotate(text=text, **options)) == [word for word in found if word != "neural nets"]


def test_inflections_and_shorter_terms_are_a_choice(annotate):
    assert quoted(annotate(text="nets net", inflections=False)) == ["net"]
    assert quoted(annotate(text="neural-network", longest_only=False)) == ["neural-network"]


def test_a_document_comes_back_with_links(annotate):
    source = '<p title="net">A net &amp; a <a href="x">net</a><script>net</script>, SAM'
    answer = annotate(html=source, output="html")
    link = '<a data-lemma href="http://localhost/terms/net" title="Definition of Net.">net</a>'
    assert answer["html"] == source.replace("A net", f"A {link}")
    assert quoted(answer) == ["net", "SAM"]


def test_a_document_comes_back_with_definitions_that_stay_text(annotate):
    answer = annotate(html="<p>sharpness", output="html", element="dfn")
    escaped = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#x27;&amp;"
    assert answer["html"] == f'<p><dfn data-lemma title="{escaped}">sharpness</dfn>'


def test_headings_begin_sections(annotate):
    source = "<h2>net</h2><p>net net<h2>x</h2><p>net"
    assert annotate(html=source, output="html", occurrences="first-per-section")["html"].count("data-lemma") == 2


def test_without_terms_a_document_comes_back_as_it_was(annotate):
    source = "<P CLASS=x >\r\n&nbsp;nothing\0 <b>here"
    assert annotate(html=source, output="html")["html"] == source


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
def test_what_cannot_be_is_422(client, body, pointer):
    response = client.post(ANNOTATIONS, json=body)
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("member", ["text", "html"])
def test_more_than_200_kilobytes_are_413(client, member):
    assert client.post(ANNOTATIONS, json={member: "\u732b" * 66_667}).status_code == 413
    assert client.post(ANNOTATIONS, json={member: "x" * 200_000}).status_code == 200


# The table of surface forms


def test_the_table_has_every_published_form(client):
    body = client.get(MATCHER).json
    assert ["neural-network", "Neural Network", "ANN"] in body["terms"]
    assert [row[0] for row in body["terms"]] == ["net", "neural-network", "segment", "sharpness"]
    assert body["shared"] == {"SAM": ["segment", "sharpness"]}
    assert body["links"]["immutable"] == f"http://localhost{MATCHER}/{body['serial']}"


def test_a_category_narrows_the_table(client):
    body = client.get(f"{MATCHER}?category=minerals").json
    assert [row[0] for row in body["terms"]] == ["segment"]
    assert client.get(body["links"]["immutable"]).json == body


def test_the_address_of_a_serial_may_be_kept_until_the_data_moves_on(client, make_term):
    address = client.get(MATCHER).json["links"]["immutable"]
    response = client.get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    make_term("Ant")
    response = client.get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")


def test_what_changed_since_a_serial(client, make_term, update_term, retire_term):
    serial = client.get(MATCHER).json["serial"]
    make_term("Ant")
    update_term("segment", slug="part", name="Part")
    retire_term("net")
    body = client.get(f"{MATCHER}?since={serial}").json
    assert [row[0] for row in body["terms"]] == ["ant", "part"]
    assert body["removed"] == ["net", "segment"]


def test_the_table_of_the_shipped_glossary_is_under_25_kilobytes(shipped):
    assert len(gzip.compress(shipped.get(MATCHER).data)) < 25_000


def test_every_name_of_the_shipped_glossary_is_found(shipped):
    page = shipped.get("/api/v1/terms?limit=500&fields=slug,name").json
    while page:
        text = "\n\n".join(item["name"] for item in page["items"])
        found = shipped.post(ANNOTATIONS, json={"text": text, "case": "ignore"}).json["items"]
        whole = {item["quote"]["exact"]: item["candidates"] for item in found}
        missed = [item["name"] for item in page["items"] if item["slug"] not in whole.get(item["name"], [])]
        assert missed == []
        page = page["next"] and shipped.get(page["next"]).json
