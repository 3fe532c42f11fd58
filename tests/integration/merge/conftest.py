"""Two installations of one kind of database, to compare what they make of the same log.

They are made once a session and emptied for each case: the vault of a process holds the keys of one
installation, whichever was made last, so nothing sealed may outlive a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.merge.installation import Twin, opened

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", params=KINDS)
def twins(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Twin, Twin]]:
    """Two prepared installations that know three Posyandu."""
    folder = tmp_path_factory.mktemp("rumah")
    with (
        opened(request.param, prepared_home, folder / "satu") as first,
        opened(request.param, prepared_home, folder / "dua") as second,
    ):
        yield first, second


@pytest.fixture
def pair(twins: tuple[Twin, Twin]) -> Iterator[tuple[Twin, Twin]]:
    """Both installations, without submissions."""
    for twin in twins:
        twin.clear()
    yield twins
    for twin in twins:
        twin.rest()


@pytest.fixture
def one(pair: tuple[Twin, Twin]) -> Twin:
    """One of them."""
    return pair[0]
