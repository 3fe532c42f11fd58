"""What is wrong with a form, in words for the officer who wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from xlsform.sheets import Row
from xlsform.wording.catalogue import entry_of
from xlsform.wording.entry import Severity

# What the sentences of the wording are filled with.
Words = dict[str, Any]

SHEET_ORDER = ("workbook", "settings", "survey", "choices", "entities", "external_choices", "osm")


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: where it stands (rows as Excel shows them), what it is, how to cure it.

    `message` and `cure` are Indonesian; `message_en` and `cure_en` say the same in English, where
    the wording has it.
    """

    severity: Severity
    sheet: str
    row: int | None
    column: str | None
    code: str
    message: str
    cure: str
    message_en: str = ""
    cure_en: str = ""

    def as_dict(self) -> dict[str, str | int | None]:
        """The finding as a JSON object with the names of the class."""
        return asdict(self)

    def in_english(self) -> Finding:
        """The finding with its English sentences as message and cure, where it has them."""
        if not self.message_en:
            return self
        return replace(self, message=self.message_en, cure=self.cure_en)

    def __str__(self) -> str:
        """`sheet:row:column: code: message`, a dash where row or column is not one place."""
        return f"{self.sheet}:{self.row or '-'}:{self.column or '-'}: {self.code}: {self.message}"


class WorkbookError(Exception):
    """A file that cannot be read as a workbook; `findings` say why, and there is at least one."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings; the text of the exception is the first message."""
        self.findings: list[Finding] = list(findings)
        super().__init__(self.findings[0].message)


def found(
    code: str,
    row: Row | int | None = None,
    column: str | None = None,
    *,
    sheet: str = "",
    meant: str | None = None,
    **words: object,
) -> Finding:
    """The finding of a code at its place; the sheet is that of the code unless told otherwise.

    `words` fill the sentences of the wording; `meant` is the word an author probably meant.
    """
    entry = entry_of(code)
    ours = {**words, "meant": f" Mungkin maksud Anda “{meant}”." if meant else ""}
    theirs = {**words, "meant": f" Did you mean “{meant}”?" if meant else ""}
    said = Finding(
        entry.severity,
        sheet or code.partition(".")[0],
        row.number if isinstance(row, Row) else row,
        column,
        code,
        entry.message.format_map(ours),
        entry.cure.format_map(ours),
        entry.message_en.format_map(theirs),
        entry.cure_en.format_map(theirs),
    )
    return _at_include(said, row) if isinstance(row, Row) and row.block else said


def finding(
    sheet: str,
    row: Row | None,
    column: str | None,
    code: str,
    message: str,
    cure: str,
    severity: Severity = "error",
) -> Finding:
    """A finding in words of one's own at a row."""
    said = Finding(severity, sheet, row.number if row else None, column, code, message, cure)
    return _at_include(said, row) if row and row.block else said


def _at_include(said: Finding, row: Row) -> Finding:
    """A finding inside a block points to the `include` row and says so."""
    return replace(
        said,
        sheet="survey",
        message=f"{said.message} (Di dalam “{row.block}”, lembar {said.sheet} baris {row.block_row}.)",
        message_en=said.message_en
        and f"{said.message_en} (Within “{row.block}”, sheet {said.sheet} row {row.block_row}.)",
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding forbids the form."""
    return any(found.severity == "error" for found in findings)


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each once, as an author meets them: by sheet, then from the top down."""
    return sorted(dict.fromkeys(findings), key=_place)


def _place(found: Finding) -> tuple[int, int]:
    known = found.sheet in SHEET_ORDER
    return SHEET_ORDER.index(found.sheet) if known else len(SHEET_ORDER), found.row or 0
