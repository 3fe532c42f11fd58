"""The settings sheet: what the form is, whose it is and how often it is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlsform.findings import Finding, finding
from xlsform.languages import settings_row
from xlsform.sheets import Row, Workbook
from xlsform.spelling import did_you_mean

BIDANG = (
    "kesehatan",
    "pendidikan",
    "pekerjaan_umum",
    "perumahan_rakyat",
    "sosial",
    "trantibumlinmas",
    "umum",
)
FREKUENSI = ("bulanan", "kejadian", "sekali")
SUBJEK = ("orang", "keluarga", "rumah", "sarana")
LAST_DAY = 28

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_VERSION = re.compile(r"[A-Za-z0-9._:-]+")


@dataclass(frozen=True, slots=True)
class FormSettings:
    """The settings of a form. `tenggat` is the day of the following month it is due."""

    form_id: str
    version: str
    title: str
    bidang: str
    frekuensi: str
    tenggat: int | None
    subjek: str | None


def read_settings(workbook: Workbook) -> tuple[FormSettings | None, list[Finding]]:
    """The settings, or None when one that is needed is missing or wrong, and the findings."""
    row = settings_row(workbook)
    findings = [
        *_identity(row),
        *_one_of(row, "bidang", BIDANG, needed=True),
        *_one_of(row, "frekuensi", FREKUENSI, needed=True),
        *_one_of(row, "subjek", SUBJEK, needed=False),
        *_deadline(row),
        *_forbidden(row),
        *(_second_row(extra) for extra in workbook.rows("settings")[1:]),
    ]
    if any(found.severity == "error" for found in findings):
        return None, findings
    return _settings(row), findings


def _settings(row: Row) -> FormSettings:
    tenggat = row.get("tenggat")
    return FormSettings(
        form_id=row.get("form_id"),
        version=row.get("version"),
        title=row.get("form_title"),
        bidang=row.get("bidang"),
        frekuensi=row.get("frekuensi"),
        tenggat=int(tenggat) if tenggat else None,
        subjek=row.get("subjek") or None,
    )


def _identity(row: Row) -> list[Finding]:
    findings = [
        finding("settings", row, column, f"settings.missing_{column}", message, cure)
        for column, (message, cure) in _NEEDED.items()
        if not row.get(column)
    ]
    for column, pattern in (("form_id", _ID), ("version", _VERSION)):
        if row.get(column) and not pattern.fullmatch(row.get(column)):
            findings.append(_not_a_code(row, column))
    return findings


def _not_a_code(row: Row, column: str) -> Finding:
    return finding(
        "settings",
        row,
        column,
        f"settings.invalid_{column}",
        f"Isi kolom {column} “{row.get(column)}” memuat tanda yang tidak boleh dipakai.",
        "Pakai huruf, angka, garis bawah, tanda hubung, atau titik, tanpa spasi.",
    )


def _one_of(row: Row, column: str, words: tuple[str, ...], *, needed: bool) -> list[Finding]:
    given = row.get(column)
    choices = f"Isi kolom {column} pada lembar settings dengan salah satu: {', '.join(words)}."
    if given in words or not (given or needed):
        return []
    code = "unknown" if given else "missing"
    message = f"Isi kolom {column} “{given}” tidak dikenal.{did_you_mean(given, words)}"
    return [
        finding(
            "settings",
            row,
            column,
            f"settings.{code}_{column}",
            message if given else f"Kolom {column} belum diisi.",
            choices,
        )
    ]


def _deadline(row: Row) -> list[Finding]:
    given, monthly = row.get("tenggat"), row.get("frekuensi") == "bulanan"
    if given and not (given.isascii() and given.isdigit() and 1 <= int(given) <= LAST_DAY):
        return [
            finding(
                "settings",
                row,
                "tenggat",
                "settings.invalid_tenggat",
                f"Tenggat “{given}” bukan tanggal.",
                f"Isi angka 1 sampai {LAST_DAY}: tanggal pada bulan berikutnya saat laporan "
                "harus sudah masuk.",
            )
        ]
    if bool(given) == monthly:
        return []
    message, cure = _TENGGAT_MISSING if monthly else _TENGGAT_NEEDLESS
    code = "settings.missing_tenggat" if monthly else "settings.needless_tenggat"
    return [finding("settings", row, "tenggat", code, message, cure, "warning")]


def _forbidden(row: Row) -> list[Finding]:
    return [
        finding("settings", row, column, code, message, f"Hapus isi kolom {column}.")
        for column, (code, message) in _REFUSED.items()
        if row.get(column).lower() not in {"", "no", "false", "false()"}
    ]


def _second_row(row: Row) -> Finding:
    return finding(
        "settings",
        row,
        None,
        "settings.extra_row",
        "Lembar settings hanya boleh berisi satu baris.",
        "Hapus baris ini; hanya baris pertama yang dipakai.",
    )


_NEEDED = {
    "form_id": (
        "Formulir belum punya kode (form_id).",
        "Isi kolom form_id pada lembar settings, misalnya kes_bulanan. Kode ini tidak boleh "
        "berubah lagi setelah formulir diterbitkan.",
    ),
    "version": (
        "Formulir belum punya nomor versi.",
        "Isi kolom version pada lembar settings, misalnya 2026112201 (tanggal dan urutan), dan "
        "naikkan setiap kali formulir berubah.",
    ),
    "form_title": (
        "Formulir belum punya judul.",
        "Isi kolom form_title pada lembar settings dengan judul yang dibaca kader.",
    ),
}
_REFUSED = {
    "public_key": (
        "settings.encrypted_form",
        "Formulir ini mengenkripsi jawaban di ponsel sehingga Simpul tidak dapat membacanya.",
    ),
    "submission_url": (
        "settings.other_server",
        "Formulir ini menyuruh ponsel mengirim jawaban ke alamat lain.",
    ),
    "omit_instanceID": (
        "settings.no_instance_id",
        "Formulir ini membuang tanda pengenal kiriman (instanceID) yang diperlukan Simpul.",
    ),
}
_TENGGAT_MISSING = (
    "Formulir bulanan ini belum punya tenggat, jadi tidak akan pernah dihitung terlambat.",
    f"Isi kolom tenggat dengan angka 1 sampai {LAST_DAY}: tanggal pada bulan berikutnya.",
)
_TENGGAT_NEEDLESS = (
    "Tenggat hanya berlaku untuk formulir bulanan, jadi di sini tidak dipakai.",
    "Kosongkan kolom tenggat, atau ubah frekuensi menjadi bulanan.",
)
