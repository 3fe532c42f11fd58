"""`flask serve` and `flask work` as processes that may be killed at any moment, and start again quickly.

They are forked from a process that has read the code already and done nothing else: of a start only
the reading is spared.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import requests
from flask.cli import main

STARTS_WITHIN = 60.0
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["app.factory", "app.cli", __name__])


@dataclass(slots=True)
class Mortal:
    """A command of an installation, in a process group of its own."""

    words: tuple[str, ...]
    environ: Mapping[str, str]
    log: Path
    process: ForkServerProcess | None = field(default=None)

    def start(self) -> None:
        """Start; it is not ready yet."""
        arguments = (self.words, dict(self.environ), str(self.log))
        self.process = CONTEXT.Process(target=run_flask, args=arguments)
        self.process.start()

    def kill(self) -> None:
        """End it and its children, whatever they are at."""
        if self.process is None or self.process.pid is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()  # where it has not come to have a group of its own
        self.process.join()
        self.process = None

    def wait_until_ready(self, address: str) -> None:
        """Wait until a server answers."""
        end = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < end:
            with suppress(requests.RequestException):
                if requests.get(f"{address}/healthz", timeout=5).status_code == 200:
                    return
            time.sleep(0.02)
        raise AssertionError(f"the server did not start: {self.log.read_text()[-2000:]}")


def run_flask(words: tuple[str, ...], environ: Mapping[str, str], log: str) -> None:
    """Be a flask command."""
    os.setsid()
    with Path(log).open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    for name in [name for name in os.environ if name.startswith("SIMPUL_")]:
        del os.environ[name]
    os.environ.update(environ)
    sys.argv = ["flask", "--app", "wsgi", *words]
    main()
