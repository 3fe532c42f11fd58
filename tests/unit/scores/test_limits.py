"""The table of cut-offs: every class at each of its boundaries, and whose rule was in force when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.scores.library import read_limits
from app.scores.limits import DANGER, GOOD, WATCH, limits_from
from tests.unit.scores.seeing import classes

ROW = {
    "ukuran": "bb", "kelas": "kurang", "nama": "Kurang", "dari": "", "sampai": "< 10", "nilai": "",
    "satuan": "kg", "tingkat": "waspada", "sumber": "Aturan lama", "versi": "1",
    "berlaku": "2020-01-02", "konfirmasi": "ya",
}  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "numbers", "keys"),
    [
        ("bbu", "-3.01 -3 -2.01 -2 1 1.01", "sangat_kurang kurang kurang normal normal risiko_lebih"),
        ("tbu", "-3.01 -3 -2.01 -2 3 3.01", "sangat_pendek pendek pendek normal normal tinggi"),
        (
            "bbtb",
            "-3.01 -3 -2.01 -2 1 1.01 2 2.01 3 3.01",
            "gizi_buruk gizi_kurang gizi_kurang gizi_baik gizi_baik berisiko_lebih berisiko_lebih "
            "gizi_lebih gizi_lebih obesitas",
        ),
        (
            "imtu",
            "-3.01 -3 -2 1 1.01 2.01 3 3.01",
            "gizi_buruk gizi_kurang gizi_baik gizi_baik berisiko_lebih gizi_lebih gizi_lebih obesitas",
        ),
        (
            "imtu_5_18",
            "-3.01 -3 -2.01 -2 1 1.01 2 2.01",
            "gizi_buruk gizi_kurang gizi_kurang gizi_baik gizi_baik gizi_lebih gizi_lebih obesitas",
        ),
        ("lila_balita", "11.4 11.5 12.4 12.5", "gizi_buruk gizi_kurang gizi_kurang normal"),
        ("bgm", "-3.01 -3", "bgm di_atas"),
        ("kek", "23.4 23.5", "kek tidak"),
        ("hb_bumil", "10.9 11", "anemia tidak"),
        ("hb_rematri", "11.9 12", "anemia tidak"),
        (
            "imt_dewasa",
            "17.0 17.1 18.4 18.5 25.0 25.1 27.0 27.1",
            "sangat_kurus kurus kurus normal normal gemuk gemuk obesitas",
        ),
        ("lingkar_perut_l", "90 90.1", "normal lebih"),
        ("lingkar_perut_p", "80 80.1", "normal lebih"),
        ("sistol", "139 140", "normal tinggi"),
        ("diastol", "89 90", "normal tinggi"),
        ("gds", "199 200", "normal tinggi"),
        ("puma", "5 6", "rendah berisiko"),
        ("aks", "0 4 5 8 9 11 12 19 20", "t t b b s s r r m"),
        ("skilas", "0 1", "baik turun"),
        ("srq", "5 6", "di_bawah di_atas"),
        ("tbc", "1 2", "tidak terduga"),
        ("tanda_bahaya", "0 1", "tidak ada"),
        ("rtlh_struktur", "2 3", "memenuhi tidak"),
        ("rtlh_luas", "7.1 7.2", "tidak memenuhi"),
        ("rtlh", "0 1", "layak tidak_layak"),
        ("tanggap", "15 16", "tepat lambat"),
        ("kader", "0 1 2 3", "belum purwa madya utama"),
        ("kbm", "0 1 6 7 11", " bulan_1 bulan_6 bulan_7_11 bulan_7_11"),
        ("kbm", "12 60 61", "bulan_12_60 bulan_12_60 "),
    ],
)  # fmt: skip
def test_a_number_at_a_boundary_falls_in_the_class_the_rule_says(
    measure: str, numbers: str, keys: str
) -> None:
    assert classes(measure, *numbers.split()) == keys.split(" ")


def test_no_two_classes_of_a_measure_hold_the_same_number_and_none_is_left_between() -> None:
    for measure, versions in read_limits().bands.items():
        for _since, bands in versions:
            ends = {bound.number for band in bands for bound in band.bounds}
            near = {
                number + step for number in ends for step in map(Decimal, ("-0.01", "0", "0.01"))
            }
            lowest, highest = min(ends, default=0), max(ends, default=0)
            for number in near:
                holding = [band.key for band in bands if band.bounds and band.holds(number)]
                assert len(holding) <= 1, (measure, number, holding)
                if lowest < number < highest:
                    assert holding, (measure, number)


def test_every_row_names_its_source_and_a_level_screens_know() -> None:
    for versions in read_limits().bands.values():
        for band in (band for _since, bands in versions for band in bands):
            assert band.source
            assert band.version
            assert band.level in {GOOD, WATCH, DANGER}


def test_a_visit_is_judged_by_the_rule_in_force_on_its_day() -> None:
    newer = {
        **ROW,
        "sampai": "< 12",
        "versi": "2",
        "berlaku": "2026-06-01",
        "sumber": "Aturan baru",
    }
    limits = limits_from([ROW, newer])
    eleven = Decimal(11)
    assert limits.class_of("bb", eleven, date(2026, 5, 31)) is None
    found = limits.class_of("bb", eleven, date(2026, 6, 1))
    assert found is not None
    assert (found.version, found.source) == ("2", "Aturan baru")
    assert (
        limits.class_of("bb", Decimal(9), date(2001, 1, 1)) is not None
    )  # before any rule: the first


def test_a_bound_that_cannot_be_read_is_refused_when_the_table_is() -> None:
    with pytest.raises(ValueError, match="'kurang dari 10' is no bound"):
        limits_from([{**ROW, "sampai": "kurang dari 10"}])
