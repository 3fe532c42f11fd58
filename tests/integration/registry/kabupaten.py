"""A kabupaten as DPMD might hand it over: 821 Posyandu, 4,000 kader, OPD and accounts in one workbook.

`MISTAKES` are what people get wrong, each planted in one cell; what the dry run must say of it stands
beside it: the code of the finding, and the sheet, row and column it points to.
"""

from __future__ import annotations

import copy
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from app.demo import names
from app.demo.places import Desa, spread
from app.registry import store
from app.secretariat.columns import SHEETS, names_of
from tests.integration.submissions import MALUHU

Rows = dict[str, list[dict[str, Any]]]
PER_POSYANDU = 5
KADER = 4_000
SEED = 7
FIRST = 2  # the first row below the header


def kabupaten(posyandu: int = 821, kader: int = KADER) -> Rows:
    """The sound rows; inside an app context, for the area codes."""
    places = spread(_desa(), posyandu, SEED)
    rng = random.Random(SEED)
    rows: Rows = {name: [] for name in SHEETS}
    for number, place in enumerate(places):
        rows["posyandu"].append(
            {
                "nama": f"Posyandu {place.name}",
                "kode_desa": place.desa.code,
                "desa": place.desa.name,
                "kecamatan": place.desa.kecamatan_name,
                "alias_lama": f"Posyandu Balita {number}; Posbindu {number}",
                "lintang": round(rng.uniform(-0.9, 1.2), 5),
                "bujur": round(rng.uniform(115.6, 117.4), 5),
                "puskesmas": f"Puskesmas {place.desa.kecamatan_name}",
                "tanggal_berdiri": "5 November 2009",
                "percontohan": "ya" if place.is_pilot else "",
            }
        )
    for number in range(kader):
        place = places[number % len(places)]
        rows["kader"].append(
            {
                "nama": f"{names.woman(rng)} {_letters(number)}",
                "posyandu": place.name,
                "kode_desa": place.desa.code,
                "jabatan": "ketua" if number < len(places) else "anggota",
                "bidang": "kesehatan",
                "no_hp": f"0812{number:08d}",
                "mulai": "2020-02-03",
            }
        )
    rows["opd"] = [
        {"nama": "Dinas Perikanan", "bidang": "umum"},
        {"nama": "Badan Kesbangpol", "bidang": "trantibumlinmas"},
    ]
    rows["akun"] = [
        {"nama": "opd.dinkes", "peran": "opd", "bidang": "kesehatan"},
        {"nama": "camat.tenggarong", "peran": "camat", "wilayah": "64.02.06"},
        {"nama": "desa.maluhu", "peran": "desa", "wilayah": MALUHU, "berlaku_mulai": "2026-01-01"},
        {"nama": "opd.dinkes", "peran": "opd", "bidang": "sosial", "wilayah": "64.02.06"},
    ]
    return rows


def _desa() -> list[Desa]:
    areas = store.list_wilayah(("kecamatan", "desa"))
    known = {area.code: area.name for area in areas}
    return [
        Desa(one.code, one.name, one.kind, one.parent or "", known[one.parent or ""])
        for one in areas
        if one.level == "desa"
    ]


def _letters(number: int) -> str:
    """A family name of its own for each, so that no two names are alike by chance."""
    rng = random.Random(number)
    return "".join(rng.choice("bdgjklmnprst") + rng.choice("aeiou") for _ in range(6)).title()


def workbook_of(rows: Rows, adjust: Callable[[Workbook], None] | None = None) -> bytes:
    """The rows as an Excel workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in rows.items():
        page = book.create_sheet(name)
        columns = list(names_of(name))
        page.append(columns)
        for line in lines:
            page.append([line.get(column) or None for column in columns])
    if adjust:
        adjust(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Mistake:
    """A planted mistake: where, what stands there instead, and what must be said of it."""

    code: str
    sheet: str
    row: int
    column: str
    value: Any

    @property
    def place(self) -> tuple[str, str, int, str]:
        """What a finding of it says."""
        return self.code, self.sheet, self.row, self.column


P, K, A = "posyandu", "kader", "akun"
MISTAKES = (
    Mistake("isian.kosong", P, 10, "nama", ""),
    Mistake("isian.kosong", P, 12, "kode_desa", ""),
    Mistake("wilayah.kode_bps", P, 14, "kode_desa", "64.03.06.1011"),
    Mistake("wilayah.kode_bps", P, 16, "kode_desa", "6403060011"),
    Mistake("wilayah.tanpa_titik", P, 18, "kode_desa", "6402061011"),
    Mistake("wilayah.bukan_desa", P, 20, "kode_desa", "64.02.06"),
    Mistake("wilayah.tidak_dikenal", P, 22, "kode_desa", "64.02.06.9999"),
    Mistake("wilayah.beda_kecamatan", P, 24, "kecamatan", "Tabang"),
    Mistake("wilayah.beda_nama", P, 26, "desa", "Desa Lain Sekali"),
    Mistake("kode.bentuk", P, 28, "kode", "POS-17"),
    Mistake("kode.beda_desa", P, 30, "kode", "64.02.20.1009.001"),
    Mistake("kode.ditutup", P, 32, "kode", "tutup"),
    Mistake("kode.terpakai", P, 34, "kode", "terpakai"),
    Mistake("koordinat.tertukar", P, 36, "lintang", "tukar"),
    Mistake("koordinat.luar", P, 38, "lintang", 5.5),
    Mistake("koordinat.bukan_angka", P, 40, "lintang", "0°26' LS"),
    Mistake("koordinat.setengah", P, 42, "bujur", ""),
    Mistake("tanggal.tidak_terbaca", P, 44, "tanggal_berdiri", "31-02-2009"),
    Mistake("tanggal.masa_depan", P, 46, "tanggal_berdiri", "2031-01-01"),
    Mistake("isian.pilihan", P, 48, "percontohan", "benar"),
    Mistake("sel.rumus", P, 50, "nama", "=A49"),
    Mistake("sel.galat", P, 52, "rw", "#REF!"),
    Mistake("sel.terlalu_panjang", P, 54, "alamat", "Jalan " * 100),
    Mistake("isian.kosong", K, 60, "nama", ""),
    Mistake("posyandu.tidak_dikenal", K, 62, "posyandu", "Posyandu Entah"),
    Mistake("posyandu.tidak_dikenal", K, 64, "kode_posyandu", "64.02.06.1011.999"),
    Mistake("isian.kosong", K, 66, "kode_posyandu", "tanpa"),
    Mistake("isian.pilihan", K, 68, "bidang", "kesehatann"),
    Mistake("isian.pilihan", K, 70, "jabatan", "kettua"),
    Mistake("kader.no_hp", K, 72, "no_hp", "rumah"),
    Mistake("tanggal.terbalik", K, 74, "berhenti", "2019-01-01"),
    Mistake("kader.nomor", K, 76, "nomor", 999_999),
    Mistake("kader.ganda", K, 78 + 821, "nama", "ganda"),
    Mistake("kader.mirip", K, 80 + 821, "nama", "mirip"),
    Mistake("isian.pilihan", "opd", 2, "bidang", "sosiall"),
    Mistake("opd.ganda", "opd", 3, "nama", "Dinas Perikanan"),
    Mistake("isian.pilihan", A, 2, "peran", "oppd"),
    Mistake("akun.wilayah", A, 3, "wilayah", "64.02.99"),
    Mistake("akun.nama", A, 4, "nama", "desa maluhu!"),
    Mistake("akun.kurang", A, 5, "bidang", ""),
)
HEADER_FINDINGS = {
    ("kepala.kolom_asing", "posyandu", 1, "keterangn"),
    ("kepala.digabung", "opd", 1, None),
    ("buku.lembar_asing", "Kadre lama", None, None),
}


def planted(rows: Rows, closed: str, taken: str) -> bytes:
    """The workbook with every mistake in it. `closed` and `taken` are codes known in the registry."""
    wrong = copy.deepcopy(rows)
    for one in MISTAKES:
        line = wrong[one.sheet][one.row - FIRST]
        _plant(one, line, wrong, {"tutup": closed, "terpakai": taken})
    return workbook_of(wrong, _spoil_headers)


def _plant(one: Mistake, line: dict[str, Any], rows: Rows, codes: dict[str, str]) -> None:
    if one.value == "tukar":
        line["lintang"], line["bujur"] = line["bujur"], line["lintang"]
    elif one.value in codes:
        line["kode"] = codes[one.value]
        line |= {"kode_desa": line["kode"].rpartition(".")[0], "desa": "", "kecamatan": ""}
    elif one.value == "tanpa":
        line |= {"posyandu": "", "kode_desa": ""}
    elif one.value in {"ganda", "mirip"}:
        name = rows[one.sheet][one.row - 821 - FIRST]["nama"]
        line["nama"] = name if one.value == "ganda" else f"{name[:-1]}h"
    else:
        line[one.column] = one.value


def _spoil_headers(book: Workbook) -> None:
    book["posyandu"].cell(1, len(names_of("posyandu")) + 1, "Keterangn")
    book["opd"].merge_cells("C1:D1")
    book.create_sheet("Kadre lama").append(["nama"])
