"""What became of a delivery, and the words for it that Collect shows to the kader. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.registry.periods import month_name


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery: `created` when it brought anything new.

    `period` is told of monthly reports alone. `is_kept_aside`: it lies in quarantine, for a person.
    """

    instance_id: str
    form_title: str
    created: bool
    posyandu: str = ""
    period: str = ""
    files_held: int = 0
    files_expected: int = 0
    is_late: bool = False
    is_edit: bool = False
    is_kept_aside: bool = False
    is_for_review: bool = False


def receipt_words(receipt: Receipt) -> str:
    """Answer what was received and how it stands, in sentences a kader can read out."""
    if receipt.is_kept_aside:
        return "Kiriman sudah sampai di server dan menunggu pemeriksaan petugas."
    words = [_opening(receipt)]
    if receipt.files_expected:
        words.append(f"Foto: {receipt.files_held} dari {receipt.files_expected}.")
        if receipt.files_held < receipt.files_expected:
            words.append("Sisanya menyusul; jangan hapus isian di ponsel.")
    if receipt.created and receipt.is_late:
        words.append("Tercatat terlambat, tetapi tetap dihitung.")
    if receipt.created and receipt.is_for_review:
        words.append("Petugas memeriksanya lebih dahulu.")
    return " ".join(words)


def report_name(form_title: str, period: str, posyandu: str) -> str:
    """Answer `Laporan bulanan Kesehatan November 2026 Posyandu Mawar`, without what is not known."""
    month = month_name(period) if period else ""
    place = posyandu
    if posyandu and not posyandu.startswith("Posyandu"):
        place = f"Posyandu {posyandu}"
    return " ".join(part for part in (form_title, month, place) if part)


def _opening(receipt: Receipt) -> str:
    name = report_name(receipt.form_title, receipt.period, receipt.posyandu)
    if not receipt.created:
        return f"{name} sudah diterima sebelumnya. Tidak ada yang ganda."
    if receipt.is_edit:
        return f"Perbaikan {name} diterima dan menggantikan kiriman sebelumnya."
    return f"{name} diterima."
