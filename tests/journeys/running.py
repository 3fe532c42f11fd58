"""A served installation: waitress and the worker in processes of their own, commands and data beside."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from app.design.library import library_mark
from tests.collect.phone import Phone
from tests.integration.installation import Simpul, copied_home, opened
from tests.journeys.forked import Server, forked_server

WAITS_WITHIN = 20.0  # seconds; the worker looks for work twice a second
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Running:
    """A server at `address` with its worker, and `simpul`: the same installation in this process."""

    address: str
    simpul: Simpul
    server: Server

    def command(self, *words: str, stdin: str = "", code: int = 0) -> str:
        """What `flask ...` prints; the exit code must be the one named."""
        done = self.simpul.app.test_cli_runner().invoke(args=list(words), input=stdin)
        assert done.exit_code == code, done.output
        return str(done.stdout)

    def phone(self, posyandu: str, kader: str) -> Phone:
        """A phone set up with the address that `flask devices add` prints."""
        words = ("devices", "add", "--kader", kader, "--posyandu", posyandu, "--json")
        return Phone(json.loads(self.command(*words))["url"])

    def profile(self, posyandu: str, period: str = "") -> dict[str, dict[str, Any]]:
        """A Posyandu's values by field, as `flask profiles show` tells them."""
        words = ("profiles", "show", posyandu, "--json", "--period", period)
        return {value["field"]: value for value in json.loads(self.command(*words))["values"]}


def eventually(look: Callable[[], T]) -> T:
    """What `look` answers once it no longer fails an assertion: the worker works meanwhile."""
    end = time.monotonic() + WAITS_WITHIN
    while True:
        try:
            return look()
        except AssertionError:
            if time.monotonic() > end:
                raise
        time.sleep(0.1)


@contextmanager
def running_on(kind: str, prepared: Path, folder: Path) -> Iterator[Running]:
    """A copy of a prepared home, on `sqlite` or `postgres`, served."""
    home = folder / "rumah"
    with copied_home(kind, prepared, home) as url, served(home, url) as running:
        yield running


@contextmanager
def served(home: Path, url: str, environ: Mapping[str, str] | None = None) -> Iterator[Running]:
    """Serve a home on a free port until the block ends."""
    settings = {"SIMPUL_HOME": str(home), "SIMPUL_DATABASE_URL": url, "SIMPUL_DEMO": "0"}
    settings["SIMPUL_ALLOWED_HOSTS"] = "127.0.0.1"
    settings |= environ or {}
    outside = {name: value for name, value in os.environ.items() if not name.startswith("SIMPUL_")}
    log = home.with_suffix(".log")
    # What stands in the home is up to date: a server that starts again does nothing either.
    (home / "prepared").write_text(library_mark())
    with forked_server({**outside, **settings}, log) as server:
        own = {**settings, "SIMPUL_PORT": str(server.port)}
        with opened(home, url, own) as simpul:
            yield Running(f"http://127.0.0.1:{server.port}", simpul, server)
