"""Journeys use the whole of Simpul from outside: real processes, real HTTP, ODK Collect's engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app_fixtures import KINDS
from tests.journeys.running import Running, running_on
from tests.journeys.visitor import Visitor


@pytest.fixture(scope="module", params=KINDS)
def running(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A served installation with four Posyandu, on each database; each test takes its own Posyandu."""
    folder = tmp_path_factory.mktemp("perjalanan")
    with running_on(str(request.param), prepared_home, folder) as running:
        yield running


@pytest.fixture(scope="module")
def admin(running: Running) -> Visitor:
    """An admin, logged in."""
    return Visitor.admin(running)
