"""Reading the tables of scores under forms/: cut-offs, functions, counts, reports, alarms."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.design.library import FORMS, read_fields, read_table
from app.scores.declared import Alarm, Declared, alarms_from, counts_from, scores_from
from app.scores.limits import Limits, limits_from
from app.scores.reports import PerReport, per_report_from


@cache
def read_limits(folder: Path = FORMS) -> Limits:
    """Answer every cut-off."""
    return limits_from(read_table(folder / "ambang.md"))


@cache
def read_declared(folder: Path = FORMS) -> Declared:
    """Answer which scores there are, and what is counted of them."""
    events = {row.field for row in read_fields(folder / "fields.md") if row.rule == "event"}
    scores = scores_from(read_table(folder / "skor.md"), events)
    return Declared(scores, counts_from(read_table(folder / "hitungan.md")))


@cache
def read_per_report(folder: Path = FORMS) -> tuple[PerReport, ...]:
    """Answer what is worked out of each report."""
    return per_report_from(read_table(folder / "tiap_laporan.md"))


@cache
def read_alarms(folder: Path = FORMS) -> tuple[Alarm, ...]:
    """Answer what must not wait."""
    return alarms_from(read_table(folder / "peringatan.md"))
