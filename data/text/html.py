"""HTML as a tree, parsed as browsers parse it. Pure functions.

The parsing engine of justhtml is used without its public class `JustHTML`, for two reasons. If `JustHTML` is
asked for the positions of texts, it takes malformed comments, processing instructions and late doctypes for
text. It also has no limit: closing tags in the wrong order can make the work, or the tree itself, as large as
the square of the document.
"""

import re
from typing import Any

from justhtml.dom import Document, DocumentFragment
from justhtml.parser.context import FragmentContext
from justhtml.parser.engine import ParseEngine, compile_raw_engine_plan

from data.errors import Invalid

MAX_OPEN = 1_000_000  # open elements, summed over all tags: for example 10,000 tags at depth 100
# The parser creates a formatting element that is left open again in each block that follows. That costs more
# than an element that is only open.
_REOPENING_COST = 4
# The possessive quantifiers keep the match linear in a long row of comments.
_DOCUMENT = re.compile(
    r"\ufeff?\s*+(?>(?:<!--.*?-->|<\?[^>]*>)\s*+)*+<(?:!doctype|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def is_document(source: str) -> bool:
    """Return whether `source` is a whole document rather than a fragment."""
    return bool(_DOCUMENT.match(source))


def parse(source: str, *, fragment: bool) -> Document | DocumentFragment:
    """Return the root of the tree. Its texts and elements know their `origin_offset` in the source.

    Raises Invalid if parsing would take too long.
    """
    if not fragment:
        # A byte order mark is not part of the document. A space in its place keeps the offsets.
        source = re.sub("^\ufeff", " ", source)
    return _BoundedEngine(
        source,
        fragment=fragment,
        fragment_context=FragmentContext("div") if fragment else None,
        plan=compile_raw_engine_plan(fragment),
        track_node_locations=True,
    ).parse()


class _BoundedEngine(ParseEngine):
    """The parser with a limit. At each tag it adds up the open elements, which determine the cost."""

    # The base class has slots. A dictionary for each parser would undo them.
    __slots__ = ("_open_sum",)

    def __init__(self, source: str, **options: Any) -> None:
        super().__init__(source, **options)
        self._open_sum = 0

    def _parse_start_tag(self, pos: int, end: int) -> int:
        self._check_limit()
        return super()._parse_start_tag(pos, end)

    def _parse_end_tag(self, pos: int, end: int) -> int:
        self._check_limit()
        return super()._parse_end_tag(pos, end)

    def _check_limit(self) -> None:
        self._open_sum += len(self._stack) + _REOPENING_COST * len(self._active_formatting)
        if self._open_sum > MAX_OPEN:
            raise Invalid("Too many nested elements. Send the text in parts.", pointer="/html")
