import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from data.annotate import hypertext
from data.constants import SKIPPED
from data.text import html

OFTEN = settings(database=None, deadline=None, derandomize=True, max_examples=400)
OURS = {hypertext.MARK: "", "href": "x"}
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
    """The source with every «net» marked that may be, and the number of marks."""
    document = hypertext.read(source, skip)
    marks = []
    for piece in document.pieces:
        places = hypertext.source_ranges(source, piece)
        hits = [hit.span() for hit in re.finditer("net", piece.text) if hit.end() <= len(places)]
        marks += [(places[start][0], places[end - 1][1], "a", {"href": "x"}) for start, end in hits]
    return hypertext.mark(document, marks), len(marks)


def unwrapped(source):
    """The tree of a document, written out, without our elements."""
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
def test_marks_change_nothing_but_what_they_wrap(source):
    marked, _ = annotated(source)
    assert unwrapped(marked) == unwrapped(source)
    assert re.sub(r'<a data-lemma href="x">(.*?)</a>', r"\1", marked, flags=re.DOTALL) == source


PARTS = [
    "net",
    " ",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "<a>",
    "</a>",
    "<ul>",
    "<li>",
]


@OFTEN
@given(
    st.lists(
        st.sampled_from(
            [
                *PARTS,
                "<i>",
                "</i>",
                "&amp;",
                "<!--",
                "-->",
                "<div>",
                "</div>",
                "<h2>",
                "<?net?>",
                "<!net>",
                "<svg>",
            ]
        ),
        max_size=25,
    )
)
@example(["<b>", "<table>", "net"])
def test_marks_change_nothing_in_any_document(parts):
    source = "".join(parts)
    marked, _ = annotated(source)
    assert marked is None or unwrapped(marked) == unwrapped(source)


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("<p>net <b>net</b></p>", 2),
        ("<a>net</a><code>net</code><pre>net</pre><h2>net</h2><button>net</button>", 0),
        ("<script>net</script><style>net</style><textarea>net</textarea><svg><text>net</text></svg>", 0),
        ("<p title=net>x", 0),
        ("<td>net", 1),
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
def test_where_marks_may_stand(source, number):
    marked, count = annotated(source)
    assert (marked.count('data-lemma href="x"'), count) == (number, number)


def test_skip_names_further_elements():
    assert annotated("<p>net<em>net</em>", ["em"])[1] == 1
    assert annotated("<h2>net</h2>", [])[1] == 1
    assert annotated("<p>net<em>net</em>", ["EM"])[1] == 1


def test_what_is_written_into_a_mark_is_escaped():
    marked = hypertext.mark(
        hypertext.read("net", []), [(0, 3, "dfn", {"title": "\"><script>alert(1)</script>'&"})]
    )
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
    assert hypertext.mark(hypertext.read(source, []), [(start, end, "a", {})]) is None


def test_positions_count_in_the_text_of_the_document():
    document = hypertext.read("<h1>A</h1><p>caf&eacute; <b>net</b><p>net", SKIPPED)
    assert document.text == "Acaf\xe9 netnet"
    for piece in document.pieces:
        assert document.text[piece.start : piece.start + len(piece.text)] == piece.text


def test_what_a_browser_takes_for_comments_is_no_text():
    assert hypertext.read("a<?net?>b<!net>c<![if net]>d</ net>e<!-- net", []).text == "abcde"


def test_headings_and_sections_begin_sections():
    document = hypertext.read("<p>a<h2>x</h2><p>b<section><p>c</section>", SKIPPED)
    assert [piece.section for piece in document.pieces] == [0, 1, 2]
