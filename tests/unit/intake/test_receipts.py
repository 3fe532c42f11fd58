"""What Collect shows after sending, and what an operator reads out: whole sentences, checked as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.intake.receipts import Receipt, receipt_words
from app.intake.telling import SentOne, checklist, clock_words, tell

WITA = ZoneInfo("Asia/Makassar")
REPORT = Receipt(
    instance_id="uuid:1",
    form_title="Laporan bulanan Kesehatan",
    created=True,
    posyandu="Posyandu Mawar",
    period="2026-11",
)
NAME = "Laporan bulanan Kesehatan November 2026 Posyandu Mawar"
RECEIVED = datetime(2026, 11, 12, 1, 14, tzinfo=UTC)
SENT = SentOne(
    form_title="Laporan bulanan Kesehatan",
    period="2026-11",
    posyandu="Mawar",
    received_at=RECEIVED,
    ended_at=RECEIVED - timedelta(hours=1),
    state="belum_ditinjau",
    is_late=False,
    flags=[],
    files_held=2,
    files_expected=2,
)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, f"{NAME} diterima."),
        ({"files_held": 2, "files_expected": 2}, f"{NAME} diterima. Foto: 2 dari 2."),
        (
            {"files_held": 1, "files_expected": 2},
            f"{NAME} diterima. Foto: 1 dari 2. Sisanya menyusul; jangan hapus isian di ponsel.",
        ),
        ({"created": False}, f"{NAME} sudah diterima sebelumnya. Tidak ada yang ganda."),
        ({"is_late": True}, f"{NAME} diterima. Tercatat terlambat, tetapi tetap dihitung."),
        ({"is_edit": True}, f"Perbaikan {NAME} diterima dan menggantikan kiriman sebelumnya."),
        ({"is_for_review": True}, f"{NAME} diterima. Petugas memeriksanya lebih dahulu."),
        (
            {"is_kept_aside": True, "created": False},
            "Kiriman sudah sampai di server dan menunggu pemeriksaan petugas.",
        ),
        (
            {"form_title": "Kunjungan balita", "period": "", "posyandu": "Melati"},
            "Kunjungan balita Posyandu Melati diterima.",
        ),
        ({"posyandu": ""}, "Laporan bulanan Kesehatan November 2026 diterima."),
    ],
)
def test_the_message_after_sending_says_what_was_received(
    changes: dict[str, object], said: str
) -> None:
    assert receipt_words(replace(REPORT, **changes)) == said  # type: ignore[arg-type]


def test_a_submission_is_told_with_its_moment_and_what_is_missing() -> None:
    told = tell(replace(SENT, files_held=0), WITA)
    assert told[:2] == [
        f"{NAME} diterima 12 November pukul 09.14 WITA.",
        "Dua foto belum sampai.",
    ]


def test_a_returned_one_is_told_with_its_reason() -> None:
    told = tell(replace(SENT, state="dikembalikan", reason="Jumlahnya terbalik."), WITA)
    assert "Laporan ini dikembalikan untuk diperbaiki: Jumlahnya terbalik." in told


def test_every_flag_the_server_sets_has_its_words() -> None:
    plain = tell(SENT, WITA)
    for flag in ("di_luar_wilayah_ponsel", "tanggal_masa_depan", "kader_berhenti"):
        assert len(tell(replace(SENT, flags=[flag]), WITA)) == len(plain) + 1


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (RECEIVED + timedelta(days=3), "Jam ponsel lebih cepat 3 hari."),
        (RECEIVED + timedelta(hours=20), ""),
        (RECEIVED - timedelta(days=25), ""),  # a phone that was offline sends late
        (RECEIVED - timedelta(days=800), "Jam ponsel lebih lambat 2 tahun."),
        (None, ""),
    ],
)
def test_a_wrong_clock_is_told_and_a_late_send_is_not_one(
    ended: datetime | None, words: str
) -> None:
    said = clock_words(ended, RECEIVED)
    assert said.startswith(words) if words else said == ""


def test_the_checklist_names_each_thing_still_to_do() -> None:
    incomplete = replace(SENT, files_held=1)
    returned = replace(SENT, state="dikembalikan", reason="Foto buram.")
    tasks = checklist(
        [SENT, incomplete, returned],
        [("Laporan bulanan Sosial", "intake.unknown_version")] * 2,
        ["Profil Posyandu"],
        [("Laporan bulanan Sosial", "2026-10")],
    )
    assert len(tasks) == 5
    assert "satu foto belum sampai" in tasks[0]
    assert tasks[1] == "Perbaiki Laporan bulanan Kesehatan November 2026: Foto buram."
    assert tasks[2].startswith("Laporan bulanan Sosial: Versinya belum dikenal.")
    assert tasks[3].startswith("Perbarui formulir Profil Posyandu")
    assert tasks[4] == "Kirim Laporan bulanan Sosial Oktober 2026."


def test_nothing_to_do_is_an_empty_list() -> None:
    assert checklist([SENT], [], [], []) == []
