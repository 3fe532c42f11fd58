"""Registry workbooks as people get them: template, export, and a checked one with its marks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.secretariat.columns import AREAS, FOUND, HELP, SHEETS, Column, names_of
from app.secretariat.known import Area
from app.secretariat.sheets import MAX_ROWS, Line, Read
from xlsform.findings import Finding

Rows = Sequence[Mapping[str, str]]
HEAD = PatternFill("solid", start_color="1D3B57")
NEEDED = PatternFill("solid", start_color="0D7466")
FAULTY = {
    "error": PatternFill("solid", start_color="F8C9C4"),
    "warning": PatternFill("solid", start_color="FBE3B0"),
}
STEPS = (
    "Isi lembar yang Anda perlukan. Lembar yang dihapus tidak mengubah apa pun.",
    "Satu baris satu Posyandu, kader, OPD, atau hak akun. Judul kolom di baris 1 jangan diubah.",
    "Judul hijau harus diisi. Sel kosong tidak menghapus yang sudah tercatat.",
    "Unggah di Pengaturan > Impor. Server memeriksa dahulu; Anda melihat hasilnya sebelum diterapkan.",
    "Kata sandi tidak pernah ditulis di sini: pemilik akun baru mendapat tautan sekali pakai.",
    "NIK dan nomor KK jangan ditulis di buku kerja ini.",
)


def write_registry(rows: Mapping[str, Rows], areas: Iterable[Area]) -> bytes:
    """Answer the workbook of these rows; without rows it is the template."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_help(book.create_sheet(HELP))
    known = sorted(areas, key=lambda area: area.code)
    for name, columns in SHEETS.items():
        page = book.create_sheet(name)
        _write_head(page, columns)
        for number, row in enumerate(rows.get(name, ()), start=2):
            for place, column in enumerate(columns, start=1):
                _write(page, number, place, row.get(column.name, ""))
        _add_choices(page, columns, sum(area.level == "desa" for area in known))
    _write_areas(book.create_sheet(AREAS), known)
    book.active = 1
    return _bytes(book)


def write_marked(read: Read, findings: Sequence[Finding]) -> bytes:
    """Answer what was read with each faulty cell marked, rows where they stood, to be corrected."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in read.lines.items():
        page = book.create_sheet(name)
        columns = [*names_of(name), FOUND]
        asked = {column.name: column for column in SHEETS[name]}
        _write_head(page, [asked.get(one, Column(FOUND, "", width=60)) for one in columns])
        for line in lines:
            _write_marked_line(page, line, columns)
    _write_findings(book.create_sheet(FOUND), findings)
    return _bytes(book)


def _write_marked_line(page: Worksheet, line: Line, columns: Sequence[str]) -> None:
    for place, column in enumerate(columns[:-1], start=1):
        _write(page, line.number, place, line.get(column))
    for finding in line.findings:
        place = columns.index(finding.column) + 1 if finding.column in columns else 1
        cell = page.cell(line.number, place)
        cell.fill = FAULTY[finding.severity]
        cell.comment = Comment(f"{finding.message} {finding.cure}", "Simpul", width=320, height=120)
    told = " ".join(f"{finding.message} {finding.cure}" for finding in line.findings)
    _write(page, line.number, len(columns), told)


def _write_findings(page: Worksheet, findings: Sequence[Finding]) -> None:
    heads = ("lembar", "baris", "kolom", "berat", "kode", "temuan", "perbaikan")
    widths = (12, 8, 18, 12, 24, 60, 60)
    shown = [Column(name, "", width=width) for name, width in zip(heads, widths, strict=True)]
    _write_head(page, shown)
    for number, one in enumerate(findings, start=2):
        weight = "kesalahan" if one.severity == "error" else "peringatan"
        cells = (one.sheet, one.row, one.column, weight, one.code, one.message, one.cure)
        for place, text in enumerate(cells, start=1):
            _write(page, number, place, "" if text is None else str(text))


def _write_head(page: Worksheet, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns, start=1):
        cell = page.cell(1, place, column.name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = NEEDED if column.required else HEAD
        cell.alignment = Alignment(vertical="top")
        if column.help:
            cell.comment = Comment(column.help, "Simpul", width=280, height=90)
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].number_format = "@"
    page.freeze_panes = "C2" if len(columns) > 3 else "A2"


def _add_choices(page: Worksheet, columns: Sequence[Column], areas: int) -> None:
    for place, column in enumerate(columns, start=1):
        if column.name == "kode_desa" and areas:
            source = f"{AREAS}!$A$2:$A${areas + 1}"
        elif column.choices:
            source = f'"{",".join(column.choices)}"'
        else:
            continue
        rule = DataValidation(
            type="list", formula1=source, allow_blank=True, showErrorMessage=False
        )
        letter = get_column_letter(place)
        rule.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
        page.add_data_validation(rule)


def _write_help(page: Worksheet) -> None:
    page.column_dimensions["A"].width = 20
    page.column_dimensions["B"].width = 22
    page.column_dimensions["C"].width = 90
    page.cell(1, 1, "Registri Posyandu: cara mengisi").font = Font(bold=True, size=14)
    for number, text in enumerate(STEPS, start=3):
        page.cell(number, 1, f"{number - 2}. {text}")
    row = len(STEPS) + 5
    for place, text in enumerate(("Lembar", "Kolom", "Isi"), start=1):
        page.cell(row, place, text).font = Font(bold=True)
    for name, columns in SHEETS.items():
        for column in columns:
            row += 1
            page.cell(row, 1, name)
            page.cell(row, 2, column.name).font = Font(bold=column.required)
            choices = f" Pilihan: {', '.join(column.choices)}." if column.choices else ""
            wrapped = page.cell(
                row, 3, ("Wajib. " if column.required else "") + column.help + choices
            )
            wrapped.alignment = Alignment(wrap_text=True, vertical="top")


def _write_areas(page: Worksheet, areas: Sequence[Area]) -> None:
    names = {area.code: area.name for area in areas}
    _write_head(page, [Column("kode", ""), Column("nama", "", width=28), Column("kecamatan", "")])
    for number, area in enumerate((one for one in areas if one.level == "desa"), start=2):
        _write(page, number, 1, area.code)
        _write(page, number, 2, area.name)
        _write(page, number, 3, names.get(area.code.rpartition(".")[0], ""))


def _write(page: Worksheet, number: int, place: int, text: str) -> None:
    if not text:
        return
    cell = page.cell(number, place, text)
    cell.data_type = "s"  # a text that begins with "=" is no formula
    cell.number_format = "@"


def _bytes(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
