"""Report tables as data frames, and as workbooks a person would like to get. Pure."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

STATUS_NAMES = {
    "lengkap": "Lengkap",
    "menunggu_tinjauan": "Menunggu tinjauan",
    "dikembalikan": "Dikembalikan",
    "terlambat": "Terlambat",
    "nihil": "Nihil",
    "belum_ada": "Belum ada",
}
WIDEST = 48


def grid_table(rows: Sequence[Mapping[str, Any]], bidang: Mapping[str, str]) -> pd.DataFrame:
    """Answer the month grid: one line a Posyandu, one column a bidang with its status in words."""
    return pd.DataFrame(
        [
            {
                "Kode": row["code"],
                "Posyandu": row["name"],
                "Desa/kelurahan": row["desa"],
                "Kecamatan": row["kecamatan"],
                **{
                    bidang[cell["bidang"]]: cell["word"] or STATUS_NAMES[cell["status"]]
                    for cell in row["cells"]
                },
            }
            for row in rows
        ],
        columns=["Kode", "Posyandu", "Desa/kelurahan", "Kecamatan", *bidang.values()],
    )


def write_table(table: pd.DataFrame, title: str, foot: str = "") -> bytes:
    """Answer a table as an XLSX workbook: bold header, frozen row, filters, fitting widths, a foot."""
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        table.to_excel(writer, sheet_name=title[:31], index=False)
        sheet = writer.sheets[title[:31]]
        _dress(sheet, table)
        if foot:
            sheet.oddFooter.left.text = foot.replace("&", "&&")[:240]
            cell = sheet.cell(len(table) + 3, 1, foot)
            cell.font = Font(italic=True, color="5B6B7B")
    return out.getvalue()


def _dress(sheet: Worksheet, table: pd.DataFrame) -> None:
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    for number, name in enumerate(table.columns, start=1):
        cell = sheet.cell(1, number)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="1D3B57")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        longest = max([len(str(name)), *(len(str(value)) for value in table[name])])
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 2, WIDEST)
