"""Writing, reading and connections, as threads and processes share one file."""

import os
import threading
import time
from contextlib import contextmanager

import pytest
from sqlite_utils.utils import sqlite3

from data.entries import categories, terms
from data.errors import Busy, Stale, TooSlow
from data.store import changes, db
from data.store.changes import Actor

BY = Actor("tester")


@contextmanager
def raw(path):
    """Yield a connection that does not use the gate, like one of another program."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    yield connection
    connection.close()


def fork(function):
    """Start a child process that exits with 0 if `function` returns a true value there. Return its id."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if function() else 1)
        finally:
            os._exit(2)
    return child


def exit_code(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def add_to_position(path, times):
    connection = db.connect(path, wait_seconds=20)
    for _ in range(times):
        with db.write(connection):
            position = connection.execute("SELECT position FROM categories").fetchone()[0]
            connection.execute("UPDATE categories SET position = :position", {"position": position + 1})
    return True


# Writing


def test_a_second_writer_in_the_process_is_busy_after_the_wait(database, other):
    start = time.monotonic()
    with db.write(database), pytest.raises(Busy, match="Another write is in progress"), db.write(other):
        pass
    assert time.monotonic() - start >= other.wait_seconds


def test_a_second_writer_writes_if_the_first_ends_within_the_wait(database, path):
    waiting = threading.Thread(target=add_to_position, args=(path, 1))
    with db.write(database):
        waiting.start()
        time.sleep(0.05)
    waiting.join()
    assert categories.get(database, "things").position == 1


def test_a_write_while_another_process_writes_is_busy(path, database):
    with raw(path) as program:
        program.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="Another process"), db.write(database):
            pass


def test_the_gate_is_free_again_after_a_busy_write(path, other, database):
    with raw(path) as program:
        program.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy), db.write(other):
            pass
    with db.write(database) as at:
        assert at


def test_a_write_holds_the_lock_from_its_start(path, database):
    with raw(path) as program, db.write(database), pytest.raises(sqlite3.OperationalError, match="locked"):
        program.execute("BEGIN IMMEDIATE")


def test_processes_that_read_and_then_write_lose_no_update(path, database):
    children = [fork(lambda: add_to_position(path, 25)) for _ in range(4)]
    assert [exit_code(child) for child in children] == [0, 0, 0, 0]
    assert categories.get(database, "things").position == 100


def test_an_update_based_on_an_old_read_is_stale(database, other, make_term):
    make_term("Dropout")
    terms.update(other, "dropout", {"definition": "First."}, match=[1], actor=BY)
    with pytest.raises(Stale):
        terms.update(database, "dropout", {"definition": "Second."}, match=[1], actor=BY)


def test_a_failed_write_changes_nothing(database, make_term):
    before = changes.serial(database)
    with pytest.raises(ZeroDivisionError), db.write(database):
        make_term("Dropout")
        _ = 1 / 0
    assert (terms.documents(database), changes.serial(database)) == ([], before)


def test_a_write_is_possible_after_a_failed_one(database, make_term):
    with pytest.raises(ZeroDivisionError), db.write(database):
        _ = 1 / 0
    assert make_term("Dropout").revision == 1


def test_a_write_within_a_write_has_the_same_time(database):
    with db.write(database) as outer, db.write(database) as inner:
        assert inner is outer


def test_an_error_after_an_inner_write_rolls_it_back(database, make_category):
    with pytest.raises(ZeroDivisionError), db.write(database):
        with db.write(database):
            make_category("parts")
        _ = 1 / 0
    assert [category.slug for category in categories.find(database).items] == ["things"]


def test_times_are_utc_to_the_second():
    assert time.strptime(db.now(), "%Y-%m-%dT%H:%M:%SZ")


# Reading


def test_a_read_transaction_sees_one_state_while_others_write(database, other, make_term):
    with db.read_transaction(other):
        before = changes.serial(other)
        make_term("Dropout")
        assert changes.serial(other) == before


def test_writes_of_others_are_seen_after_a_read_transaction(database, other, make_term):
    with db.read_transaction(other):
        make_term("Dropout")
    assert changes.serial(other) == changes.serial(database)


def test_an_inner_read_transaction_joins_the_outer(database, other, make_term):
    with db.read_transaction(other):
        before = changes.serial(other)
        with db.read_transaction(other):
            make_term("Dropout")
        assert changes.serial(other) == before


def test_a_read_transaction_ends_when_its_body_fails(database):
    with pytest.raises(ZeroDivisionError), db.read_transaction(database):
        _ = 1 / 0
    assert not database.conn.in_transaction


# Connections


@pytest.mark.parametrize(
    ("name", "value"), [("foreign_keys", 1), ("synchronous", 2), ("journal_mode", "wal")]
)
def test_a_connection_has_the_durable_settings(database, name, value):
    assert database.execute(f"PRAGMA {name}").fetchone()[0] == value


def test_a_thread_keeps_its_connection(path):
    connections = db.Connections(path)
    assert connections.get() is connections.get()


def test_another_thread_has_another_connection(path):
    connections, found = db.Connections(path), []
    thread = threading.Thread(target=lambda: found.append(connections.get()))
    thread.start()
    thread.join()
    assert found[0] is not connections.get()


def test_a_connection_is_not_used_across_a_fork(path):
    connections = db.Connections(path)
    mine = connections.get()
    assert exit_code(fork(lambda: connections.get() is not mine and changes.serial(connections.get()))) == 0


def test_a_child_forked_while_the_gate_is_held_has_its_own_gate(path, tmp_path):
    db.create(tmp_path / "other.db", lambda connection: None)
    with db.write(db.connect(tmp_path / "other.db")):
        assert exit_code(fork(lambda: add_to_position(path, 1))) == 0


def test_the_sqlite_in_use_is_sound():
    assert sqlite3.sqlite_version_info >= (3, 51, 3)
    assert db.sqlite_warning() is None


def test_an_sqlite_that_loses_pages_causes_a_warning(monkeypatch):
    monkeypatch.setattr(db, "FIRST_SOUND_SQLITE", (99, 0, 0))
    assert db.SQLITE_VERSION in db.sqlite_warning()


# Deadlines

# An endless recursion, as a search through a large glossary may seem to a client.
ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_a_statement_beyond_its_deadline_is_too_slow(database):
    with pytest.raises(TooSlow, match="Ask for something narrower") as error, db.deadline(database, 0.05):
        database.execute(ENDLESS)
    assert error.value.kind == "too-slow"


def test_a_statement_within_its_deadline_is_executed(database):
    with db.deadline(database, 10):
        assert changes.serial(database) > 0


def test_a_deadline_ends_with_its_block(database):
    with db.deadline(database, 0):
        pass
    numbers = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT count(*) FROM n"
    )
    assert database.execute(numbers).fetchone()[0] == 100_000


def test_another_error_before_a_deadline_is_not_too_slow(database):
    with pytest.raises(sqlite3.OperationalError, match="no such table"), db.deadline(database, 10):
        database.execute("SELECT * FROM nowhere")
