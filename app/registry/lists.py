"""The lists of places that forms attach as CSV, cut to the area a phone may report for: pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

KECAMATAN = "kecamatan.csv"
DESA = "desa.csv"
POSYANDU = "posyandu.csv"
LIST_NAMES = (KECAMATAN, DESA, POSYANDU)
COLUMNS: dict[str, tuple[str, ...]] = {
    KECAMATAN: ("name", "label"),
    DESA: ("name", "label", "kecamatan"),
    POSYANDU: ("name", "label", "desa"),
}


def write_list(name: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Answer a list as CSV bytes, the same bytes for the same rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS[name])
    writer.writerows(rows)
    return out.getvalue().encode()
