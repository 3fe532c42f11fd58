"""The lists that forms attach as CSV, cut to the area a phone may report for: pure.

Places, and what was returned to be corrected: its month and the reason, never an answer.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

KECAMATAN = "kecamatan.csv"
DESA = "desa.csv"
POSYANDU = "posyandu.csv"
RETURNED = "dikembalikan.csv"
LIST_NAMES = (KECAMATAN, DESA, POSYANDU, RETURNED)
COLUMNS: dict[str, tuple[str, ...]] = {
    KECAMATAN: ("name", "label"),
    DESA: ("name", "label", "kecamatan"),
    POSYANDU: ("name", "label", "desa"),
    RETURNED: ("name", "label", "posyandu", "bulan"),
}
LONGEST_REASON = 200
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,}")  # a date has eight digits, a telephone nine


def write_list(name: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Answer a list as CSV bytes, the same bytes for the same rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS[name])
    writer.writerows(rows)
    return out.getvalue().encode()


def fit_reason(text: str) -> str:
    """Answer a reason as it may travel to a phone and onto paper: one line, long numbers blotted out.

    A reviewer should name nobody; a number as long as a NIK or a telephone's is taken out all the same.
    """
    line = _LONG_NUMBER.sub("\u2022\u2022\u2022\u2022", " ".join(text.split()))
    if len(line) > LONGEST_REASON:
        line = line[: LONGEST_REASON - 1].rstrip() + "\u2026"
    return line if line.endswith((".", "!", "?", "\u2026")) else f"{line}."
