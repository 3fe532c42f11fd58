"""Served installations that share what was loaded once: each is forked of a process with the app in it.

Every server is still a process of its own with its worker as its child, just as `flask serve` makes
them; only the seconds it takes to load the app's modules are spent once a session instead of each time.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

from flask.cli import main

from tests.bench.installation import ROOT
from tests.bench.servers import STOPS_WITHIN, free_port, wait_until_listening

THREADS = 6


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens."""

    pid: int
    port: int


@contextmanager
def forked_server(environ: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Run `flask serve` with the environment given, until the block ends."""
    port = free_port()
    more = {"FLASK_APP": "wsgi.py", "SIMPUL_PORT": str(port), "SIMPUL_THREADS": str(THREADS)}
    process = _context().Process(target=_serve, args=({**environ, **more}, log))
    process.start()
    try:
        wait_until_listening(process.is_alive, port, log)
        yield Server(process.pid or 0, port)
    finally:
        process.terminate()
        process.join(STOPS_WITHIN)
        if process.is_alive():
            process.kill()
            process.join()


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.factory", __name__])
    return context


def _serve(environ: Mapping[str, str], log: Path) -> None:
    """Be `flask serve`, in the process that was forked."""
    with log.open("ab") as output:
        for descriptor in (1, 2):
            os.dup2(output.fileno(), descriptor)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(ROOT)
    sys.argv = ["flask", "serve"]
    main()
