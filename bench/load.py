"""Load a server with wrk, and read what wrk measured."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from bench.servers import Failed

THREADS = 2
CONNECTIONS = 16
_WARM_UP_SECONDS = 2
_STOPPED_WITHIN_SECONDS = 30  # after the load; wrk ends by itself unless its connections hang
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}
_FAULTS = re.compile(r"Non-2xx or 3xx responses: .*|Socket errors: .*")


@dataclass(frozen=True)
class Load:
    """The measurement of one load: responses, responses per second, and two percentiles of their duration."""

    requests: int
    requests_per_second: float
    p50_ms: float
    p99_ms: float


def warm_up(url: str, headers: Mapping[str, str]) -> None:
    """Load a URL for a short time, so that the steady state is measured next."""
    _wrk(url, _WARM_UP_SECONDS, headers)


def drive(url: str, seconds: int, headers: Mapping[str, str]) -> Load:
    """Load a URL. Raise Failed if a response is an error, or late, or missing."""
    return _parse(_wrk(url, seconds, headers))


def _wrk(url: str, seconds: int, headers: Mapping[str, str]) -> str:
    sent = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *sent, url]
    try:
        finished = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds + _STOPPED_WITHIN_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"wrk on {url} did not end.") from None
    faults = _FAULTS.findall(finished.stdout)
    if finished.returncode or faults:
        raise Failed(
            f"wrk on {url}: {'; '.join(faults) or finished.stderr.strip() or finished.stdout.strip()}"
        )
    return finished.stdout


def _parse(output: str) -> Load:
    requests = int(_number(r"^\s+(\d+) requests in", output))
    if requests == 0:
        raise Failed("wrk got no response.")
    rate = float(_number(r"^Requests/sec:\s+([0-9.]+)$", output))
    return Load(requests, rate, _percentile_ms(output, 50), _percentile_ms(output, 99))


def _percentile_ms(output: str, percent: int) -> float:
    line = _number(rf"^\s+{percent}%\s+([0-9.]+[a-z]+)$", output)
    unit = line.lstrip("0123456789.")
    return float(line.removesuffix(unit)) * _MILLISECONDS[unit]


def _number(pattern: str, output: str) -> str:
    found = re.search(pattern, output, re.MULTILINE)
    if found is None:
        raise Failed(f"wrk printed something unknown:\n{output}")
    return found[1]
