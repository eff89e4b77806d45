"""Markdown files with YAML front matter, read with the line of every member and written in one canonical
form. Pure.

Reading keeps every scalar a string (so `no`, `1810.04805` and dates stay what was typed) and refuses
duplicate keys and aliases, which YAML lets pass. Shapes and types are checked elsewhere, against the same
schemas as the API's bodies.
"""

from dataclasses import dataclass

import yaml


class Malformed(Exception):
    """The text cannot be read at `line` (counted from 1)."""

    def __init__(self, message, line):
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Front:
    """The members of a document and the line each JSON pointer into it stands on."""

    members: dict | list
    lines: dict[str, int]

    def line(self, pointer: str) -> int:
        """The line of the member at `pointer`, or of the nearest one around it."""
        while pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines[pointer]


class _Inline(dict):
    """A mapping written on one line, as an item of a list."""


class _Writer(yaml.SafeDumper):
    """Long lines stay whole: one member, one line, so that a diff shows one change. Lists are indented."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


_Writer.add_representer(
    _Inline,
    lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True),
)


def parse(text: str, body_name: str) -> Front:
    """Read `---`, YAML, `---` and a body, which becomes the member `body_name` unless empty. Raises
    Malformed.
    """
    if not text.startswith("---\n"):
        raise Malformed("the file does not begin with a line '---'", 1)
    head, mark, body = f"{text[4:]}\n".partition("\n---\n")
    if not mark:
        raise Malformed("no line '---' ends the front matter", 1)
    front = parse_yaml(head + "\n", first_line=2)
    if not isinstance(front.members, dict):
        raise Malformed("the front matter is not a mapping", 2)
    if body_name in front.members:
        raise Malformed(f"'{body_name}' is the text below the front matter", front.line(f"/{body_name}"))
    if kept := body.strip("\n"):
        front.members[body_name] = kept
        front.lines[f"/{body_name}"] = head.count("\n") + 4 + body.index(kept[0])
    return front


def parse_yaml(text: str, *, first_line=1) -> Front:
    """Read a YAML document alone. Raises Malformed."""
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Malformed(error.problem or str(error), (mark.line if mark else 0) + first_line) from error
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + first_line
        raise Malformed("there is a character that YAML does not allow", line) from error
    lines = {"": first_line}
    return Front({} if node is None else _value(node, "", lines, first_line, set()), lines)


def write(members: dict, body_name: str) -> str:
    """The canonical file: members in the given order, empty ones left out, items of lists on a line each."""
    body = members.get(body_name)
    head = write_yaml({name: value for name, value in members.items() if name != body_name})
    return f"---\n{head}---\n" + (f"\n{body}\n" if body else "")


def write_yaml(members: dict | list[dict]) -> str:
    """The canonical YAML of a mapping, or of a list of them, a blank line between its items."""
    if isinstance(members, list):
        return "\n".join(_dump([_filled(item)]) for item in members)
    return _dump({name: _inline(value) for name, value in _filled(members).items()})


def _dump(document):
    return yaml.dump(document, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=float("inf"))


def _filled(members):
    return {name: value for name, value in members.items() if value not in (None, [], "")}


def _inline(value):
    if isinstance(value, list):
        return [_inline(item) for item in value]
    if isinstance(value, dict):
        return _Inline(_filled(value))
    return value


def _value(node, pointer, lines, first_line, seen, mark=None):
    line = (mark or node.start_mark).line + first_line
    if id(node) in seen:
        raise Malformed("aliases are not used here", line)
    seen.add(id(node))
    lines[pointer] = line
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, f"{pointer}/{n}", lines, first_line, seen) for n, item in enumerate(node.value)]
    members = {}
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Malformed("a key must be a word", key.start_mark.line + first_line)
        if key.value in members:
            raise Malformed(f"'{key.value}' stands twice", key.start_mark.line + first_line)
        members[key.value] = _value(item, f"{pointer}/{key.value}", lines, first_line, seen, key.start_mark)
    return members
