"""What another server has against a form, as findings with their place in the workbook. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyxform.errors import PyXFormError

from app.exchange.remote_errors import RemoteError
from xlsform import errors
from xlsform.findings import Finding, finding
from xlsform.outline import active_rows, outline
from xlsform.sheets import Row, Workbook

LONGEST_QUOTE = 300
USED_VERSION = "central.version"


def central_findings(error: RemoteError, workbook: Workbook) -> list[Finding]:
    """Answer what Central's refusal says of a form, by its code."""
    document = error.document if isinstance(error.document, dict) else {}
    details = document.get("details")
    details = details if isinstance(details, dict) else {}
    if error.code == "400.17":
        return [_type_changed(details, workbook)]
    if error.code in {"400.15", "400.25"}:
        text = str(details.get("error") or details.get("reason") or document.get("message") or "")
        return [compiler_finding(text, workbook)]
    if error.code == "409.6":
        return [finding("settings", _settings(workbook), "version", USED_VERSION, *_VERSION)]
    if error.code == "409.3":
        return [finding("settings", _settings(workbook), "form_id", "central.form_id", *_TRASHED)]
    return []


def _type_changed(details: Mapping[str, Any], workbook: Workbook) -> Finding:
    path = str(details.get("path") or "").strip("/")
    row = _row_of(path, workbook)
    message = (
        f"“{path.rpartition('/')[2]}” di server itu berjenis {details.get('type')} pada versi yang "
        "pernah terbit, dan ODK Central tidak mengizinkan jenisnya berubah."
    )
    cure = "Kembalikan jenisnya, atau beri pertanyaan ini nama lain. Menjadi teks boleh."
    return finding("survey", row, "type", "central.type_change", message, cure)


def _row_of(path: str, workbook: Workbook) -> Row | None:
    for entry in outline(workbook).entries:
        if entry.path == path:
            return entry.row
    return None


def compiler_finding(text: str, workbook: Workbook) -> Finding:
    """Answer what a compiler elsewhere said, with its place in the workbook it was given."""
    handed = {"survey": active_rows(workbook), "choices": workbook.rows("choices")}
    return errors.refusal(PyXFormError(text[:LONGEST_QUOTE]), handed)


def kobo_import_finding(messages: object, workbook: Workbook) -> Finding:
    """Answer why Kobo could not take a workbook in."""
    said = messages if isinstance(messages, dict) else {}
    kind, text = str(said.get("error_type") or ""), str(said.get("error") or "")
    name = text.rpartition(": ")[2].strip()
    row = next((each for each in workbook.rows("survey") if each.get("name") == name), None)
    if kind == "DuplicateNameException" or "Duplicate node name" in text:
        message = f"KoboToolbox menolak nama “{name}” yang dipakai lebih dari sekali."
        cure = "Ganti salah satu nama itu di formulir, terbitkan versi baru, lalu ulangi."
        return finding("survey", row, "name", "kobo.name_twice", message, cure)
    if "Invalid node name" in text:
        message = f"KoboToolbox menolak nama “{name}”."
        cure = "Pakai huruf, angka, dan garis bawah saja untuk nama pertanyaan."
        return finding("survey", row, "name", "kobo.name", message, cure)
    return compiler_finding(text or kind, workbook)


def _settings(workbook: Workbook) -> Row | None:
    return next(iter(workbook.rows("settings")), None)


_VERSION = (
    "Versi ini sudah pernah terbit di server itu dengan isi lain.",
    "Buat rencana baru: versi berikutnya yang masih bebas dipakai di sana.",
)
_TRASHED = (
    "Formulir dengan nomor ini sudah ada di server itu, mungkin di tempat sampahnya.",
    "Pulihkan atau hapus formulir itu di ODK Central, lalu lanjutkan.",
)
