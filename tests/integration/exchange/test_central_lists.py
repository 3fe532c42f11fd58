"""A list of sasaran at a Central: ours is the one that counts, and its copy there is written by us."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from app.exchange import central_lists_service
from app.exchange.central_client import CentralClient
from app.exchange.central_lists_service import write_list_there
from app.exchange.package_service import package_of
from app.exchange.steps import Order
from tests.app_fixtures import sqlite_only
from tests.integration.entity_forms import REGISTER, VERSION, WEIGH, register, workbook_of
from tests.integration.exchange.office import Killed, Office, dying_after_each_change
from tests.integration.installation import PASSWORD
from tests.integration.submissions import MAWAR, MELATI

pytestmark = sqlite_only
IDS = [f"{number}1111111-1111-4111-8111-111111111111" for number in range(1, 5)]


@pytest.fixture
def central(far: tuple[str, str]) -> CentralClient:
    """The far server, which has an empty list of the name."""
    client = CentralClient(*far, PASSWORD, requests.Session(), project_id=1)
    if client.find_dataset("balita") is None:
        client.create_dataset("balita")
    for known in client.entities("balita"):
        client.delete_entity("balita", known["uuid"])
    return client


def write(office: Office, client: CentralClient) -> bool:
    """Bring the copy up to ours; answer whether it is."""
    with office.simpul.app.app_context():
        package = package_of(WEIGH, VERSION, "")
        order = Order("daftar", {"name": "balita"}, WEIGH, WEIGH, "x")
        return write_list_there(client, order, package).wait is None


def rows(client: CentralClient) -> dict[str, dict[str, Any]]:
    """The copy, by number."""
    return {row["__id"]: row for row in client.entity_rows("balita")}


def test_the_copy_follows_ours_whenever_it_is_killed_and_leaves_what_is_not_ours(
    office: Office, central: CentralClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form_id in (REGISTER, WEIGH):
        office.release(workbook_of(form_id))
    phones = {place: office.simpul.add_phone(place) for place in (MAWAR, MELATI)}
    for number, entity_id in enumerate(IDS[:3]):
        register(office.simpul, phones[MELATI if number == 2 else MAWAR], entity_id)
    office.simpul.run_pending()

    monkeypatch.setattr(central_lists_service, "AT_ONCE", 1)
    monkeypatch.setattr(central_lists_service, "TURN_SECONDS", 0.0)
    with dying_after_each_change() as died:
        for _ in range(20):
            try:
                if write(office, central):
                    break
            except Killed:
                continue
    assert any("entities" in what for what in died)
    found = rows(central)
    assert sorted(found) == IDS[:3]
    assert [found[one]["posyandu"] for one in IDS[:3]] == [MAWAR, MAWAR, MELATI]
    told = {name for name, text in found[IDS[0]].items() if text}
    assert not any("nik" in name or name == "catatan" for name in told)

    changed: dict[str, Any] = {"posyandu": MAWAR, "rt": "099"}
    central.update_entity("balita", IDS[0], "Nama dari sana", changed, 1)
    central.create_entities("balita", [{"uuid": IDS[3], "label": "Lain", "data": changed}], "uji")
    office.simpul.execute("UPDATE entity SET state = 'ditolak' WHERE entity_id = :one", one=IDS[1])
    while not write(office, central):
        pass

    found = rows(central)
    assert sorted(found) == [IDS[0], IDS[2], IDS[3]]
    assert found[IDS[0]]["label"] != "Nama dari sana"
    assert found[IDS[0]]["rt"] != "099"
