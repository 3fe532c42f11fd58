"""The quality rules about one submission: what makes each speak, and what does not."""

from __future__ import annotations

import pytest

from app.review.quality_reading import Reading
from tests.unit.review.readings import reading, report, seen

SKDN = {f"kes.balita_{name}_l": value for name, value in zip("skdn", (30, 28, 21, 15), strict=True)}


@pytest.mark.parametrize(
    ("code", "one", "speaks"),
    [
        ("lahir_setelah_kunjungan", reading(marks={"lahir_setelah": 3}), True),
        ("lahir_setelah_kunjungan", reading(), False),
        ("tanggal_masa_depan", reading(marks={"hari_di_depan": 9}), True),
        ("tanggal_masa_depan", reading(), False),
        ("skdn_tidak_runtut", report(numbers=SKDN), False),
        ("skdn_tidak_runtut", report(numbers=SKDN | {"kes.balita_d_l": 31}), True),
        ("skdn_tidak_runtut", report(numbers=SKDN | {"kes.balita_n_l": 22}), True),
        ("skdn_tidak_runtut", report(numbers=SKDN | {"kes.balita_bgm": 22}), True),
        ("skdn_tidak_runtut", report(numbers={"kes.balita_d_l": 3}), False),  # S was not asked
        ("bagian_melebihi_semua", report(numbers={"pr.rlh": 60, "pr.rumah_total": 60}), False),
        (
            "bagian_melebihi_semua",
            report(numbers={"pr.rlh": 60, "pr.rtlh": 1, "pr.rumah_total": 60}),
            True,
        ),
        ("semua_nol", report(marks={"angka": 20, "nol": 20}), True),
        ("semua_nol", report(marks={"angka": 20, "nol": 19}), False),
        ("semua_nol", report(marks={"angka": 5, "nol": 5}), False),
        ("semua_nol", report(marks={"angka": 20, "nol": 20}, status="nihil"), False),
        ("isi_terlalu_cepat", reading(marks={"jawaban": 40, "detik": 39}), True),
        ("isi_terlalu_cepat", reading(marks={"jawaban": 40, "detik": 40}), False),
        ("isi_terlalu_cepat", reading(marks={"jawaban": 14, "detik": 1}), False),
        ("isi_terlalu_cepat", reading(marks={"jawaban": 40}), False),
    ],
)
def test_a_rule_about_one_submission(code: str, one: Reading, speaks: bool) -> None:
    assert bool(seen(code, [one])) is speaks


def test_what_is_seen_names_both_numbers() -> None:
    (found,) = seen("skdn_tidak_runtut", [report(numbers=SKDN | {"kes.balita_d_l": 31})])
    assert found.details == {"D laki-laki": 31, "S laki-laki": 30}


def test_a_threshold_decides() -> None:
    slow = [reading(marks={"jawaban": 40, "detik": 60})]
    assert not seen("isi_terlalu_cepat", slow)
    assert seen("isi_terlalu_cepat", slow, detik_per_jawaban=2)
