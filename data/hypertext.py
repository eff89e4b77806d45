"""HTML as the text it shows, each piece with its place in the source, so that marks can be put into the source. Pure.

The document is read by an HTML parser, as a browser would; nothing of it is written anew. Marks are spliced into the
source, and the result is read once more: unless it is the same tree but for the marks, the source is left as it was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

from justhtml import JustHTML

MARK = "data-lemma"  # the attribute by which our elements are known
_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?")
_DOCUMENT = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body)\b", re.IGNORECASE | re.DOTALL)
# Where an element in between would be dropped or moved, or is no text that is read.
_NEVER = {
    *("script", "style", "textarea", "title", "select", "option", "optgroup", "template", "noscript", "iframe", "svg"),
    *("math", "noembed", "noframes", "xmp", "plaintext", "table", "tbody", "thead", "tfoot", "tr", "colgroup", "a"),
    *("head", "frameset", "ruby", "object", "listing"),
}
_SECTIONS = {"h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}


@dataclass(frozen=True)
class Piece:
    """A run of text: where it begins in the text of the whole document, and in which section it stands."""

    text: str
    start: int
    section: int
    places: list[tuple[int, int]]  # of each character: its start and end in the source, as far as they are certain


def pieces(source: str, skip) -> Iterator[Piece]:
    """The runs of text in which marks may stand, in order; those inside an element named in `skip` are left out."""
    unmarked = _NEVER | set(skip)
    position = section = 0
    for node, names, after in _walk(_parse(source)):
        if node.name == "#text":
            # Text before a table may have been moved out of it; split by a mark, parts of it would stay behind.
            if after != "table" and not unmarked & names:
                yield Piece(node.data, position, section, _places(source, node))
            position += len(node.data)
        elif node.name in _SECTIONS:
            section += 1


def text(source: str) -> str:
    """The text of the whole document, that of scripts and the like included: what positions count in."""
    return "".join(node.data for node, _, _ in _walk(_parse(source)) if node.name == "#text")


def mark(source: str, marks) -> str | None:
    """The source with `marks`, each (start, end, tag, attributes) of the source; None where they would change more."""
    parts, done = [], 0
    for start, end, tag, attributes in sorted(marks):
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        parts += [source[done:start], f"<{tag} {MARK}{written}>", source[start:end], f"</{tag}>"]
        done = end
    marked = "".join([*parts, source[done:]])
    return marked if _shape(marked) == _shape(source) else None


def _parse(source):
    fragment = not _DOCUMENT.match(source)
    return JustHTML(source, fragment=fragment, sanitize=False, track_node_locations=True).root


def _walk(root):
    """Every node in the order of the source, with the names of all elements it stands in, and of the node after it."""
    stack = [(root, frozenset(), None)]
    while stack:
        node, names, after = stack.pop()
        if node is not root:
            yield node, names, after
        children = getattr(node, "children", None) or []
        inner = names | {node.name}
        for child, following in zip(reversed(children), [None, *reversed(children)], strict=False):
            stack.append((child, inner, following and following.name))


def _places(source, node) -> list[tuple[int, int]]:
    """Where each character of a text node stands in the source; ends early where the two part, and at any «<»."""
    places, at = [], node.origin_offset
    if at is None:
        return places
    shown = node.data
    while len(places) < len(shown) and at < len(source):
        char = shown[len(places)]
        if source[at] == "&" and (found := _ENTITY.match(source, at)) and (meant := unescape(found[0])) != found[0]:
            if not shown.startswith(meant, len(places)):
                break
            places += [(at, found.end())] * len(meant)
            at = found.end()
        elif source.startswith("\r\n", at) and char == "\n":
            places.append((at, at + 2))
            at += 2
        elif (char != "<" and source[at] == char) or (source[at] == "\r" and char == "\n"):
            places.append((at, at + 1))
            at += 1
        else:
            break
    return places


def _comment(node):
    return node.data if node.name == "#comment" else None


def _shape(source) -> list:
    """What the tree of a document is, but for marks: where its elements begin and end, and its texts."""
    shape, stack = [""], [(_parse(source), False)]
    while stack:
        node, seen = stack.pop()
        attributes = getattr(node, "attrs", None) or {}
        if node.name == "#text":
            if isinstance(shape[-1], str):
                shape[-1] += node.data
            else:
                shape.append(node.data)
        elif MARK not in attributes:
            shape.append((node.name, seen, tuple(sorted(attributes.items())), _comment(node)))
        if not seen and node.name != "#text":
            children = getattr(node, "children", None) or []
            stack += [(node, True), *((child, False) for child in reversed(children))]
    return shape
