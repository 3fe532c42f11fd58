"""What tests of answers that come through KoboToolbox share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.installation import Simpul
from tests.integration.kobo_door import ASSET, Door, open_door
from tests.kobo.stand_in import KoboStandIn


@pytest.fixture
def kobo() -> Iterator[KoboStandIn]:
    """A Kobo account with one project."""
    stand_in = KoboStandIn.start()
    stand_in.add_asset(ASSET)
    yield stand_in
    stand_in.stop()


@pytest.fixture
def door(
    simpul: Simpul, kobo: KoboStandIn, live_server: str, monkeypatch: pytest.MonkeyPatch
) -> Door:
    """The target; pulls do not wait between their tries."""
    monkeypatch.setattr("app.exchange.remote_client.FIRST_PAUSE_SECONDS", 0.0)
    return open_door(simpul, kobo, live_server)
