"""A whole kabupaten: kader's phones receive their own forms and sasaran, and nobody else's."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from flask.testing import FlaskClient
from lxml import etree

from app.accounts.access import Access, Grant
from app.accounts.devices_service import invite_phones
from app.registry import rollout_service
from app.registry.service import kader_by_place
from app.registry.store import list_posyandu
from app.secretariat import import_service as imports
from tests.app_fixtures import sqlite_only
from tests.integration.entity_forms import HOUSE, REGISTER, WEIGH, register, release
from tests.integration.installation import Phone, Simpul
from tests.integration.registry.kabupaten import KADER, kabupaten, workbook_of

FILES = f"/forms/{WEIGH}/2026112301"
SECRETARIAT = Access((Grant("sekretariat"),))
FORM = "{http://openrosa.org/xforms/xformsList}xform"
FORM_ID = "{http://openrosa.org/xforms/xformsList}formID"
FILE = "{http://openrosa.org/xforms/xformsManifest}mediaFile"
FILE_NAME = "{http://openrosa.org/xforms/xformsManifest}filename"


@pytest.mark.timeout(400)  # a whole kabupaten on a busy machine
@sqlite_only
def test_each_of_four_thousand_phones_receives_its_own_and_nobody_elses(
    simpul: Simpul, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(simpul)
    monkeypatch.setattr(rollout_service, "PLAN_HOLDS", timedelta(minutes=1))  # as it is served
    release(simpul.signed_in("admin"), REGISTER, WEIGH, HOUSE)
    phones = invite_everybody(simpul)
    assert len(phones) == KADER
    children = {place: str(child_of(place)) for place in {phone.area for phone in phones}}
    assert len(children) == 821
    firsts = list({phone.area: phone for phone in phones}.values())
    for phone in firsts:
        register(simpul, phone, children[phone.area])
    simpul.run_pending()
    client = simpul.client()
    assert not [one.area for one in firsts[::4] if not is_told(client, one)]
    # One phone of every Posyandu, and of every fifteenth kader: some Posyandu have several.
    looked_at = {phone.token: phone for phone in (*firsts, *phones[::15])}.values()
    assert not [one.area for one in looked_at if not holds_its_own(client, one, children)]


def load(simpul: Simpul) -> None:
    """Load 821 Posyandu and 4,000 kader from the workbook."""
    simpul.execute("DELETE FROM posyandu")
    with simpul.app.test_request_context():
        source = workbook_of(kabupaten())
        imports.apply_import(source, "uji", "sekretariat", SECRETARIAT)


def invite_everybody(simpul: Simpul) -> list[Phone]:
    """Invite every kader, desa by desa."""
    with simpul.app.test_request_context():
        return list(_invited())


def _invited() -> Iterator[Phone]:
    for desa in sorted({place.desa for place in list_posyandu([""], limit=2000)}):
        kader = [one for _place, group in kader_by_place(desa) for one in group]
        for person, invited in zip(kader, invite_phones(kader, "uji"), strict=True):
            area = invited.device.area
            yield Phone(invited.token, invited.device.device_id, person.kader_id, area)


def child_of(place: str) -> UUID:
    """The one child registered in a Posyandu."""
    number = uuid5(NAMESPACE_URL, place).int & ~(0xF000 << 64) | 0x4000 << 64
    return UUID(int=number & ~(0xC << 60) | 0x8 << 60)


def is_told(client: FlaskClient, phone: Phone) -> bool:
    """Whether a phone is told of its lists, and of no Posyandu but its own."""
    base = f"{phone.door}{FILES}"
    manifest = etree.fromstring(client.get(f"{base}/manifest.xml").data)
    files = {entry.findtext(FILE_NAME) for entry in manifest.iter(FILE)}
    places = _column(client.get(f"{base}/media/posyandu.csv").text)
    return {"balita.csv", "posyandu.csv"} <= files and places == [phone.area]


def holds_its_own(client: FlaskClient, phone: Phone, children: Mapping[str, str]) -> bool:
    """Whether a phone is listed every form, and of all children the one of its Posyandu alone."""
    listed = etree.fromstring(client.get(f"{phone.door}/formList").data)
    forms = {entry.findtext(FORM_ID) for entry in listed.iter(FORM)}
    held = _column(client.get(f"{phone.door}{FILES}/media/balita.csv").text)
    return {WEIGH, HOUSE, "kes_bulanan", "profil"} <= forms and held == [children[phone.area]]


def _column(text: str) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(text))]
