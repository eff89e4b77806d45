"""A page of a list, as every `find` returns it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Page:
    """Items in order, the number of all that match, and the key the next page starts after (None on the
    last).

    `serial` is the data set's version the page was read at. `missing` lists what was asked for by name and
    not found. `extra` are further members of the answer.
    """

    items: list
    total: int
    after: Any
    serial: int
    missing: list[str] | None = None
    extra: dict[str, Any] = field(default_factory=dict)
