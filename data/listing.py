"""The page of a list that every `find` returns."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
# An id where the list is in order of ids; else the sort keys of an item, with its id last to break ties.
PageKey = int | tuple[int | float | str, ...]


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Items in order, the number of all matching items, and the key after which the next page starts.

    `after` is None on the last page. `serial` is the version of the data set that was read. `missing` lists
    the requested names that were not found. `extra` contains further members of the response.
    """

    items: list[Item]
    total: int
    after: PageKey | None
    serial: int
    missing: list[str] | None = None
    extra: dict[str, object] = field(default_factory=dict)
