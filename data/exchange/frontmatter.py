"""Markdown files with YAML front matter, read with line numbers and written in canonical form. Pure.

Reading keeps every scalar a string, so that `no`, `1810.04805` and dates stay as typed. It refuses duplicate
keys and aliases, which YAML allows. Shapes and types are checked elsewhere, by the schemas that also check
the bodies of API requests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import yaml

# What a member may be. Reading gives only strings, lists and mappings.
Value: TypeAlias = "str | int | list[Value] | dict[str, Value] | None"
Mapped: TypeAlias = dict[str, Value]
Members_co = TypeVar("Members_co", bound=Value, covariant=True)

_MARK = "---"


class Malformed(Exception):
    """The text is not well-formed at `line`, counted from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Front(Generic[Members_co]):
    """The members of a document and the line of each, by JSON Pointer (RFC 6901)."""

    members: Members_co
    lines: dict[str, int]

    def line(self, pointer: str) -> int:
        """Return the line of the member at `pointer`, or of the nearest member around it."""
        while pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines[pointer]


class _Inline(dict[str, Any]):
    """A mapping written on one line, as an item of a list."""


class _Writer(yaml.SafeDumper):
    """A dumper that indents lists."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        # PyYAML writes the items of a list level with its key and has no option for that; `indentless` is
        # its internal way to ask for it.
        super().increase_indent(flow, False)


def _represent_inline(dumper: yaml.SafeDumper, data: _Inline) -> yaml.MappingNode:
    # `items()`, because PyYAML sorts the keys of a mapping but keeps the order of pairs.
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)


_Writer.add_representer(_Inline, _represent_inline)


def parse(text: str, body_name: str) -> Front[Mapped]:
    """Return the members of a file: `---`, YAML, `---` and a body, which becomes the member `body_name`.

    An empty body is no member. Raises Malformed.
    """
    if not text.startswith(f"{_MARK}\n"):
        raise Malformed(f"the file does not begin with a line '{_MARK}'", 1)
    # The closing mark may be the last line and have no line end, so add one before looking for it.
    head, mark, body = f"{text[len(_MARK) + 1 :]}\n".partition(f"\n{_MARK}\n")
    if not mark:
        raise Malformed(f"no line '{_MARK}' ends the front matter", 1)
    front = parse_yaml(head + "\n", first_line=2)
    members, lines = front.members, front.lines
    if not isinstance(members, dict):
        raise Malformed("the front matter is not a mapping", 2)
    if body_name in members:
        raise Malformed(f"'{body_name}' is the text below the front matter", front.line(f"/{body_name}"))
    if kept := body.strip("\n"):
        members[body_name] = kept
        # Above the body are both marks, the head, and the blank lines that were stripped.
        lines[f"/{body_name}"] = head.count("\n") + 4 + body.index(kept[0])
    return Front(members=members, lines=lines)


def parse_yaml(text: str, *, first_line: int = 1) -> Front[Value]:
    """Return the members of a YAML document whose first line is `first_line`. Raises Malformed."""
    try:
        # Nodes, not objects: only nodes have lines. The base loader in C leaves every scalar a string.
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Malformed(error.problem or str(error), (mark.line if mark else 0) + first_line) from error
    except yaml.reader.ReaderError as error:
        # This error has no line, but a position in bytes.
        line = text.encode().count(b"\n", 0, error.position) + first_line
        raise Malformed("YAML does not allow a character of this line", line) from error
    reader = _Reader(first_line)
    return Front(members={} if node is None else reader.value(node), lines=reader.lines)


def write(members: Mapping[str, Value], body_name: str) -> str:
    """Return the canonical file: members in the given order, without empty ones.

    Each member is on one line, and so is each item of a list.
    """
    body = members.get(body_name)
    head = write_yaml({name: value for name, value in members.items() if name != body_name})
    return f"{_MARK}\n{head}{_MARK}\n" + (f"\n{body}\n" if body else "")


def write_yaml(members: Mapping[str, Value] | Sequence[Mapping[str, Value]]) -> str:
    """Return the canonical YAML of a mapping, or of a list of mappings with a blank line between them."""
    if isinstance(members, Mapping):
        return _dump({name: _inline(value) for name, value in _without_empty(members).items()})
    return "\n".join(_dump([_without_empty(item)]) for item in members)


class _Reader:
    """Turns YAML nodes into values and notes the line of each."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.lines = {"": first_line}
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, pointer: str = "", key: yaml.Node | None = None) -> Value:
        """Return the value of a node. Raise Malformed for an alias, a duplicate key or a complex key."""
        # A member starts at its key: its value may be on the next line.
        line = self._line(key or node)
        # An alias is composed into the same node object a second time.
        if id(node) in self._seen:
            raise Malformed("aliases are not allowed here", line)
        self._seen.add(id(node))
        self.lines[pointer] = line
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, f"{pointer}/{index}") for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, pointer)
        scalar: str = node.value
        return scalar

    def _mapping(self, node: yaml.MappingNode, pointer: str) -> Mapped:
        members: Mapped = {}
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Malformed("a key must be a word", self._line(key))
            if key.value in members:
                raise Malformed(f"'{key.value}' appears twice", self._line(key))
            members[key.value] = self.value(item, f"{pointer}/{key.value}", key)
        return members

    def _line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self.first_line


def _dump(document: Value) -> str:
    # An infinite width keeps long texts on one line, so that a diff shows one change per member.
    text: str = yaml.dump(document, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=float("inf"))
    return text


def _without_empty(members: Mapping[str, Value]) -> Mapped:
    return {name: value for name, value in members.items() if value not in (None, [], "")}


def _inline(value: Value) -> Value:
    """Return a value in which the mappings inside lists are written on one line."""
    if isinstance(value, list):
        return [_inline(item) for item in value]
    if isinstance(value, dict):
        return _Inline(_without_empty(value))
    return value
