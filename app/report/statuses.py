"""The six statuses of a month's report, the same everywhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.intake.states import ACCEPTED, COUNTED, UNREVIEWED
from app.intake.states import WAITING as UNCOUNTED

COMPLETE = "lengkap"
TO_ACCEPT = "Menunggu persetujuan"
WAITING = "menunggu_tinjauan"
RETURNED = "dikembalikan"
LATE = "terlambat"
NOTHING = "nihil"
MISSING = "belum_ada"
STATUSES = (COMPLETE, WAITING, RETURNED, LATE, NOTHING, MISSING)


@dataclass(frozen=True, slots=True)
class Report:
    """One monthly report as the grid sees it."""

    posyandu_code: str
    bidang: str
    state: str
    report_status: str
    late: bool
    instance_id: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A grid cell: its status, its word where the status alone would mislead, and its marks."""

    status: str
    word: str | None = None
    late: bool = False
    unreviewed: bool = False
    instance_id: str | None = None
    owed: bool = True


NOT_BEGUN = Mark(MISSING, "Belum dimulai", owed=False)


def mark_of(reports: Sequence[Report], due: date, today: date, *, owed: bool = True) -> Mark:
    """Answer the grid cell of one Posyandu and bidang from its reports, oldest first.

    Where the report is not owed yet nothing is missing or late, and what came counts all the same.
    """
    live = [report for report in reports if report.state in COUNTED]
    if live:
        accepted = [report for report in live if report.state == ACCEPTED]
        return _mark_of_report((accepted or live)[-1])
    waiting = [report for report in reports if report.state == UNCOUNTED]
    if waiting:
        last = waiting[-1]
        return Mark(WAITING, TO_ACCEPT, last.late, unreviewed=True, instance_id=last.instance_id)
    returned = [report for report in reports if report.state == "dikembalikan"]
    if returned:
        return Mark(RETURNED, instance_id=returned[-1].instance_id)
    if not owed:
        return NOT_BEGUN
    return Mark(LATE if today > due else MISSING)


def _mark_of_report(report: Report) -> Mark:
    unreviewed = report.state == UNREVIEWED
    word = None
    if report.report_status == "nihil":
        status = NOTHING
    elif report.report_status == "belum_berjalan":
        # It was reported that the bidang has not begun: not a report that counts, and not silence.
        status, word = MISSING, "Belum berjalan"
    else:
        status = WAITING if unreviewed else COMPLETE
    return Mark(status, word, report.late, unreviewed, report.instance_id)


def group_reports(reports: Iterable[Report]) -> Mapping[tuple[str, str], list[Report]]:
    """Answer reports by (posyandu_code, bidang), in the order given."""
    grouped: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        grouped.setdefault((report.posyandu_code, report.bidang), []).append(report)
    return grouped


def count_statuses(marks: Iterable[Mark]) -> dict[str, int]:
    """Answer how many cells have each status, those left aside in which nothing is owed yet."""
    counts = dict.fromkeys(STATUSES, 0)
    for mark in marks:
        if mark.owed:
            counts[mark.status] += 1
    return counts
