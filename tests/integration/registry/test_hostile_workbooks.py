"""Workbooks that mean harm or are none: refused in words, with little memory; and the commands."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.secretariat.sheets import MAX_ROWS, read_registry
from tests.app_fixtures import sqlite_only
from tests.integration.expect import text_of
from tests.integration.installation import Simpul
from tests.integration.registry.kabupaten import workbook_of
from tests.integration.submissions import MALUHU
from xlsform.findings import WorkbookError

SOUND = {"posyandu": [{"nama": "Posyandu Satu", "kode_desa": MALUHU}]}


def zip_bomb() -> bytes:
    """A workbook whose sheet unpacks to 300 MB."""
    out = io.BytesIO(workbook_of({"posyandu": []}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/besar.xml", b" " * 300_000_000)
    return out.getvalue()


def a_million_rows() -> bytes:
    """A sheet that says its last row is number 1,048,576."""
    source = io.BytesIO(workbook_of(SOUND))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                last = b'<row r="1048576"><c r="B1048576" t="inlineStr"><is><t>x</t></is></c></row>'
                content = content.replace(b"</sheetData>", last + b"</sheetData>")
            new.writestr(part, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content", [b"bukan buku kerja", b"PK\x03\x04rusak", zip_bomb()], ids=["teks", "rusak", "bom"]
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(WorkbookError) as refused:
        read_registry(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.findings[0].cure
    assert most < 20_000_000


def test_a_row_far_below_costs_nothing_and_is_not_read() -> None:
    tracemalloc.start()
    read = read_registry(a_million_rows())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [line.number for line in read.lines["posyandu"]] == [2]
    assert most < 60_000_000


def test_more_rows_than_a_kabupaten_has_are_told() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("kader")
    sheet.append(["nama", "kode_posyandu"])
    for number in range(MAX_ROWS + 5):
        sheet.append([f"Kader {number}", "64.02.06.1011.001"])
    out = io.BytesIO()
    book.save(out)
    read = read_registry(out.getvalue())
    assert "buku.terlalu_banyak_baris" in {one.code for one in read.findings}
    assert len(read.lines["kader"]) == MAX_ROWS


@sqlite_only
def test_a_refused_upload_is_a_page_that_says_why(simpul: Simpul) -> None:
    client, before = simpul.signed_in("sekretariat"), simpul.counts()["import_run"]
    for content in (b"bukan buku kerja", zip_bomb()[:2_000]):
        response = client.post(
            "/pengaturan/impor", data={"berkas": (io.BytesIO(content), "registri.xlsx")}
        )
        assert response.status_code == 422
        assert "bukan buku kerja Excel" in text_of(response)
    assert simpul.counts()["import_run"] == before


@sqlite_only
def test_the_kept_workbook_lies_sealed(simpul: Simpul) -> None:
    client = simpul.signed_in("sekretariat")
    rows = {"kader": [{"nama": "Rahasia Sekali", "kode_posyandu": f"{MALUHU}.001"}]}
    file = (io.BytesIO(workbook_of(rows)), "registri.xlsx")
    assert client.post("/pengaturan/impor", data={"berkas": file}).status_code == 200
    stored = [path.read_bytes() for path in simpul.stored_files()]
    assert stored
    assert all(b"PK\x03\x04" not in content for content in stored)


# -- commands


def flask(simpul: Simpul, *words: str, code: int = 0) -> str:
    """What a command prints; it ends with the code."""
    done = simpul.app.test_cli_runner().invoke(args=["registry", *words])
    assert done.exit_code == code, done.output
    return str(done.stdout)


def test_the_commands_write_check_apply_and_export(simpul: Simpul, tmp_path: Path) -> None:
    template, file = str(tmp_path / "templat.xlsx"), tmp_path / "isi.xlsx"
    flask(simpul, "template", template)
    assert "0 baru" in flask(simpul, "import", template)
    rows = {**SOUND, "akun": [{"nama": "desa.uji", "peran": "desa", "wilayah": MALUHU}]}
    file.write_bytes(workbook_of(rows))
    before = simpul.counts()
    dry = json.loads(flask(simpul, "import", str(file), "--dry-run", "--json"))
    assert dry["counts"]["posyandu"]["baru"] == 1
    assert dry["invitations"] == {}
    assert simpul.counts() == before
    done = json.loads(flask(simpul, "import", str(file), "--json"))
    assert "/undangan/" in done["invitations"]["desa.uji"]
    flask(simpul, "export", str(file))
    again = json.loads(flask(simpul, "import", str(file), "--json"))
    assert {k for c in again["counts"].values() for k, n in c.items() if n} <= {"tetap"}
    rows["posyandu"] = [{"nama": "", "kode_desa": MALUHU}]
    file.write_bytes(workbook_of(rows))
    said = flask(simpul, "import", str(file), code=1)
    assert "posyandu:2:nama: isian.kosong: Kolom nama belum diisi." in said


@sqlite_only
def test_starting_again_keeps_what_the_secretariat_changed(simpul: Simpul) -> None:
    client = simpul.signed_in("admin")
    number = simpul.query("SELECT opd_id FROM opd WHERE name = 'Dinas Kesehatan'")[0][0]
    opd = {"nomor": str(number), "nama": "Dinas Kesehatan Kukar", "bidang": "kesehatan"}
    assert client.post("/pengaturan/opd", data=opd).status_code == 302
    area = {"lama": "64.02.06", "baru": "64.02.21", "alasan": "uji mulai ulang"}
    assert client.post("/pengaturan/wilayah", data=area).status_code == 302
    before = simpul.counts()
    done = simpul.app.test_cli_runner().invoke(args=["init"])
    assert done.exit_code == 0, done.output
    assert simpul.counts() == before
    rows = simpul.query("SELECT successor FROM wilayah WHERE code = '64.02.06'")
    assert rows[0][0] == "64.02.21"
