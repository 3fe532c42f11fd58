"""The form library: what phones get on the first day works in Collect and through the intake."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache
from typing import Any

import pytest

from app.design.library import list_form_files, read_formulas, read_library
from app.design.service import check_form
from app.registry.bidang import BY_PREFIX
from app.registry.lists import DESA, KECAMATAN, POSYANDU, RETURNED, write_list
from app.scores.library import read_declared, read_per_report
from tests.app_fixtures import sqlite_only
from tests.collect.engine import Form
from tests.collect.results import FilledForm, Refused
from tests.collect.validate import odk_validate
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import MAWAR
from xlsform.compile import CompiledForm
from xlsform.field_map import RULES, FieldUse

FILES = {path.stem: path for path in list_form_files()}
LISTS = {"pr_rumah": "rumah", "pu_sarana": "sarana", "sos_keluarga": "keluarga"}
PEOPLE = ("kes_balita", "kes_ibu", "kes_remaja", "kes_dewasa_lansia", "pend_anak", "kader")
EVENTS = ("tib_kejadian", "usulan", "kegiatan", "pembinaan")
MONTHLY = ("kes", "pend", "pu", "pr", "sos", "tib")
SILENT = {"start", "end", "deviceid", "calculate"}
FIRST = {"pilih/persetujuan": "ya", "pilih/pernah": "tidak"}
SAID: dict[str, dict[str, Any]] = {
    "pr_rumah": FIRST,
    "pu_sarana": {"pilih/pernah": "tidak"},
    "sos_keluarga": FIRST | {"bantuan/menerima_bantuan": "ya"},
}
every_form = pytest.mark.parametrize("form_id", FILES)


@cache
def compiled(form_id: str) -> CompiledForm:
    """A form of the library, compiled once."""
    form = check_form(FILES[form_id].read_bytes(), FILES[form_id].name, read_library()).form
    assert form is not None, form_id
    return form


def uses() -> Iterator[tuple[CompiledForm, FieldUse, str, str]]:
    """Every (form, question, field, rule) of the library."""
    for form_id in FILES:
        for use in compiled(form_id).fields:
            for field, rule in use.fields:
                yield compiled(form_id), use, field, rule


def test_the_library_is_the_profile_six_monthly_forms_people_things_and_events() -> None:
    monthly = {f"{prefix}_bulanan" for prefix in MONTHLY}
    assert set(FILES) == {"profil", *monthly, *PEOPLE, *LISTS, *EVENTS}


@every_form
def test_a_form_compiles_without_findings_and_warnings(form_id: str) -> None:
    path = FILES[form_id]
    assert [str(one) for one in check_form(path.read_bytes(), path.name).findings] == []
    assert compiled(form_id).form_id == form_id


@every_form
def test_a_form_speaks_indonesian_and_stands_in_its_bidang(form_id: str) -> None:
    form = compiled(form_id)
    folder = FILES[form_id].parent.name
    assert form.settings.bidang == folder
    assert all(use.label for use in form.fields if use.question_type not in SILENT)


@every_form
@pytest.mark.collect
def test_odk_validate_finds_nothing(form_id: str) -> None:
    assert odk_validate(compiled(form_id).xform) == []


@pytest.mark.parametrize(("form_id", "list_name"), LISTS.items())
@pytest.mark.collect
@sqlite_only
def test_what_is_registered_once_is_chosen_and_followed_up(
    simpul: Simpul, phone: Phone, form_id: str, list_name: str
) -> None:
    compiled_form = compiled(form_id)

    def visit(**said: str) -> FilledForm:
        media = {name: fetched(simpul, phone, form_id, name) for name in compiled_form.media}
        answers = SAID[form_id] | {f"pilih/{name}": text for name, text in said.items()}
        filled = Form.open(compiled_form.xform, media).auto_fill(5, answers).finalize()
        assert simpul.send(phone, filled.xml, filled.files).status_code == 201
        simpul.run_pending()
        return filled

    visit()
    ((entity_id, label),) = on_phone(simpul, phone, form_id, list_name)
    again = visit(pernah="ya", data_berubah="tidak", **{list_name: entity_id})
    assert b"<lalu_tanggal_didata>2" in again.xml  # what was known is shown
    assert on_phone(simpul, phone, form_id, list_name) == [(entity_id, label)]
    assert simpul.query("SELECT version FROM entity") == [(2,)]
    assert simpul.query("SELECT count(DISTINCT subject_id) FROM mention") == [(1,)]
    assert simpul.query("SELECT count(*) FROM entity_problem") == [(0,)]


def on_phone(simpul: Simpul, phone: Phone, form_id: str, list_name: str) -> list[tuple[str, str]]:
    """Name and label of what stands in a list on this phone."""
    text = fetched(simpul, phone, form_id, f"{list_name}.csv").decode()
    return [(row["name"], row["label"]) for row in csv.DictReader(io.StringIO(text))]


def fetched(simpul: Simpul, phone: Phone, form_id: str, name: str) -> bytes:
    """A list as this phone gets it."""
    path = f"{phone.door}/forms/{form_id}/{compiled(form_id).version}/media/{name}"
    response = simpul.client().get(path)
    assert response.status_code == 200
    return response.data


def test_every_rule_is_used() -> None:
    # `computed` values come from the server, not from a question.
    assert {rule for _form, _use, _field, rule in uses()} == set(RULES) - {"computed"}


def test_the_catalogue_names_every_field_once_and_agrees_with_every_use() -> None:
    catalogue = {row.field: row for row in read_library().fields}
    assert len(catalogue) == len(read_library().fields)
    written = {field for _form, _use, field, _rule in uses()}
    declared = read_declared()
    computed = {one.field for one in read_formulas()} | declared.counted
    computed |= {one.field for one in declared.scores}
    computed |= {one.field for one in read_per_report()}
    assert written == catalogue.keys() - computed
    for _form, use, field, rule in uses():
        assert (rule, use.unit) == (catalogue[field].rule, catalogue[field].unit), field


def test_a_field_is_written_by_its_owner_alone() -> None:
    for form, _use, field, _rule in uses():
        owner = BY_PREFIX[field.partition(".")[0]].key
        shared = field.startswith("umum.orang_")
        assert owner == form.settings.bidang or shared, (form.form_id, field)
    writers: dict[str, set[str]] = {}
    for form, _use, field, _rule in uses():
        if not field.partition(".")[2].startswith("orang_"):  # of a person, whatever form asks
            writers.setdefault(field, set()).add(form.form_id)
    assert {field for field, forms in writers.items() if len(forms) > 1} == set()


def test_a_field_about_a_person_is_never_open() -> None:
    people = {row.field for row in read_library().fields if row.scope == "orang"}
    open_uses = [
        (form.form_id, use.path)
        for form, use, field, rule in uses()
        if field in people and use.privacy == "umum" and rule not in {"sum", "count"}
    ]
    assert open_uses == []


@pytest.mark.collect
def test_officers_do_not_arrive_before_they_were_told() -> None:
    form = compiled("tib_kejadian")
    rows: dict[str, list[tuple[str, ...]]] = {
        KECAMATAN: [("64.02.06", "Tenggarong")],
        DESA: [("64.02.06.1011", "Maluhu", "64.02.06")],
        POSYANDU: [(MAWAR, "Mawar", "64.02.06.1011")],
        RETURNED: [],
    }
    media = {name: write_list(name, listed) for name, listed in rows.items()}
    day = date.today() - timedelta(days=2)
    said: dict[str, Any] = {f"tanggap/tanggal_{what}": day for what in ("lapor", "tiba")}
    said |= {"kejadian/tanggal_kejadian": day, "kejadian/jam_kejadian": time(8, 30)}
    said |= {"tanggap/dilaporkan": "ya", "tanggap/petugas_tiba": "ya"}
    said |= {"tanggap/jam_lapor": time(9), "tanggap/jam_tiba": time(8, 59)}
    with pytest.raises(Refused, match="sesudah petugas diberi tahu"):
        Form.open(form.xform, media).auto_fill(1, said)
    later = said | {"tanggap/tanggal_tiba": day + timedelta(days=1)}
    Form.open(form.xform, media).auto_fill(1, later).finalize()
