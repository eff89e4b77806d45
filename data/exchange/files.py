"""A glossary as a folder of files: the reviewed source of the shipped glossary.

    categories.yaml  relation-types.yaml  ambiguous.yaml
    terms/TOP-CATEGORY/SLUG.md        YAML front matter, then the explanation
    words.txt                         words that the spelling check accepts, one per line; optional

`read` returns every document with its location, so that later checks can name file and line. It accepts CRLF
line ends and a byte order mark, because Git for Windows and some editors add them. `write` is its inverse.
For files in canonical form it reproduces the same bytes, with LF and without a byte order mark.
"""

import errno
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from data.constants import LANGUAGE
from data.entries.document import TermDocument, members
from data.errors import Unusable
from data.exchange import frontmatter
from data.exchange.frontmatter import Front, Malformed, Value

# A document as an editor writes it. Its members have strings only until the schemas have assigned types.
Document: TypeAlias = dict[str, Any]

LISTS = {
    "categories": "categories.yaml",
    "relation_types": "relation-types.yaml",
    "ambiguous": "ambiguous.yaml",
}
WORDS = "words.txt"
BODY = "explanation"
_TERMS, _SUFFIX = "terms", ".md"
# The order of members in the file of a term.
_MEMBERS = members(TermDocument)
_SOURCES = _MEMBERS.index("sources")
# The slug is the name of the file. Relations are entries of their own, but are written with their source.
_ORDER = [*_MEMBERS[1:_SOURCES], "relations", *_MEMBERS[_SOURCES:]]
# Errors that a user can correct: the wrong user, the wrong folder, or a file system mounted read-only.
_DENIALS = {errno.EACCES, errno.EPERM, errno.EROFS}


class BadContent(Exception):
    """A file of the folder is faulty. `location` is FILE or FILE:LINE."""

    def __init__(self, location: str, message: str) -> None:
        super().__init__(f"{location}: {message}")


@dataclass(frozen=True)
class Entry:
    """One document of the folder, with the locations of its members.

    `pointer` is a JSON Pointer to the document in its file; it is empty where the file is the document.
    """

    path: Path
    pointer: str
    front: Front[Value]
    document: Document

    @property
    def slug(self) -> str:
        """The slug of a term, a category or a relation type."""
        slug: str = self.document["slug"]
        return slug

    def location(self, pointer: str = "", near: str = "") -> str:
        """Return FILE:LINE of the member at `pointer` (a JSON Pointer), or of the text `near` inside it."""
        line = self.front.line(self.pointer + pointer)
        text = str(self.document.get(pointer[1:]) or "")
        if near and near in text:
            line += text[: text.index(near)].count("\n")
        return f"{self.path}:{line}"


@dataclass(frozen=True)
class Glossary:
    """The documents of a folder, and the words that its spelling check accepts.

    Each list is in the order of its file. The terms are sorted by path.
    """

    categories: list[Entry]
    relation_types: list[Entry]
    ambiguous: list[Entry]
    terms: list[Entry]
    words: frozenset[str] = frozenset()

    @property
    def lists(self) -> dict[str, list[Entry]]:
        """The lists of entries by name."""
        return {name: getattr(self, name) for name in (*LISTS, "terms")}


@contextmanager
def _explaining_denials(action: str) -> Iterator[None]:
    """Raise Unusable with the path and the reason if the system denies access to a file."""
    try:
        yield
    except OSError as error:
        if error.errno not in _DENIALS:
            raise
        reason = str(error.strerror).lower()
        raise Unusable(f"{error.filename} cannot be {action}: {reason}.") from error


@_explaining_denials("read")
def read(folder: Path | str) -> Glossary:
    """Return the documents of a content folder.

    Raises Unusable if it is not a content folder or cannot be read, and BadContent for a file that is
    misplaced or not well-formed.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise Unusable(f"{folder} is not a folder.")
    lists = {kind: _read_list(folder / name) for kind, name in LISTS.items()}
    terms = [_read_term(path) for path in _term_paths(folder)]
    words = _read_text(folder / WORDS).split() if (folder / WORDS).exists() else ()
    return Glossary(**lists, terms=terms, words=frozenset(words))


@_explaining_denials("written")
def write(
    folder: Path | str,
    categories: Sequence[Document],
    relation_types: Sequence[Document],
    ambiguous: Sequence[Document],
    terms: Iterable[Document],
) -> int:
    """Write documents as a content folder and return the number of files that changed.

    Files of terms that no longer exist are removed. Raises Unusable if the folder is neither empty nor a
    content folder, or cannot be written.
    """
    folder = Path(folder)
    if folder.exists() and not _accepts_content(folder):
        raise Unusable(f"{folder} is neither an empty folder nor a content folder.")
    # Render everything before touching the folder: a faulty document then leaves it unchanged.
    top_of = tops(categories)
    files = {
        folder / LISTS["categories"]: frontmatter.write_yaml([_listed(category) for category in categories]),
        folder / LISTS["relation_types"]: frontmatter.write_yaml(relation_types),
        folder / LISTS["ambiguous"]: frontmatter.write_yaml(ambiguous),
        **{_term_path(folder, top_of[term["category"]], term): _term_text(term) for term in terms},
    }
    # A term that moved to another top category leaves its old file behind.
    stale = set(folder.glob(f"{_TERMS}/*/*{_SUFFIX}")) - files.keys()
    for path in stale:
        path.unlink()
    return len(stale) + sum(_write_file(path, text) for path, text in files.items())


def tops(categories: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the top category of every category, by slug.

    If the parents form a cycle, it is the category at which the cycle closes: `flask check` reports cycles,
    and until then has to group the terms somehow.
    """
    parents = {category["slug"]: category.get("parent") for category in categories}

    def top(slug: str) -> str:
        seen = {slug}
        while (parent := parents.get(slug)) and parent not in seen:
            slug = parent
            seen.add(slug)
        return slug

    return {slug: top(slug) for slug in parents}


def _accepts_content(folder: Path) -> bool:
    """Return false for a folder of something else, so that an export cannot clutter or damage it."""
    return folder.is_dir() and ((folder / LISTS["categories"]).exists() or not any(folder.iterdir()))


def _read_text(path: Path) -> str:
    """Return the text of a file with LF line ends and without a byte order mark."""
    try:
        # Not read_text(): its universal newlines also accept a lone CR, which the schemas refuse.
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise Unusable(f"{path} does not exist.") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadContent(f"{path}:{line}", "not UTF-8") from None


@contextmanager
def _locating_faults(path: Path) -> Iterator[None]:
    """Raise BadContent with the file and line of a fault in its text."""
    try:
        yield
    except Malformed as error:
        raise BadContent(f"{path}:{error.line}", error.message) from None


def _read_list(path: Path) -> list[Entry]:
    with _locating_faults(path):
        front = frontmatter.parse_yaml(_read_text(path))
    documents = front.members or []  # an empty file is an empty list
    if not isinstance(documents, list):
        raise BadContent(f"{path}:1", "not a list of mappings")
    entries = []
    for index, document in enumerate(documents):
        if not isinstance(document, dict):
            raise BadContent(f"{path}:{front.line(f'/{index}')}", "not a list of mappings")
        entries.append(Entry(path=path, pointer=f"/{index}", front=front, document=document))
    return entries


def _read_term(path: Path) -> Entry:
    with _locating_faults(path):
        front = frontmatter.parse(_read_text(path), BODY)
    if "slug" in front.members:
        raise BadContent(f"{path}:{front.line('/slug')}", "the name of the file is the slug")
    return Entry(path=path, pointer="", front=front, document={"slug": path.stem, **front.members})


def _term_paths(folder: Path) -> Iterator[Path]:
    """Yield the files of terms by path. Raise BadContent for a file that would otherwise be overlooked."""
    for path in _visible_files(folder / _TERMS):
        category, *below = path.relative_to(folder / _TERMS).parts
        if not below:
            home = folder / _TERMS / "TOP-CATEGORY" / path.name
            raise BadContent(str(path), f"a term belongs in the folder of its top category: {home}")
        if len(below) > 1:
            home = folder / _TERMS / category / path.name
            raise BadContent(str(path), f"a term belongs directly in the folder of its top category: {home}")
        # Case matters even on file systems that ignore it: "Dough.MD" would be lost on those that do not.
        if path.suffix != _SUFFIX:
            raise BadContent(str(path), f"the name of a term's file must end in '{_SUFFIX}'")
        yield path


def _visible_files(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder by path, but not hidden ones, which systems and editors leave behind."""
    if not folder.is_dir():
        return
    # iterdir(), because glob() silently skips folders that may not be read (Python 3.11).
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _visible_files(path)
        else:
            yield path


def _term_path(folder: Path, top: str, term: Document) -> Path:
    return folder / _TERMS / top / f"{term['slug']}{_SUFFIX}"


def _term_text(term: Document) -> str:
    members = {name: term.get(name) for name in _ORDER}
    members["labels"] = [_without_default(label) for label in term["labels"]]
    return frontmatter.write(members, BODY)


def _listed(category: Document) -> dict[str, Any]:
    """Return the category without its position, which is its place in the list."""
    return {name: value for name, value in category.items() if name != "position"}


def _without_default(label: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in label.items() if (name, value) != ("language", LANGUAGE)}


def _write_file(path: Path, text: str) -> bool:
    """Write a file if its content differs, and return whether it did."""
    # An unchanged file keeps its time of modification, so that build tools and editors do not reload it.
    content = text.encode()
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    # Bytes, because text mode would write CRLF on Windows.
    path.write_bytes(content)
    return True
