"""What a phone sent and what is wrong with it, as an operator reads it out over the telephone. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.intake.receipts import report_name
from app.registry.periods import MONTHS, month_name

CLOCK_ALLOWED = timedelta(days=1)
OFFLINE_AT_MOST = timedelta(days=365)

# What is odd about a submission, by its flag: what happened, and what the kader should do.
FLAGS: Mapping[str, str] = {
    "di_luar_wilayah_ponsel": "Posyandu yang dipilih bukan Posyandu ponsel ini. Periksa pilihannya.",
    "posyandu_dari_ponsel": "Posyandu di isian tidak dikenal, jadi dicatat pada Posyandu ponsel ini.",
    "posyandu_tidak_dikenal": "Posyandunya tidak dikenal. Petugas akan menanyakan kepada Anda.",
    "tanggal_masa_depan": "Tanggalnya di masa depan. Periksa jam dan tanggal ponsel.",
    "perbaikan_tanpa_asal": "Ini perbaikan, tetapi kiriman asalnya belum sampai. Kirim juga yang asal.",
    "perbaikan_bersamaan": "Kiriman ini diperbaiki lebih dari satu kali. Petugas memilih yang benar.",
    "kader_berhenti": "Dikirim sesudah kader berhenti. Petugas memeriksanya lebih dahulu.",
    "dari_karantina": "Semula disimpan untuk diperiksa, lalu diterima petugas.",
}
# What had to be refused, by the problem's code: what the kader should do.
CURES: Mapping[str, str] = {
    "intake.phone_kept_aside": "Bila ponsel sudah ditemukan, petugas dapat menerimanya sekarang.",
    "intake.unknown_form": "Formulir itu sudah tidak dipakai. Jangan hapus isian; petugas memeriksanya.",
    "intake.unknown_version": "Versinya belum dikenal. Jangan hapus isian; petugas memeriksanya.",
    "intake.other_content_same_id": "Isinya berbeda dari yang sudah diterima. Isi yang baru bila perlu.",
    "intake.other_file_same_name": "Fotonya lain dari yang sudah diterima. Yang pertama tetap berlaku.",
    "intake.malformed_xml": "Isian rusak di jalan. Buka Siap kirim di ODK Collect, lalu kirim ulang.",
    "intake.missing_instance_id": "Perbarui formulir di ponsel, lalu isi dan kirim lagi.",
}


@dataclass(frozen=True, slots=True)
class SentOne:
    """One submission as it is told: what, where, when, and what may be odd about it."""

    form_title: str
    period: str
    posyandu: str
    received_at: datetime
    ended_at: datetime | None
    state: str
    is_late: bool
    flags: Sequence[str]
    files_held: int
    files_expected: int
    reason: str = ""


def tell(sent: SentOne, zone: ZoneInfo) -> list[str]:
    """Answer what happened to one submission, in sentences that can be read out as they stand."""
    name = report_name(sent.form_title, sent.period, sent.posyandu)
    said = [f"{name} diterima {moment_words(sent.received_at, zone)}."]
    missing = sent.files_expected - sent.files_held
    if missing > 0:
        said.append(f"{_count_words(missing)} foto belum sampai.")
    if sent.is_late:
        said.append("Laporan ini terlambat, tetapi tetap dihitung.")
    said += _state_words(sent)
    said += [FLAGS[flag] for flag in sent.flags if flag in FLAGS]
    return said


def _state_words(sent: SentOne) -> list[str]:
    match sent.state:
        case "dikembalikan":
            return [f"Laporan ini dikembalikan untuk diperbaiki: {sent.reason or 'tanpa alasan'}"]
        case "ditolak":
            return [f"Laporan ini ditolak: {sent.reason or 'tanpa alasan'}"]
        case "digantikan":
            return ["Sudah diganti oleh perbaikan yang lebih baru."]
        case "diterima":
            return ["Sudah diperiksa dan diterima."]
    return ["Belum diperiksa petugas."]


def clock_words(ended: datetime | None, received: datetime) -> str:
    """Answer what is wrong with a phone's clock, judged by the end of filling; "" for nothing.

    A phone that was offline sends late, so an early end proves nothing within a year.
    """
    if ended is None:
        return ""
    if ended > received + CLOCK_ALLOWED:
        return f"Jam ponsel lebih cepat {_span(ended - received)}. Setel tanggal dan jam otomatis."
    if ended < received - OFFLINE_AT_MOST:
        return f"Jam ponsel lebih lambat {_span(received - ended)}. Setel tanggal dan jam otomatis."
    return ""


def checklist(
    sent: Sequence[SentOne],
    held_aside: Sequence[tuple[str, str]],
    outdated: Sequence[str],
    missing: Sequence[tuple[str, str]],
) -> list[str]:
    """Answer what the kader should still do, one line a task, in the order of a telephone call.

    `held_aside` are (what it was, problem's code), `outdated` titles of forms, `missing` (form, month).
    """
    tasks = [
        f"Buka Terkirim, kirim ulang {report_name(one.form_title, one.period, '')}: "
        f"{_count_words(one.files_expected - one.files_held).lower()} foto belum sampai."
        for one in sent
        if one.files_held < one.files_expected and one.state != "digantikan"
    ]
    tasks += [
        f"Perbaiki {report_name(one.form_title, one.period, '')}: {one.reason}"
        for one in sent
        if one.state == "dikembalikan"
    ]
    tasks += [
        f"{what}: {CURES.get(code, 'Petugas memeriksanya. Jangan hapus isian di ponsel.')}"
        for what, code in dict.fromkeys(held_aside)
    ]
    tasks += [
        f"Perbarui formulir {title}: sambungkan ke internet, buka Mulai isi formulir, ketuk segarkan."
        for title in outdated
    ]
    tasks += [f"Kirim {title} {month_name(period)}." for title, period in missing]
    return tasks


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """Answer `12 November pukul 09.14 WITA`."""
    local = moment.astimezone(zone)
    day = f"{local.day} {MONTHS[local.month - 1]}"
    return f"{day} pukul {local.hour:02d}.{local.minute:02d} {local.tzname()}"


_NUMBERS = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh".split()


def _count_words(count: int) -> str:
    return _NUMBERS[count].capitalize() if count < len(_NUMBERS) else str(count)


def _span(span: timedelta) -> str:
    return f"{span.days} hari" if span.days < 365 else f"{span.days // 365} tahun"
