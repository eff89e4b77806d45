"""A glossary as a folder of files: the reviewed source of what is shipped.

    categories.yaml  relation-types.yaml  ambiguous.yaml
    terms/TOP-CATEGORY/SLUG.md        YAML front matter, then the explanation
    words.txt                         words a spelling check has to let pass, one a line; may be missing

`read` gives every document with its place, so that any fault found later can name file and line; `write` is
its inverse to the byte for files in canonical form.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.constants import LANGUAGE
from data.errors import Unusable
from data.exchange import frontmatter
from data.exchange.frontmatter import Front, Malformed

LISTS = {
    "categories": "categories.yaml",
    "relation_types": "relation-types.yaml",
    "ambiguous": "ambiguous.yaml",
}
WORDS = "words.txt"
BODY = "explanation"
_ORDER = (
    "name",
    "labels",
    "category",
    "level",
    "status",
    "replaced_by",
    "definition",
    "example",
    "confusion",
    "formula",
)


class BadContent(Exception):
    """A file of the folder is at fault: `location` is FILE:LINE."""

    def __init__(self, location, message):
        super().__init__(f"{location}: {message}")


@dataclass(frozen=True)
class Entry:
    """One document of the folder, and where it and its members stand."""

    path: Path
    pointer: str
    front: Front
    document: dict

    @property
    def slug(self) -> str:
        """The slug of a term, a category or a relation type."""
        return self.document["slug"]

    def location(self, pointer="", near="") -> str:
        """FILE:LINE of the member at `pointer` (a JSON pointer into the document), or of `near` in its text."""
        line = self.front.line(self.pointer + pointer)
        before, found, _ = str(self.document.get(pointer[1:]) or "").partition(near or "\0")
        return f"{self.path}:{line + before.count(chr(10)) if found else line}"


@dataclass(frozen=True)
class Glossary:
    """The documents of a folder, each list in the order of its file, terms by path; and the words of its own."""

    categories: list[Entry]
    relation_types: list[Entry]
    ambiguous: list[Entry]
    terms: list[Entry]
    words: frozenset[str] = frozenset()

    @property
    def lists(self) -> dict[str, list[Entry]]:
        """The lists of entries by name."""
        return {name: getattr(self, name) for name in (*LISTS, "terms")}


def read(folder) -> Glossary:
    """Read a content folder. Raises Unusable when it is none, BadContent for a file that is not well-formed."""
    folder = Path(folder)
    if not folder.is_dir():
        raise Unusable(f"{folder} is not a folder.")
    lists = {kind: list(_read_list(folder / name)) for kind, name in LISTS.items()}
    terms = [_read_term(path) for path in sorted(folder.glob("terms/*/*.md"))]
    words = _read_text(folder / WORDS).split() if (folder / WORDS).exists() else ()
    return Glossary(**lists, terms=terms, words=frozenset(words))


def write(folder, categories, relation_types, ambiguous, terms) -> int:
    """Write documents as a content folder and return the number of files that changed.

    The folder must be empty or hold content already; files of terms that are no longer there are removed.
    """
    folder = Path(folder)
    if folder.exists() and not _takes_content(folder):
        raise Unusable(f"{folder} is neither an empty folder nor a content folder.")
    above = tops(categories)
    files = {
        folder / LISTS["categories"]: frontmatter.write_yaml([_listed(category) for category in categories]),
        folder / LISTS["relation_types"]: frontmatter.write_yaml(relation_types),
        folder / LISTS["ambiguous"]: frontmatter.write_yaml(ambiguous),
        **{_path(folder, above[term["category"]], term): _term_file(term) for term in terms},
    }
    stale = set(folder.glob("terms/*/*.md")) - files.keys()
    for path in stale:
        path.unlink()
    return len(stale) + sum(_write_file(path, text) for path, text in files.items())


def _takes_content(folder) -> bool:
    return folder.is_dir() and ((folder / LISTS["categories"]).exists() or not any(folder.iterdir()))


def _read_text(path) -> str:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        raise Unusable(f"{path} does not exist.") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise BadContent(f"{path}:{line}", "not UTF-8") from None


def _read_list(path) -> Iterator[Entry]:
    text = _read_text(path)
    try:
        front = frontmatter.parse_yaml(text)
    except Malformed as error:
        raise BadContent(f"{path}:{error.line}", error.message) from None
    for index, document in enumerate(front.members):
        entry = Entry(path, f"/{index}", front, document)
        if not isinstance(front.members, list) or not isinstance(document, dict):
            raise BadContent(f"{path}:1", "not a list of mappings")
        yield entry


def _read_term(path) -> Entry:
    text = _read_text(path)
    try:
        front = frontmatter.parse(text, BODY)
    except Malformed as error:
        raise BadContent(f"{path}:{error.line}", error.message) from None
    if "slug" in front.members:
        raise BadContent(f"{path}:{front.line('/slug')}", "the name of the file is the slug")
    return Entry(path, "", front, {"slug": path.stem, **front.members})


def tops(categories: list[dict]) -> dict[str, str]:
    """The top category of every category, by slug; on a cycle of parents, the one where it closes."""
    parents = {category["slug"]: category.get("parent") for category in categories}

    def top(slug):
        seen = {slug}
        while (parent := parents.get(slug)) and parent not in seen:
            slug = parent
            seen.add(slug)
        return slug

    return {slug: top(slug) for slug in parents}


def _path(folder, top, term):
    return folder / "terms" / top / f"{term['slug']}.md"


def _term_file(term) -> str:
    members = {name: term.get(name) for name in (*_ORDER, "relations", "sources", BODY)}
    members["labels"] = [_without_default(label) for label in term["labels"]]
    return frontmatter.write(members, BODY)


def _listed(category):
    """The category without its position, which is its place in the list."""
    return {name: value for name, value in category.items() if name != "position"}


def _without_default(label):
    return {name: value for name, value in label.items() if (name, value) != ("language", LANGUAGE)}


def _write_file(path, text) -> bool:
    content = text.encode()
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True
