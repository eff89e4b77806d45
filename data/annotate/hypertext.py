"""HTML as the text it shows, each piece with its place in the source, so that marks can be put into the
source. Pure.

Nothing of a document is written anew. Marks are spliced into the source, and the result is read once more:
unless it is the same tree but for the marks, the source is left as it was.
"""

import re
from dataclasses import dataclass
from html import escape

from justhtml.core.entities import decode_entities_in_text

from data.text import html

MARK = "data-lemma"  # the attribute by which our elements are known
_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?")
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
# Where an element in between would be dropped or moved, or is no text that is read.
_NEVER = {
    *(
        "script",
        "style",
        "textarea",
        "title",
        "select",
        "option",
        "optgroup",
        "template",
        "noscript",
        "iframe",
        "svg",
    ),
    *(
        "math",
        "noembed",
        "noframes",
        "xmp",
        "plaintext",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "colgroup",
        "a",
    ),
    *("head", "frameset", "ruby", "object", "listing"),
}
_SECTIONS = {"h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}


@dataclass(frozen=True)
class Piece:
    """A run of text: where it begins in the text of the document and in its source, and in which section it
    stands.
    """

    text: str
    start: int
    origin: int | None
    section: int


@dataclass(frozen=True)
class Document:
    """An HTML document: its whole text, that of scripts and the like included, and the pieces that may be
    marked.
    """

    source: str
    text: str
    pieces: list[Piece]
    tree: object


def read(source: str, skip) -> Document:
    """The document; text inside an element named in `skip` is in no piece. Raises Invalid for what takes too
    long.
    """
    tree = html.parse(source, fragment=not html.is_document(source))
    unmarked = _NEVER | {name.lower() for name in skip}
    texts, found = [], []
    position = section = 0
    for node, hidden, after in _walk(tree, unmarked):
        if node.name == "#text":
            # Text before a table may have been moved out of it; split by a mark, parts of it would stay
            # behind.
            if after != "table" and not hidden:
                found.append(Piece(node.data, position, node.origin_offset, section))
            texts.append(node.data)
            position += len(node.data)
        elif node.name in _SECTIONS:
            section += 1
    return Document(source, "".join(texts), found, tree)


def source_ranges(source: str, piece: Piece) -> list[tuple[int, int]]:
    """Where each character of a piece begins and ends in the source; the list ends where that is no longer
    certain.
    """
    shown, at = piece.text, piece.origin
    if at is None:
        return []
    if not ("&" in shown or "<" in shown) and source.startswith(shown, at):
        return [(place, place + 1) for place in range(at, at + len(shown))]
    found = []
    while len(found) < len(shown) and (step := _step(source, at, shown, len(found))):
        width, meant = step
        found += [(at, at + width)] * meant
        at += width
    return found


def mark(document: Document, marks) -> str | None:
    """The source with `marks`, each (start, end, tag, attributes) of the source; None where they would change
    more.
    """
    if not marks:
        return document.source
    bare, full, origins, done, length = [], [], set(), 0, 0
    for start, end, tag, attributes in sorted(marks, key=lambda mark: mark[0]):
        before, inside = document.source[done:start], document.source[start:end]
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        origins.add(length + len(before))
        bare.append(f"{before}<{tag}>{inside}</{tag}>")
        full += [before, f"<{tag} {MARK}{written}>", inside, f"</{tag}>"]
        length, done = length + len(bare[-1]), end
    rest = document.source[done:]
    # What an escaped attribute says cannot change the tree, so the marks are tried without.
    tried = html.parse("".join([*bare, rest]), fragment=not html.is_document(document.source))
    return "".join([*full, rest]) if _shape(tried, origins) == _shape(document.tree, ()) else None


def _walk(root, unmarked):
    """Every node in the order of the source, whether it stands in what is not marked, and the name of the
    next one.
    """
    stack = [(root, False, None)]
    while stack:
        node, hidden, after = stack.pop()
        if node is not root:
            yield node, hidden, after
        if children := _children(node):
            inner = hidden or node.name in unmarked or MARK in (node.attrs or ())
            for child, following in zip(reversed(children), [None, *reversed(children)], strict=False):
                stack.append((child, inner, following and following.name))


def _children(node) -> list:
    return [] if node.name == "#text" else node.children or []


def _step(source, at, shown, index):
    """How many characters of the source at `at` stand for how many of those shown at `index`; None if
    uncertain.
    """
    here, char = source[at : at + 1], shown[index]
    if here == "&" and (entity := _ENTITY.match(source, at)):
        meant = decode_entities_in_text(entity[0])
        if meant != entity[0]:
            return (len(entity[0]), len(meant)) if shown.startswith(meant, index) else None
    if char == "\n" and here == "\r":
        return (2 if source.startswith("\r\n", at) else 1), 1
    return (1, 1) if here == char and not _MARKUP.match(source, at) else None


def _shape(root, marks) -> list:
    """What a tree is: where its elements begin and end, and its texts; passing over the marks, known by their
    origins.

    A mark that holds anything but one text, or is there once more, is none.
    """
    shape, stack, marks = [""], [(root, False)], set(marks)
    while stack:
        node, seen = stack.pop()
        if node.name == "#text":
            if isinstance(shape[-1], str):
                shape[-1] += node.data
            else:
                shape.append(node.data)
            continue
        children = _children(node)
        if marks and node.origin_offset in marks and [child.name for child in children] == ["#text"]:
            marks.remove(node.origin_offset)
            stack.append((children[0], False))
            continue
        shape.append((node.name, node.namespace, seen, [*(node.attrs or {}).items()], _data(node)))
        if not seen:
            inner = getattr(node, "template_content", None)
            stack += [
                (node, True),
                *((child, False) for child in reversed([*children, *([inner] if inner else [])])),
            ]
    return shape


def _data(node):
    """What a comment or a processing instruction says."""
    return node.data if isinstance(node.data, str) else None
