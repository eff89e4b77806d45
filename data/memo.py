"""What each process remembers of the data set, for as long as its serial stands still.

Meant for what is asked often and costs more as the glossary grows: counts, and the matcher of all names. Nothing is
remembered inside a write, whose serial may yet be rolled back and then given to another state.
"""

from data.changes import serial

MAX_ENTRIES = 1000

_remembered = {}  # file: (serial, {key: value})


def by_serial(db, key, build):
    """`build()`, or what it returned before for this key, this file and this serial. Call it inside a snapshot."""
    if db.at is not None:
        return build()
    now = serial(db)
    number, values = _remembered.get(db.path, (None, None))
    if number != now or len(values) >= MAX_ENTRIES:
        values = {}
        _remembered[db.path] = (now, values)
    if key not in values:
        values[key] = build()
    return values[key]
