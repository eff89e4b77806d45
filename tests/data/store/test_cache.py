"""Values are cached while the serial does not change, and only values of committed states."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing

import pytest

from data.entries import listings
from data.store import cache, db
from data.store.changes import Actor


def test_a_value_is_built_once_while_nothing_changes(database):
    cache.cached(database, "key", lambda: "old")
    assert cache.cached(database, "key", lambda: "new") == "old"


def test_a_change_of_the_data_set_rebuilds_the_value(database, make_term):
    cache.cached(database, "key", lambda: "old")
    make_term("Dropout")
    assert cache.cached(database, "key", lambda: "new") == "new"


def test_two_files_do_not_share_values(database, path, tmp_path):
    db.backup(database, tmp_path / "other.db")
    cache.cached(database, "key", lambda: "one")
    assert cache.cached(db.connect(tmp_path / "other.db"), "key", lambda: "other") == "other"


def test_a_value_built_inside_a_write_is_not_cached(database):
    with db.write(database):
        cache.cached(database, "key", lambda: "uncommitted")
    assert cache.cached(database, "key", lambda: "committed") == "committed"


def test_the_cache_never_exceeds_its_limit(database, monkeypatch):
    monkeypatch.setattr(cache, "MAX_ENTRIES", 3)
    for key in range(10):
        cache.cached(database, key, lambda: None)
    assert len(cache._cached[database.path][1]) <= 3


def test_many_other_values_do_not_displace_one_in_use(database, monkeypatch):
    monkeypatch.setattr(cache, "MAX_ENTRIES", 3)
    for key in range(10):
        cache.cached(database, "in use", lambda key=key: key)
        cache.cached(database, key, lambda: None)
    assert cache.cached(database, "in use", lambda: "built again") == 0


def test_concurrent_callers_wait_for_the_first_build(database, path):
    building, finish = threading.Event(), threading.Event()

    def build():
        building.set()
        finish.wait(timeout=10)
        return "first"

    def ask(build):
        with closing(db.connect(path)) as connection:
            return cache.cached(connection, "key", build)

    with ThreadPoolExecutor() as pool:
        first = pool.submit(ask, build)
        building.wait(timeout=10)
        second = pool.submit(ask, lambda: "second")
        wait([second], timeout=0.2)  # long enough to build its own value
        finish.set()
        assert (first.result(), second.result()) == ("first", "first")


def test_a_failed_build_is_not_cached(database):
    with pytest.raises(ZeroDivisionError):
        cache.cached(database, "key", lambda: 1 / 0)
    assert cache.cached(database, "key", lambda: "built") == "built"


@pytest.mark.parametrize("limit", [1, 50])
def test_totals_follow_a_change_on_another_connection(database, path, make_term, limit):
    from data.entries import terms

    other = db.connect(path)
    listings.find(other, limit=limit)
    make_term("Dropout")
    terms.update(database, "dropout", {"level": "advanced"}, match=None, actor=Actor("editor"))
    assert listings.find(other, limit=limit, level="advanced").total == 1
    other.close()
