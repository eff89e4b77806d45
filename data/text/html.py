"""HTML as a tree, read as browsers read it. Pure.

justhtml's engine is used without its front door, `JustHTML`, for two reasons. Asked for the places of texts,
that one takes malformed comments, processing instructions and late doctypes for text. And it has no limit:
closing tags in the wrong order can make the work, or the tree itself, as large as the square of the document.
"""

import re

from justhtml.parser.context import FragmentContext
from justhtml.parser.engine import ParseEngine, compile_raw_engine_plan

from data.errors import Invalid

MAX_OPEN = 1_000_000  # elements open at each tag, summed up: 10,000 tags that stand 100 deep
_REOPENED = 4  # a formatting element left open is made anew in every block that follows, which costs more
_DOCUMENT = re.compile(
    r"\ufeff?\s*+(?>(?:<!--.*?-->|<\?[^>]*>)\s*+)*+<(?:!doctype|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def is_document(source: str) -> bool:
    """Whether this is a whole document and not a part of one."""
    return bool(_DOCUMENT.match(source))


def parse(source: str, *, fragment: bool):
    """The root of the tree; its texts and elements know their `origin_offset` in the source.

    Raises Invalid for what would take too long.
    """
    if not fragment:
        source = re.sub("^\ufeff", " ", source)  # a byte order mark is not part of the document
    return _Engine(
        source,
        fragment=fragment,
        fragment_context=FragmentContext("div") if fragment else None,
        plan=compile_raw_engine_plan(fragment),
        track_node_locations=True,
    ).parse()


class _Engine(ParseEngine):
    """The parser, which looks at every tag how much is open: what follows costs at most in proportion to it."""

    __slots__ = ("_seen_open",)

    def __init__(self, source, **options):
        super().__init__(source, **options)
        self._seen_open = 0

    def _parse_start_tag(self, pos, end):
        self._refuse_excess()
        return super()._parse_start_tag(pos, end)

    def _parse_end_tag(self, pos, end):
        self._refuse_excess()
        return super()._parse_end_tag(pos, end)

    def _refuse_excess(self):
        self._seen_open += len(self._stack) + _REOPENED * len(self._active_formatting)
        if self._seen_open > MAX_OPEN:
            raise Invalid("Too many elements inside one another; send it in parts.", pointer="/html")
