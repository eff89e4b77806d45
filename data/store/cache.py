"""What each process remembers of the data set, for as long as its serial stands still.

Meant for what is asked often and costs more as the glossary grows: counts, and the matcher of all names. The
first to ask builds it, who asks meanwhile waits for that. Nothing is remembered inside a write, whose serial
may yet be rolled back and then given to another state.
"""

import threading
from concurrent.futures import Future

from data.store.changes import serial

MAX_ENTRIES = 1000

_remembered = {}  # file: (serial, {key: the value to come})
_lock = threading.Lock()


def cached(db, key, build):
    """`build()`, or what it returned before for this key, this file and this serial. Call it inside a
    snapshot.

    An error in `build` is raised to all who wait for it, and forgotten.
    """
    if db.at is not None:
        return build()
    now = serial(db)
    with _lock:
        values = _values(db.path, now)
        known = values.get(key)
        coming = values.setdefault(key, Future())
    if known is None:
        try:
            coming.set_result(build())
        except BaseException as error:
            values.pop(key, None)
            coming.set_exception(error)
    return coming.result()


def _values(path, now) -> dict:
    number, values = _remembered.get(path, (None, None))
    if number != now or len(values) >= MAX_ENTRIES:
        values = {}
        _remembered[path] = (now, values)
    return values
