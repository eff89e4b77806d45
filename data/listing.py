"""A page of a list, as every `find` returns it."""

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Items in order, the number of all that match, and the key that the next page starts after.

    `after` is None on the last page; its shape is the list's own. `serial` is the version of the data set that was
    read. `missing` lists what was asked for by name and not found. `extra` are further members of the response.
    """

    items: list[Item]
    total: int
    after: Any
    serial: int
    missing: list[str] | None = None
    extra: dict[str, Any] = field(default_factory=dict)
