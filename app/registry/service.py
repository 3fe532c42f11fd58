"""Loading the registry and asking it for deadlines."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.extensions.database import now, transaction
from app.extensions.memory import forget, remembered
from app.problems import Problem
from app.registry import history_store, store
from app.registry.models import Deadline, Holiday, Kader, Opd, Posyandu, Wilayah
from app.registry.periods import due_day
from app.registry.succession import follow

# Owners of the six bidang. Names of the housing and order agencies are for DPMD to confirm.
OPD = (
    ("Dinas Kesehatan", "kesehatan"),
    ("Dinas Pendidikan dan Kebudayaan", "pendidikan"),
    ("Dinas Pekerjaan Umum", "pekerjaan_umum"),
    ("Dinas Perumahan dan Kawasan Permukiman", "perumahan_rakyat"),
    ("Dinas Sosial", "sosial"),
    ("Satuan Polisi Pamong Praja", "trantibumlinmas"),
    ("Badan Penanggulangan Bencana Daerah", "trantibumlinmas"),
    ("Dinas Pemadam Kebakaran dan Penyelamatan", "trantibumlinmas"),
    ("Dinas Pemberdayaan Masyarakat dan Desa", "umum"),
)
# Fixed-date national holidays; moving ones are entered each year when the government sets them.
FIXED_HOLIDAYS = (
    (1, 1, "Tahun Baru"),
    (5, 1, "Hari Buruh"),
    (6, 1, "Hari Lahir Pancasila"),
    (8, 17, "Hari Kemerdekaan"),
    (12, 25, "Hari Raya Natal"),
)
DEFAULT_DUE_DAY = 10
HOLIDAY_YEARS = range(2025, 2032)
CALENDAR = "simpul.calendar"
# The calendar is asked for at every report; a change counts all reports again, later than this.
CALENDAR_HOLDS = timedelta(seconds=5)


def load_registry(wilayah_csv: Path) -> None:
    """Load areas and fixed holidays, and the first OPD; safe to repeat, and people's changes stay."""
    is_first = not store.list_opd()
    with transaction():
        store.add_all(Opd(name=name, bidang=key) for name, key in OPD if is_first)
        store.save_all(read_wilayah(wilayah_csv))
        store.save_all(
            Holiday(day=date(year, month, day), name=name)
            for year in HOLIDAY_YEARS
            for month, day, name in FIXED_HOLIDAYS
        )


def read_wilayah(path: Path) -> Iterator[Wilayah]:
    """Read the areas of a Kemendagri extract; lines starting with # name its source."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            yield Wilayah(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                kind=row["kind"],
                parent=row["parent"] or None,
            )


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are no workdays, and the due days set by hand by (form, month)."""

    holidays: frozenset[date]
    by_hand: Mapping[tuple[str, str], date]


def due_on(form_id: str, period: str, day: int | None) -> date:
    """Answer the last day a month's report of a form is on time.

    Another process' change of the calendar is heard of within CALENDAR_HOLDS.
    """
    calendar = remembered(CALENDAR, CALENDAR_HOLDS, _read_calendar)
    by_hand = calendar.by_hand.get((form_id, period))
    return by_hand or due_day(period, day or DEFAULT_DUE_DAY, calendar.holidays)


def _read_calendar() -> Calendar:
    return Calendar(store.list_holidays(), store.list_deadlines())


def set_deadline(form_id: str, period: str, due: date) -> None:
    """Set the due day of one form and month by hand."""
    with transaction():
        store.save_all([Deadline(form_id=form_id, period=period, due_on=due, set_at=now())])
    forget(CALENDAR)


def add_holiday(day: date, name: str) -> None:
    """Add or rename a day that is no workday."""
    with transaction():
        store.save_all([Holiday(day=day, name=name)])
    forget(CALENDAR)


def place_in_force(code: str, day: date) -> Posyandu | None:
    """Answer the Posyandu a code means for what happened on a day; None for a code never used."""
    posyandu = store.find_posyandu(code)
    if posyandu is None or posyandu.successor is None:
        return posyandu
    return store.find_posyandu(follow(code, day, history_store.list_links([code])))


def get_open_place(code: str, day: date) -> Posyandu:
    """Answer the Posyandu a code, perhaps a former one, means on a day; Problem when it is closed."""
    place = place_in_force(code, day)
    if place is None:
        raise Problem("registry.unknown_posyandu", code=code)
    if place.closed_on is not None and place.closed_on <= day:
        raise Problem("registry.not_open", code=code)
    return place


def add_posyandu(rows: list[Posyandu]) -> None:
    """Add Posyandu under codes never used before."""
    with transaction():
        store.add_all(rows)


def kader_by_place(area: str) -> list[tuple[Posyandu, list[Kader]]]:
    """Answer the open Posyandu of an area (a desa, a kecamatan) with the kader who serve there."""
    people: dict[str, list[Kader]] = {}
    for kader in store.list_kader([area]):
        people.setdefault(kader.posyandu_code, []).append(kader)
    places = store.list_posyandu([area], limit=1_000_000)
    return [(place, people.get(place.code, [])) for place in places]


def add_kader(name: str, posyandu_code: str, *, is_demo: bool = False) -> Kader:
    """Answer the kader of this name at this Posyandu, adding a new one if needed."""
    store.get_posyandu(posyandu_code)
    existing = store.find_kader(name, posyandu_code)
    if existing:
        return existing
    with transaction():
        kader = Kader(name=name, posyandu_code=posyandu_code, is_demo=is_demo)
        store.add_all([kader])
        return kader
