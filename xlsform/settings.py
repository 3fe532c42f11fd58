"""The settings sheet: what the form is, whose it is and how often it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xlsform.findings import Finding, found
from xlsform.languages import settings_row
from xlsform.sheets import Row, Workbook
from xlsform.spelling import nearest

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
        *(found("settings.extra_row", extra, "form_id") for extra in workbook.rows("settings")[1:]),
    ]
    if any(one.severity == "error" for one in findings):
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


def _identity(row: Row) -> Iterator[Finding]:
    for column in ("form_id", "version", "form_title"):
        if not row.get(column):
            yield found(f"settings.missing_{column}", row, column)
    for column, pattern in (("form_id", _ID), ("version", _VERSION)):
        given = row.get(column)
        if given and not pattern.fullmatch(given):
            yield found(f"settings.invalid_{column}", row, column, value=given)


def _one_of(row: Row, column: str, words: tuple[str, ...], *, needed: bool) -> Iterator[Finding]:
    given, choices = row.get(column), ", ".join(words)
    if given and given not in words:
        meant = nearest(given, words)
        said = {"value": given, "choices": choices}
        yield found(f"settings.unknown_{column}", row, column, meant=meant, **said)
    elif needed and not given:
        yield found(f"settings.missing_{column}", row, column, choices=choices)


def _deadline(row: Row) -> Iterator[Finding]:
    given, monthly = row.get("tenggat"), row.get("frekuensi") == "bulanan"
    if given and not (given.isascii() and given.isdigit() and 1 <= int(given) <= LAST_DAY):
        yield found("settings.invalid_tenggat", row, "tenggat", value=given, last=LAST_DAY)
    elif monthly and not given:
        yield found("settings.missing_tenggat", row, "tenggat", last=LAST_DAY)
    elif given and not monthly:
        yield found("settings.needless_tenggat", row, "tenggat")


def _forbidden(row: Row) -> Iterator[Finding]:
    for column, code in _REFUSED.items():
        if row.get(column).lower() not in {"", "no", "false", "false()"}:
            yield found(code, row, column, name=column)


_REFUSED = {
    "public_key": "settings.encrypted_form",
    "submission_url": "settings.other_server",
    "omit_instanceID": "settings.no_instance_id",
}
