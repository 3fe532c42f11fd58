"""Starting and stopping the two servers, and reading what the processor spent on them (Linux)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.installation import ROOT

STARTS_WITHIN = 60.0  # seconds
STOPS_WITHIN = 30.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor seconds: of the server's own process, and of its children (our worker)."""

    server: float
    worker: float

    def since(self, before: Spent) -> Spent:
        """Answer what was spent since then."""
        return Spent(self.server - before.server, self.worker - before.worker)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens."""

    process: subprocess.Popen[bytes]
    port: int

    def spent(self) -> Spent:
        """Answer the processor seconds spent so far."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return Spent(_seconds(pid), sum(_seconds(int(child)) for child in children))


@contextmanager
def our_server(environ: Mapping[str, str], threads: int, log: Path) -> Iterator[Server]:
    """Run `flask serve`: waitress in its own process, the worker beside."""
    port = free_port()
    more = {"SIMPUL_PORT": str(port), "SIMPUL_THREADS": str(threads)}
    with _running([sys.executable, "-m", "flask", "serve"], {**environ, **more}, port, log) as ours:
        yield ours


@contextmanager
def bare_server(url: str, threads: int, log: Path) -> Iterator[Server]:
    """Run the bare baseline."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare", url, str(port), str(threads)]
    with _running(command, os.environ, port, log) as bare:
        yield bare


@contextmanager
def bytes_server(file: Path, threads: int, log: Path) -> Iterator[Server]:
    """Run a bare Flask handler that answers the bytes of a file."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare_bytes", str(file), str(port), str(threads)]
    with _running(command, os.environ, port, log) as bare:
        yield bare


@contextmanager
def _running(
    command: list[str], environ: Mapping[str, str], port: int, log: Path
) -> Iterator[Server]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_until_listening(lambda: process.poll() is None, port, log)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_listening(lives: Callable[[], bool], port: int, log: Path) -> None:
    """Wait until a server answers on its port; raise OSError when it ends or takes too long."""
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and lives():
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise OSError(f"a server did not start: {log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _seconds(pid: int) -> float:
    try:
        # After the name, which may hold anything but ends with the last bracket.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
