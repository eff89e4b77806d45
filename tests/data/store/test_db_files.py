"""Database files: how they are created, which are refused, and their backups."""

import os
from contextlib import closing

import pytest
from sqlite_utils.utils import sqlite3

from data.entries import terms
from data.errors import Unusable
from data.store import changes, db
from data.store.migrations import version

SERVED = ("connect", "prepare")


def foreign_file(kind, path):
    """Write a file to `path` that is not a Lemma database of this version."""
    if kind == "newer":
        db.create(path, lambda connection: None)
    with closing(sqlite3.connect(path)) as connection:
        if kind == "text":
            path.write_text("This is not a database. " * 500)
        elif kind == "foreign":
            connection.execute("CREATE TABLE notes (text)")
        elif kind == "newer":
            connection.execute(f"PRAGMA user_version = {version() + 1}")
        else:
            path.touch()


# The file


def test_create_publishes_the_file_only_when_it_is_filled(tmp_path):
    path = tmp_path / "lemma.db"
    assert db.create(path, lambda connection: path.exists()) is False
    assert [file.name for file in tmp_path.iterdir()] == ["lemma.db"]


@pytest.mark.parametrize("name", ["lemma.db", "lemma[1].db"])
def test_create_leaves_nothing_behind_when_filling_fails(tmp_path, name):
    with pytest.raises(ZeroDivisionError):
        db.create(tmp_path / name, lambda connection: 1 / 0)
    assert list(tmp_path.iterdir()) == []


def test_create_never_overwrites(tmp_path):
    path = tmp_path / "lemma.db"
    path.write_text("mine")
    with pytest.raises(Unusable, match="already exists"):
        db.create(path, lambda connection: None)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("lemma.db", "mine")]


def test_create_does_not_overwrite_a_file_that_appears_meanwhile(tmp_path):
    path = tmp_path / "lemma.db"
    with pytest.raises(Unusable, match="already exists"):
        db.create(path, lambda connection: path.write_text("mine"))
    assert path.read_text() == "mine"


def test_create_creates_the_folder(tmp_path):
    db.create(tmp_path / "var" / "lemma.db", lambda connection: None)
    assert (tmp_path / "var" / "lemma.db").exists()


@pytest.mark.parametrize("serve", SERVED)
def test_a_missing_file_is_refused_and_not_created(tmp_path, serve):
    with pytest.raises(Unusable, match="does not exist"):
        getattr(db, serve)(tmp_path / "lemma.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("serve", SERVED)
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("empty", "is empty"),
        ("text", "is not a SQLite database"),
        ("foreign", "not a Lemma database"),
        ("newer", "schema"),
    ],
)
def test_a_file_that_cannot_be_served_is_refused_and_unchanged(tmp_path, serve, kind, reason):
    path = tmp_path / "lemma.db"
    foreign_file(kind, path)
    before = path.read_bytes()
    with pytest.raises(Unusable, match=reason):
        getattr(db, serve)(path)
    assert path.read_bytes() == before


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(Unusable, match="cannot be opened"):
        db.connect(tmp_path)


@pytest.mark.parametrize("table", ["keys", "terms", "sqlite_schema"])
def test_a_file_with_a_damaged_page_is_refused(path, table):
    with closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        pages = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema").fetchall())
    with path.open("r+b") as file:
        file.seek((pages[table] - 1) * size if table in pages else 100)
        file.write(b"\xff" * 1000)
    with pytest.raises(Unusable, match=r"is damaged|cannot be read|cannot be opened"):
        db.prepare(path)


def test_prepare_records_the_time_of_its_check(path, monkeypatch):
    monkeypatch.setattr(db, "last_check", None)
    db.prepare(path)
    assert db.last_check <= db.now()


# Permissions

READ_ONLY = "must be writable, but are read-only for this user"
needs_permissions = pytest.mark.skipif(os.geteuid() == 0, reason="root ignores permission bits")


@pytest.fixture
def read_only():
    """Take the permission to write from a file or folder until the test ends."""
    taken = []

    def take(target):
        taken.append((target, target.stat().st_mode))
        target.chmod(0o555 if target.is_dir() else 0o444)

    yield take
    for target, mode in taken:
        target.chmod(mode)


@needs_permissions
@pytest.mark.parametrize("serve", SERVED)
def test_a_file_in_a_folder_that_is_read_only_is_refused(path, read_only, serve):
    read_only(path.parent)
    with pytest.raises(Unusable, match=READ_ONLY):
        getattr(db, serve)(path)


@needs_permissions
def test_a_server_does_not_start_on_a_file_that_is_read_only(path, read_only):
    read_only(path)
    with pytest.raises(Unusable, match=READ_ONLY):
        db.prepare(path)


@needs_permissions
def test_a_file_that_became_read_only_can_still_be_read(path, read_only):
    read_only(path)
    with closing(db.connect(path)) as connection:
        assert changes.serial(connection) > 0


@needs_permissions
def test_create_refuses_a_folder_that_is_read_only(tmp_path, read_only):
    read_only(tmp_path)
    with pytest.raises(Unusable, match="cannot be created: Permission denied"):
        db.create(tmp_path / "lemma.db", lambda connection: None)


def test_create_refuses_a_path_below_a_file(tmp_path):
    (tmp_path / "file").write_text("mine")
    path = tmp_path / "file" / "lemma.db"
    with pytest.raises(Unusable, match=r"lemma\.db cannot be created: .*file"):
        db.create(path, lambda connection: None)
    assert (tmp_path / "file").read_text() == "mine"


def sqlite_error(code):
    """Return an error of SQLite with this code."""
    error = sqlite3.OperationalError("the words of SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("denied", ["lemma.db", ""])
@pytest.mark.parametrize("code", [sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY])
def test_the_message_about_a_read_only_file_or_folder_says_what_must_be_writable(
    tmp_path, monkeypatch, denied, code
):
    path = tmp_path / "lemma.db"
    monkeypatch.setattr(os, "access", lambda target, mode: target != tmp_path / denied)
    assert db._unreadable(path, sqlite_error(code)) == f"{path} and its folder {READ_ONLY}."


def test_the_message_about_a_writable_file_repeats_that_of_sqlite(path):
    error = sqlite_error(sqlite3.SQLITE_IOERR)
    assert db._unreadable(path, error) == f"{path} cannot be read: the words of SQLite."


def test_the_message_about_a_file_of_another_format_does_not_mention_permissions(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda target, mode: False)
    path = tmp_path / "lemma.db"
    assert db._unreadable(path, sqlite_error(sqlite3.SQLITE_NOTADB)) == f"{path} is not a SQLite database."


# Backups


def test_a_backup_during_a_write_holds_the_state_before_it(database, other, make_term, tmp_path):
    make_term("Dropout")
    with db.write(database):
        make_term("Epoch")
        db.backup(other, tmp_path / "backup.db")
    copy = db.connect(tmp_path / "backup.db")
    assert [term.slug for term in terms.documents(copy)] == ["dropout"]


def test_a_backup_never_overwrites(database, tmp_path):
    target = tmp_path / "backup.db"
    target.touch()
    with pytest.raises(Unusable, match="already exists"):
        db.backup(database, target)
    assert target.read_bytes() == b""


def test_a_backup_into_a_missing_folder_is_refused(database, tmp_path):
    with pytest.raises(Unusable, match="cannot be written"):
        db.backup(database, tmp_path / "missing" / "backup.db")


def test_a_served_backup_is_in_wal_mode(database, tmp_path):
    db.backup(database, tmp_path / "backup.db")
    db.prepare(tmp_path / "backup.db")
    assert db.connect(tmp_path / "backup.db").execute("PRAGMA journal_mode").fetchone()[0] == "wal"
