"""The database file: opening it, reading a snapshot, writing under one lock.

Life of a file: `create` builds it beside its final place and links it there when complete; `prepare` checks
and migrates it once, before any worker starts; `connect` opens it as it is. A thread keeps its connection
(`Connections`). Readers see one state inside `snapshot`. A writer inside `write` holds the process's gate,
then SQLite's write lock from its first statement on.
"""

import os
import threading
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import sqlite_utils
from sqlite_utils.utils import sqlite3

from data.constants import READ_SECONDS
from data.errors import Busy, Unusable
from data.index import fulltext
from data.store.migrations import migrations, version

APPLICATION_ID = 0x4C656D61  # "Lema"
StorageFault = sqlite3.DatabaseError  # a full disk, a locked, damaged or vanished file
SQLITE_VERSION = sqlite3.sqlite_version
FIRST_SOUND_SQLITE = (3, 51, 3)
REQUEST_WAIT_SECONDS = 0.25
COMMAND_WAIT_SECONDS = 30.0
PROGRESS_STEPS = 10_000  # of SQLite's machine between two looks at a deadline
_MAPPED_BYTES = 2**30  # read from the memory that all processes share; only what is used takes any

last_check: str | None = None


class Database(sqlite_utils.Database):
    """A connection that knows its file, the time of its write transaction and how long it may wait for one."""

    path: Path
    at: str | None = None
    wait_seconds: float = REQUEST_WAIT_SECONDS


class Connections:
    """One open connection a thread; none is ever carried across a fork."""

    def __init__(self, path):
        self.path = Path(path)
        self._local = threading.local()

    def get(self) -> Database:
        """This thread's connection, opened at its first use in this process."""
        if getattr(self._local, "pid", None) != os.getpid():
            self._local.db, self._local.pid = connect(self.path), os.getpid()
        return self._local.db


def now() -> str:
    """The current time in UTC, as stored: 2026-11-23T10:00:00Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sqlite_warning() -> str | None:
    """Why the SQLite in use may lose data, or None when it is sound (the WAL-reset bug, fixed in 3.51.3)."""
    if sqlite3.sqlite_version_info >= FIRST_SOUND_SQLITE:
        return None
    return (
        f"SQLite {SQLITE_VERSION} can lose committed pages when two processes write at once; "
        "install pysqlite3 for a newer one."
    )


def connect(path, *, wait_seconds: float = REQUEST_WAIT_SECONDS) -> Database:
    """Open an existing database; raise Unusable when it is not one of ours at this version.

    `wait_seconds` is how long a write waits for others, in this process and in others, before it raises Busy.
    """
    path = Path(path)
    db = _open(path, wait_seconds)
    found = _version(db, path)
    if found != version():
        db.close()
        raise Unusable(
            f"{path} has schema version {found}, not {version()}; the server migrates an older one."
        )
    return db


def create(path, fill=lambda db: None):
    """Make a new database at `path`, let `fill(db)` put something in, and only then let it appear there.

    Returns what `fill` returns. Raises Unusable when something is there already; an error in `fill` leaves
    nothing behind.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.touch()
    try:
        with closing(_open(draft, COMMAND_WAIT_SECONDS)) as db:
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute("PRAGMA journal_mode = WAL")
            _migrate(db)
            filled = fill(db)
            fulltext.optimize(db)
        _publish(draft, path)
        return filled
    finally:
        for suffix in ("", "-wal", "-shm"):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def prepare(path):
    """Check an existing file from top to bottom and migrate it; raise Unusable when it cannot be served.

    Processes forked from this one find the time of the check in `last_check`.
    """
    global last_check
    path = Path(path)
    db = _open(path, COMMAND_WAIT_SECONDS)
    try:
        found = _version(db, path)
        if found > version():
            raise Unusable(
                f"{path} was written by a newer Lemma (schema {found}, this one knows {version()})."
            )
        if (fault := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise Unusable(f"{path} is damaged: {fault}. Restore it from a backup.")
        db.execute("PRAGMA journal_mode = WAL")  # a backup is not in it
        _migrate(db)
        last_check = now()
    except sqlite3.DatabaseError as error:
        raise Unusable(f"{path} cannot be read: {error}.") from error
    finally:
        db.close()


def backup(db, target):
    """Write a complete copy to `target`, which must not exist, while others go on reading and writing."""
    target = Path(target)
    if target.exists():
        raise Unusable(f"{target} already exists.")
    try:
        db.execute("VACUUM INTO :target", {"target": str(target)})
    except sqlite3.OperationalError as error:
        raise Unusable(f"{target} cannot be written: {error}.") from error


@contextmanager
def read_transaction(db):
    """Let every read inside see the same state; joins a transaction already under way."""
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.execute("COMMIT")


@contextmanager
def deadline(db, seconds=READ_SECONDS):
    """Raise Busy when the statements inside take longer than this."""
    end = time.monotonic() + seconds
    db.conn.set_progress_handler(lambda: time.monotonic() > end, PROGRESS_STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise Busy("This takes too long; ask for something narrower.") from error
        raise
    finally:
        db.conn.set_progress_handler(None, 0)


@contextmanager
def write(db):
    """One write transaction: yields its time; commits at the end, rolls back on any error.

    Joins a write already under way on this connection. Raises Busy when others hold the lock for too long:
    waiting any longer would fill every thread with writers and leave none to readers.
    """
    if db.at is not None:
        yield db.at
        return
    if not _gate.acquire(timeout=db.wait_seconds):
        raise Busy("Other writes are under way.")
    try:
        _begin(db)
        db.at = now()
        yield db.at
        db.conn.execute("COMMIT")
    finally:
        db.at = None
        db.rollback()  # nothing after a COMMIT, all after an error, that of a COMMIT too
        _gate.release()


def _publish(draft, path):
    try:
        os.link(draft, path)
    except FileExistsError:
        raise Unusable(f"{path} already exists.") from None


def _begin(db):
    try:
        db.conn.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise Busy("Another process is writing.") from error
        raise


def _open(path, wait_seconds) -> Database:
    if not path.exists():
        raise Unusable(f"{path} does not exist; `flask load` makes it.")
    try:
        conn = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?mode=rw",
            uri=True,
            isolation_level=None,
            timeout=wait_seconds,
            check_same_thread=False,
        )
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    except sqlite3.DatabaseError as error:
        raise Unusable(f"{path} cannot be opened: {error}.") from error
    conn.row_factory = sqlite3.Row
    db = Database(conn, execute_plugins=False)
    db.path, db.wait_seconds = path.absolute(), wait_seconds
    return db


def _version(db, path) -> int:
    """The schema version of a file of ours; a foreign or empty one raises Unusable."""
    try:
        application_id = db.execute("PRAGMA application_id").fetchone()[0]
        found = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        db.close()
        raise Unusable(f"{path} is not a SQLite database.") from error
    if application_id != APPLICATION_ID:
        db.close()
        raise Unusable(f"{path} is {'empty' if path.stat().st_size == 0 else 'not a Lemma database'}.")
    return found


def _migrate(db):
    with write(db):
        migrations.apply(db)
        db.execute(f"PRAGMA user_version = {version()}")


def _new_gate():
    global _gate
    _gate = threading.Lock()


_new_gate()
os.register_at_fork(after_in_child=_new_gate)
