"""Read the processor time that a server and other programs used during a load (Linux only)."""

import os
import resource
import time
from pathlib import Path
from typing import NamedTuple

from bench.servers import Server

_TICKS = os.sysconf("SC_CLK_TCK")
_IDLE = (3, 4)  # the columns of /proc/stat that count idle time: idle, iowait


class Reading(NamedTuple):
    """Seconds until now: by the wall clock, and of processor time.

    `server` counts the measured server, `tools` this process and the programs it has run, `everybody` all
    programs.
    """

    wall: float
    server: float
    tools: float
    everybody: float


def read(server: Server | None = None) -> Reading:
    """Return the current reading. Without a server, its processor time is 0. Raise Failed if it has ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    tools = sum(usage.ru_utime + usage.ru_stime for usage in used)
    return Reading(time.monotonic(), server.cpu_seconds() if server else 0.0, tools, _busy_seconds())


def others_share(before: Reading, after: Reading) -> float:
    """Return the share of the machine that other programs used between two readings."""
    wall, server, tools, everybody = (late - early for early, late in zip(before, after, strict=True))
    return max(0.0, everybody - server - tools) / (wall * (os.cpu_count() or 1))


def _busy_seconds() -> float:
    columns = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return sum(ticks for column, ticks in enumerate(columns) if column not in _IDLE) / _TICKS
