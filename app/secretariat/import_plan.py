"""A dry run: what a workbook would change, and everything that is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.secretariat.changes import KINDS, Change, Index
from app.secretariat.check_kader import check_kader
from app.secretariat.check_people import check_akun, check_opd
from app.secretariat.check_posyandu import check_posyandu
from app.secretariat.columns import AKUN, KADER, OPD, POSYANDU, SHEETS
from app.secretariat.known import Known
from app.secretariat.sheets import Read
from xlsform.findings import Finding

FIRST = "buku"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What becomes of each line, by sheet, and every finding in reading order."""

    changes: Mapping[str, list[Change]]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """Answer how many findings stop the import."""
        return sum(finding.severity == "error" for finding in self.findings)

    def counts(self) -> dict[str, dict[str, int]]:
        """Answer how many lines of each sheet are new, changed, unchanged, in trouble."""
        return {
            sheet: {kind: sum(one.counted == kind for one in changes) for kind in KINDS}
            for sheet, changes in self.changes.items()
        }


def plan_import(read: Read, known: Known) -> ImportPlan:
    """Answer the dry run of a workbook against what is known."""
    index = Index(known.places.values())
    lines = read.lines
    changes = {
        POSYANDU: check_posyandu(lines.get(POSYANDU, []), known, index),
        KADER: check_kader(lines.get(KADER, []), known, index),
        OPD: check_opd(lines.get(OPD, []), known),
        AKUN: check_akun(lines.get(AKUN, []), known, index),
    }
    told = [finding for group in lines.values() for line in group for finding in line.findings]
    findings = sorted(dict.fromkeys([*read.findings, *told]), key=_place)
    present = {sheet: found for sheet, found in changes.items() if sheet in lines}
    return ImportPlan(present, tuple(findings))


def _place(finding: Finding) -> tuple[int, int, str]:
    order = [FIRST, *SHEETS]
    sheet = order.index(finding.sheet) if finding.sheet in order else len(order)
    return sheet, finding.row or 0, finding.column or ""
