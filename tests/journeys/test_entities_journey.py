"""Sasaran from outside: phones with Collect's engine and entity store, the server, its pages."""

from __future__ import annotations

from datetime import date

import pytest

from tests.collect.entity_store import LocalEntity
from tests.collect.phone import Phone
from tests.integration.entity_forms import FAMILY, HOUSE, REGISTER, WEIGH
from tests.integration.submissions import MALUHU, MAWAR, MELATI
from tests.journeys.filling import activity
from tests.journeys.running import Running, eventually
from tests.journeys.visitor import Visitor

# PostgreSQL is travelled in test_collect_journey and test_two_phones_journey.
pytestmark = [
    pytest.mark.collect,
    pytest.mark.parametrize("running", ["sqlite"], indirect=True, scope="module"),
]
KENANGA = f"{MALUHU}.003"
BORN = date(2024, 5, 15)


def only(phone: Phone, name: str = "balita") -> LocalEntity:
    """The one entity of a list on a phone."""
    (one,) = phone.entities.lists[name].entities.values()
    return one


def synced(phone: Phone, version: int, name: str = "balita") -> LocalEntity:
    """The one entity of a list, once the server has given the phone this version of it."""

    def look() -> LocalEntity:
        phone.sync()
        one = only(phone, name)
        assert (one.version, one.trunk, one.state) == (version, version, "ONLINE"), one
        return one

    return eventually(look)


def test_a_child_created_and_updated_offline_arrives_right_in_reverse_order(
    running: Running, officer: Visitor
) -> None:
    phone, elsewhere = running.phone(MAWAR, "Siti"), running.phone(MELATI, "Aminah")
    phone.sync()
    made = activity(phone, REGISTER, MAWAR, nama="Ananda Luring", lahir=BORN, rt="4", bb=9.0)
    child = only(phone)
    assert (child.version, child.trunk, child.state) == (1, None, "OFFLINE")
    first = activity(phone, WEIGH, MAWAR, rt="4", balita=child.entity_id, bb=10.0, rt_baru="7")
    second = activity(phone, WEIGH, MAWAR, rt="", balita=child.entity_id, bb=11.0, rt_baru="8")
    assert only(phone).version == 3
    assert [one.entities[0].entity_id for one in (made, first, second)] == [child.entity_id] * 3
    branch = f'branchId="{child.branch}"'.encode()
    assert branch in first.xml
    assert b'baseVersion="2"' in second.xml

    assert [phone.send(one).status for one in (second, first, made)] == [201, 201, 201]
    held = synced(phone, 3)
    assert held.label == "Ananda Luring"
    assert (held.properties["bb_terakhir"], held.properties["rt"]) == ("11.0", "8")
    assert held.properties["tanggal_lahir"] == "2024-05-15"
    assert held.branch != child.branch

    page = officer.get(f"/sasaran/{child.entity_id}").text
    _now, _, history = page.partition("<h2>Riwayat</h2>")
    assert history.index(second.instance_id) < history.index(first.instance_id)
    assert history.index(first.instance_id) < history.index(made.instance_id)
    assert "Bertentangan" not in page
    assert "Ananda Luring" not in page
    elsewhere.sync()
    assert elsewhere.entities.lists["balita"].entities == {}


def test_two_kader_who_change_one_house_are_shown_field_by_field_and_nothing_is_lost(
    running: Running, officer: Visitor
) -> None:
    first, second = running.phone(KENANGA, "Nurul"), running.phone(KENANGA, "Halimah")
    for phone in (first, second):
        phone.sync()
    made = activity(
        first, HOUSE, KENANGA, rumah=None, baru="Rumah Jl. Melati 5", atap="rumbia", lantai="papan"
    )
    assert first.send(made).status == 201
    house = synced(first, 1, "rumah").entity_id
    synced(second, 1, "rumah")
    one = activity(first, HOUSE, KENANGA, rumah=house, baru=None, atap="seng", lantai="papan")
    two = activity(second, HOUSE, KENANGA, rumah=house, baru=None, atap="genteng", lantai="keramik")
    assert [first.send(one).status, second.send(two).status] == [201, 201]
    synced(first, 3, "rumah")

    path = f"/sasaran/{house}"
    page = officer.get(path).text
    assert "Isian yang bertentangan" in page
    for words in ("Atap", "rumbia", "seng", "genteng", "keramik", one.instance_id, two.instance_id):
        assert words in page
    typed = {"versi": "3", "nilai.atap": "seng", "alasan": "Dilihat langsung di lapangan."}
    officer.post(f"{path}/selesaikan", typed, page=path)
    page = officer.read(path)
    assert "Isian yang bertentangan" not in page
    assert "Ditulis oleh petugas" in page
    synced(second, 4, "rumah")


def test_children_of_a_repeat_reach_the_phones(running: Running, officer: Visitor) -> None:
    phone = running.phone(MELATI, "Dewi")
    phone.sync()
    children = [{"nama": "Kembar Satu", "lahir": BORN}, {"nama": "Kembar Dua", "lahir": BORN}]
    family = activity(phone, FAMILY, MELATI, anak=children)
    local = {one.label: one.entity_id for one in phone.entities.lists["balita"].entities.values()}
    assert set(local) == {"Kembar Satu", "Kembar Dua"}
    assert phone.send(family).status == 201

    def look() -> None:
        phone.sync()
        held = phone.entities.lists["balita"].entities.values()
        assert {one.label: one.entity_id for one in held} == local
        assert {one.state for one in held} == {"ONLINE"}
        assert {one.properties["tanggal_lahir"] for one in held} == {"2024-05-15"}

    eventually(look)


def test_what_was_rejected_leaves_the_phone_that_made_it(
    running: Running, officer: Visitor
) -> None:
    phone = running.phone(f"{MALUHU}.003", "Ratna")
    phone.sync()
    made = activity(phone, REGISTER, KENANGA, nama="Ananda Keliru", lahir=BORN, rt="1", bb=5.0)
    other = running.phone(KENANGA, "Ratna Dua")
    assert phone.send(made).status == 201
    entity_id = made.entities[0].entity_id
    eventually(lambda: officer.read(f"/sasaran/{entity_id}"))
    page = f"/kiriman/{made.instance_id}"
    officer.post(
        f"{page}/keputusan", {"keputusan": "tolak", "alasan": "Bukan warga sini."}, page=page
    )

    def look() -> None:
        phone.sync()
        assert phone.entities.get("balita", entity_id) is None
        other.sync()
        assert other.entities.get("balita", entity_id) is None

    eventually(look)
