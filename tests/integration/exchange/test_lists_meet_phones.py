"""A list written to a Central, while phones there say something newer of the same sasaran."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from app.exchange.central_client import CentralClient, Document
from app.exchange.there import TYPED, WAITS
from app.merge.entity_log_store import list_entities
from tests.app_fixtures import sqlite_only
from tests.integration.entity_forms import (
    REGISTER,
    VERSION,
    WEIGH,
    entity_xml,
    register,
    weigh,
    workbook_of,
)
from tests.integration.exchange.conftest import OFFICER
from tests.integration.exchange.office import Office
from tests.integration.installation import PASSWORD, Phone
from tests.integration.kobo_door import flask
from tests.integration.submissions import MAWAR, new_id

pytestmark = sqlite_only
CHILD, OTHER = "a1111111-1111-4111-8111-111111111111", "a2222222-2222-4222-8222-222222222222"


@dataclass(frozen=True, slots=True)
class There:
    """The far server, a phone of it, and the list as it stands there."""

    client: CentralClient
    address: str
    token: str

    def row(self, entity_id: str = CHILD) -> dict[str, Any]:
        """A sasaran as it stands there."""
        current = self.client.entity("balita", entity_id)["currentVersion"]
        return {"label": current["label"], "version": current["version"], **current["data"]}

    def weighed(self, office: Office, base: int, **answers: str) -> None:
        """A phone there weighs the child; it is in the list there when this is done."""
        said = {"id": CHILD, "update": "1", "baseVersion": str(base)}
        xml = entity_xml(office.simpul.schema(WEIGH), answers, said, instance_id=new_id())
        part = {"xml_submission_file": ("kiriman.xml", xml, "text/xml")}
        sent = requests.post(f"{self.address}/k/{self.token}/submission", files=part, timeout=20)
        assert sent.status_code == 201, sent.text
        until(lambda: self.row()["version"] > base)

    def typed(self, **data: str) -> None:
        """An officer there changes the child by hand."""
        path = f"/v1/projects/1/datasets/balita/entities/{CHILD}?force=true"
        body, account = {"data": data}, (OFFICER, PASSWORD)
        done = requests.patch(self.address + path, json=body, auth=account, timeout=20)
        assert done.ok, done.text


def until(look: Callable[[], bool]) -> None:
    """Wait for what the far one does in its own time."""
    end = time.monotonic() + 20
    while not look():
        assert time.monotonic() < end, "the far one never did it"
        time.sleep(0.05)


@pytest.fixture
def there(far: tuple[str, str], office: Office, monkeypatch: pytest.MonkeyPatch) -> There:
    """The far one as a target, with an empty list; that it filters the list is taken as set."""
    monkeypatch.setattr("app.exchange.standing_service._is_filtered", bool)
    client = CentralClient(*far, PASSWORD, requests.Session(), project_id=1)
    if client.find_dataset("balita") is None:
        client.create_dataset("balita")
    for known in client.entities("balita"):
        client.delete_entity("balita", known["uuid"])
    user = client.create_app_user(f"Wati {MAWAR}")
    office.add_central(*far)
    for form_id in (REGISTER, WEIGH):
        office.release(workbook_of(form_id))
    return There(client, far[0], user["token"])


def publish(office: Office, form_id: str = WEIGH) -> tuple[int, dict[str, Any]]:
    """Bring a form up; answer the plan and what the step of its list tells. What waits stays waiting."""
    plan_id = office.plan("central", form=form_id, version=VERSION)
    office.start(plan_id)
    office.simpul.run_pending()
    (part,) = office.parts(plan_id)
    assert part.state == "selesai", [one.error for one in office.steps(plan_id)]
    about = [one.about for one in office.steps(plan_id) if one.kind == "daftar"]
    return plan_id, dict(about[0]) if about else {}


def test_what_phones_say_there_is_pulled_before_a_list_is_written_over_it(
    office: Office, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = office.simpul.add_phone()
    register(office.simpul, phone, CHILD)
    office.simpul.run_pending()
    publish(office, REGISTER)
    assert publish(office)[1][WAITS] == 0
    there.weighed(office, 1, bb="9.9")
    changed_here(office, phone, 1, rt_baru="012")

    plan_id, told = publish(office)
    assert told[WAITS] == 1
    assert (there.row()["bb_terakhir"], there.row()["rt"]) == ("9.9", "1")
    page = office.simpul.signed_in().get(f"/formulir/{WEIGH}/server/{plan_id}").text
    assert "1 sasaran diperbarui di sana oleh kiriman yang belum masuk ke sini" in page

    assert flask(office.simpul, "pull", "new", "central").exit_code == 0
    office.work()
    assert (there.row()["bb_terakhir"], there.row()["rt"]) == ("9.9", "012")
    (step,) = [one for one in office.steps(plan_id) if one.kind == "daftar"]
    assert step.about[WAITS] == 0
    before = there.row()["version"]
    publish(office)
    assert there.row()["version"] == before

    # Typed there: left as it is, until the sasaran changes here.
    there.typed(rt="099")
    assert publish(office)[1][TYPED] == 1
    assert there.row()["rt"] == "099"
    changed_here(office, phone, 3, rt_baru="013")
    assert publish(office)[1][TYPED] == 0
    assert there.row()["rt"] == "013"
    a_phone_there_is_quicker(office, there, monkeypatch)
    one_came_there_meanwhile(office, there, monkeypatch)
    a_long_history_comes_oldest_first(office, there, monkeypatch)


def changed_here(office: Office, phone: Phone, base: int, **answers: str) -> None:
    """A phone here says something new of the child."""
    weigh(office.simpul, phone, CHILD, base, **answers)
    office.simpul.run_pending()


def a_phone_there_is_quicker(office: Office, there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands there is read, then a phone changes it, then it is to be written."""
    changed_here(office, office.simpul.add_phone(), 4, rt_baru="014")
    really, tried = CentralClient.update_entity, list[int]()

    def overtaken(
        client: CentralClient, dataset: str, uuid: str, label: str, data: Document, base: int
    ) -> Document:
        if not tried:
            there.weighed(office, base, bb="11.1")
        tried.append(base)
        return really(client, dataset, uuid, label, data, base)

    with monkeypatch.context() as patched:
        patched.setattr(CentralClient, "update_entity", overtaken)
        assert publish(office)[1][WAITS] == 1
    assert len(tried) == 1
    assert (there.row()["bb_terakhir"], there.row()["rt"]) == ("11.1", "013")


def one_came_there_meanwhile(office: Office, there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sasaran is made there after the list was read: it is changed like any that is there."""
    register(office.simpul, office.simpul.add_phone(), OTHER, rt="5")
    office.simpul.run_pending()
    really = CentralClient.create_entities

    def late(client: CentralClient, name: str, rows: list[Document], source: str) -> None:
        if len(there.client.entities(name)) == 1:
            really(client, name, [{**rows[0], "data": {"rt": "4", "posyandu": MAWAR}}], source)
        really(client, name, rows, source)

    with monkeypatch.context() as patched:
        patched.setattr(CentralClient, "create_entities", late)
        publish(office)
    assert there.row(OTHER)["rt"] == "5"


def a_long_history_comes_oldest_first(
    office: Office, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What phones there say of one sasaran, over many pages, is applied in the order it was said."""
    weights = [f"{number}.5" for number in range(12, 17)]
    for weight in weights:
        there.weighed(office, there.row()["version"], bb=weight)
    monkeypatch.setattr("app.exchange.central_source_client.ROWS", 2)
    assert flask(office.simpul, "pull", "new", "central").exit_code == 0
    office.work()
    with office.simpul.app.app_context():
        versions = list_entities([CHILD])[CHILD].versions
    said = [one.delta.values.get("bb_terakhir") for one in versions if one.kind == "ubah"]
    assert said[-len(weights) :] == weights
    assert there.row()["bb_terakhir"] == weights[-1]
