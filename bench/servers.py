"""A server process: started on a free port of the loopback, waited for until it answers, asked, and stopped.

Each is stopped through its own process id, whatever happened meanwhile; what it printed is kept in a file and
quoted when it fails.
"""

import http.client
import os
import socket
import subprocess
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
_READY_WITHIN_SECONDS = 30
_STOPPED_WITHIN_SECONDS = 30
_POLL_SECONDS = 0.01
_QUOTED_CHARACTERS = 2000


class Failed(Exception):
    """The benchmark cannot go on; the message says why."""


@dataclass(frozen=True)
class Response:
    """What came back for a request."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running server. `start_seconds` passed from its start to its first answer."""

    name: str
    port: int
    pid: int
    start_seconds: float

    def url(self, path) -> str:
        """The address of `path` here."""
        return f"http://{HOST}:{self.port}{path}"

    def get(self, path, headers=None) -> Response:
        """What this server answers to a GET."""
        return _get(self.port, path, headers or {})

    def worker_bytes(self) -> list[int]:
        """The resident memory of each child process, in bytes; Linux only, as all that is read from /proc."""
        return [int(_proc(child, "statm")[1]) * os.sysconf("SC_PAGE_SIZE") for child in self._children()]

    def cpu_seconds(self) -> float:
        """The processor time this process and its children have used so far."""
        stats = [_proc(pid, "stat") for pid in (self.pid, *self._children())]
        return sum(int(stat[13]) + int(stat[14]) for stat in stats) / os.sysconf("SC_CLK_TCK")

    def _children(self) -> list[str]:
        return _proc(self.pid, f"task/{self.pid}/children")


@contextmanager
def running(contestant, folder):
    """Start a contestant, yield it as a Server once its first path answers 200, and stop it at the end."""
    port, log = _free_port(), folder / f"{contestant.name}.log"
    started = time.monotonic()
    with log.open("wb") as output:
        process = _start(contestant, port, output)
    try:
        _wait_until_ready(process, port, next(iter(contestant.paths.values())), started)
        yield Server(contestant.name, port, process.pid, time.monotonic() - started)
    except Failed as error:
        raise Failed(f"{contestant.name}: {error}\n{log.read_text()[-_QUOTED_CHARACTERS:]}") from None
    finally:
        _stop(process)


def environment(**settings) -> dict[str, str]:
    """The environment of a process: ours without Lemma's own settings, and `settings`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LEMMA_")}
    return {**inherited, **settings}


def _start(contestant, port, output) -> subprocess.Popen:
    command = [part.format(port=port) for part in contestant.command]
    settings = {name: value.format(port=port) for name, value in contestant.environment.items()}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(**settings), stdout=output, stderr=subprocess.STDOUT
    )


def _wait_until_ready(process, port, path, started):
    while time.monotonic() < started + _READY_WITHIN_SECONDS:
        if process.poll() is not None:
            raise Failed(f"ended with code {process.returncode} before it was ready.")
        try:
            if _get(port, path, {}).status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(_POLL_SECONDS)
    raise Failed(f"was not ready within {_READY_WITHIN_SECONDS} s.")


def _stop(process):
    process.terminate()
    try:
        process.wait(_STOPPED_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _get(port, path, headers) -> Response:
    with closing(http.client.HTTPConnection(HOST, port, timeout=10)) as connection:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return Response(response.status, dict(response.headers), response.read())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _proc(pid, name) -> list[str]:
    """The words of a file the kernel keeps about a process."""
    return Path(f"/proc/{pid}/{name}").read_text().split()
