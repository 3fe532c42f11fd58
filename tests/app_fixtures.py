"""Fixtures of tests that need the app: `simpul` is a prepared installation, on both databases.

What takes long (migrations, compiling the form library) is done once a run, whatever number of
processes it has, and copied for each test. A test that only reads pages may stay on SQLite with the
mark `sqlite_only`; another setting is given by
`@pytest.mark.simpul(SIMPUL_QUARANTINE_PER_DEVICE="3")`, more forms by the names of those in
tests/integration/entity_forms.py: `@pytest.mark.forms(REGISTER, WEIGH)`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.entity_forms import workbook_of
from tests.integration.installation import (
    Phone,
    Simpul,
    copied_home,
    opened,
    prepare_home,
    serving,
    sqlite_url,
)
from tests.once import once
from tests.postgres import meet_in

WORKER = "PYTEST_XDIST_WORKER"  # set where a run has several processes
KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"])


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known that give an installation other settings, and more forms."""
    config.addinivalue_line("markers", "simpul(**environ): settings of the installation under test")
    config.addinivalue_line("markers", "forms(*form_ids): what is released beside the library's")


@pytest.fixture(scope="session", autouse=True)
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run, which all its processes share."""
    ours = tmp_path_factory.getbasetemp()
    if WORKER not in os.environ:
        return ours
    meet_in(ours.parent)
    return ours.parent


@pytest.fixture(scope="session")
def prepared_home(run_folder: Path) -> Path:
    """A home on SQLite that was migrated and holds the form library and four Posyandu."""
    return once(run_folder / "siap", lambda home: prepare_home(home, sqlite_url(home)))


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database the installation stands on: `sqlite` or `postgres`."""
    return str(request.param)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of the installation."""
    return tmp_path / "rumah"


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, database_kind: str, prepared_home: Path, home: Path
) -> Iterator[str]:
    """A prepared database of the test's own."""
    marker = request.node.get_closest_marker("forms")
    forms = {f"{name}.xlsx": workbook_of(name) for name in marker.args} if marker else None
    with copied_home(database_kind, prepared_home, home, forms) as url:
        yield url


@pytest.fixture
def simpul(request: pytest.FixtureRequest, home: Path, database_url: str) -> Iterator[Simpul]:
    """A prepared installation without people, phones or submissions."""
    marker = request.node.get_closest_marker("simpul")
    with opened(home, database_url, marker.kwargs if marker else {}) as installation:
        yield installation


@pytest.fixture
def phone(simpul: Simpul) -> Phone:
    """A phone of Posyandu Mawar's kader."""
    return simpul.add_phone()


@pytest.fixture
def live_server(simpul: Simpul) -> Iterator[str]:
    """The installation behind a real HTTP server; its address."""
    with serving(simpul.app) as address:
        yield address
