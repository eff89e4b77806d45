"""The shape of an entry in a table of formats.

Each kind of thing that can be exported has one table, `dict[str, Format]`, in its own module. Its keys are
the names that callers use. The API derives the enum in the schema, the documented media types and the
responses from the table, so adding a format takes one function and one entry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Writer_co = TypeVar("Writer_co", bound=Callable[..., str], covariant=True)


@dataclass(frozen=True)
class Format(Generic[Writer_co]):
    """A format: its media type, the suffix of its files with the dot, and the function that writes it."""

    media_type: str
    suffix: str
    write: Writer_co
