"""Values that a process keeps for as long as the serial of the data set does not change.

Use it for values that are needed often and cost more as the glossary grows: counts, and the matcher of all
names. The first caller builds a value. Callers that need it meanwhile wait for it. Nothing is cached inside a
write, because its serial may be rolled back and then given to another state.
"""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar, cast

from data.store.changes import serial
from data.store.db import Database

MAX_ENTRIES = 1000

Value = TypeVar("Value")

# Per file, the serial and the values built at it. Values of any type share the table, hence Any.
_cached: dict[Path, tuple[int, dict[Hashable, "Future[Any]"]]] = {}
_lock = threading.Lock()


def cached(db: Database, key: Hashable, build: Callable[[], Value]) -> Value:
    """Return `build()`, or what it returned earlier for this key, this file and this serial.

    Call it inside a read transaction. An error in `build` is raised to every caller that waits, and not kept.
    """
    if db.at is not None:
        return build()
    now = serial(db)
    with _lock:
        values = _values(db.path, now)
        known = values.pop(key, None)
        pending = values[key] = known or Future()  # as the last, so the first is the least recently used
        if len(values) > MAX_ENTRIES:
            del values[next(iter(values))]
    if known is None:
        try:
            pending.set_result(build())
        except BaseException as error:
            # Removed first: a caller that comes now builds again instead of getting this error.
            with _lock:
                values.pop(key, None)
            pending.set_exception(error)
    return cast(Value, pending.result())


def _values(path: Path, now: int) -> dict[Hashable, "Future[Any]"]:
    number, values = _cached.get(path, (None, {}))
    if number != now:
        values = {}
        _cached[path] = (now, values)
    return values
