"""Every form of the library, answered wherever it asks, through the doors of phones into profiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from app.design.library import list_form_files
from app.design.service import find_released, list_released
from app.extensions.database import db
from app.merge import subject_store
from app.merge.models import CellRow
from app.registry.lists import LIST_NAMES, RETURNED, write_list
from tests.collect.exploring import Explored, explore
from tests.collect.phone import Phone
from tests.integration.installation import Simpul, copied_home, opened, serving
from tests.integration.submissions import MALUHU, MAWAR

pytestmark = pytest.mark.collect
FORM_IDS = sorted(path.stem for path in list_form_files())


@dataclass
class Office:
    """An installation on SQLite, and the phone of a kader who fills in everything."""

    simpul: Simpul
    phone: Phone
    known: dict[str, Explored] = field(default_factory=dict)

    def explored(self, form_id: str) -> Explored:
        """A form answered wherever it asks, and sent; once."""
        if form_id not in self.known:
            where = {"kode_kecamatan": MALUHU[:8], "kode_desa": MALUHU, "kode_posyandu": MAWAR}
            done = explore(
                lambda: self.phone.open(form_id),
                self.phone.finish,
                self._fields(form_id),
                {f"kepala/{name}": code for name, code in where.items()},
            )
            assert {self.phone.send(one).status for one in done.filled} == {201}
            self.known[form_id] = done
        return self.known[form_id]

    def _fields(self, form_id: str) -> list[str]:
        """The questions and calculations of a form that fill the profile."""
        held = next(one for (own, _), one in self.phone.forms.items() if own == form_id)
        with self.simpul.app.app_context():
            released = find_released(form_id, held.version or "")
            assert released is not None
            return [use.path for use in released.mapping if use.fields]


@pytest.fixture(scope="module")
def office(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A phone that holds all forms, on which every month something was returned."""
    home = tmp_path_factory.mktemp("pustaka") / "rumah"
    with (
        copied_home("sqlite", prepared_home, home) as url,
        opened(home, url, {}) as simpul,
        serving(simpul.app) as address,
    ):
        phone = Phone(address + simpul.add_phone().door)
        phone.sync()
        for form in phone.forms.values():
            assert set(LIST_NAMES) <= form.media.keys()
            form.media[RETURNED] = write_list(RETURNED, returned())
        yield Office(simpul, phone)


def returned() -> list[tuple[str, str, str, str]]:
    """A returned report in each of the last months."""
    today = date.today()
    months = [(today.year - (month > today.month), month) for month in range(1, 13)]
    return [
        (f"{MAWAR}-{month}", "Angka tertukar.", MAWAR, f"{year}-{month:02d}")
        for year, month in months
    ]


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_every_question_is_asked_and_answered_by_some_submission(
    office: Office, form_id: str
) -> None:
    assert office.explored(form_id).unreached == ()


def test_every_field_that_a_form_fills_stands_in_a_profile_or_at_a_subject(office: Office) -> None:
    for form_id in FORM_IDS:
        office.explored(form_id)
    office.simpul.run_pending()
    with office.simpul.app.app_context():
        asked = {
            name: rule
            for released in list_released()
            for use in released.mapping
            for name, rule in use.fields
        }
        cells = set(db.session.scalars(db.select(CellRow.field).distinct()))
        people = subject_store.list_subjects_in(MAWAR).values()
        subjects = {field for kept in people for field, *_ in kept}
    fields = {field for field, rule in asked.items() if rule != "computed"}
    assert len(fields) > 500
    assert sorted(fields - cells - subjects) == []
    assert office.simpul.query("SELECT code, list_name FROM entity_problem") == []
    assert office.simpul.differences() == []


def test_what_was_sent_is_kept_without_a_flag_and_with_its_files(office: Office) -> None:
    for form_id in FORM_IDS:
        for one in office.explored(form_id).filled[:3]:
            row = office.simpul.submission(one.instance_id)
            assert (row.form_id, row.posyandu_code, row.flags) == (form_id, MAWAR, [])
            assert office.simpul.files_of(one.instance_id) == one.files
