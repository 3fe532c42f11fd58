"""Every row on our own server: real HTTP, SQLite and PostgreSQL, nothing untried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app_fixtures import KINDS
from tests.conformance.reader import Reader
from tests.conformance.server import Server
from tests.conformance.simpul import SimpulInside
from tests.conformance.suite import rows
from tests.conformance.table import Row
from tests.integration.installation import copied_home, opened, serving

SETTINGS = {"SIMPUL_TRUST_PROXY": "1"}


@pytest.fixture(scope="module", params=KINDS)
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
def test_simpul_meets(server: Server, row: Row) -> None:
    """The check says nothing: it neither fails nor finds that it could not be tried."""
    row.check(server)
