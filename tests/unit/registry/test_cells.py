"""Single cells of a registry workbook, as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registry.periods import MONTHS
from app.secretariat.acts import CLOSED, MERGED, RENAMED, Past, may_undo
from app.secretariat.cells import day_in, point_in, read_day
from app.secretariat.columns import SHEETS
from app.secretariat.findings import CATALOGUE
from app.secretariat.import_plan import plan_import
from app.secretariat.known import Area, Kabupaten, Known, Place, plain
from app.secretariat.sheets import Line, Read

DESA = "64.02.06.1011"
TODAY = date(2026, 11, 25)
KNOWN = Known(
    Kabupaten("64.02", "6403", (-1.3, 1.5, 115.3, 117.8)),
    TODAY,
    {
        "64.02.06": Area("64.02.06", "Tenggarong", "kecamatan"),
        DESA: Area(DESA, "Maluhu", "desa"),
        "64.02.06.1999": Area("64.02.06.1999", "Lama", "desa", DESA),
    },
    {f"{DESA}.002": Place(f"{DESA}.002", "Posyandu Melati", DESA, "digabung", f"{DESA}.003")},
    {},
    {},
    {},
    frozenset({"camat"}),
)


def line(**cells: object) -> Line:
    """A line of the sheet `posyandu`."""
    return Line("posyandu", 2, {name: str(value) for name, value in cells.items()})


def codes(one: Line) -> list[str]:
    """What was found wrong."""
    return [finding.code for finding in one.findings]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_is_read_in_every_way_it_is_written(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day.isoformat()}T00:00:00",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02d}-{day.month:02d}-{day.year}",
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        f"{day.day} {MONTHS[day.month - 1].upper()} {day.year}",
    ):
        assert read_day(text) == day


@given(st.text(max_size=20))
def test_no_text_makes_reading_a_day_fail(text: str) -> None:
    day_in(line(tanggal_berdiri=text), "tanggal_berdiri", TODAY)


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        ("-0.44", "117.01", None),
        ("-0,44", "117,01", None),
        ("117.01", "-0.44", "koordinat.tertukar"),
        ("0.44", "107.01", "koordinat.luar"),
        ("0.44", "", "koordinat.setengah"),
        ("utara", "117.01", "koordinat.bukan_angka"),
        ("1e999", "117.01", "koordinat.bukan_angka"),
        ("nan", "117.01", "koordinat.bukan_angka"),
    ],
)
def test_a_point_lies_inside_or_it_is_said_how_it_is_wrong(
    latitude: str, longitude: str, code: str | None
) -> None:
    one = line(lintang=latitude, bujur=longitude)
    point_in(one, KNOWN)
    assert codes(one) == ([code] if code else [])


@pytest.mark.parametrize(
    ("kode_desa", "code"),
    [
        (DESA, None),
        ("6402061011", "wilayah.tanpa_titik"),
        ("6403061011", "wilayah.kode_bps"),
        ("64.03.06.1011", "wilayah.kode_bps"),
        ("64.02.06", "wilayah.bukan_desa"),
        ("64.02.06.1999", "wilayah.kode_lama"),
        ("64.02.06.1012", "wilayah.tidak_dikenal"),
    ],
)
def test_a_desas_code_is_right_or_it_is_said_how_it_is_wrong(
    kode_desa: str, code: str | None
) -> None:
    one = line(nama="Posyandu Baru", kode_desa=kode_desa)
    plan = plan_import(Read({"posyandu": [one]}, {}, []), KNOWN)
    assert [finding.code for finding in plan.findings] == ([code] if code else [])
    if code is None:
        assert plan.changes["posyandu"][0].key == f"{DESA}.003"


def test_a_code_that_ended_is_not_used_again() -> None:
    one = line(nama="Posyandu Lain", kode_desa=DESA, kode=f"{DESA}.002")
    assert [f.code for f in plan_import(Read({"posyandu": [one]}, {}, []), KNOWN).findings] == [
        "kode.ditutup"
    ]


def test_names_are_compared_without_the_word_posyandu_and_case() -> None:
    assert plain("POSYANDU  Mawar ") == plain("mawar") == "mawar"
    assert plain("Posyandu") == "posyandu"


def test_every_finding_says_what_to_do_and_there_are_many() -> None:
    assert len(CATALOGUE) >= 40
    assert all(entry.message and entry.cure for entry in CATALOGUE.values())
    assert {
        column.name for sheet in SHEETS.values() for column in sheet if not column.help
    } == set()


@pytest.mark.parametrize(
    ("later", "may"),
    [([], True), ([Past(9, RENAMED, False)], True), ([Past(9, CLOSED, False)], False),
     ([Past(9, CLOSED, True)], True), ([Past(1, CLOSED, False)], True)],
)  # fmt: skip
def test_a_merger_is_undone_only_while_nothing_builds_on_it(later: list[Past], may: bool) -> None:
    assert may_undo(Past(5, MERGED, False), later) == may
    assert not may_undo(Past(5, MERGED, True), later)
