"""Read HTML as the text it shows, with the position of each piece in the source, and insert marks. Pure.

A document is never serialized again. `read` parses it, `source_ranges` maps characters to the source, and
`mark` splices elements into the source. The result is parsed once more. If its tree differs from the first
one in anything but the marks, it is discarded.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from justhtml.core.entities import decode_entities_in_text
from justhtml.dom import Node, Text

from data.text import html

MARK = "data-lemma"  # the attribute that identifies our elements
_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?")
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
# Markup is not parsed inside these, so a mark would show up as text.
_RAW_TEXT = {"script", "style", "textarea", "title", "noscript", "iframe", "noembed", "noframes", "xmp"}
# A parser drops elements inside these, or moves them out of the table.
_STRICT_CONTENT = {"select", "option", "optgroup", "frameset", "head", "colgroup"}
_TABLE_CONTENT = {"table", "tbody", "thead", "tfoot", "tr"}
# Foreign content, content that is not shown, and elements that are parsed depending on what is inside.
_OTHER_UNMARKED = {"svg", "math", "a", "ruby", "object", "listing", "plaintext", "template"}
_NEVER_MARKED = _RAW_TEXT | _STRICT_CONTENT | _TABLE_CONTENT | _OTHER_UNMARKED
_SECTIONS = {"h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}


@dataclass(frozen=True)
class Piece:
    """A run of text that may be marked.

    `start` is its position in the text of the document, `origin` its position in the source, if known.
    `section` counts the headings and sections before it.
    """

    text: str
    start: int
    origin: int | None
    section: int


@dataclass(frozen=True)
class Document:
    """An HTML document: its whole text (scripts and the like included) and the pieces that may be marked."""

    source: str
    text: str
    pieces: list[Piece]
    tree: Node


class Mark(NamedTuple):
    """An element to put around the characters of a source from `start` to `end`."""

    start: int
    end: int
    tag: str
    attributes: Mapping[str, str]


# The start or end of an element (name, namespace, whether it is the end, attributes, data), or a text.
_Event = str | tuple[str, str | None, bool, list[tuple[str, str | None]], str | None]


def read(source: str, skip: Iterable[str]) -> Document:
    """Return the document. Text inside the elements named in `skip` is in no piece.

    Raises Invalid if parsing would take too long.
    """
    tree = html.parse(source, fragment=not html.is_document(source))
    unmarked = _NEVER_MARKED | {name.lower() for name in skip}
    texts: list[str] = []
    pieces: list[Piece] = []
    position = section = 0
    for node, hidden, next_name in _walk(tree, unmarked):
        if isinstance(node, Text):
            text = node.data or ""
            # The parser may have moved text before a table out of the table. If a mark split such a text,
            # white space beside the mark would stay inside.
            if next_name != "table" and not hidden:
                pieces.append(Piece(text=text, start=position, origin=node.origin_offset, section=section))
            texts.append(text)
            position += len(text)
        elif node.name in _SECTIONS:
            section += 1
    return Document(source=source, text="".join(texts), pieces=pieces, tree=tree)


def source_ranges(source: str, piece: Piece) -> list[tuple[int, int]]:
    """Return where each character of a piece begins and ends in the source.

    The list ends at the first character whose place is not certain.
    """
    text, position = piece.text, piece.origin
    if position is None:
        return []
    # The common case. A text with "&" or "<" may look like its source and yet come from entities.
    if not ("&" in text or "<" in text) and source.startswith(text, position):
        return [(index, index + 1) for index in range(position, position + len(text))]
    ranges: list[tuple[int, int]] = []
    while len(ranges) < len(text) and (lengths := _aligned_lengths(source, position, text, len(ranges))):
        source_length, text_length = lengths
        # An entity may mean two characters; both get the range of the whole entity.
        ranges += [(position, position + source_length)] * text_length
        position += source_length
    return ranges


def mark(document: Document, marks: Collection[Mark]) -> str | None:
    """Return the source with `marks` inserted, or None if they would change anything else in the tree."""
    if not marks:
        return document.source
    trial: list[str] = []
    result: list[str] = []
    origins: set[int] = set()
    position = trial_length = 0
    for start, end, tag, attributes in sorted(marks, key=lambda mark: mark.start):
        before, inside = document.source[position:start], document.source[start:end]
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        origins.add(trial_length + len(before))
        trial.append(f"{before}<{tag}>{inside}</{tag}>")
        result += [before, f"<{tag} {MARK}{written}>", inside, f"</{tag}>"]
        trial_length += len(trial[-1])
        position = end
    rest = document.source[position:]
    # Escaped attribute values cannot change the tree, so the trial has no attributes: less to parse.
    tree = html.parse("".join([*trial, rest]), fragment=not html.is_document(document.source))
    if _events(tree, origins) != _events(document.tree, ()):
        return None
    return "".join([*result, rest])


def _walk(root: Node, unmarked: Collection[str]) -> Iterator[tuple[Node | Text, bool, str | None]]:
    """Yield each node in document order, whether it may not be marked, and the name of its next sibling.

    Without recursion, because a document may be nested deeper than Python's stack.
    """
    stack: list[tuple[Node | Text, bool, str | None]] = [(root, False, None)]
    while stack:
        node, hidden, next_name = stack.pop()
        if node is not root:
            yield node, hidden, next_name
        if isinstance(node, Text):
            continue
        children_hidden = hidden or node.name in unmarked or MARK in (node.attrs or ())
        following: str | None = None
        for child in reversed(_children(node)):
            stack.append((child, children_hidden, following))
            following = child.name


def _children(node: Node) -> Sequence[Node | Text]:
    return node.children or []


def _aligned_lengths(source: str, position: int, text: str, index: int) -> tuple[int, int] | None:
    """Return how many characters of `source` at `position` make how many of `text` at `index`.

    Return None if that is not certain.
    """
    source_char, text_char = source[position : position + 1], text[index]
    if source_char == "&" and (entity := _ENTITY.match(source, position)):
        decoded = decode_entities_in_text(entity[0])
        if decoded != entity[0]:
            return (len(entity[0]), len(decoded)) if text.startswith(decoded, index) else None
    # A parser reads CRLF, and CR alone, as one line feed (HTML Standard, "Normalizing newlines").
    if text_char == "\n" and source_char == "\r":
        return (2 if source.startswith("\r\n", position) else 1), 1
    return (1, 1) if source_char == text_char and not _MARKUP.match(source, position) else None


def _events(root: Node, origins: Iterable[int]) -> list[_Event]:
    """Return the tree as a list: the start and the end of each element, and the texts; without the marks.

    An element at one of `origins` is a mark if it contains one text and nothing else. A second element from
    the same origin is none: the parser made a copy, which changes the tree.
    """
    events: list[_Event] = [""]
    stack: list[tuple[Node | Text, bool]] = [(root, False)]
    expected = set(origins)
    while stack:
        node, is_end = stack.pop()
        if isinstance(node, Text):
            _append_text(events, node.data or "")
            continue
        children = _children(node)
        if node.origin_offset in expected and [child.name for child in children] == ["#text"]:
            expected.remove(node.origin_offset)
            stack.append((children[0], False))
            continue
        events.append((node.name, node.namespace, is_end, [*(node.attrs or {}).items()], _data(node)))
        if not is_end:
            # The content of a <template> is a tree of its own, which `children` does not contain.
            inner = getattr(node, "template_content", None)
            stack.append((node, True))
            stack += [(child, False) for child in reversed([*children, *([inner] if inner else [])])]
    return events


def _append_text(events: list[_Event], text: str) -> None:
    """Append a text; join it to a text before it, because marks split texts."""
    if isinstance(events[-1], str):
        events[-1] += text
    else:
        events.append(text)


def _data(node: Node) -> str | None:
    """Return the text of a comment or a processing instruction."""
    return node.data if isinstance(node.data, str) else None
