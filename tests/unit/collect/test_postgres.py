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


def test_the_server_ends_with_a_killed_process() -> None:
    script = (
        "import os, signal; from tests import postgres; postgres.fresh_database();"
        "print(postgres._server().folder, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        process.stdout.read()  # ends when the guard, which shares it, has cleared up
    assert folder.name.startswith("simpul-pg-")
    assert not folder.exists()
