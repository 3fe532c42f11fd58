"""Findings follow from the log: whatever the order, repeats and batches, and again after a rebuild."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

from app.intake.states import COUNTED
from app.review import quality_service
from tests.integration.merge import lives
from tests.integration.merge.installation import PLACES, Sent, Twin
from tests.integration.merge.lives import Act, World, chains, live_out, work

LIVES = range(max(4, int(os.environ.get("CASES", "0")) // 50))
MAWAR = PLACES[0]
TWO_DAYS = ("2026-09-05", "2026-10-05")


def _weighed(dice: random.Random, _world: World) -> dict[str, str]:
    """A child of few, with a weight that may be wrong, a NIK that may be another's, a far place."""
    name = dice.choice(("Aisyah", "Budi", "Citra"))
    minute = dice.randrange(60)
    return {
        "start": f"2026-09-0{dice.randint(1, 2)}T09:{minute:02d}:00.000+08:00",
        "kepala/lokasi_gps": dice.choice(("-0.41 117.0 0 5", "-0.42 117.0 0 5", "-0.99 117.1 0 5")),
        "orang/persetujuan": "ya",
        "orang/nama": name,
        "orang/nik": dice.choice(("6402061204240001", "6402061204240002", "")),
        "orang/no_kk": dice.choice(("6402060101010001", "")),
        "orang/tanggal_lahir": dice.choice(("2024-04-12", "2024-04-12", "2026-09-30")),
        "ukur/bb": dice.choice(("9.4", "9.5", "7", "13")),
        "ukur/pb_tb": dice.choice(("75", "77.2")),
    }


def _counted(dice: random.Random, _world: World) -> dict[str, str]:
    """A monthly report that may be out of order, copied or nothing but nought."""
    zero = dice.random() < 0.2
    asked = ("balita_s_l", "balita_k_l", "balita_d_l", "balita_n_l", "balita_s_p", "balita_d_p")
    numbers = {f"skdn/{name}": "0" if zero else dice.choice("123") for name in asked}
    return {"status_laporan": dice.choice(("ada_kegiatan", "ada_kegiatan", "nihil"))} | numbers


@pytest.fixture(autouse=True)
def odd_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lives full of what the rules ask about, with thresholds low enough for few submissions."""
    monkeypatch.setattr(lives, "POOLS", {"kes_balita": _weighed, "kes_bulanan": _counted})


def touchy(twin: Twin) -> None:
    """Let every rule speak at little."""
    low = {
        "kiriman_beruntun": {"kiriman": 3, "menit": 30},
        "lokasi_jauh": {"titik": 3, "jarak_km": 3},
        "angka_bulat": {"timbangan": 10, "indeks": 150},
        "sama_bulan_lalu": {"angka": 3},
    }
    for rule, limits in low.items():
        twin.set_rule(rule, limits)


def work_in_pieces(twin: Twin, dice: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker finish, examining in pieces of some size."""
    monkeypatch.setattr(quality_service, "BATCH", dice.choice((1, 2, 40)))
    work(twin, dice, monkeypatch)


@pytest.mark.parametrize("seed", LIVES)
def test_order_repeats_and_batches_change_no_finding(
    seed: int, pair: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    told = chains(dice, most=24)
    for twin in pair:
        touchy(twin)
        monkeypatch.setattr(quality_service, "BATCH", dice.choice((1, 2, 40)))
        live_out(twin, told, dice, monkeypatch)
    first, second = pair
    assert first.states() == second.states()
    assert first.findings() == second.findings()


@pytest.mark.parametrize("seed", LIVES)
def test_a_rebuild_finds_what_was_found_piece_by_piece(
    seed: int, one: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(100 + seed)
    touchy(one)
    told = chains(dice, most=24)
    live_out(one, told, dice, monkeypatch)
    found, states = one.findings(), one.states()
    counted = sum(state in COUNTED for state in states.values())
    assert one.examine_anew() >= counted
    assert one.findings() == found


def test_lives_are_odd_enough_to_prove_something(
    one: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(9)
    touchy(one)
    for _ in range(3):
        told = [[_renamed(chain[0], str(dice.random()))] for chain in chains(dice, most=24)]
        live_out(one, told, dice, monkeypatch)
    assert {row[0] for row in one.findings()} >= {
        *("berat_berubah", "nik_kembar", "lokasi_jauh", "lahir_setelah_kunjungan"),
        *("skdn_tidak_runtut", "tinggi_turun", "tanggal_masa_depan", "ditimbang_beda_laporan"),
    }


def _renamed(sent: Act, name: str) -> Act:
    assert isinstance(sent, Sent)
    return Sent(f"uuid:{name}", sent.form_id, sent.posyandu, sent.day, sent.answers)


def visit(number: int, day: str, weight: str, **more: Any) -> Sent:
    """A visit of one child with a NIK."""
    answers = {
        "orang/persetujuan": "ya",
        "orang/nama": "Aisyah",
        "orang/nik": "6402061204240001",
        "ukur/bb": weight,
    }
    return Sent(f"uuid:{number}", "kes_balita", MAWAR, day, answers, **more)


def test_a_finding_goes_with_the_edit_that_corrects_it(one: Twin) -> None:
    for number, (day, weight) in enumerate(zip(TWO_DAYS, ("10.2", "7.2"), strict=True)):
        one.receive(visit(number, day, weight))
    one.run_pending()
    assert [row[:2] for row in one.findings()] == [("berat_berubah", "uuid:1")]
    one.receive(visit(2, TWO_DAYS[1], "10.4", replaces="uuid:1"))
    one.run_pending()
    assert one.findings() == []


def test_a_finding_comes_back_with_the_edit_that_is_rejected(one: Twin) -> None:
    for number, (day, weight) in enumerate(zip(TWO_DAYS, ("10.2", "7.2"), strict=True)):
        one.receive(visit(number, day, weight))
    one.receive(visit(2, TWO_DAYS[1], "10.4", replaces="uuid:1"))
    one.run_pending()
    one.review("uuid:2", "tolak")
    one.run_pending()
    assert [row[:2] for row in one.findings()] == [("berat_berubah", "uuid:1")]


def test_who_becomes_somebody_else_is_examined_anew(one: Twin) -> None:
    """Two visits are one child's while one more joins them, and two children's without it."""
    family = {"orang/no_kk": "6402060101010001", "orang/tanggal_lahir": "2024-04-12"}
    named = {"orang/persetujuan": "ya", "orang/nama": "Aisyah", **family}
    first = {**named, "orang/nik": "6402061204240001", "ukur/bb": "10.2"}
    one.receive(Sent("uuid:a", "kes_balita", MAWAR, TWO_DAYS[0], first))
    one.receive(Sent("uuid:b", "kes_balita", MAWAR, TWO_DAYS[1], {**named, "ukur/bb": "7.2"}))
    one.run_pending()
    assert [row[:2] for row in one.findings()] == [("berat_berubah", "uuid:b")]
    other = {**named, "orang/nik": "6402061204240002", "ukur/bb": "10.3"}
    one.receive(Sent("uuid:c", "kes_balita", MAWAR, "2026-09-06", other))
    one.run_pending()
    assert one.findings() == []
    one.review("uuid:c", "tolak")
    one.run_pending()
    assert [row[:2] for row in one.findings()] == [("berat_berubah", "uuid:b")]


def test_what_is_said_to_be_right_is_asked_again_only_when_its_evidence_changes(one: Twin) -> None:
    for number, (day, weight) in enumerate(zip(TWO_DAYS, ("10.2", "7.2"), strict=True)):
        one.receive(visit(number, day, weight))
    one.run_pending()
    one.check_findings()
    assert [row[-1] for row in one.findings()] == [True]
    one.receive(visit(7, "2026-10-28", "7.9"))  # another visit, of which nothing is odd
    one.run_pending()
    one.examine_anew()
    assert [row[-1] for row in one.findings()] == [True]
    one.receive(visit(2, TWO_DAYS[1], "7.1", replaces="uuid:1"))
    one.run_pending()
    assert [row[-1] for row in one.findings()] == [False]


def test_a_rule_that_is_switched_off_finds_nothing_and_on_again_the_same(one: Twin) -> None:
    for number, (day, weight) in enumerate(zip(TWO_DAYS, ("10.2", "7.2"), strict=True)):
        one.receive(visit(number, day, weight))
    one.run_pending()
    found = one.findings()
    one.set_rule("berat_berubah", {}, enabled=False)
    one.run_pending()
    assert one.findings() == []
    one.set_rule("berat_berubah", {"turun_persen": 50})
    one.run_pending()
    assert one.findings() == []
    one.set_rule("berat_berubah", {"turun_persen": 20})
    one.run_pending()
    assert one.findings() == found
