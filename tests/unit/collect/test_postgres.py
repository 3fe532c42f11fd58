"""The tests' own PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.postgres import drop_database, fresh_database, template

pytestmark = pytest.mark.postgres


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows


@pytest.fixture
def url() -> Iterator[str]:
    address = fresh_database()
    yield address
    drop_database(address)


def test_a_fresh_database_is_empty_utf8_and_sorts_by_code_point(url: str) -> None:
    assert query(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    assert query(url, "SHOW server_encoding") == [("UTF8",)]
    assert query(url, "SELECT 'a' > 'B', lower('É')") == [(True, "é")]


def test_two_databases_know_nothing_of_each_other(url: str) -> None:
    query(url, "CREATE TABLE satu (x int)")
    other = fresh_database()
    assert query(other, "SELECT to_regclass('satu')") == [(None,)]
    drop_database(other)


def test_a_template_is_prepared_once_and_copied() -> None:
    calls = []

    def prepare(address: str) -> None:
        calls.append(address)
        query(address, "CREATE TABLE dua (x int)")
        query(address, "INSERT INTO dua VALUES (2)")

    urls = [fresh_database(template("uji", prepare)) for _ in range(2)]
    assert [query(address, "SELECT x FROM dua") for address in urls] == [[(2,)], [(2,)]]
    assert len(calls) == 1
    for address in urls:
        drop_database(address)


USER = """
import sys, signal
from pathlib import Path
from tests import postgres
if sys.argv[1:]:
    postgres.meet_in(Path(sys.argv[1]))
postgres.drop_database(postgres.fresh_database())
print(postgres._server().folder, flush=True)
for _ in sys.stdin:
    postgres.drop_database(postgres.fresh_database())
    print("masih ada", flush=True)
"""


class User:
    """A process that uses a server: alone, or with all who meet in the same folder."""

    def __init__(self, *meeting: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, *meeting],
            cwd=Path(__file__).parents[3],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def hear(self) -> str:
        """What it says next; nothing once it and the guard, which shares its voice, have ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self) -> str:
        """Let it make a database."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.hear()

    def kill(self) -> None:
        """End it as the system would."""
        self.process.kill()
        self.process.wait()


def test_the_server_ends_with_a_killed_process() -> None:
    user = User()
    folder = Path(user.hear())
    assert folder.name.startswith("simpul-pg-")
    assert folder.exists()
    user.kill()
    assert user.hear() == ""
    assert not folder.exists()


def test_those_who_meet_share_a_server_until_the_last_of_them_was_killed(tmp_path: Path) -> None:
    first = User(tmp_path)
    folder = Path(first.hear())
    second = User(tmp_path)
    assert Path(second.hear()) == folder
    first.kill()
    assert second.ask() == "masih ada"
    second.kill()
    assert first.hear() == ""
    assert not folder.exists()
    third = User(tmp_path)
    other = Path(third.hear())
    assert other != folder
    third.kill()
    assert third.hear() == ""
    assert not other.exists()
