import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from data.errors import Invalid
from data.text import markdown

HARMLESS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em", "strong", "s"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"href", "rel", "title", "start"}
SCHEMES = {"http", "https", "mailto", "term", ""}
TERMS = "https://example.org/terms/"

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    '<IMG """><SCRIPT>alert("XSS")</SCRIPT>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<body onload=alert(1)>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<div style=background:url(javascript:alert(1))>x</div>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='term:x' onclick=alert(1)>x</a>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo '<script>' ?>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript:alert(1))",
    "[x](java\\\tscript:alert(1))",
    "[x](<java&#10;script:alert(1)>)",
    "[x](&#1;javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example "\\"><script>alert(1)</script>")',
    "[x](https://a.example/\"onmouseover='alert(1)')",
    '[x](term:a"onmouseover="alert(1))',
    "[x](term:a%22%3E%3Cscript%3Ealert(1)%3C/script%3E)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    "![x](x 'y' onerror=alert(1))",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "```<script>alert(1)</script>\nx\n```",
    "    <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "|a|\n|-|\n|<img src=x onerror=alert(1)>|",
    "# <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "\\<script>alert(1)\\</script>",
    "\u202e<script>alert(1)</script>",
    "<script\x00>alert(1)</script>",
    "\ufeff<script>alert(1)</script>",
]


class Elements(HTMLParser):
    """Collect each element of a text with its attributes."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.found.append(("comment", {}))

    handle_decl = handle_pi = unknown_decl = handle_comment


def links(html):
    return [attributes.get("href") for tag, attributes in Elements(html).found if tag == "a"]


def absolute(text):
    return markdown.absolute(markdown.to_html(text), TERMS)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_stays_inert(attack):
    elements = Elements(absolute(attack)).found
    assert {tag for tag, _ in elements} <= HARMLESS
    assert {name for _, attributes in elements for name in attributes} <= ATTRIBUTES
    assert {urlsplit(attributes.get("href", "")).scheme for _, attributes in elements} <= SCHEMES


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("# A\n\ntext", "<h1>A</h1>\n<p>text</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text, html):
    assert markdown.to_html(text) == html


def test_a_markdown_table_becomes_an_html_table():
    assert {"table", "thead", "tbody", "th", "td"} <= {
        tag for tag, _ in Elements(absolute("|a|\n|-|\n|b|")).found
    }


def test_no_markdown_is_no_html():
    assert (markdown.to_html(None), markdown.absolute(None, TERMS)) == (None, None)


def test_a_link_sends_no_referrer():
    assert Elements(absolute("[x](https://a.example)")).found[1] == (
        "a",
        {"href": "https://a.example", "rel": "noopener noreferrer"},
    )


@pytest.mark.parametrize(
    "text", ["[x](term:epoch)", "[x](<term:epoch>)", '[x](term:epoch "Title")', "[x][1]\n\n[1]: term:epoch"]
)
def test_a_link_to_a_term_becomes_absolute(text):
    assert links(absolute(text)) == [f"{TERMS}epoch"]


def test_every_link_to_a_term_becomes_absolute():
    assert links(absolute("[a](term:a) and [b](term:b)\n\n- [c](term:c)")) == [
        f"{TERMS}{slug}" for slug in "abc"
    ]


def test_stored_html_has_no_address_of_the_glossary():
    assert links(markdown.to_html("[x](term:epoch)")) == ["term:epoch"]


@pytest.mark.parametrize("text", ["https://a.example/term:x", "mailto:a@b.example"])
def test_other_links_stay(text):
    assert links(absolute(f"[x]({text})")) == [text]


@pytest.mark.parametrize(
    "text",
    [
        '<a href="term:x">',
        '`<a href="term:x">`',
        '&lt;a href="term:x"&gt;',
        '    <a href="term:x">',
        '\\<a href="term:x">',
        '[x](https://a.example "<a href=term:x>")',
    ],
)
def test_text_that_looks_like_a_link_stays(text):
    html = markdown.to_html(text)
    assert markdown.absolute(html, TERMS) == html


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("No link.", []),
        ("[a](term:a) [b](https://b.example) [c](term:c) [a](term:a)", ["a", "c", "a"]),
        ("- [a](term:a)\n\n> [b](term:b)", ["a", "b"]),
        ('[a](term:a "Title") [b](<term:b>) [c]\n\n[c]: term:c', ["a", "b", "c"]),
        ("`[a](term:a)` \\[b](term:b)", []),
        ("", []),
    ],
)
def test_links_to_terms_are_listed(text, slugs):
    assert markdown.linked_slugs(text) == slugs


@pytest.mark.parametrize("href", ["/docs", "../x", "#part", "x"])
def test_a_link_without_a_host_has_no_target(href):
    assert links(absolute(f"[x]({href})")) == [None]


@pytest.mark.parametrize(
    "href", ["TERM:dropout", "term:../../docs", "term:javascript:alert(1)", "term:Dropout"]
)
def test_a_link_to_an_impossible_slug_is_no_link(href):
    assert links(absolute(f"[x]({href})")) == []


def test_reference_links_that_make_a_short_text_long_are_refused():
    with pytest.raises(Invalid):
        markdown.to_html("[a]: https://a.example/" + "u" * 20_000 + "\n" + "[a] " * 1_000)


def texts_of_formulas(text):
    return re.findall(r"<annotation[^>]*>(.*?)</annotation>", markdown.to_html(text), re.DOTALL)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("The rate $\\alpha_1 * b * c$ falls.", ["\\alpha_1 * b * c"]),
        ("$k$ is 5", ["k"]),
        ("2$k$ terms", ["k"]),
        ("$a$ and $b$", ["a", "b"]),
        ("A display: $$ a = b $$", ["a = b"]),
        ("$$\na\n- b\n$$", ["a\n- b"]),
        ("> $$\n> a\n> $$", ["a"]),
        ("- $a$\n\n| $b$ |\n|-|\n| $c$ |", ["a", "b", "c"]),
        ("[$a$](term:a)", ["a"]),
        ("$a \\$ b$", ["a \\$ b"]),
    ],
)
def test_a_formula_becomes_mathml(text, latex):
    assert texts_of_formulas(text) == latex


@pytest.mark.parametrize(
    "text",
    [
        "They paid $225,000 and $175,000.",
        "It costs $0.006 + $0.004 = $0.01.",
        "From $5 to 6$5",
        "\\$5 or \\$x\\$",
        "`$x$`",
        "    $x$",
        "$ x$ and $x $",
        "$x\n\ny$",
        "$",
    ],
)
def test_prices_and_code_are_no_formulas(text):
    assert "<math" not in markdown.to_html(text)


def test_a_formula_in_a_line_stays_in_its_paragraph():
    assert re.sub("<math.*?</math>", "M", markdown.to_html("a $b$ c $$d$$ e")) == "<p>a M c M e</p>"


def test_a_formula_that_cannot_be_converted_is_shown_as_code():
    assert markdown.to_html("$\\unheardof{<b>}$") == "<p><code>\\unheardof{&lt;b&gt;}</code></p>"


def test_formulas_beyond_the_hundredth_stay_latex():
    assert len(texts_of_formulas("$x$ " * 200)) == 100


def test_markup_in_a_formula_stays_text():
    html = markdown.to_html("$\\text{</math><img src=x onerror=alert(1)>}$ $</var>$ <var>$x$</var>")
    assert {tag for tag, _ in Elements(html).found} == {
        "p",
        "math",
        "semantics",
        "annotation",
        "mtext",
        "mrow",
        "mi",
        "mo",
    }


def test_formulas_are_listed():
    assert markdown.formulas("$a$ `$b$` $$ c $$\n\n$$\nd\n$$") == ["a", "c", "d"]


def test_prose_has_no_formulas_but_prices():
    assert markdown.prose("It paid $5 and $6, or $x$.\n\n$$\ny\n$$") == ["It paid $5 and $6, or ."]
