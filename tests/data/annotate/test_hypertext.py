"""HTML documents with marks: only the marks change them."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from data.annotate import hypertext
from data.annotate.hypertext import Mark
from data.constants import SKIPPED
from data.text import html

# Derandomized, so that a failure in one run is a failure in every run.
OFTEN = settings(database=None, deadline=None, derandomize=True, max_examples=400)
OURS = {hypertext.MARK: "", "href": "x"}
# The tree of each differs from what its source suggests, or contains text that is not shown.
UGLY = [
    "<p>net<p>net</div>net",
    "<b><p>net</b>net</p>",
    "<a>net<a>net</a>",
    "<table>net<tr><td>net</table>net",
    "<table><b>net<tr><td>net",
    "<select><option>net</select>",
    "net<script>'net'</script><style>net{}</style><textarea>net</textarea>",
    "<svg><text>net</text><foreignObject><p>net</svg>",
    "<math><mi>net</mi></math>",
    "<template><p>net</template>",
    "<!-- net --><![CDATA[net]]><?net?>",
    "<title>net</title><p title='net'>net",
    "net &amp; n&#101;t &notit; net &",
    "<p>net\r\nnet\rnet\0net",
    "<ul><li>net<li>net</ul>",
    "<dl><dt>net<dd>net",
    "<h1>net</h1><h2>net<h3>net",
    "<pre>\nnet</pre><code>net</code>",
    "<button>net</button><label>net</label>",
    "<iframe>net</iframe><noscript>net</noscript>",
    "<frameset><frame></frameset>net",
    "<plaintext>net</p>",
    "<xmp><b>net</xmp>",
    "<ruby>net<rt>net</ruby>",
    "<html><body>net</body></html>net",
    "<!doctype html><html><head><title>net</title></head><body><p>net</p></body></html>",
    "<br>net<hr>net<img alt=net>net",
    "<em><strong>net</em>net</strong>net",
    "<p><table><p>net</table>net",
    "<form><form>net</form>net",
    "<nobr>net<nobr>net",
    "<font color=red>net<p>net</font>net",
    "<div id=net class='net' data-x=\"net\">net</div>",
    "<div/>net<span/>net",
    "< p>net</ p>net<>net</>",
    "<p <b>net</b>",
    '<p title="net>net</p>',
    "<body><body class=x>net",
    "<col>net<caption>net<tbody>net",
    "<a href='javascript:net'>net</a> net",
    "<marquee>net</marquee><center>net</center>",
    "<details><summary>net</summary>net</details>",
    "<picture><source>net</picture>",
    "<object>net<param></object>",
    "<math><annotation-xml encoding=text/html><p>net",
    "net",
    "",
    "<",
    "&#x1f408;net\U0001f408net",
    "<p dir=rtl>שלום net עולם",
    "net <?php echo net ?> net",
    "net <?xml net ?><!net><![if net]>net<![endif]></ net>net",
    "<p>net</p><!-- net",
    "<p>net<!doctype html>net",
    "\ufeff<!doctype html><title>net</title><p>net",
    "\ufeffnet",
    "<!-- net --><?net?><!doctype html><body>net",
    "net < net <= net &lt;net&gt; &ltnet",
    "a</net>&lt;/net> &amp;amp; net",
    "<base href='//net'><x-net>net</x-net><p id=a id=b>net",
    "<a data-lemma href=x>net</a><dfn data-lemma>net</dfn>net",
    "<p>\0net\x0cnet&#0;net&#x80;net&#1;net",
    "<svg><title>net</title><desc>net</desc><style>net</style><a>net</a></svg>net",
    "<b data-lemma>net<p>net</b>net",
]


def annotated(source, skip=SKIPPED):
    """Return the source with every "net" marked that may be, and the number of marks."""
    document = hypertext.read(source, skip)
    marks = []
    for piece in document.pieces:
        ranges = hypertext.source_ranges(source, piece)
        hits = [hit.span() for hit in re.finditer("net", piece.text) if hit.end() <= len(ranges)]
        marks += [Mark(ranges[start][0], ranges[end - 1][1], "a", {"href": "x"}) for start, end in hits]
    return hypertext.mark(document, marks), len(marks)


def tree_without_marks(source):
    """Return the tree of a document as text, without our elements."""
    root = JustHTML(source, sanitize=False, fragment=not html.is_document(source)).root

    def write(node):
        inner = "".join(write(child) for child in getattr(node, "children", None) or [])
        if node.name == "#text":
            return node.data
        attributes = getattr(node, "attrs", None) or {}
        if attributes == OURS:
            return inner
        comment = node.data if isinstance(node.data, str) else None
        return f"<{node.name} {comment} {sorted(attributes.items(), key=str)}>{inner}</>"

    return write(root)


@pytest.mark.parametrize("source", UGLY)
def test_marks_change_only_the_text_they_wrap(source):
    marked, _ = annotated(source)
    assert tree_without_marks(marked) == tree_without_marks(source)
    assert re.sub(r'<a data-lemma href="x">(.*?)</a>', r"\1", marked, flags=re.DOTALL) == source


TAGS = ["p", "b", "i", "table", "ul", "div", "a", "h2"]
PARTS = [
    *("net", " ", "&amp;", "<tr>", "<td>", "<li>", "<svg>", "<?net?>", "<!net>", "<!--", "-->"),
    *(f"<{tag}>" for tag in TAGS),
    *(f"</{tag}>" for tag in TAGS),
]


@OFTEN
@given(st.lists(st.sampled_from(PARTS), max_size=25))
@example(["<b>", "<table>", "net"])
def test_marks_change_nothing_in_any_document(parts):
    source = "".join(parts)
    marked, _ = annotated(source)
    assert marked is None or tree_without_marks(marked) == tree_without_marks(source)


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("<p>net <b>net</b></p>", 2),
        ("<a>net</a><code>net</code><pre>net</pre><h2>net</h2><button>net</button>", 0),
        ("<script>net</script><style>net</style><textarea>net</textarea><svg><text>net</text></svg>", 0),
        ("<p title=net>x", 0),
        ("<td>net", 1),
        ("<table>net net<tr><td>net</table>net", 1),
        ("net\r\nnet\rnet", 3),
        ("n&#101;t", 1),
        ("<html><body><p>net", 1),
        ("<dfn data-lemma>net</dfn><a data-lemma>net</a>", 0),
        ("<!-- net --><?net?><!net></ net><![CDATA[net]]>", 0),
        ("net <?php net ?> net <!-- > net", 2),
        ("<p>net <!doctype html>net", 1),
        ("\ufeff<!doctype html><p>net", 1),
        ("\ufeff<p>net", 1),
        ("a < b <= net &lt; net", 2),
        ("n<i></i>et <i>n</i>et", 0),
        ("&#99999999999999999999;net", 1),
    ],
)
def test_text_is_marked_only_where_a_mark_is_allowed(source, number):
    marked, count = annotated(source)
    assert (marked.count('data-lemma href="x"'), count) == (number, number)


def test_skipped_elements_are_not_marked_in_any_case_of_their_names():
    assert annotated("<p>net<em>net</em>", ["em"])[1] == 1
    assert annotated("<h2>net</h2>", [])[1] == 1
    assert annotated("<p>net<em>net</em>", ["EM"])[1] == 1


def test_attributes_of_a_mark_are_escaped():
    attributes = {"title": "\"><script>alert(1)</script>'&"}
    marked = hypertext.mark(hypertext.read("net", []), [Mark(0, 3, "dfn", attributes)])
    assert (
        marked
        == '<dfn data-lemma title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#x27;&amp;">net</dfn>'
    )


@pytest.mark.parametrize(
    ("source", "start", "end"),
    [
        ("<p>net</p>", 1, 4),
        ("<p>net</p>net", 3, 13),
        ("<p title=net>x", 9, 12),
        ("<b>x</b>net", 3, 9),
        ("<!-- net -->", 5, 8),
        ("<table><tr><td>net</table>", 7, 18),
        ("<title>net</title>", 7, 10),
        ("<p>net<p data-lemma>", 3, 9),
    ],
)
def test_a_mark_that_would_change_the_tree_is_refused(source, start, end):
    assert hypertext.mark(hypertext.read(source, []), [Mark(start, end, "a", {})]) is None


def test_positions_count_in_the_text_of_the_document():
    document = hypertext.read("<h1>A</h1><p>caf&eacute; <b>net</b><p>net", SKIPPED)
    assert document.text == "Acaf\xe9 netnet"
    for piece in document.pieces:
        assert document.text[piece.start : piece.start + len(piece.text)] == piece.text


def test_malformed_comments_are_not_text():
    assert hypertext.read("a<?net?>b<!net>c<![if net]>d</ net>e<!-- net", []).text == "abcde"


def test_headings_and_section_elements_begin_sections():
    document = hypertext.read("<p>a<h2>x</h2><p>b<section><p>c</section>", SKIPPED)
    assert [piece.section for piece in document.pieces] == [0, 1, 2]
