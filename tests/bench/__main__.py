"""The command: `python -m tests.bench`. Ends with 0 whatever the numbers are."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres
from tests.bench import formlist, forms, lag, lists, merging, pulling, remembering, studio
from tests.bench.intake import PHOTO_BYTES, Bench, Case, Result, rows_of

# What the tests switch off or make small for speed; here the server's own defaults count.
FOR_TESTS_ONLY = (
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_level",
    "max_wal_senders",
    "autovacuum",
    "shared_buffers",
)
SMALLER = 100  # times smaller is the log with which a large one's cost is compared


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    databases = ["sqlite", "postgresql"] if asked.database == "both" else [asked.database]
    if asked.bench in {"forms", "all"}:
        _print(*forms.measure(asked.questions, asked.rounds * 5))
    if asked.bench in {"intake", "all"}:
        _intake(asked, databases)
    if asked.bench in {"studio", "all"}:
        with _folder("sqlite") as (folder, _urls):
            _print(*studio.measure(folder))
    for database in databases:
        for name, title, measure in _OF_A_DATABASE:
            if asked.bench in {name, "all"}:
                _print(f"{title} on {database}")
                measure(asked, database)


def _lists(asked: argparse.Namespace, database: str) -> None:
    with _folder(database) as (folder, urls):
        _print(*lists.measure(folder, urls[0], lists.Size(asked.phones, asked.each)))


def _merging(asked: argparse.Namespace, database: str) -> None:
    with _folder(database) as (folder, urls):
        for line in merging.measure(
            folder, urls[0], [asked.submissions // SMALLER, asked.submissions]
        ):
            _print(line)


def _lag(asked: argparse.Namespace, database: str) -> None:
    with _folder(database) as (folder, urls):
        _print(*lag.measure(folder, urls[0], asked.rate, asked.seconds))


def _formlist(asked: argparse.Namespace, database: str) -> None:
    with _folder(database) as (folder, urls):
        _print(*formlist.measure(folder, urls[0], asked.seconds))


def _pulling(asked: argparse.Namespace, database: str) -> None:
    for count, measure in (
        (asked.pulled, pulling.measure),
        (asked.remembered, remembering.measure),
    ):
        if count:
            with _folder(database) as (folder, urls):
                _print(*measure(folder, urls[0], count))


_OF_A_DATABASE: tuple[tuple[str, str, Callable[[argparse.Namespace, str], None]], ...] = (
    ("lists", "Lists of sasaran", _lists),
    ("merging", "Rebuilds and profiles", _merging),
    ("lag", "Waiting for the profile", _lag),
    ("pulling", "Pulling from another server", _pulling),
    ("formlist", "Lists of forms", _formlist),
)


def _print(*lines: str) -> None:
    print("\n".join(lines), f"(load average {os.getloadavg()[0]:.1f})", flush=True)


def _intake(asked: argparse.Namespace, databases: list[str]) -> None:
    cases = [
        Case("report", 0, asked.seconds, asked.clients, asked.rounds),
        Case("report, 200 KB photo", PHOTO_BYTES, asked.seconds / 2, asked.clients, asked.rounds),
    ]
    results: list[Result] = []
    for database in databases:
        print(f"Measuring on {database}: submissions a second, simpul / bare", flush=True)
        with _bench(database) as bench:
            results += [bench.measure(case) for case in cases]
    print(
        f"\nIntake: {asked.clients} clients, {asked.rounds} rounds of {asked.seconds:g} s, medians"
    )
    print("\n".join(rows_of(results)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "bench",
        nargs="?",
        choices="forms intake lists formlist merging lag pulling studio all".split(),
        default="all",
    )
    parser.add_argument("--questions", type=int, default=200, help="of a form that is compiled")
    parser.add_argument("--phones", type=int, default=821, help="that hold a list of sasaran")
    parser.add_argument("--each", type=int, default=1000, help="sasaran on each of these phones")
    parser.add_argument("--submissions", type=int, default=1_000_000, help="that are merged anew")
    parser.add_argument("--pulled", type=int, default=20_000, help="submissions of another server")
    parser.add_argument("--remembered", type=int, default=0, help="more, without files: for memory")
    parser.add_argument("--rate", type=float, default=200, help="reports a second that wait")
    parser.add_argument("--seconds", type=float, default=8, help="of each server in a round")
    parser.add_argument("--clients", type=int, default=8, help="that send at the same time")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    return parser.parse_args()


@contextmanager
def _bench(database: str) -> Iterator[Bench]:
    with _folder(database) as (folder, (ours, bare)):
        yield Bench(folder, database, ours, bare or f"sqlite:///{folder / 'bare.sqlite3'}")


@contextmanager
def _folder(database: str) -> Iterator[tuple[Path, tuple[str | None, str | None]]]:
    """Answer a folder and two fresh databases; none on SQLite, which lies in the folder."""
    with tempfile.TemporaryDirectory(prefix="simpul-bench-") as name:
        if database == "sqlite":
            yield Path(name), (None, None)
            return
        for setting in FOR_TESTS_ONLY:
            postgres.SETTINGS.pop(setting, None)
        yield Path(name), (postgres.fresh_database(), postgres.fresh_database())


if __name__ == "__main__":
    main()
