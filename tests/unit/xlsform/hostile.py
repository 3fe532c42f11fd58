"""Files that mean harm, each small to send: made here, and read in a process whose memory is measured.

`python -m tests.unit.xlsform.hostile` reads them all and prints what became of each as JSON.
"""

from __future__ import annotations

import io
import json
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook as ExcelWorkbook

from xlsform.compile import compile_form
from xlsform.findings import Finding, WorkbookError, has_errors
from xlsform.workbook import read_workbook

_SHEET = "xl/worksheets/sheet1.xml"
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DOCTYPE = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def sound(*rows: list[str]) -> bytes:
    """A workbook as Excel writes one, with these rows in its survey sheet."""
    book = ExcelWorkbook()
    page = book.worksheets[0]
    page.title = "survey"
    for row in rows or (["type", "name", "label"], ["text", "nama", "Nama"]):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name: str, content: bytes, book: bytes | None = None) -> bytes:
    """A workbook in which one part is another, packed tightly."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book or sound())) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()


def sheet_of(rows: bytes) -> bytes:
    """A workbook whose first sheet holds these rows, as XML."""
    data = b"<worksheet " + _MAIN + b"><sheetData>" + rows + b"</sheetData></worksheet>"
    return with_part(_SHEET, data)


def zip_bomb() -> bytes:
    """60 MB of nothing in a part that nobody looks at."""
    return with_part("xl/media/besar.bin", bytes(60_000_000))


def lying_zip() -> bytes:
    """A part that says it unpacks to a few bytes and does not."""
    honest = with_part(_SHEET, bytes(5_000_000))
    size = (5_000_000).to_bytes(4, "little")
    return honest.replace(size, (50).to_bytes(4, "little"))


def a_million_rows() -> bytes:
    """More rows than Excel has, each with a question."""
    row = b'<row><c t="inlineStr"><is><t>text</t></is></c></row>'
    return sheet_of(row * 1_000_000)


def rows_of_numbers() -> bytes:
    """More rows than a sheet may have, each with one cell."""
    return sheet_of(b"<row><c><v>1</v></c></row>" * 60_000)


def one_endless_row() -> bytes:
    """One row with more empty cells than a sheet has columns."""
    return sheet_of(b"<row>" + b"<c/>" * 60_000 + b"</row>")


def a_row_without_end() -> bytes:
    """One row with ten million empty cells."""
    return sheet_of(b"<row>" + b"<c/>" * 10_000_000 + b"</row>")


def shared_texts() -> bytes:
    """As many shared texts as pass for a sheet's, used by none."""
    texts = b"<sst " + _MAIN + b">" + b"<si><t>a</t></si>" * 490_000 + b"</sst>"
    return with_part("xl/sharedStrings.xml", texts)


def many_styles() -> bytes:
    """A million ways to write a cell."""
    cells = b"<xf/>" * 1_000_000
    return with_part("xl/styles.xml", b"<styleSheet " + _MAIN + b"><cellXfs>" + cells)


def xml_entities() -> bytes:
    """A sheet that declares entities of entities."""
    return with_part(_SHEET, _DOCTYPE + b"<worksheet>&b;</worksheet>")


def xml_entities_in_utf16() -> bytes:
    """The same in another encoding."""
    return with_part(_SHEET, (_DOCTYPE + b"<worksheet/>").decode().encode("utf-16"))


def macros() -> bytes:
    """A workbook with a program in it."""
    return with_part("xl/vbaProject.bin", b"Attribute VB_Name")


def formula_without_value() -> bytes:
    """A cell that was never computed."""
    return sound(["type", "name", "label"], ["text", "nama", "=1+1"])


def formula_that_reaches_out() -> bytes:
    """A cell whose value a program or another file gave."""
    value = b'<c r="C2" t="str"><f>WEBSERVICE("http://contoh.id")</f><v>Nama</v></c>'
    cells = [b'<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>' % pair for pair in _HEADS]
    return sheet_of(b'<row r="1">' + b"".join(cells) + b'</row><row r="2">' + value + b"</row>")


_HEADS = [(b"A", b"type"), (b"B", b"name"), (b"C", b"label")]


def deep_groups() -> bytes:
    """Ten thousand groups, each within the last."""
    rows = [["begin_group", f"g{number}", "G"] for number in range(10_000)]
    return sound(["type", "name", "label"], *rows)


def many_circles() -> bytes:
    """A thousand calculations of themselves."""
    rows = [["calculate", f"c{number}", f"${{c{number}}}"] for number in range(1_000)]
    return sound(["type", "name", "calculation"], *rows)


def misspelled_thousands() -> bytes:
    """A thousand names, and as many references that nearly meet them."""
    rows = [["note", f"pertanyaan_{n}", f"${{pertanyan_{n}}}"] for n in range(1_000)]
    return sound(["type", "name", "label"], *rows)


def endless_formulas() -> bytes:
    """Formulas of a length that no person writes, in as many rows as fit."""
    rows = [["calculate", f"c{number}", "1+" * 16_000 + "1"] for number in range(20)]
    return sound(["type", "name", "calculation"], *rows)


def broken_references() -> bytes:
    """Cells full of references that are opened and not closed."""
    rows = [["calculate", f"c{number}", "${" * 16_000 + "}"] for number in range(50)]
    return sound(["type", "name", "calculation"], *rows)


def long_text() -> bytes:
    """More text than any form."""
    return b"| survey | label |\n" + (b"| | " + b"x" * 32_000 + b" |\n") * 300


def csv_lines() -> bytes:
    """A million lines of CSV."""
    return b"survey,,\n,type,name\n" + b",text,a\n" * 1_000_000


def markdown_lines() -> bytes:
    """A million rows of Markdown."""
    return b"| survey | type |\n" + b"| | text |\n" * 1_000_000


def old_excel_of_nothing() -> bytes:
    """The head of an old Excel file, and noise."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(range(256)) * 8_000


# What each is made by, the ending it comes under, and the code it is refused with.
FILES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "zip_bomb": (zip_bomb, ".xlsx", "workbook.too_large"),
    "lying_zip": (lying_zip, ".xlsx", "workbook.not_a_workbook"),
    "a_million_rows": (a_million_rows, ".xlsx", "workbook.too_large"),
    "rows_of_numbers": (rows_of_numbers, ".xlsx", "workbook.too_many_rows"),
    "one_endless_row": (one_endless_row, ".xlsx", "survey.empty"),
    "a_row_without_end": (a_row_without_end, ".xlsx", "workbook.too_large"),
    "shared_texts": (shared_texts, ".xlsx", "workbook.too_large"),
    "many_styles": (many_styles, ".xlsx", "workbook.too_large"),
    "xml_entities": (xml_entities, ".xlsx", "workbook.declares_entities"),
    "xml_entities_in_utf16": (xml_entities_in_utf16, ".xlsx", "workbook.declares_entities"),
    "macros": (macros, ".xlsx", "workbook.has_macros"),
    "macros_by_name": (sound, ".xlsm", "workbook.has_macros"),
    "formula_without_value": (formula_without_value, ".xlsx", "workbook.formula_cell"),
    "formula_that_reaches_out": (
        formula_that_reaches_out,
        ".xlsx",
        "workbook.formula_reaches_out",
    ),
    "deep_groups": (deep_groups, ".xlsx", "survey.too_deep"),
    "many_circles": (many_circles, ".xlsx", "survey.circular_formula"),
    "misspelled_thousands": (misspelled_thousands, ".xlsx", "survey.unknown_reference"),
    "endless_formulas": (endless_formulas, ".xlsx", "survey.formulas_too_long"),
    "broken_references": (broken_references, ".xlsx", "survey.broken_reference"),
    "long_text": (long_text, ".md", "workbook.too_large"),
    "csv_lines": (csv_lines, ".csv", "workbook.too_many_rows"),
    "markdown_lines": (markdown_lines, ".md", "workbook.too_many_rows"),
    "old_excel_of_nothing": (old_excel_of_nothing, ".xls", "workbook.not_an_old_workbook"),
}


def findings_of(source: bytes, ending: str) -> list[Finding]:
    """Everything said of a file."""
    try:
        return compile_form(read_workbook(source, f"f{ending}")).findings
    except WorkbookError as refused:
        return refused.findings


def main(folder: str) -> None:
    """Read the files of a folder and print codes and seconds of each, and the most memory in MB."""
    told: dict[str, tuple[list[str], bool, float]] = {}
    for name, (_, ending, _) in FILES.items():
        with open(f"{folder}/{name}", "rb") as file:
            source = file.read()
        begun = time.process_time()
        findings = findings_of(source, ending)
        refused = has_errors(findings)
        told[name] = ([one.code for one in findings], refused, time.process_time() - begun)
    sys.stdout.write(json.dumps({"told": told, "memory": _most_memory()}))


def _most_memory() -> float:
    """The most memory this process had, in MB; getrusage would count its parent's too."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(sys.argv[1])
