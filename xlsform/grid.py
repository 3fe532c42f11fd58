"""From a grid of cells, as files hold them, to a sheet."""

from __future__ import annotations

from collections.abc import Iterable

from xlsform.columns import KNOWN, canonical_column
from xlsform.findings import Finding
from xlsform.sheets import Row, Sheet, clean_text

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 32_767

Grid = Iterable[tuple[int, list[str]]]


def canonical_sheet(name: str) -> str:
    """`Survey ` as `survey`; the name of a sheet XLSForm does not know only trimmed."""
    trimmed = name.strip()
    return trimmed.lower() if trimmed.lower() in KNOWN else trimmed


def sheet_from_grid(name: str, grid: Grid) -> tuple[Sheet, list[Finding]]:
    """The sheet in numbered lines of cells (line 1 is the header), and what is wrong with it."""
    lines = [(number, [clean_text(cell) for cell in cells]) for number, cells in grid]
    findings = _too_big(name, lines)
    if findings:
        return Sheet(name, [], []), findings
    header = next((cells for number, cells in lines if number == 1), [])
    columns = [canonical_column(name, cell) if cell else "" for cell in header]
    rows = []
    for number, cells in lines:
        filled = {c: text for c, text in zip(columns, cells, strict=False) if c and text}
        if number > 1 and filled:
            rows.append(Row(number, filled))
    used = [column for column in columns if column]
    return Sheet(name, used, rows), _repeated_columns(name, header, columns)


def _repeated_columns(name: str, header: list[str], columns: list[str]) -> list[Finding]:
    return [
        Finding(
            "error",
            name,
            1,
            header[place],
            f"{name}.duplicate_column",
            f"Kolom “{header[place]}” sama dengan kolom “{header[columns.index(column)]}”.",
            "Gabungkan kedua kolom itu menjadi satu, lalu hapus yang lain.",
        )
        for place, column in enumerate(columns)
        if column and columns.index(column) < place
    ]


def _too_big(name: str, lines: list[tuple[int, list[str]]]) -> list[Finding]:
    findings = []
    full = [(number, cells) for number, cells in lines if any(cells)]
    if full and full[-1][0] > MAX_ROWS:
        findings.append(
            Finding(
                "error",
                name,
                MAX_ROWS + 1,
                None,
                "workbook.too_many_rows",
                f"Lembar {name} berisi lebih dari {MAX_ROWS:,} baris.".replace(",", "."),
                "Daftar sepanjang itu lebih baik menjadi berkas CSV (select_one_from_file).",
            )
        )
    if any(any(cells[MAX_COLUMNS:]) for _, cells in full):
        findings.append(
            Finding(
                "error",
                name,
                1,
                None,
                "workbook.too_many_columns",
                f"Lembar {name} berisi lebih dari {MAX_COLUMNS} kolom.",
                "Hapus kolom yang tidak dipakai, lalu simpan dan unggah lagi.",
            )
        )
    findings += [_long_cell(name, number) for number, cells in full if _has_long_cell(cells)]
    return findings


def _has_long_cell(cells: list[str]) -> bool:
    return any(len(cell) > MAX_CELL for cell in cells)


def _long_cell(name: str, number: int) -> Finding:
    return Finding(
        "error",
        name,
        number,
        None,
        "workbook.cell_too_long",
        f"Satu sel di baris ini lebih panjang daripada yang dapat disimpan Excel ({MAX_CELL}).",
        "Pendekkan isi sel itu.",
    )
