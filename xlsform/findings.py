"""What is wrong with a form, in words for the officer who wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from xlsform.sheets import Row

Severity = Literal["error", "warning"]

SHEET_ORDER = ("workbook", "settings", "survey", "choices", "entities", "external_choices", "osm")


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: where it stands (rows as Excel shows them), what it is, how to cure it."""

    severity: Severity
    sheet: str
    row: int | None
    column: str | None
    code: str
    message: str
    cure: str

    def as_dict(self) -> dict[str, str | int | None]:
        """The finding as a JSON object with the seven names of the class."""
        return asdict(self)

    def __str__(self) -> str:
        """`sheet:row:column: code: message`, a dash where row or column is not one place."""
        return f"{self.sheet}:{self.row or '-'}:{self.column or '-'}: {self.code}: {self.message}"


class WorkbookError(Exception):
    """A file that cannot be read as a workbook; `findings` say why, and there is at least one."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings; the text of the exception is the first message."""
        self.findings: list[Finding] = list(findings)
        super().__init__(self.findings[0].message)


def finding(
    sheet: str,
    row: Row | None,
    column: str | None,
    code: str,
    message: str,
    cure: str,
    severity: Severity = "error",
) -> Finding:
    """A finding at a row; one inside a block points to the `include` row and says so."""
    if row is None:
        return Finding(severity, sheet, None, column, code, message, cure)
    if row.block is None:
        return Finding(severity, sheet, row.number, column, code, message, cure)
    inside = f"{message} (Di dalam “{row.block}”, lembar {sheet} baris {row.block_row}.)"
    return Finding(severity, "survey", row.number, column, code, inside, cure)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding forbids the form."""
    return any(found.severity == "error" for found in findings)


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each once, as an author meets them: by sheet, then from the top down."""
    return sorted(dict.fromkeys(findings), key=_place)


def _place(found: Finding) -> tuple[int, int]:
    known = found.sheet in SHEET_ORDER
    return SHEET_ORDER.index(found.sheet) if known else len(SHEET_ORDER), found.row or 0
