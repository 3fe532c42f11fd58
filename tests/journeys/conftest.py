"""Journeys use the whole of Simpul from outside: real processes, real HTTP, ODK Collect's engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.app_fixtures import KINDS
from tests.integration.entity_forms import FAMILY, HOUSE, REGISTER, VERSION, WEIGH, workbook_of
from tests.journeys.browser import chromium
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


@pytest.fixture(scope="session")
def one_chromium() -> Iterator[Browser]:
    """Chromium, started once: starting it takes as long as a short journey."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(one_chromium: Browser) -> Iterator[Browser]:
    """Chromium without a page; what a test opens in it is closed when the test ends."""
    yield one_chromium
    for context in one_chromium.contexts:
        context.close()


@pytest.fixture(scope="module")
def admin(running: Running) -> Visitor:
    """An admin, logged in."""
    return Visitor.admin(running)


@pytest.fixture(scope="module")
def officer(admin: Visitor) -> Visitor:
    """An admin who has uploaded and released the forms that make and change sasaran."""
    for form_id in (REGISTER, WEIGH, FAMILY, HOUSE):
        book = {"berkas": (f"{form_id}.xlsx", workbook_of(form_id))}
        admin.post("/formulir", {}, book, page="/formulir")
        admin.post(f"/formulir/{form_id}/versi/{VERSION}/terbitkan", {})
    return admin
