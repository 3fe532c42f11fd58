"""Fitting a workbook made for another server to what every form here says of itself. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlsform.languages import settings_row
from xlsform.sheets import Row, Sheet, Workbook

_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_.-]")
_NOT_IN_VERSIONS = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class ForeignForm:
    """A form as another server tells of it: its number and title there, version and submissions."""

    remote_id: str
    title: str
    version: str
    submissions: int | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody here says of it: whose it is, and how often it is filled."""

    bidang: str
    frekuensi: str


def fitted(workbook: Workbook, form: ForeignForm, chosen: Chosen) -> Workbook:
    """Answer the workbook with its settings sheet filled: what its author wrote there stays."""
    row = settings_row(workbook)
    cells = dict(row.cells)
    cells["form_id"] = cells.get("form_id") or _NOT_IN_IDS.sub("_", form.remote_id)
    cells["form_title"] = cells.get("form_title") or form.title or cells["form_id"]
    version = cells.get("version") or form.version or "1"
    cells["version"] = _NOT_IN_VERSIONS.sub("-", version).strip("-") or "1"
    cells["bidang"], cells["frekuensi"] = chosen.bidang, chosen.frekuensi
    old = workbook.sheet("settings")
    columns = [*old.columns, *(name for name in cells if name not in old.columns)]
    settings = Sheet("settings", columns, [Row(row.number, cells)])
    return Workbook({**workbook.sheets, "settings": settings})
