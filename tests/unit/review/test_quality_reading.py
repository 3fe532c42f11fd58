"""A reading keeps numbers and keyed marks of a submission, and nothing anybody could be known by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from app.review.quality_reading import WEIGHT, Reading, number_of, read
from tests.unit.review.readings import NOON, reading
from xlsform.field_map import FieldUse

NIK = "6402061204240001"


def use(path: str, kind: str, *fields: tuple[str, str]) -> FieldUse:
    """Answer a question of a form."""
    return FieldUse(path, fields, "", "spesifik", kind, None, path)


FORM = (
    use("ukur/bb", "decimal", (WEIGHT, "latest")),
    use("skdn/s", "integer", ("kes.balita_s_l", "revision")),
    use("skdn/d", "integer", ("kes.balita_d_l", "revision")),
    use("orang/nama", "text", ("umum.orang_nama", "agree")),
    use("usia_bulan", "calculate"),
)


def keyed(kind: str, text: str) -> bytes:
    """Answer a mark equal for equal texts."""
    return sha256(f"kunci:{kind}:{text}".encode()).digest()[:20]


def told(document: Mapping[str, Any], **head: Any) -> Reading:
    """Answer the reading of some answers."""
    return read(reading(**head), document, FORM, frozenset({WEIGHT}), keyed)


def test_only_numbers_some_rule_reads_are_kept() -> None:
    one = told({"ukur/bb": "9.4", "skdn/s": "30"})
    assert one.numbers == {WEIGHT: 9.4}


def test_no_name_no_birth_date_and_no_nik_stands_in_a_reading() -> None:
    document = {
        "orang/nama": "Aisyah Rekaan",
        "orang/nik": NIK,
        "orang/tanggal_lahir": "2024-04-12",
        "kepala/lokasi_gps": "-0.412345 117.012345 0 5",
    }
    text = repr(told(document)).lower()
    for secret in ("aisyah", "rekaan", NIK, "2024-04-12", "0.412", "117.012"):
        assert secret not in text
    assert told(document).marks["lintang"] == -0.41


@pytest.mark.parametrize("nik", ["", "640206120424000", "0000000000000000", "64020612042400O1"])
def test_what_is_no_nik_is_nobodys(nik: str) -> None:
    assert told({"orang/nik": nik}).nik == ""


def test_a_birth_date_after_the_visit_is_seen_by_its_distance_alone() -> None:
    one = told({"kepala/tanggal_kegiatan": "2026-10-12", "orang/tanggal_lahir": "2026-10-15"})
    assert one.marks["lahir_setelah"] == 3


def test_a_reports_own_numbers_are_the_same_only_when_all_are() -> None:
    one, same = told({"skdn/s": "30", "skdn/d": "20"}), told({"skdn/d": "20.0", "skdn/s": "30"})
    other = told({"skdn/s": "30", "skdn/d": "21"})
    assert one.marks["salinan"] == same.marks["salinan"] != other.marks["salinan"]
    assert one.marks["isi"] == 2


def test_filling_is_timed_where_it_was_filled_once() -> None:
    began = (NOON - timedelta(seconds=90)).isoformat()
    assert told({"start": began}).marks["detik"] == 90
    assert "detik" not in told({"start": began}, edited=True).marks
    assert "detik" not in told({"start": (NOON + timedelta(hours=1)).isoformat()}).marks


def test_what_is_calculated_is_no_answer() -> None:
    one = told({"ukur/bb": "9", "skdn/s": "0", "usia_bulan": "30"})
    assert (one.marks["jawaban"], one.marks["angka"], one.marks["nol"]) == (2, 2, 1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9.40", 9.4),
        ("12", 12),
        ("12.0", 12),
        ("-3", -3),
        ("", None),
        ("nan", None),
        ("1e99", None),
    ],
)
def test_numbers_are_read_as_forms_write_them(text: str, number: float | None) -> None:
    assert number_of(text) == number
