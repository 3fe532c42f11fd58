"""Reading and writing phones, what they hold, their days, and links that set one up. Never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import AccessLog, Device, DeviceDay, DeviceForm, Invitation
from app.accounts.standing import ACTIVE, EXPIRED, REVOKED, STOPPED, WAITING
from app.extensions.database import db, is_sqlite
from app.problems import Problem
from app.registry.models import Kader, Posyandu
from app.registry.store import within

SILENT = "diam"  # a phone in use that was not heard for SILENT_AFTER
SILENT_AFTER = timedelta(days=14)
DAYS_KEPT = 60


@dataclass(frozen=True, slots=True)
class PhoneFilter:
    """Which phones a list shows; an empty part means any. `at` is the moment states are told for."""

    at: datetime
    state: str = ""
    search: str = ""
    kader_id: int | None = None


def list_phones(
    areas: Sequence[str], wanted: PhoneFilter, before: int | None = None, limit: int = 50
) -> Sequence[Any]:
    """Answer (Device, kader's name, last day of the kader, Posyandu's name), newest first (keyset)."""
    columns = select(Device, Kader.name, Kader.ended_on, Posyandu.name.label("posyandu"))
    query = _filtered(columns, areas, wanted)
    if before is not None:
        query = query.where(Device.device_id < before)
    return db.session.execute(query.order_by(Device.device_id.desc()).limit(limit)).all()


def count_phones(areas: Sequence[str], wanted: PhoneFilter) -> int:
    """Answer how many phones a filter holds."""
    return db.session.scalar(_filtered(select(func.count()), areas, wanted)) or 0


def _filtered(query: Any, areas: Sequence[str], wanted: PhoneFilter) -> Any:  # noqa: ANN401 - a query
    query = (
        query.select_from(Device)
        .join(Kader, Kader.kader_id == Device.kader_id)
        .outerjoin(Posyandu, Posyandu.code == Device.area)
        .where(or_(*(within(Device.area, area) for area in areas)))
    )
    if wanted.kader_id is not None:
        query = query.where(Device.kader_id == wanted.kader_id)
    if wanted.state:
        query = query.where(*_in_state(wanted.state, wanted.at))
    if wanted.search:
        like = f"%{wanted.search.replace('%', '').replace('_', '')}%"
        named = or_(Kader.name.ilike(like), Posyandu.name.ilike(like))
        query = query.where(or_(named, Device.area == wanted.search))
    return query


def _in_state(word: str, at: datetime) -> list[ColumnElement[bool]]:
    """Answer the conditions of a state as people see it."""
    ended = Kader.ended_on.is_not(None) & (Kader.ended_on <= at.date())
    active = (Device.state == ACTIVE) & ~func.coalesce(ended, False)
    open_still = or_(Device.expires_at.is_(None), Device.expires_at > at)
    fresh = Device.last_seen.is_(None)
    conditions: dict[str, list[ColumnElement[bool]]] = {
        ACTIVE: [active, Device.last_seen.is_not(None)],
        SILENT: [active, Device.last_seen < at - SILENT_AFTER],
        WAITING: [active, fresh, open_still],
        EXPIRED: [active, fresh, ~open_still],
        STOPPED: [
            or_(Device.state == STOPPED, (Device.state == ACTIVE) & func.coalesce(ended, False))
        ],
    }
    return conditions.get(word, [Device.state == word])


def get_phone(device_id: int) -> Device:
    """Answer a phone by its number or raise Problem."""
    device = db.session.get(Device, device_id)
    if device is None:
        raise Problem("accounts.unknown_phone", number=device_id)
    return device


def list_unused(kader_ids: Iterable[int]) -> Sequence[Device]:
    """Answer these kader's invitations that no phone came with and that nobody ended."""
    return db.session.scalars(
        select(Device).where(
            Device.kader_id.in_(list(kader_ids)),
            Device.state == ACTIVE,
            Device.last_seen.is_(None),
            Device.expires_at.is_not(None),
        )
    ).all()


def list_of_kader(kader_ids: Iterable[int]) -> Sequence[Device]:
    """Answer the phones of these kader that were not ended, newest first."""
    query = select(Device).where(Device.kader_id.in_(list(kader_ids)), Device.state != REVOKED)
    return db.session.scalars(query.order_by(Device.device_id.desc())).all()


def save_heard(device_id: int, at: datetime, collect_id: str | None, version: str) -> None:
    """Note when a phone was last heard, and what it calls itself."""
    values: dict[str, object] = {"last_seen": at}
    if collect_id:
        values["collect_id"] = collect_id[:120]
    if version:
        values["collect_version"] = version
    db.session.execute(update(Device).where(Device.device_id == device_id).values(**values))


def save_day(device_id: int, day: date, at: datetime, version: str) -> None:
    """Note that a phone was heard on a day, and drop the days that are too old to matter."""
    values = {"last_at": at, "collect_version": version or None}
    key = {"device_id": device_id, "day": day}
    _upsert(DeviceDay, key, values)
    old = DeviceDay.day < day - timedelta(days=DAYS_KEPT)
    db.session.execute(delete(DeviceDay).where(DeviceDay.device_id == device_id, old))


def find_fetched(device_id: int, form_id: str) -> str | None:
    """Answer the version of a form a phone fetched last."""
    query = select(DeviceForm.version).where(DeviceForm.device_id == device_id)
    return db.session.scalar(query.where(DeviceForm.form_id == form_id))


def save_fetched(device_id: int, form_id: str, version: str, at: datetime) -> None:
    """Note the version of a form a phone fetched."""
    key = {"device_id": device_id, "form_id": form_id}
    _upsert(DeviceForm, key, {"version": version, "fetched_at": at})


def _upsert(table: type[db.Model], key: dict[str, Any], values: dict[str, Any]) -> None:
    dialect = sqlite if is_sqlite() else postgresql
    statement = dialect.insert(table.__table__).values(**key, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


def list_days(device_id: int) -> Sequence[DeviceDay]:
    """Answer the days a phone was heard, newest first."""
    query = select(DeviceDay).where(DeviceDay.device_id == device_id)
    return db.session.scalars(query.order_by(DeviceDay.day.desc())).all()


def list_held(device_ids: Iterable[int]) -> dict[int, list[DeviceForm]]:
    """Answer the forms phones fetched last, by phone."""
    query = select(DeviceForm).where(DeviceForm.device_id.in_(list(device_ids)))
    held: dict[int, list[DeviceForm]] = {}
    for row in db.session.scalars(query.order_by(DeviceForm.device_id, DeviceForm.form_id)):
        held.setdefault(row.device_id, []).append(row)
    return held


def list_log(subject: str, limit: int = 100) -> Sequence[AccessLog]:
    """Answer what was done to a subject, newest first."""
    query = select(AccessLog).where(AccessLog.subject == subject)
    return db.session.scalars(query.order_by(AccessLog.log_id.desc()).limit(limit)).all()


def add_invitation(invitation: Invitation) -> Invitation:
    """Add a link that sets up a phone."""
    db.session.add(invitation)
    db.session.flush()
    return invitation


def find_invitation(code_hash: bytes, *, locked: bool = False) -> Invitation | None:
    """Answer the link of this code; `locked` until the transaction ends."""
    query = select(Invitation).where(Invitation.code_hash == code_hash)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def count_by_village(areas: Sequence[str], today: date) -> Sequence[Any]:
    """Answer (desa, kader, with_phone) of the desa that have serving kader, by code."""
    heard = (
        select(Device.kader_id)
        .where(Device.kader_id == Kader.kader_id, Device.last_seen.is_not(None))
        .where(Device.state == ACTIVE)
        .exists()
    )
    return db.session.execute(
        select(
            Posyandu.desa,
            func.count().label("kader"),
            func.sum(case((heard, 1), else_=0)).label("with_phone"),
        )
        .select_from(Kader)
        .join(Posyandu, Posyandu.code == Kader.posyandu_code)
        .where(or_(*(within(Kader.posyandu_code, area) for area in areas)))
        .where(or_(Kader.ended_on.is_(None), Kader.ended_on > today))
        .group_by(Posyandu.desa)
        .order_by(Posyandu.desa)
    ).all()
