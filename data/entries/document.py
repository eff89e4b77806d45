"""The documents: what an editor writes about a term or a category.

A document is what a PUT carries, what the content folder holds, what the history keeps and what an import
supplies. Its dataclass is the one list of its members: defaults, columns, SQL text, the order of members in
files and the test for changes are derived from it. To add a member, add a line here, a column in a migration
and a line in the schemas. The tests fail until all of them are there.

Most members are columns of the same name. `reference` marks one that names another entry by slug, and `part`
a list that is kept in a table of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Generic, NotRequired, TypedDict, TypeVar

from data.constants import DEFAULT_LEVEL, DEFAULT_STATUS, LANGUAGE

# The members of a document as JSON has them. Their types were checked by a schema, hence Any.
Members = Mapping[str, Any]
Category = TypeVar("Category")
Document = TypeVar("Document", "TermDocument", "CategoryDocument")


def reference(**options: Any) -> Any:
    """Declare a member that holds the slug of another entry; its column holds that entry's id."""
    # Returns Any, as `dataclasses.field` does for type checkers, so that the member keeps its declared type.
    return field(metadata={"suffix": "_id"}, **options)


def part() -> Any:
    """Declare a list that is kept in a table of its own."""
    return field(default_factory=list, metadata={"own_table": True})


@dataclass(frozen=True)
class Label:
    """Another name of a term."""

    text: str
    kind: str
    language: str = LANGUAGE


class Source(TypedDict):
    """A work that supports the facts of a term. Most have one of the identifiers; the others are absent.

    A dictionary and not a dataclass, because a list of 50 terms has over 100 sources: creating dataclasses,
    and leaving out their nulls again, took a tenth of the time of its response.
    """

    role: str
    citation: str
    url: NotRequired[str]
    doi: NotRequired[str]
    arxiv: NotRequired[str]
    isbn: NotRequired[str]
    year: NotRequired[int]


@dataclass(frozen=True, kw_only=True)
class TermMembers(Generic[Category]):
    """The members that a document and a `Term` have in common, in the order of a file.

    They differ in how they name the category: a document by its slug, a `Term` with all of its ancestors.
    """

    slug: str
    name: str
    labels: list[Label] = part()
    category: Category = reference()
    level: str = DEFAULT_LEVEL
    status: str = DEFAULT_STATUS
    replaced_by: str | None = reference(default=None)
    definition: str
    example: str | None = None
    confusion: str | None = None
    formula: str | None = None
    sources: list[Source] = part()
    explanation: str | None = None


@dataclass(frozen=True, kw_only=True)
class TermDocument(TermMembers[str]):
    """A term as an editor writes it."""


@dataclass(frozen=True, kw_only=True)
class CategoryDocument:
    """A category as an editor writes it, in the order of a file."""

    slug: str
    name: str
    parent: str | None = reference(default=None)
    scope_note: str | None = None
    position: int = 0


def members(document: type[TermDocument] | type[CategoryDocument]) -> list[str]:
    """Return the names of the members, in the order of a file."""
    return [each.name for each in fields(document)]


def columns(document: type[TermDocument] | type[CategoryDocument]) -> dict[str, str]:
    """Return the column of each member that has one in the entry's own table.

    `category`, for example, is in `category_id`.
    """
    return {
        each.name: each.name + each.metadata.get("suffix", "")
        for each in fields(document)
        if not each.metadata.get("own_table")
    }


def from_members(document: type[Document], given: Members) -> Document:
    """Return the document with these members. Members that are absent get their default."""
    members = dict(given)
    if "labels" in members:
        # Labels of a stored document are read already: an update merges those with members as JSON has them.
        labels = members["labels"]
        members["labels"] = [label if isinstance(label, Label) else Label(**label) for label in labels]
    return document(**members)


def to_members(document: TermDocument | CategoryDocument) -> dict[str, Any]:
    """Return the members as JSON has them, in the order of a file."""
    return asdict(document)


def insertion(table: str, names: Sequence[str]) -> str:
    """Return the SQL text that inserts one row, with a named parameter for each column."""
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"


def assignments(names: Sequence[str]) -> str:
    """Return the SQL text that sets these columns, for use after SET."""
    return ", ".join(f"{name} = :{name}" for name in names)
