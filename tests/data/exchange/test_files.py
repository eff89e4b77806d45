import errno
import os
from pathlib import Path

import pytest

from api import content
from data.errors import Unusable
from data.exchange import files as glossary
from data.exchange.files import BadContent

DOUGH = "terms/food/dough.md"


def files(folder):
    """Return the bytes of every file in a folder, by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def documents(folder):
    return {
        kind: [entry.document for entry in entries] for kind, entries in content.read(folder).lists.items()
    }


# Reading


def test_terms_are_sorted_by_path_and_have_the_file_name_as_slug(folder):
    assert [entry.slug for entry in glossary.read(folder).terms] == ["dough", "flour", "gluten", "yeast"]


def test_lists_keep_the_order_of_their_file(folder):
    assert [entry.slug for entry in glossary.read(folder).categories] == ["food", "baking"]


def test_list_of_words_is_optional(folder):
    assert glossary.read(folder).words == {"celiac", "gliadin", "glutenin", "wetted"}
    (folder / glossary.WORDS).unlink()
    assert glossary.read(folder).words == set()


@pytest.mark.parametrize(
    ("kind", "index", "pointer", "location"),
    [
        ("terms", 0, "", "terms/food/dough.md:2"),
        ("terms", 0, "/definition", "terms/food/dough.md:6"),
        ("terms", 0, "/relations/0", "terms/food/dough.md:8"),
        ("terms", 0, "/relations/0/target", "terms/food/dough.md:8"),
        ("terms", 0, "/explanation", "terms/food/dough.md:13"),
        ("categories", 1, "", "categories.yaml:5"),
        ("categories", 1, "/parent", "categories.yaml:7"),
        ("ambiguous", 0, "/candidates/1", "ambiguous.yaml:5"),
    ],
)
def test_location_of_every_member_is_known(folder, kind, index, pointer, location):
    assert getattr(glossary.read(folder), kind)[index].location(pointer) == f"{folder}/{location}"


@pytest.mark.parametrize("name", ["nothing", "content/categories.yaml"])
def test_path_that_is_not_a_folder_is_refused(folder, name):
    with pytest.raises(Unusable, match="is not a folder"):
        glossary.read(folder.parent / name)


@pytest.mark.parametrize("name", ["categories.yaml", "relation-types.yaml", "ambiguous.yaml"])
def test_folder_without_one_of_the_lists_is_refused(folder, name):
    (folder / name).unlink()
    with pytest.raises(Unusable, match=f"{name} does not exist"):
        glossary.read(folder)


@pytest.mark.parametrize(
    ("name", "content", "line", "fault"),
    [
        (DOUGH, b"---\nname: D\xc3\xb6ugh\ncategory: \xff\n---\n", 3, "not UTF-8"),
        (DOUGH, "---\nname: Dough\n---\n".encode("utf-16"), 1, "not UTF-8"),
        ("categories.yaml", b"- slug: a\n- slug: \xe4\n", 2, "not UTF-8"),
        (DOUGH, b"", 1, "does not begin with"),
        (DOUGH, b"---\nname: Dough\nlabels: [\n---\n", 4, "expected"),
        (DOUGH, b"---\nname: Dough\nslug: bread\n---\n", 3, "the name of the file is the slug"),
        ("categories.yaml", b"- slug: a\n  slug: b\n", 2, "appears twice"),
        ("categories.yaml", b"slug: a\n", 1, "not a list of mappings"),
        ("categories.yaml", b"- a\n", 1, "not a list of mappings"),
        ("categories.yaml", b"text\n", 1, "not a list of mappings"),
    ],
)
def test_error_names_the_malformed_file_and_line(folder, name, content, line, fault):
    (folder / name).write_bytes(content)
    with pytest.raises(BadContent, match=f"{name}:{line}: .*{fault}"):
        glossary.read(folder)


def test_list_may_be_empty(folder):
    (folder / "ambiguous.yaml").write_text("")
    assert glossary.read(folder).ambiguous == []


# Writing


def test_writing_reproduces_the_bytes_that_were_read(folder, tmp_path):
    (folder / glossary.WORDS).unlink()
    glossary.write(tmp_path / "copy", **documents(folder))
    assert files(tmp_path / "copy") == files(folder)


def test_writing_the_same_documents_changes_no_file(folder):
    assert glossary.write(folder, **documents(folder)) == 0


def test_writing_counts_the_files_that_changed(folder, edit):
    before = documents(folder)
    edit(DOUGH, "beginner", "advanced")
    edit("categories.yaml", "Food", "Meals")
    (folder / "terms/food/yeast.md").unlink()
    assert glossary.write(folder, **before) == 3


def test_empty_folder_is_accepted(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    assert glossary.write(tmp_path / "empty", **documents(folder)) == 7


def test_folder_of_something_else_is_refused_and_left_unchanged(folder, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("Dear")
    with pytest.raises(Unusable, match="neither an empty folder nor a content folder"):
        glossary.write(tmp_path / "home", **documents(folder))
    assert files(tmp_path / "home") == {"letter.txt": b"Dear"}


def test_file_instead_of_a_folder_is_refused(folder):
    with pytest.raises(Unusable, match="neither an empty folder nor a content folder"):
        glossary.write(folder / "categories.yaml", **documents(folder))


def test_files_of_removed_terms_are_removed(folder):
    found = documents(folder)
    found["terms"].pop()
    glossary.write(folder, **found)
    assert sorted(path.name for path in folder.glob("terms/*/*")) == ["dough.md", "flour.md", "gluten.md"]


def test_other_files_of_a_content_folder_are_kept(folder):
    (folder / "LICENSE.md").write_text("Free.")
    glossary.write(folder, **documents(folder))
    assert (folder / "LICENSE.md").read_text() == "Free."


def test_term_is_written_to_the_folder_of_its_top_category(folder):
    found = documents(folder)
    found["categories"].append({"slug": "drink", "name": "Drink", "parent": None})
    found["terms"][3]["category"] = "drink"
    glossary.write(folder, **found)
    assert [path.parent.name for path in folder.glob("terms/*/yeast.md")] == ["drink"]


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "  - {text: Teig, kind: synonym}"), ("de", "  - {text: Teig, kind: synonym, language: de}")],
)
def test_only_another_language_than_english_is_written(folder, language, line):
    found = documents(folder)
    found["terms"][0]["labels"] = [{"text": "Teig", "kind": "synonym", "language": language}]
    glossary.write(folder, **found)
    assert line in (folder / DOUGH).read_text().splitlines()


# Line ends and byte order marks


def in_windows_form(folder):
    """Rewrite every file as Git for Windows and Notepad do: with CRLF and a byte order mark."""
    for path in folder.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


def test_files_with_crlf_and_a_byte_order_mark_are_read_the_same(folder):
    before = documents(folder)
    in_windows_form(folder)
    assert documents(folder) == before


def test_words_with_crlf_and_a_byte_order_mark_are_read_the_same(folder):
    before = glossary.read(folder).words
    in_windows_form(folder)
    assert glossary.read(folder).words == before


def test_crlf_does_not_change_the_line_of_an_error(folder):
    in_windows_form(folder)
    (folder / DOUGH).write_bytes((folder / DOUGH).read_bytes().replace(b"beginner", b"\xff"))
    with pytest.raises(BadContent, match=r"dough.md:4: not UTF-8"):
        glossary.read(folder)


def test_written_files_have_lf_and_no_byte_order_mark(folder, tmp_path):
    (folder / glossary.WORDS).unlink()
    before = files(folder)
    in_windows_form(folder)
    glossary.write(folder, **documents(folder))
    assert files(folder) == before


# Misplaced files


@pytest.mark.parametrize("name", ["Dough.MD", "x.markdown", "notes", "dough.md.orig"])
def test_file_of_a_term_with_another_suffix_is_refused(folder, name):
    (folder / "terms/food" / name).write_bytes((folder / DOUGH).read_bytes())
    with pytest.raises(BadContent, match=rf"terms/food/{name}: .* must end in '\.md'"):
        glossary.read(folder)


def test_file_directly_in_terms_is_refused(folder):
    (folder / DOUGH).rename(folder / "terms/dough.md")
    with pytest.raises(BadContent, match=r"terms/dough\.md: .*/terms/TOP-CATEGORY/dough\.md"):
        glossary.read(folder)


@pytest.mark.parametrize("below", ["bread", "bread/white"])
def test_file_in_a_folder_inside_a_category_is_refused(folder, below):
    (folder / "terms/food" / below).mkdir(parents=True)
    (folder / DOUGH).rename(folder / "terms/food" / below / "dough.md")
    with pytest.raises(BadContent, match=rf"terms/food/{below}/dough\.md: .* {folder}/terms/food/dough\.md"):
        glossary.read(folder)


@pytest.mark.parametrize("name", [".DS_Store", "food/.dough.md.swp", "food/.git/config.md"])
def test_hidden_files_are_ignored(folder, name):
    before = documents(folder)
    (folder / "terms" / name).parent.mkdir(exist_ok=True)
    (folder / "terms" / name).write_text("Not a term.")
    assert documents(folder) == before


def test_empty_folders_are_ignored(folder):
    before = documents(folder)
    (folder / "terms/food/bread").mkdir()
    assert documents(folder) == before


# Denied access


@pytest.fixture
def deny(monkeypatch):
    """Let a method of Path fail like the operating system does: deny("write_bytes", errno.EROFS).

    Permission bits would not do, because they do not stop a test that runs as root.
    """

    def make(method, code):
        def fail(path, *args, **options):
            raise OSError(code, os.strerror(code), str(path))

        monkeypatch.setattr(Path, method, fail)

    return make


@pytest.mark.parametrize("method", ["is_dir", "read_bytes", "iterdir"])
def test_folder_that_may_not_be_read_is_refused_with_the_reason(folder, deny, method):
    deny(method, errno.EACCES)
    with pytest.raises(Unusable, match=rf"{folder}\S* cannot be read: permission denied\.$"):
        glossary.read(folder)


@pytest.mark.parametrize("method", ["exists", "mkdir", "write_bytes"])
@pytest.mark.parametrize(
    ("code", "reason"), [(errno.EROFS, "read-only file system"), (errno.EACCES, "permission denied")]
)
def test_folder_that_may_not_be_written_is_refused_with_the_reason(
    folder, tmp_path, deny, method, code, reason
):
    found = documents(folder)
    deny(method, code)
    with pytest.raises(Unusable, match=rf"{tmp_path}/out\S* cannot be written: {reason}\.$"):
        glossary.write(tmp_path / "out", **found)


def test_another_failure_of_the_system_keeps_its_type(folder, tmp_path, deny):
    found = documents(folder)
    deny("write_bytes", errno.ENOSPC)
    with pytest.raises(OSError, match="No space left on device"):
        glossary.write(tmp_path / "out", **found)
