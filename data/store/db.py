"""The database file: open it, read it in a transaction, write under one lock.

The life of a file:

1. `create` builds it beside its final path and links it there once it is complete.
2. `prepare` checks and migrates it, once, before any worker starts.
3. `connect` opens it and refuses any other schema version. A thread keeps its connection (`Connections`).

Readers see one state inside `read_transaction`. A writer inside `write` holds this process's gate, then
SQLite's write lock from its first statement on.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import quote

import sqlite_utils

# sqlite-utils prefers pysqlite3 if it is installed, whose exceptions are not those of the standard library.
from sqlite_utils.utils import sqlite3

from data.constants import READ_SECONDS
from data.errors import Busy, TooSlow, Unusable
from data.store.migrations import migrations, version

APPLICATION_ID = 0x4C656D61  # "Lema"; tells our files from other SQLite databases
StorageFault = sqlite3.DatabaseError  # a full disk, or a locked, damaged or vanished file
SQLITE_VERSION = sqlite3.sqlite_version
FIRST_SOUND_SQLITE = (3, 51, 3)
# Longer waits fill every thread with writers: with 5 s, reads took 7.3 s. With 0.25 s, they took at most
# 0.77 s.
REQUEST_WAIT_SECONDS = 0.25
COMMAND_WAIT_SECONDS = 30.0
PROGRESS_STEPS = 10_000  # instructions of SQLite's virtual machine between two looks at a deadline
_MAPPED_BYTES = 2**30  # workers share these pages; only those in use take memory

last_check: str | None = None

Filled = TypeVar("Filled")


class Database(sqlite_utils.Database):
    """A connection that knows its file, the time of its open write, and how long it may wait for one."""

    path: Path
    at: str | None = None
    wait_seconds: float = REQUEST_WAIT_SECONDS


class Connections:
    """One open connection per thread. No connection is used across a fork, which would corrupt the file."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._local = threading.local()

    def get(self) -> Database:
        """Return this thread's connection. It is opened at its first use in this process."""
        if getattr(self._local, "pid", None) != os.getpid():
            self._local.db, self._local.pid = connect(self.path), os.getpid()
        db: Database = self._local.db
        return db


def now() -> str:
    """Return the current time in UTC, as stored: 2026-11-23T10:00:00Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sqlite_warning() -> str | None:
    """Return why the SQLite in use may lose data, or None if it is sound.

    Versions before 3.51.3 have the WAL-reset bug.
    """
    if sqlite3.sqlite_version_info >= FIRST_SOUND_SQLITE:
        return None
    return (
        f"SQLite {SQLITE_VERSION} can lose committed pages when two processes write at the same instant. "
        "Install pysqlite3, which bundles a newer one."
    )


def connect(path: str | Path, *, wait_seconds: float = REQUEST_WAIT_SECONDS) -> Database:
    """Open an existing database. Raise Unusable if it is not a Lemma database of this schema version.

    `wait_seconds` is how long a write waits for writers in this process and in others before it raises Busy.
    """
    path = Path(path)
    db = _open(path, wait_seconds)
    found = _schema_version(db, path)
    if found != version():
        db.close()
        raise Unusable(
            f"{path} has schema version {found}, not {version()}. "
            "Start the server once to migrate an older file."
        )
    return db


def create(path: str | Path, fill: Callable[[Database], Filled]) -> Filled:
    """Create a database at `path`, let `fill(db)` add its content, and publish it only when it is complete.

    Return what `fill` returns. Raise Unusable if `path` exists or cannot be written. An error in `fill`
    leaves nothing behind.
    """
    path = Path(path)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.touch()
    except OSError as error:
        raise Unusable(f"{path} cannot be created: {error.strerror} ({error.filename}).") from error
    try:
        with closing(_open(draft, COMMAND_WAIT_SECONDS)) as db:
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute("PRAGMA journal_mode = WAL")
            _migrate(db)
            filled = fill(db)
        _publish(draft, path)
        return filled
    finally:
        for suffix in ("", "-wal", "-shm"):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def prepare(path: str | Path, derive: Callable[[Database], object] = lambda db: None) -> None:
    """Check an existing file from end to end and migrate it. Raise Unusable if it cannot be served.

    `derive(db)` runs in the transaction of the migrations, so if it fails the file stays as it was.
    `last_check` then holds the time of the check, also in processes forked from this one.
    """
    global last_check
    path = Path(path)
    db = _open(path, COMMAND_WAIT_SECONDS)
    try:
        found = _schema_version(db, path)
        if found > version():
            raise Unusable(
                f"{path} was written by a newer Lemma (schema {found}; this one knows {version()})."
            )
        if (fault := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise Unusable(f"{path} is damaged: {fault}. Restore it from a backup.")
        db.execute("PRAGMA journal_mode = WAL")  # a file made by VACUUM INTO is not in this mode
        _migrate(db, derive)
        last_check = now()
    except sqlite3.DatabaseError as error:
        raise Unusable(_unreadable(path, error)) from error
    finally:
        db.close()


def backup(db: Database, target: str | Path) -> None:
    """Write a complete copy to `target`, which must not exist, while others continue to read and write.

    Copying the file instead would lose the commits that are only in the WAL.
    """
    target = Path(target)
    if target.exists():
        raise Unusable(f"{target} already exists.")
    try:
        db.execute("VACUUM INTO :target", {"target": str(target)})  # from one read transaction
    except sqlite3.OperationalError as error:
        raise Unusable(f"{target} cannot be written: {error}.") from error


@contextmanager
def read_transaction(db: Database) -> Iterator[None]:
    """Let every read inside see the same state. Join a transaction that is already open."""
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        # Nothing was written, so ending the transaction is all that is needed, also after an error.
        db.conn.execute("COMMIT")


@contextmanager
def deadline(db: Database, seconds: float = READ_SECONDS) -> Iterator[None]:
    """Raise TooSlow when the statements inside take longer than `seconds`."""
    end = time.monotonic() + seconds
    db.conn.set_progress_handler(lambda: time.monotonic() > end, PROGRESS_STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise TooSlow("This takes too long. Ask for something narrower.") from error
        raise
    finally:
        # The connection is used again, and later statements have no deadline.
        db.conn.set_progress_handler(None, 0)


@contextmanager
def write(db: Database) -> Iterator[str]:
    """Open one write transaction and yield its time. Commit at the end, roll back on any error.

    Join a write that is already open on this connection. Raise Busy when others hold the lock for too long.
    """
    if db.at is not None:
        yield db.at
        return
    if not _gate.acquire(timeout=db.wait_seconds):
        raise Busy("Another write is in progress.")
    try:
        _begin(db)
        db.at = now()
        yield db.at
        db.conn.execute("COMMIT")
    finally:
        db.at = None
        # Rolls back nothing after a COMMIT, and everything after an error, including one raised by COMMIT.
        db.rollback()
        _gate.release()


def insert(db: Database, statement: str, values: Mapping[str, object]) -> int:
    """Execute an INSERT of one row and return its id."""
    return cast(int, db.conn.execute(statement, values).lastrowid)


def _publish(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)  # unlike rename, fails if another process has published first
    except FileExistsError:
        raise Unusable(f"{path} already exists.") from None


def _begin(db: Database) -> None:
    """Take the write lock at once.

    A deferred BEGIN fails later, at its first write after a read, whatever the timeout: with four writers,
    311 to 366 of 400 updates failed.
    """
    try:
        db.conn.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise Busy("Another process is writing.") from error
        raise


def _open(path: Path, wait_seconds: float) -> Database:
    if not path.exists():
        raise Unusable(f"{path} does not exist. `flask load` creates it.")
    try:
        conn = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?mode=rw",  # never creates a file
            uri=True,
            isolation_level=None,  # the driver would open deferred transactions of its own
            timeout=wait_seconds,
            check_same_thread=False,  # `Connections` already keeps one connection per thread
        )
        conn.execute("PRAGMA foreign_keys = ON")  # off by default in SQLite, for each connection
        # With NORMAL, simulated power cuts lost 11 of 2,147 acknowledged writes. With FULL, they lost none.
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    except sqlite3.DatabaseError as error:
        # The first PRAGMA that touches the file finds most faults, so they are explained here as well.
        raise Unusable(_unreadable(path, error, "opened")) from error
    conn.row_factory = sqlite3.Row
    db = Database(conn, execute_plugins=False)
    db.path, db.wait_seconds = path.absolute(), wait_seconds
    return db


def _schema_version(db: Database, path: Path) -> int:
    """Return the schema version of a Lemma database. Raise Unusable for a foreign or empty file.

    SQLite itself takes an empty file for a new database.
    """
    try:
        application_id = db.execute("PRAGMA application_id").fetchone()[0]
        found: int = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        db.close()
        raise Unusable(_unreadable(path, error)) from error
    if application_id != APPLICATION_ID:
        db.close()
        raise Unusable(f"{path} is {'empty' if path.stat().st_size == 0 else 'not a Lemma database'}.")
    return found


def _unreadable(path: Path, error: sqlite3.DatabaseError, action: str = "read") -> str:
    """Return why a file cannot be read or opened, and what to do about a file or folder that is read-only."""
    if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
        return f"{path} is not a SQLite database."
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        # In WAL mode even a reader creates files beside the database.
        return f"{path} and its folder must be writable, but are read-only for this user."
    return f"{path} cannot be {action}: {error}."


def _migrate(db: Database, derive: Callable[[Database], object] = lambda db: None) -> None:
    # The version is set in the transaction of the migrations, so no reader sees one without the other.
    with write(db):
        migrations.apply(db)
        db.execute(f"PRAGMA user_version = {version()}")
        derive(db)


def _new_gate() -> None:
    global _gate
    _gate = threading.Lock()


_gate: threading.Lock
_new_gate()
os.register_at_fork(after_in_child=_new_gate)  # a fork copies a held lock, which nobody would release
