"""A real kabupaten from one workbook: forty mistakes named, then everything there, once."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from app.accounts.access import Access, Grant
from app.problems import Problem
from app.registry import store
from app.registry.models import Posyandu
from app.registry.service import add_posyandu, kader_by_place
from app.secretariat import import_service as imports
from app.secretariat.acts import Act
from app.secretariat.known_service import export_rows, known_now
from app.secretariat.places_service import close
from app.secretariat.workbooks import write_marked, write_registry
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Simpul
from tests.integration.registry.kabupaten import (
    HEADER_FINDINGS,
    MISTAKES,
    Rows,
    kabupaten,
    planted,
    workbook_of,
)
from tests.integration.submissions import MALUHU, MAWAR

SECRETARIAT = Access((Grant("sekretariat"),))
CLOSED, TAKEN = f"{MALUHU}.007", MAWAR


def small(simpul: Simpul) -> Rows:
    """A few Posyandu with their kader."""
    with simpul.app.app_context():
        return kabupaten(posyandu=12, kader=20)


def make_known(simpul: Simpul) -> None:
    """A Posyandu that was closed, beside those the installation has."""
    simpul.add_posyandu(CLOSED, "Posyandu Tutup")
    with simpul.app.test_request_context():
        close(CLOSED, Act("sekretariat", known_now().today))


def test_the_dry_run_names_each_of_forty_mistakes_with_row_column_and_cure(simpul: Simpul) -> None:
    make_known(simpul)
    with simpul.app.test_request_context():
        source = planted(kabupaten(), CLOSED, TAKEN)
        before = simpul.counts()
        _, plan = imports.check_import(source, SECRETARIAT)
    said = {(one.code, one.sheet, one.row, one.column) for one in plan.findings}
    assert len(MISTAKES) == 40
    assert {one.place for one in MISTAKES} - said == set()
    assert said - {one.place for one in MISTAKES} == HEADER_FINDINGS
    assert all(one.message and one.cure for one in plan.findings)
    assert simpul.counts() == before
    with simpul.app.test_request_context(), pytest.raises(Problem, match="import_has_errors"):
        imports.apply_import(source, "uji", "sekretariat", SECRETARIAT)
    assert simpul.counts() == before


def test_after_correction_the_whole_kabupaten_is_there_and_a_repeat_changes_nothing(
    simpul: Simpul,
) -> None:
    simpul.execute("DELETE FROM posyandu")
    with simpul.app.test_request_context():
        source = workbook_of(kabupaten())
        applied = imports.apply_import(source, "uji", "sekretariat", SECRETARIAT)
        assert applied.plan.findings == ()
        assert applied.plan.counts()["posyandu"]["baru"] == 821
        assert set(applied.tokens) == {"opd.dinkes", "camat.tenggarong", "desa.maluhu"}
    counts = simpul.counts()
    assert (counts["posyandu"], counts["kader"]) == (821, 4_000)
    assert counts["posyandu_alias"] == 1642
    with simpul.app.test_request_context():
        again = imports.apply_import(source, "uji", "sekretariat", SECRETARIAT)
        assert {kind: n for kind, n in again.plan.counts()["posyandu"].items() if n} == {
            "tetap": 821
        }
        assert again.tokens == {}
        codes = [row.code for row in store.list_posyandu([""], limit=2000)]
    assert simpul.counts() == counts
    assert [code for code in codes if code.startswith(MALUHU)] == [
        f"{MALUHU}.00{order}" for order in (1, 2, 3, 4)
    ]


@sqlite_only
def test_the_kader_of_a_desa_are_found_by_posyandu(simpul: Simpul) -> None:
    with simpul.app.test_request_context():
        simpul.execute("DELETE FROM posyandu")
        imports.apply_import(workbook_of(small(simpul)), "uji", "sekretariat")
        found = kader_by_place(MALUHU)
        assert [place.code for place, _ in found] == [
            f"{MALUHU}.00{order}" for order in range(1, 5)
        ]
        assert all(people for _, people in found)
        assert {one.posyandu_code[:13] for _, people in found for one in people} == {MALUHU}


@sqlite_only
def test_what_is_exported_comes_back_as_unchanged(simpul: Simpul) -> None:
    simpul.execute("DELETE FROM posyandu")
    with simpul.app.test_request_context():
        imports.apply_import(workbook_of(small(simpul)), "uji", "sekretariat")
        known = known_now()
        source = write_registry(export_rows(known), known.areas.values())
        _, plan = imports.check_import(source, SECRETARIAT)
    assert [str(one) for one in plan.findings] == []
    changed = {kind: n for counts in plan.counts().values() for kind, n in counts.items() if n}
    assert set(changed) == {"tetap"}


@sqlite_only
def test_an_export_shows_no_whole_telephone_number(simpul: Simpul) -> None:
    rows = small(simpul)
    with simpul.app.test_request_context():
        simpul.execute("DELETE FROM posyandu")
        imports.apply_import(workbook_of(rows), "uji", "sekretariat")
        known = known_now()
        exported = export_rows(known)["kader"]
    numbers = {row["no_hp"] for row in rows["kader"]}
    assert {person.values["phone"] for person in known.people.values()} == numbers
    assert all(row["no_hp"].count("*") >= 4 for row in exported)
    stored = simpul.query("SELECT phone FROM kader WHERE phone IS NOT NULL")
    assert not any(number.encode() in bytes(row[0]) for row in stored for number in numbers)


@sqlite_only
def test_the_template_is_read_without_a_finding_and_changes_nothing(simpul: Simpul) -> None:
    with simpul.app.test_request_context():
        source = write_registry({}, known_now().areas.values())
        _, plan = imports.check_import(source)
    assert plan.findings == ()
    assert all(not any(counts.values()) for counts in plan.counts().values())
    page = load_workbook(io.BytesIO(source))["posyandu"]
    assert page.freeze_panes == "C2"
    assert page["B1"].font.bold
    rules = [str(rule.formula1) for rule in page.data_validations.dataValidation]
    assert rules == ["wilayah!$A$2:$A$238", '"ya,tidak"']


@sqlite_only
def test_the_marked_workbook_marks_the_faulty_cells_and_can_be_corrected(simpul: Simpul) -> None:
    rows = small(simpul)
    right = rows["posyandu"][3]["nama"]
    rows["posyandu"][3]["nama"] = ""
    with simpul.app.test_request_context():
        read, plan = imports.check_import(workbook_of(rows))
        marked = write_marked(read, plan.findings)
        book = load_workbook(io.BytesIO(marked))
        cell = book["posyandu"]["B5"]
        assert cell.comment is not None
        assert "Kolom nama belum diisi" in cell.comment.text
        assert cell.fill.start_color.rgb.endswith("F8C9C4")
        assert book["temuan"].max_row == len(plan.findings) + 1
        cell.value = right
        out = io.BytesIO()
        book.save(out)
        _, corrected = imports.check_import(out.getvalue())
    assert corrected.errors == 0


@sqlite_only
def test_a_renamed_posyandu_keeps_its_code_and_its_old_name(simpul: Simpul) -> None:
    rows: Rows = {
        "posyandu": [
            {
                "kode": MAWAR,
                "nama": "Posyandu Cempaka",
                "kode_desa": MALUHU,
                "alias_lama": "Posyandu Mawar",
            }
        ]
    }
    with simpul.app.test_request_context():
        imports.apply_import(workbook_of(rows), "uji", "sekretariat")
        assert store.get_posyandu(MAWAR).name == "Posyandu Cempaka"
        assert [row.code for row in store.list_posyandu([""], search="Posyandu Mawar")] == [MAWAR]


@sqlite_only
def test_the_secretariat_cannot_make_admins_by_workbook(simpul: Simpul) -> None:
    rows: Rows = {"akun": [{"nama": "saya.admin", "peran": "admin"}]}
    with simpul.app.test_request_context():
        _, plan = imports.check_import(workbook_of(rows), SECRETARIAT)
        assert "akun.di_luar_wewenang" in {one.code for one in plan.findings}
        _, plan = imports.check_import(workbook_of(rows), Access((Grant("admin"),)))
        assert plan.errors == 0


@sqlite_only
def test_a_code_that_was_ever_used_is_not_given_again(simpul: Simpul) -> None:
    make_known(simpul)
    rows: Rows = {"posyandu": [{"nama": "Posyandu Baru", "kode_desa": MALUHU}]}
    with simpul.app.test_request_context():
        add_posyandu([Posyandu(code=f"{MALUHU}.005", name="Lima", desa=MALUHU)])
        imports.apply_import(workbook_of(rows), "uji", "sekretariat")
        assert store.get_posyandu(f"{MALUHU}.008").name == "Posyandu Baru"
