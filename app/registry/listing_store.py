"""Lists of the registry's own pages: Posyandu in any state, kader, areas with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.extensions.database import db
from app.registry.models import Kader, Posyandu, Wilayah
from app.registry.store import named_like, within
from app.registry.succession import FORMER


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows a list shows: areas, a search, a state ("": open), and a kader's name."""

    areas: Sequence[str]
    search: str = ""
    state: str = ""
    person: str = ""


def list_places(wanted: Wanted, after: str = "", limit: int = 50) -> Sequence[Posyandu]:
    """Answer Posyandu by code, after a code (keyset)."""
    query = select(Posyandu).where(_places(wanted), Posyandu.code > after)
    return db.session.scalars(query.order_by(Posyandu.code).limit(limit)).all()


def count_places(wanted: Wanted) -> int:
    """Answer how many Posyandu there are."""
    query = select(func.count()).select_from(Posyandu).where(_places(wanted))
    return db.session.scalar(query) or 0


def _places(wanted: Wanted) -> ColumnElement[bool]:
    condition = or_(*(within(Posyandu.code, area) for area in wanted.areas))
    if wanted.state == "ditutup":
        condition &= Posyandu.closed_on.is_not(None) & (Posyandu.ended_as != FORMER)
    else:
        condition &= Posyandu.closed_on.is_(None)
    if wanted.state == "percontohan":
        condition &= Posyandu.is_pilot
    return condition & named_like(wanted.search) if wanted.search else condition


def count_kader(codes: Sequence[str]) -> dict[str, int]:
    """Answer how many kader who have not stopped each Posyandu has."""
    query = select(Kader.posyandu_code, func.count()).where(
        Kader.posyandu_code.in_(codes), Kader.ended_on.is_(None)
    )
    return {code: count for code, count in db.session.execute(query.group_by(Kader.posyandu_code))}


def list_people(
    wanted: Wanted, after: tuple[str, int] = ("", 0), limit: int = 50
) -> Sequence[Kader]:
    """Answer kader by Posyandu and number, after one (keyset); state "": active; berhenti."""
    code, number = after
    later = (Kader.posyandu_code > code) | (
        (Kader.posyandu_code == code) & (Kader.kader_id > number)
    )
    query = _people(select(Kader), wanted).where(later)
    return db.session.scalars(
        query.order_by(Kader.posyandu_code, Kader.kader_id).limit(limit)
    ).all()


def count_people(wanted: Wanted) -> int:
    """Answer how many kader there are."""
    return db.session.scalar(_people(select(func.count(Kader.kader_id)), wanted)) or 0


def _people(query: Select[Any], wanted: Wanted) -> Select[Any]:
    query = query.where(or_(*(within(Kader.posyandu_code, area) for area in wanted.areas)))
    ended = Kader.ended_on.is_not(None)
    query = query.where(ended if wanted.state == "berhenti" else ~ended)
    if wanted.search:
        places = select(Posyandu.code).where(named_like(wanted.search))
        query = query.where(Kader.posyandu_code.in_(places))
    if wanted.person:
        like = f"%{wanted.person.replace('%', '').replace('_', '')}%"
        query = query.where(Kader.name.ilike(like))
    return query


def list_area_counts(areas: Sequence[str]) -> list[dict[str, Any]]:
    """Answer the kecamatan with how many desa and open Posyandu each has."""
    rows = db.session.scalars(
        select(Wilayah)
        .where(Wilayah.successor.is_(None), Wilayah.level.in_(("kecamatan", "desa")))
        .where(or_(*(within(Wilayah.code, area) for area in areas)))
        .order_by(Wilayah.code)
    ).all()
    open_places = select(Posyandu.desa, func.count()).where(Posyandu.closed_on.is_(None))
    counts = {desa: n for desa, n in db.session.execute(open_places.group_by(Posyandu.desa))}
    found: dict[str, dict[str, Any]] = {}
    names = {row.code: row.name for row in rows}
    for row in rows:
        code = row.code if row.level == "kecamatan" else row.code.rpartition(".")[0]
        entry = found.setdefault(
            code, {"code": code, "name": names.get(code, code), "desa": 0, "posyandu": 0}
        )
        if row.level == "desa":
            entry["desa"] += 1
            entry["posyandu"] += counts.get(row.code, 0)
    return list(found.values())
