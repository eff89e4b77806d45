"""Load on a server, made and measured by wrk."""

import re
import subprocess
from dataclasses import dataclass

from bench.servers import Failed

THREADS = 2
CONNECTIONS = 16
_WARM_UP_SECONDS = 2
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}
_FAULTS = re.compile(r"Non-2xx or 3xx responses: .*|Socket errors: .*")


@dataclass(frozen=True)
class Load:
    """What wrk measured: how many answers came, how many a second, and what half and 99 % of them took at
    most.
    """

    requests: int
    requests_per_second: float
    p50_ms: float
    p99_ms: float


def warm_up(url, headers):
    """Load `url` shortly, so that what is measured next is the steady state."""
    _wrk(url, _WARM_UP_SECONDS, headers)


def drive(url, seconds, headers) -> Load:
    """Load `url` for some seconds. Raises Failed when an answer is an error or missing."""
    return _parse(_wrk(url, seconds, headers))


def _wrk(url, seconds, headers) -> str:
    sent = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *sent, url]
    finished = subprocess.run(command, capture_output=True, text=True)
    faults = _FAULTS.findall(finished.stdout)
    if finished.returncode or faults:
        raise Failed(
            f"wrk on {url}: {'; '.join(faults) or finished.stderr.strip() or finished.stdout.strip()}"
        )
    return finished.stdout


def _parse(output) -> Load:
    requests = int(re.search(r"^\s+(\d+) requests in", output, re.MULTILINE)[1])
    if requests == 0:
        raise Failed(f"wrk got no answer:\n{output}")
    rate = float(re.search(r"^Requests/sec:\s+([0-9.]+)$", output, re.MULTILINE)[1])
    return Load(requests, rate, _percentile_ms(output, 50), _percentile_ms(output, 99))


def _percentile_ms(output, percent) -> float:
    number, unit = re.search(rf"^\s+{percent}%\s+([0-9.]+)([a-z]+)$", output, re.MULTILINE).groups()
    return float(number) * _MILLISECONDS[unit]
