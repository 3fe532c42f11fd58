"""The first pilot meets people, houses, families and facilities one by one, and its reports agree."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from app.demo.places import FIRST_PILOT
from app.demo.story import Sending
from tests.unit.demo.stage import events, forms, sendings, verdicts

THINGS = {"pr_rumah": 8, "sos_keluarga": 8, "pu_sarana": 4}
PERSONS = {"kes_ibu": 3, "kes_remaja": 3, "kes_dewasa_lansia": 5, "pend_anak": 4}
RECORDS = {"tib_kejadian": 2, "usulan": 2, "kegiatan": 2, "pembinaan": 1}
SKILLS = 25


def versions(form_id: str) -> dict[str, list[int]]:
    """The versions of each sasaran a form made, in the order they were sent."""
    found: dict[str, list[int]] = {}
    for sent in sendings(form_id):
        if sent.makes:
            found.setdefault(sent.makes.entity_id, []).append(sent.makes.version)
    return found


def month_of(sent: Sending) -> str:
    return (sent.answers.get("kepala/periode") or sent.answers["kepala/tanggal_kegiatan"])[:7]


@pytest.mark.parametrize(("form_id", "count"), [*THINGS.items(), *PERSONS.items()])
def test_each_is_registered_once_and_some_are_followed_up(form_id: str, count: int) -> None:
    found = versions(form_id)
    assert len(found) == count
    assert all(seen == list(range(len(seen))) for seen in found.values())
    assert any(len(seen) > 1 for seen in found.values())


@pytest.mark.parametrize(("form_id", "count"), RECORDS.items())
def test_what_happens_is_written_down(form_id: str, count: int) -> None:
    assert len(sendings(form_id)) == count


def test_only_the_first_pilot_does_this() -> None:
    common = {"profil", "kes_balita", *(name for name in forms() if name.endswith("_bulanan"))}
    assert {sent.sender.place.code for sent in sendings() if sent.form_id not in common} == {
        FIRST_PILOT
    }


def test_every_active_kader_of_its_profile_is_recorded_and_one_masters_all_skills() -> None:
    (profile, *_rest) = [
        sent for sent in sendings("profil") if sent.sender.place.code == FIRST_PILOT
    ]
    active = sum(int(profile.answers[f"kader/kader_{sex}_aktif"]) for sex in "lp")
    assert len(versions("kader")) == active
    mastered = [
        sum(len(text.split()) for path, text in sent.answers.items() if path.startswith("cakap/"))
        for sent in sendings("kader")
    ]
    assert max(mastered) == SKILLS
    names = {sent.answers.get("orang/nama") for sent in sendings("kader")}
    assert set(profile.sender.place.kader) <= names


def test_one_family_stays_uncovered_and_one_is_not_recorded() -> None:
    newest: dict[str, Sending] = {}
    for sent in sendings("sos_keluarga"):
        newest[sent.answers.get("pilih/kode_keluarga", "")] = sent
    assert newest.pop("").answers["pilih/persetujuan"] == "tidak"
    uncovered = [sent for sent in newest.values() if "bantuan/hitung_belum" in sent.answers]
    assert len(uncovered) == 1


def test_its_monthly_reports_tell_of_the_incidents_it_recorded() -> None:
    recorded = Counter(
        (month_of(sent), sent.answers["kejadian/jenis_kejadian"])
        for sent in sendings("tib_kejadian")
    )
    assert recorded
    for sent in sendings("tib_bulanan"):
        if sent.sender.place.code == FIRST_PILOT:
            for kind in ("kebakaran", "banjir", "longsor", "karhutla"):
                told = int(sent.answers[f"bencana/{kind}_jml"])
                assert told == recorded[month_of(sent), kind]


def test_officials_accept_some_of_it() -> None:
    mine = {sent.instance_id for sent in sendings() if sent.form_id in THINGS}
    accepted = {verdict.instance_id for verdict in verdicts() if verdict.decision == "terima"}
    assert 0 < len(mine & accepted) < len(mine)


@pytest.mark.parametrize("today", [date(2026, 12, 1), date(2028, 2, 29)])
def test_it_is_told_on_any_day_with_every_form(today: date) -> None:
    assert {sent.form_id for sent in sendings(told=events(today=today))} == set(forms())
