"""Run a server process on a free port of the loopback interface.

A server is started, waited for until it responds, asked, and stopped. It is stopped by its own process id,
whatever happens meanwhile. Its output goes to a file and is quoted when the server fails.
"""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
_READY_WITHIN_SECONDS = 30
_STOPPED_WITHIN_SECONDS = 30
_RESPONSE_WITHIN_SECONDS = 10
_POLL_SECONDS = 0.01
_QUOTED_CHARACTERS = 2000


class Failed(Exception):
    """A measurement is not possible. The message says why."""


class Startable(Protocol):
    """The properties of a contestant that `running` needs."""

    @property
    def name(self) -> str:
        """Its name in the report and in the name of its log file."""

    @property
    def command(self) -> tuple[str, ...]:
        """The command, with `{port}` in place of the port."""

    @property
    def environment(self) -> Mapping[str, str]:
        """Additional environment variables, with `{port}` in place of the port."""

    @property
    def paths(self) -> Mapping[str, str]:
        """The paths it responds to. The first one shows that it is ready."""


@dataclass(frozen=True)
class Response:
    """The response to a request."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running server. `start_seconds` is the time from its start to its first response."""

    name: str
    port: int
    pid: int
    start_seconds: float

    def url(self, path: str) -> str:
        """Return the URL of a path on this server."""
        return f"http://{HOST}:{self.port}{path}"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Response:
        """Return the response to a GET. Raise Failed if there is none in time."""
        try:
            return _get(self.port, path, headers or {})
        except (OSError, http.client.HTTPException) as error:
            raise Failed(f"no response to {path}: {error!r}.") from error

    def worker_bytes(self) -> list[int]:
        """Return the resident memory of each child process in bytes. Linux only, like all of /proc."""
        return [
            int(_proc(child, "statm").split()[1]) * os.sysconf("SC_PAGE_SIZE") for child in self._children()
        ]

    def cpu_seconds(self) -> float:
        """Return the processor time that this process and its children have used so far."""
        # A worker that ended meanwhile is no longer a child; its time is in the parent's cutime and cstime.
        ticks = sum(_cpu_ticks(self.pid)) + sum(sum(_cpu_ticks(child)[:2]) for child in self._children())
        return ticks / os.sysconf("SC_CLK_TCK")

    def _children(self) -> list[int]:
        return [int(pid) for pid in _proc(self.pid, f"task/{self.pid}/children").split()]


@contextmanager
def running(contestant: Startable, folder: Path) -> Iterator[Server]:
    """Start a contestant, yield it once its first path responds with 200, and stop it at the end.

    Raise Failed, with the end of its output, if it does not become ready or fails inside the block.
    """
    port, log = _free_port(), folder / f"{contestant.name}.log"
    started = time.monotonic()
    with log.open("wb") as output:
        process = _start(contestant, port, output)
    try:
        _wait_until_ready(process, port, next(iter(contestant.paths.values())), started)
        yield Server(contestant.name, port, process.pid, time.monotonic() - started)
    except Failed as error:
        raise Failed(
            f"{contestant.name}: {error}\n{log.read_text()[-_QUOTED_CHARACTERS:]}".rstrip()
        ) from None
    finally:
        _stop(process)


def environment(**settings: str) -> dict[str, str]:
    """Return the environment of a process: ours without its LEMMA_ variables, and `settings`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LEMMA_")}
    return {**inherited, **settings}


def _start(contestant: Startable, port: int, output: IO[bytes]) -> subprocess.Popen[bytes]:
    command = [part.format(port=port) for part in contestant.command]
    settings = {name: value.format(port=port) for name, value in contestant.environment.items()}
    try:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment(**settings), stdout=output, stderr=subprocess.STDOUT
        )
    except OSError as error:
        raise Failed(f"{contestant.name}: cannot be started: {error}.") from error


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, path: str, started: float) -> None:
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


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOPPED_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _get(port: int, path: str, headers: Mapping[str, str]) -> Response:
    connection = http.client.HTTPConnection(HOST, port, timeout=_RESPONSE_WITHIN_SECONDS)
    with closing(connection):
        connection.request("GET", path, headers=dict(headers))
        response = connection.getresponse()
        return Response(response.status, dict(response.headers), response.read())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _cpu_ticks(pid: int) -> list[int]:
    """Return utime, stime, cutime and cstime of a process (proc(5))."""
    # The second field, the name of the command, may contain spaces. It ends with the last parenthesis.
    fields = _proc(pid, "stat").rpartition(")")[2].split()
    return [int(ticks) for ticks in fields[11:15]]


def _proc(pid: int, name: str) -> str:
    """Return a file that the kernel keeps about a process."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except (FileNotFoundError, ProcessLookupError) as error:
        raise Failed(f"process {pid} has ended.") from error
