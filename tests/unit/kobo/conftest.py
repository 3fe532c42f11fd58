"""A KoboToolbox stand-in with one project, one client of it, and one of our submissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests

from app.exchange.kobo_client import KoboClient
from tests.kobo.stand_in import KoboStandIn
from tests.unit.kobo.door import Door

ASSET = "aKesBulananPosyandu123"
PLAIN = requests.Session()  # calls this machine too, which a client by itself does not


@pytest.fixture
def kobo() -> Iterator[KoboStandIn]:
    """A stand-in with the project ASSET, whose form has a repeat `anak`."""
    stand_in = KoboStandIn.start()
    stand_in.add_asset(ASSET, repeats=("anak",))
    yield stand_in
    stand_in.stop()


@pytest.fixture
def pauses() -> list[float]:
    """The seconds the client would have waited between its tries."""
    return []


@pytest.fixture
def client(kobo: KoboStandIn, pauses: list[float]) -> KoboClient:
    """A client with the right token that does not really wait."""
    return KoboClient(kobo.url, kobo.token, PLAIN, pause=pauses.append)


@pytest.fixture
def our_xml() -> Callable[..., bytes]:
    """Make a submission as Collect sends it for the form we compiled ourselves."""

    def make(number: int = 1, balita: int = 37) -> bytes:
        return (
            f"<data xmlns:orx='http://openrosa.org/xforms' id='kes_bulanan' version='2026010501'>"
            f"<kepala><kode_posyandu>64.02.06.1011.001</kode_posyandu></kepala>"
            f"<jml_balita>{balita}</jml_balita><catatan/>"
            f"<anak><nama>Ayu</nama><foto>anak 1.jpg</foto></anak>"
            f"<anak><nama>Budi</nama></anak>"
            f"<meta><instanceID>uuid:0000-{number}</instanceID></meta></data>"
        ).encode()

    return make


@pytest.fixture
def door() -> Iterator[Door]:
    """A receiver on a free port."""
    opened = Door()
    yield opened
    opened.close()
