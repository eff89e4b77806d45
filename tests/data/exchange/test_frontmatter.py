import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.exchange import frontmatter
from data.exchange.frontmatter import Malformed

# What the schemas accept: trimmed text without control characters. A body may have several lines.
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"])
LINES = st.text(CHARACTERS, min_size=1).map(str.strip).filter(bool)
BODIES = st.text(CHARACTERS | st.sampled_from("\n\t"), min_size=1).map(str.strip).filter(bool)
TEXTS = (
    LINES
    | BODIES
    | st.sampled_from(["no", "null", "~", "1810.04805", "0x1F", "2026-11-23", "- a", "a: b", "---"])
)
KEYS = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
ITEMS = st.dictionaries(KEYS, TEXTS, min_size=1, max_size=3)
MEMBERS = st.dictionaries(
    KEYS, TEXTS | st.lists(TEXTS | ITEMS, min_size=1, max_size=3), min_size=1, max_size=4
)
OFTEN = settings(database=None, deadline=None, derandomize=True, max_examples=300)


def parse(*lines):
    return frontmatter.parse("\n".join([*lines, ""]), "text")


@pytest.mark.parametrize(
    "typed",
    [
        "no",
        "yes",
        "true",
        "null",
        "~",
        "1810.04805",
        "0123",
        "0x1F",
        "1e3",
        "2026-11-23",
        "12:30:45",
        "=",
        ".5",
    ],
)
def test_scalar_stays_as_typed(typed):
    assert parse("---", f"a: {typed}", "---").members == {"a": typed}


def test_key_stays_as_typed():
    assert parse("---", "no: a", "1: b", "---").members == {"no": "a", "1": "b"}


def test_member_without_a_value_is_empty_text():
    assert parse("---", "a:", "---").members == {"a": ""}


def test_body_is_the_text_below_the_front_matter():
    assert parse("---", "a: b", "---", "", "One.", "", "Two.", "").members["text"] == "One.\n\nTwo."


def test_horizontal_rule_in_the_body_belongs_to_the_body():
    assert parse("---", "a: b", "---", "One.", "", "---", "", "Two.").members["text"] == "One.\n\n---\n\nTwo."


@pytest.mark.parametrize("below", [[], [""], ["", ""]])
def test_empty_body_is_no_member(below):
    assert parse("---", "a: b", "---", *below).members == {"a": "b"}


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("/a", 2),
        ("/b", 3),
        ("/b/0", 4),
        ("/b/1", 5),
        ("/b/1/d", 6),
        ("/b/1/d/deeper", 6),
        ("/unknown", 2),
        ("/text", 9),
        ("", 2),
    ],
)
def test_line_of_each_member_is_known(pointer, line):
    front = parse("---", "a: 1", "b:", "  - x", "  - c: 2", "    d: 3", "---", "", "The body.")
    assert front.line(pointer) == line


@pytest.mark.parametrize("blank", [0, 1, 3])
def test_line_of_the_body_is_that_of_its_first_text(blank):
    front = parse("---", "a: 1", "---", *[""] * blank, "The body.")
    assert front.line("/text") == 4 + blank


@pytest.mark.parametrize(
    ("lines", "line", "fault"),
    [
        (["a: b"], 1, "does not begin with"),
        ([], 1, "does not begin with"),
        (["\ufeff---", "a: b", "---"], 1, "does not begin with"),
        (["---\r", "a: b\r", "---\r"], 1, "does not begin with"),
        (["---", "a: b"], 1, "no line '---' ends"),
        (["---", "a: b", "--- "], 1, "no line '---' ends"),
        (["---", "a: b", "c: d", "a: e", "---"], 4, "'a' appears twice"),
        (["---", "a:", "  - {b: c, b: d}", "---"], 3, "'b' appears twice"),
        (["---", "a: b", "c: &x [d]", "e: *x", "---"], 4, "aliases"),
        (["---", "a: b", "c: &x d", "e:", "  <<: *x", "---"], 5, "aliases"),
        (["---", "a: b", "c: [d", "---"], 4, "expected"),
        (["---", "a: b", "c: 'd", "---"], 4, "unexpected end"),
        (["---", "a: b", "\tc: d", "---"], 3, "tab"),
        (["---", "a: b: c", "---"], 2, "mapping values"),
        (["---", "a: b", "c: *x", "---"], 3, "alias"),
        (["---", "a: ä", "c: d\x01", "---"], 3, "YAML does not allow"),
        (["---", "a: b", "[c]: d", "---"], 3, "key must be a word"),
        (["---", "- a", "---"], 2, "not a mapping"),
        (["---", "just text", "---"], 2, "not a mapping"),
        (["---", "a: b", "text: c", "---"], 3, "'text' is the text below"),
    ],
)
def test_error_of_a_malformed_file_has_the_line(lines, line, fault):
    with pytest.raises(Malformed, match=fault) as error:
        parse(*lines)
    assert error.value.line == line


def test_lines_of_a_list_are_counted_from_1():
    front = frontmatter.parse_yaml("- a: b\n\n- a: c\n  d: e\n")
    assert (front.members, front.line("/1/d")) == ([{"a": "b"}, {"a": "c", "d": "e"}], 4)


def test_empty_yaml_file_is_an_empty_mapping():
    assert frontmatter.parse_yaml("").members == {}


def test_canonical_form_has_one_line_per_member_and_no_empty_members():
    members = {
        "name": "Epoch",
        "labels": [{"text": "Pass: full", "kind": "synonym", "note": None}],
        "gone": None,
        "empty": [],
        "year": 2019,
        "arxiv": "1810.04805",
        "words": "word " * 40 + "end",
        "text": "The body.",
    }
    assert frontmatter.write(members, "text").splitlines() == [
        "---",
        "name: Epoch",
        "labels:",
        "  - {text: 'Pass: full', kind: synonym}",
        "year: 2019",
        "arxiv: '1810.04805'",
        f"words: {'word ' * 40}end",
        "---",
        "",
        "The body.",
    ]


def test_canonical_list_has_blank_lines_between_items():
    assert (
        frontmatter.write_yaml([{"a": "b", "c": ["d"]}, {"a": "e", "c": []}])
        == "- a: b\n  c:\n    - d\n\n- a: e\n"
    )


@OFTEN
@given(MEMBERS, BODIES)
def test_members_are_read_back_as_written(members, body):
    members = {**members, "body": body}
    assert frontmatter.parse(frontmatter.write(members, "body"), "body").members == members


@OFTEN
@given(MEMBERS, BODIES)
def test_canonical_text_is_written_back_as_read(members, body):
    written = frontmatter.write({**members, "body": body}, "body")
    assert frontmatter.write(frontmatter.parse(written, "body").members, "body") == written


@OFTEN
@given(st.lists(MEMBERS, min_size=1, max_size=3))
def test_list_is_read_back_as_written(documents):
    assert frontmatter.parse_yaml(frontmatter.write_yaml(documents)).members == documents


def test_closing_mark_may_be_the_last_line():
    assert frontmatter.parse("---\nname: Dropout\n---", "explanation").members == {"name": "Dropout"}
