"""Every row on our own server over real HTTP, nothing untried; on PostgreSQL what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.reader import Reader
from tests.conformance.rows import doors, edits, entities, lists, sending
from tests.conformance.server import Server
from tests.conformance.simpul import SimpulInside
from tests.conformance.suite import rows
from tests.conformance.table import Row
from tests.integration.installation import copied_home, opened, serving

SETTINGS = {"SIMPUL_TRUST_PROXY": "1"}


@pytest.fixture(scope="module")
def server(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One installation for all rows of a database: each row brings submissions of its own."""
    home = tmp_path_factory.mktemp("kesesuaian") / "rumah"
    with (
        copied_home(request.param, prepared_home, home) as url,
        opened(home, url, SETTINGS) as simpul,
        serving(simpul.app) as address,
    ):
        inside = SimpulInside(simpul, address, simpul.signed_in("admin"))
        inside.prepare()
        yield Server(Reader(inside.door()), inside)


@pytest.mark.parametrize("row", rows(), ids=str)
@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
def test_simpul_meets(server: Server, row: Row) -> None:
    """The check says nothing: it neither fails nor finds that it could not be tried."""
    row.check(server)


# The others are about words of HTTP and XML, and of forms, made before and after any database.
STORED = {part.__name__ for part in (sending, edits, doors, entities, lists)}


@pytest.mark.postgres
@pytest.mark.parametrize("row", [one for one in rows() if one.check.__module__ in STORED], ids=str)
@pytest.mark.parametrize("server", ["postgres"], indirect=True)
def test_simpul_meets_on_postgres(server: Server, row: Row) -> None:
    """The same where answers, phones and sasaran are kept in PostgreSQL."""
    row.check(server)
