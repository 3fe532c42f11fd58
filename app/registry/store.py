"""Reading and writing places and people. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions.database import db
from app.problems import Problem
from app.registry.models import (
    Deadline,
    Holiday,
    Kader,
    Opd,
    Posyandu,
    PosyanduAlias,
    Wilayah,
)
from app.registry.periods import next_month
from app.registry.succession import FORMER


def within(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], area: str
) -> ColumnElement[bool]:
    """Answer the condition that a code lies in an area: an index range, on every database.

    `64.02.06` holds `64.02.06` and `64.02.06.1011...`; `/` is the character after the dot.
    """
    if not area:
        return column.is_not(None)
    return or_(column == area, (column > f"{area}.") & (column < f"{area}/"))


def get_wilayah(code: str) -> Wilayah:
    """Answer an area by its code."""
    wilayah = db.session.get(Wilayah, code)
    if wilayah is None:
        raise Problem("registry.unknown_area", code=code)
    return wilayah


def list_wilayah(levels: Sequence[str] = ()) -> Sequence[Wilayah]:
    """Answer the areas of the levels asked whose code is in force, by code."""
    query = select(Wilayah).where(Wilayah.successor.is_(None)).order_by(Wilayah.code)
    if levels:
        query = query.where(Wilayah.level.in_(levels))
    return db.session.scalars(query).all()


def names_of_areas(codes: Iterable[str]) -> dict[str, str]:
    """Answer the names of the areas given."""
    wanted = set(codes)
    if not wanted:
        return {}
    query = select(Wilayah.code, Wilayah.name).where(Wilayah.code.in_(wanted))
    return {code: name for code, name in db.session.execute(query)}


def get_posyandu(code: str) -> Posyandu:
    """Answer a Posyandu by its code."""
    posyandu = db.session.get(Posyandu, code)
    if posyandu is None:
        raise Problem("registry.unknown_posyandu", code=code)
    return posyandu


def find_posyandu(code: str) -> Posyandu | None:
    """Answer a Posyandu, or None."""
    return db.session.get(Posyandu, code)


def list_posyandu(
    areas: Sequence[str], after: str = "", limit: int = 1000, search: str = "", period: str = ""
) -> Sequence[Posyandu]:
    """Answer the Posyandu of any of the areas, by code, after a code (keyset).

    Those open now; with a period those that were open in any part of the month.
    """
    query = select(Posyandu).where(_open_in(areas, search, period), Posyandu.code > after)
    return db.session.scalars(query.order_by(Posyandu.code).limit(limit)).all()


def list_places(areas: Sequence[str]) -> Sequence[tuple[str, str, str]]:
    """Answer (code, name, desa) of the open Posyandu of any of the areas, by code."""
    query = select(Posyandu.code, Posyandu.name, Posyandu.desa).where(_open_in(areas, "", ""))
    return [
        (code, name, desa) for code, name, desa in db.session.execute(query.order_by(Posyandu.code))
    ]


def count_posyandu(areas: Sequence[str], search: str = "", period: str = "") -> int:
    """Answer how many Posyandu `list_posyandu` has."""
    query = select(func.count()).select_from(Posyandu).where(_open_in(areas, search, period))
    return db.session.scalar(query) or 0


def _open_in(areas: Sequence[str], search: str, period: str) -> ColumnElement[bool]:
    inside = or_(*(within(Posyandu.code, area) for area in areas))
    condition = inside & _open(period)
    return condition & named_like(search) if search else condition


def _open(period: str) -> ColumnElement[bool]:
    if not period:
        return Posyandu.closed_on.is_(None)
    first = date.fromisoformat(f"{period}-01")
    after = date.fromisoformat(f"{next_month(period)}-01")
    # A month counts for a Posyandu when it began before the day of its end. A former code is no place.
    ended = (Posyandu.closed_on <= first) | (Posyandu.ended_as == FORMER)
    still = Posyandu.closed_on.is_(None) | ~ended
    return still & (Posyandu.founded_on.is_(None) | (Posyandu.founded_on < after))


def named_like(search: str) -> ColumnElement[bool]:
    """Answer the condition that a Posyandu's name, former name, village or code matches a text."""
    like = f"%{search.replace('%', '').replace('_', '')}%"
    villages = select(Wilayah.code).where(Wilayah.name.ilike(like))
    known_as = select(PosyanduAlias.posyandu_code).where(PosyanduAlias.name.ilike(like))
    return or_(
        Posyandu.name.ilike(like),
        Posyandu.code == search,
        Posyandu.desa.in_(villages),
        Posyandu.code.in_(known_as),
    )


def names_of_posyandu(codes: Iterable[str]) -> dict[str, str]:
    """Answer the names of the Posyandu given."""
    wanted = set(codes)
    if not wanted:
        return {}
    query = select(Posyandu.code, Posyandu.name).where(Posyandu.code.in_(wanted))
    return {code: name for code, name in db.session.execute(query)}


def find_kader(name: str, posyandu_code: str) -> Kader | None:
    """Answer a kader of a Posyandu by name."""
    return db.session.scalar(
        select(Kader).where(Kader.name == name, Kader.posyandu_code == posyandu_code).limit(1)
    )


def get_kader(kader_id: int) -> Kader:
    """Answer a kader."""
    kader = db.session.get(Kader, kader_id)
    if kader is None:
        raise Problem("registry.unknown_kader", name=kader_id)
    return kader


def list_kader(areas: Sequence[str]) -> Sequence[Kader]:
    """Answer the kader of any of the areas who have not stopped, by Posyandu and name."""
    return db.session.scalars(
        select(Kader)
        .where(or_(*(within(Kader.posyandu_code, area) for area in areas)))
        .where(Kader.ended_on.is_(None))
        .order_by(Kader.posyandu_code, Kader.name)
    ).all()


def names_of_kader(kader_ids: Iterable[int | None]) -> dict[int, str]:
    """Answer the names of the kader given."""
    wanted = {kader_id for kader_id in kader_ids if kader_id is not None}
    if not wanted:
        return {}
    query = select(Kader.kader_id, Kader.name).where(Kader.kader_id.in_(wanted))
    return {kader_id: name for kader_id, name in db.session.execute(query)}


def list_opd() -> Sequence[Opd]:
    """Answer the OPD, by bidang and name."""
    return db.session.scalars(select(Opd).order_by(Opd.bidang, Opd.name)).all()


def list_holidays() -> frozenset[date]:
    """Answer the days that are no workdays."""
    return frozenset(db.session.scalars(select(Holiday.day)))


def list_holiday_rows() -> Sequence[Holiday]:
    """Answer the days that are no workdays with their names, in order."""
    return db.session.scalars(select(Holiday).order_by(Holiday.day)).all()


def list_deadlines() -> dict[tuple[str, str], date]:
    """Answer every due day set by hand, by form and month."""
    rows = db.session.execute(select(Deadline.form_id, Deadline.period, Deadline.due_on))
    return {(form_id, period): due for form_id, period, due in rows}


def save_all(rows: Iterable[db.Model]) -> None:
    """Insert or update rows by their primary keys."""
    for row in rows:
        db.session.merge(row)
    db.session.flush()


def add_all(rows: Iterable[db.Model]) -> None:
    """Insert new rows."""
    db.session.add_all(list(rows))
    db.session.flush()
