"""A year of one Posyandu through the real intake comes to what pandas makes of the raw answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest

from app import jobs
from app.design.library import list_form_files
from app.design.service import list_released
from app.merge import subject_store
from app.merge.facts import stored_number
from app.merge.service import rebuild_place
from app.registry.bidang import SIX, UMUM
from app.report.service import profile_of
from app.report.totals_service import compared_of
from tests.integration import year_oracle as oracle
from tests.integration import year_screening as screening
from tests.integration.installation import Phone, Simpul, copied_home, opened
from tests.integration.submissions import MALUHU, MAWAR, MELATI
from tests.integration.year_children import ELSEWHERE
from tests.integration.year_oracle import Values
from tests.integration.year_sending import MONTHS, Forms, Sent
from tests.integration.year_story import whole_year

FORM_IDS = sorted(path.stem for path in list_form_files())
BY_HTTP = 12  # every so manieth form comes through the door; the others by the service behind it
SENT_TWICE = 23
SHOWN = [*(one.key for one in SIX), UMUM.key]
NUMBERS = {"count", "sum", "current", "revision", "latest", "computed"}
CODES = {"umum.minggu_buka", "umum.linmas_hp"}  # a choice and a telephone, no numbers
NOBODY = Decimal(0)


@dataclass
class Year:
    """An installation after the year, and everything that was sent to it."""

    simpul: Simpul
    sent: list[Sent]
    by_http: Counter[str]

    @cached_property
    def raw(self) -> pd.DataFrame:
        """The raw answers that stand."""
        return oracle.raw_answers(self.sent)

    @cached_property
    def expected(self) -> Values:
        """Every number pandas makes of them, for Mawar."""
        raw = self.raw[self.raw.kode_posyandu.eq(MAWAR)]
        values = oracle.counted(raw) | oracle.summed(raw)
        values |= oracle.reported(raw, self.questions("revision"))
        reports = {one: name for one, name in self.questions("latest").items() if _of_place(*one)}
        values |= oracle.lasting(raw, reports)
        values |= screening.screened_children(self.raw, MAWAR)
        values |= screening.screened_people(raw, MAWAR)
        values |= screening.screened_houses(raw, MAWAR)
        values |= screening.screened_families(raw, MAWAR)
        return values | oracle.computed(values)

    @cached_property
    def shown(self) -> Values:
        """Every number that the profile of Mawar shows in the year."""
        return self.profile(MAWAR, SHOWN)

    def questions(self, wanted: str) -> dict[tuple[str, str], str]:
        """The numbers asked by forms whose field has this rule, by form and field."""
        with self.simpul.app.app_context():
            return {
                (one.form_id, field): use.path.rpartition("/")[2]
                for one in list_released()
                for use in one.mapping
                for field, rule in use.fields
                if rule == wanted and use.question_type in {"integer", "decimal"}
            }

    def profile(self, place: str, bidang: Iterable[str]) -> Values:
        """Every number that is counted, added up or reported in a Posyandu's profile, month by month."""
        with self.simpul.app.app_context():
            return {
                (cell.key.field, cell.key.period): value
                for one in bidang
                for period in MONTHS
                for cell in profile_of(place, one, period, period).now.values()
                if cell.rule in NUMBERS and (value := stored_number(cell.value)) is not None
            }


def _fields(table: str) -> set[str]:
    return {row["field"] for row in oracle.rows_of(table)}


def _of_place(form_id: str, _field: str) -> bool:
    return form_id == "profil" or form_id.endswith("_bulanan")


def differences(expected: Values, shown: Values, prefix: str) -> dict[object, object]:
    """Answer where the profile shows another number; of nobody counted it may show nothing."""
    return {
        key: (shown.get(key), expected.get(key))
        for key in sorted(expected.keys() | shown.keys())
        if key[0].startswith(prefix)
        and key[0] not in CODES
        and shown.get(key, NOBODY) != expected.get(key, NOBODY)
    }


@pytest.fixture(scope="module")
def year(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The year, sent and merged quarter by quarter, so that edits and late forms meet what stands."""
    home = tmp_path_factory.mktemp("tahun") / "rumah"
    with copied_home("sqlite", prepared_home, home) as url, opened(home, url, {}) as simpul:
        schemas = {form_id: simpul.schema(form_id) for form_id in FORM_IDS}
        everything = whole_year(Forms(schemas))
        phone = simpul.add_phone(area=MALUHU)
        done: Counter[str] = Counter()
        quarter = first = everything[0].at + timedelta(days=91)
        for number, one in enumerate(everything):
            if one.at > quarter:
                _work(simpul, quarter == first)
                quarter += timedelta(days=91)
            _send(simpul, phone, one, number, done, one.xml(schemas[one.form_id]))
        _work(simpul)
        yield Year(simpul, everything, done)


def _work(simpul: Simpul, everything: bool = False) -> None:
    """Let the worker merge what came; after the first quarter do all its other work too.

    The lists of sasaran and the examining of quality take longer than merging, and no number here
    depends on them.
    """
    if everything:
        simpul.run_pending()
    with simpul.app.app_context():
        while jobs.merge_one():
            pass


def _send(
    simpul: Simpul, phone: Phone, one: Sent, number: int, done: Counter[str], xml: bytes
) -> None:
    """Send a form through the door, or take it as if it came that day; some come twice."""
    if number % BY_HTTP == 0 or one.form_id not in done:
        assert simpul.send(phone, xml).status_code == 201
        done[one.form_id] += 1
    else:
        simpul.receive(phone, xml, one.at)
    if number % SENT_TWICE == 0:
        simpul.receive(phone, xml, one.at + timedelta(days=1))


def test_everything_sent_is_kept_once_and_every_form_came_through_the_door(year: Year) -> None:
    assert {row.instance_id for row in year.simpul.submissions()} == {
        one.instance_id for one in year.sent
    }
    assert set(year.by_http) == set(FORM_IDS)
    assert year.simpul.quarantined() == []
    named = year.raw.dropna(subset=["kode_orang"])
    balita = named[named.form.eq("kes_balita")]
    assert (balita.kode_orang.nunique(), balita.who.nunique()) == (90, 89)
    assert sum(one.replaces is not None for one in year.sent) > 25


@pytest.mark.parametrize(
    "prefix",
    ["kes.balita_", "kes.skrining_", "kes.", "pend.", "pu.", "pr.", "sos.", "tib.", "umum."],
)
def test_the_profile_shows_what_pandas_computes(year: Year, prefix: str) -> None:
    assert differences(year.expected, year.shown, prefix) == {}


# Nobody of this year dies, and no fire tells when officers came: test_alarms.py and others try these.
DEATHS = {f"kes.kematian_{who}" for who in ("bayi", "balita", "ibu")}
TIMES = {"tib.kejadian_kebakaran_tepat_persen"}


def test_no_counted_number_of_the_profile_is_left_out_and_none_is_always_nought(year: Year) -> None:
    expected, shown = ({field for field, _month in one} for one in (year.expected, year.shown))
    assert sorted(shown - expected - CODES) == []
    told = {field for (field, _month), value in year.expected.items() if value}
    counted = {*oracle.COUNTS, *oracle.SUMS, *_fields("hitungan.md")}
    assert sorted(counted - told - DEATHS) == []
    shares = _fields("computed.md")
    assert sorted(shares - told - TIMES) == []


def test_children_who_moved_are_judged_where_they_were_seen_by_all_they_weighed(year: Year) -> None:
    here = screening.screened_children(year.raw, MELATI)
    here |= oracle.counted(year.raw[year.raw.kode_posyandu.eq(MELATI)])
    here |= oracle.summed(year.raw[year.raw.kode_posyandu.eq(MELATI)])
    shown = year.profile(MELATI, ["kesehatan"])
    shown = {key: value for key, value in shown.items() if not key[0].endswith("_persen")}
    assert differences(here, shown, "") == {}
    assert here["kes.skrining_nt", MONTHS[9]] == len(ELSEWHERE)


def test_immunisations_of_every_child_are_all_that_were_ever_told_of_it(year: Year) -> None:
    seen = year.raw[year.raw.form.eq("kes_balita")].dropna(subset=["imunisasi"])
    doses = seen.assign(dose=seen.imunisasi.str.split()).explode("dose")
    expected = Counter(doses.drop_duplicates(["who", "dose"]).dose)
    with year.simpul.app.app_context():
        shown = Counter(
            dose
            for place in (MAWAR, MELATI)
            for cells in subject_store.list_subjects_in(place).values()
            for name, _period, value, *_told in cells
            if name == "kes.balita_imunisasi"
            for dose in value
        )
    assert shown == expected
    assert len(expected) == 20


def test_typed_totals_stand_beside_counted_ones(year: Year) -> None:
    found = []
    with year.simpul.app.app_context():
        for total in oracle.rows_of("totals.md"):
            for month in MONTHS:
                typed = [year.expected.get((name, month)) for name in total["typed"].split()]
                told = [one for one in typed if one is not None]
                counted = year.expected.get((total["counted"], month))
                both = compared_of(MAWAR, total["counted"], month)
                if not told or counted is None:
                    assert both is None
                    continue
                assert both is not None
                assert (both.typed, both.counted) == (sum(told), counted)
                found.append(both.differs)
    assert found.count(True) > 20
    assert found.count(False) > 3


def test_a_rebuild_finds_nothing_else(year: Year) -> None:
    assert year.simpul.differences(MELATI) == []
    assert year.simpul.differences(MAWAR) == []
    with year.simpul.app.app_context():
        assert rebuild_place(MAWAR) > 1300
    assert year.simpul.differences(MAWAR) == []
    assert year.profile(MAWAR, ["kesehatan"]).items() <= year.shown.items()
