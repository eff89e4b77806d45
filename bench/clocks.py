"""Processor time while a load runs: what the server used, and what others took from both (Linux only)."""

import os
import resource
import time
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")
_IDLE = (3, 4)  # the columns of /proc/stat in which nothing ran: idle, iowait


class Reading(NamedTuple):
    """Seconds so far: on the wall, and of all processors by this server, by us and programs we have run,
    by everybody."""

    wall: float
    server: float
    tools: float
    everybody: float


def read(server=None) -> Reading:
    """All clocks, now; without a server its clock stands still."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    tools = sum(usage.ru_utime + usage.ru_stime for usage in used)
    return Reading(time.monotonic(), server.cpu_seconds() if server else 0.0, tools, _busy_seconds())


def others_share(before, after) -> float:
    """The part of the machine that was at work for neither the server nor the load, between two readings."""
    wall, server, tools, everybody = (late - early for early, late in zip(before, after, strict=True))
    return max(0.0, everybody - server - tools) / (wall * os.cpu_count())


def _busy_seconds() -> float:
    columns = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return sum(ticks for column, ticks in enumerate(columns) if column not in _IDLE) / _TICKS
