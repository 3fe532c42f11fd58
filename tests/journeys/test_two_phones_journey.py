"""Two kader of one Posyandu with the same list on their phones."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from tests.collect.phone import Phone, Sent
from tests.collect.results import FilledForm
from tests.integration.entity_forms import REGISTER, WEIGH
from tests.integration.submissions import MALUHU, MAWAR
from tests.journeys.filling import activity
from tests.journeys.running import Running, eventually
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.collect
KENANGA = f"{MALUHU}.003"
BORN = date(2024, 5, 15)


def registered(phone: Phone, posyandu: str, name: str) -> FilledForm:
    """A child registered on a phone."""
    return activity(phone, REGISTER, posyandu, nama=name, lahir=BORN, rt="4", bb=9.0)


def weighed(phone: Phone, posyandu: str, child: str, bb: float) -> FilledForm:
    """A child of the list weighed on a phone."""
    return activity(phone, WEIGH, posyandu, rt="", balita=child, bb=bb, rt_baru="4")


def held(phone: Phone) -> dict[str, Any]:
    """The children on a phone: label, version and weight, by number."""
    return {
        one.entity_id: (one.label, one.version, one.properties["bb_terakhir"])
        for one in phone.entities.lists["balita"].entities.values()
    }


def synced(phone: Phone, expected: dict[str, Any]) -> None:
    """Wait until the server gives a phone just these children."""

    def look() -> None:
        phone.sync()
        assert held(phone) == expected
        states = {one.state for one in phone.entities.lists["balita"].entities.values()}
        assert states == {"ONLINE"}

    eventually(look)


def sent_at_once(*sendings: tuple[Phone, FilledForm]) -> list[Sent]:
    """Send from several phones in the same moment."""
    with ThreadPoolExecutor(len(sendings)) as pool:
        return list(pool.map(lambda one: one[0].send(one[1]), sendings))


def test_two_phones_with_one_list_lose_and_double_nothing(
    running: Running, officer: Visitor
) -> None:
    phones = [running.phone(MAWAR, name) for name in ("Siti", "Aminah")]
    first, second = phones
    first.sync()
    made = [registered(first, MAWAR, name) for name in ("Ananda Satu", "Ananda Dua")]
    one, two = [form.entities[0].entity_id for form in made]
    assert [first.send(form).status for form in made] == [201, 201]
    list_ = {one: ("Ananda Satu", 1, "9.0"), two: ("Ananda Dua", 1, "9.0")}
    for phone in phones:
        synced(phone, list_)

    def hold_the_same_version() -> None:
        # A list that changed between manifest and download is fetched again at the next sync.
        for phone in phones:
            phone.sync()
        assert first.entities.hash_of("balita") == second.entities.hash_of("balita")

    eventually(hold_the_same_version)

    # Without a line: each weighs another child and registers one of its own. Then all at once, and
    # the replies of the second phone are lost, so that it sends everything a second time.
    forms = {
        phone: [weighed(phone, MAWAR, child, bb), registered(phone, MAWAR, name)]
        for phone, child, bb, name in (
            (first, one, 10.0, "Ananda Tiga"),
            (second, two, 11.0, "Ananda Empat"),
        )
    }
    for form in forms[second]:
        second.send(form, lost_reply=True)
    again = sent_at_once(*((phone, form) for phone in phones for form in forms[phone]))
    assert Counter(sent.status for sent in again) == {201: 2, 202: 2}
    three, four = (forms[phone][1].entities[0].entity_id for phone in phones)
    list_ = {
        one: ("Ananda Satu", 2, "10.0"),
        two: ("Ananda Dua", 2, "11.0"),
        three: ("Ananda Tiga", 1, "9.0"),
        four: ("Ananda Empat", 1, "9.0"),
    }
    for phone in phones:
        synced(phone, list_)
        assert phone.outbox == {}
    rows = running.simpul.query("SELECT conflict FROM entity WHERE posyandu_code = :c", c=MAWAR)
    assert [row.conflict for row in rows] == [""] * 4
    assert len(running.simpul.query("SELECT 1 FROM submission")) == 6


def test_two_phones_that_weigh_one_child_keep_both_weights(
    running: Running, officer: Visitor
) -> None:
    phones = [running.phone(KENANGA, name) for name in ("Nurul", "Halimah")]
    for phone in phones:
        phone.sync()
    made = registered(phones[0], KENANGA, "Ananda Lima")
    assert phones[0].send(made).status == 201
    child = made.entities[0].entity_id
    for phone in phones:
        synced(phone, {child: ("Ananda Lima", 1, "9.0")})
    forms = [
        weighed(phone, KENANGA, child, bb) for phone, bb in zip(phones, (10.0, 11.0), strict=True)
    ]
    assert [one.status for one in sent_at_once(*zip(phones, forms, strict=True))] == [201, 201]

    def look() -> list[dict[str, Any]]:
        for phone in phones:
            phone.sync()
        lists = [held(phone) for phone in phones]
        assert lists[0][child][1] == lists[1][child][1] == 3
        return lists

    lists = eventually(look)
    assert lists[0] == lists[1]
    page = officer.get(f"/sasaran/{child}").text
    assert all(form.instance_id in page for form in forms)  # the weight that lost stands there too
    assert "Isian yang bertentangan" in page
