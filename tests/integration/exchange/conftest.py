"""An installation, and the servers its forms go to: a KoboToolbox, and a Simpul far away as Central."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.exchange.office import Office
from tests.integration.installation import Simpul, opened, sqlite_url
from tests.integration.test_crash import server
from tests.kobo.stand_in import KoboStandIn

OFFICER = "petugas-jauh"


@pytest.fixture(scope="session")
def far(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A second installation in a process of its own: its address, and an account of it."""
    home = tmp_path_factory.mktemp("jauh") / "rumah"
    shutil.copytree(prepared_home, home)
    url = sqlite_url(home)
    with opened(home, url, {}) as there:
        account = there.add_user("admin")
        there.add_user("admin", name=OFFICER)
    with server(home, url) as (address, _process):
        yield address, account


@pytest.fixture
def kobo(monkeypatch: pytest.MonkeyPatch) -> Iterator[KoboStandIn]:
    """A KoboToolbox account without projects; nobody waits between tries."""
    monkeypatch.setattr("app.exchange.remote_client.FIRST_PAUSE_SECONDS", 0.0)
    stand_in = KoboStandIn.start()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def office(far: tuple[str, str], simpul: Simpul) -> Office:
    """The installation. The far one was opened before: keys in memory are of the newest."""
    return Office(simpul)
