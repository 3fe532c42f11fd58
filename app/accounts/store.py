"""Reading and writing accounts, phones and the access log. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import undefer

from app.accounts.models import AccessLog, Device, User
from app.extensions.database import db
from app.registry.store import within


def find_user(name: str) -> User | None:
    """Answer the account of this name."""
    return db.session.scalar(select(User).where(User.name == name))


def find_user_by_id(user_id: int) -> User | None:
    """Answer the account of this number."""
    return db.session.get(User, user_id)


def count_users() -> int:
    """Answer how many accounts exist."""
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def list_demo_users() -> Sequence[User]:
    """Answer the demo accounts, admin first."""
    return db.session.scalars(select(User).where(User.is_demo).order_by(User.user_id)).all()


def add_user(user: User) -> User:
    """Add an account with its grants."""
    db.session.add(user)
    db.session.flush()
    return user


def find_device(token_hash: bytes) -> Device | None:
    """Answer the phone that holds this token."""
    return db.session.scalar(select(Device).where(Device.token_hash == token_hash))


def get_device(device_id: int) -> Device | None:
    """Answer a phone by its number."""
    return db.session.get(Device, device_id)


def list_devices(areas: Sequence[str]) -> Sequence[Device]:
    """Answer the phones of any of the areas, newest first."""
    return db.session.scalars(
        select(Device)
        .where(or_(*(within(Device.area, area) for area in areas)))
        .order_by(Device.device_id.desc())
    ).all()


def find_device_with_password(device_id: int) -> Device | None:
    """Answer a phone by its number, with what its password is checked by."""
    query = select(Device).where(Device.device_id == device_id)
    return db.session.scalar(query.options(undefer(Device.password)))


def save_password(device_id: int, sealed: bytes) -> None:
    """Keep what a phone's password is checked by."""
    db.session.execute(
        update(Device).where(Device.device_id == device_id).values(password=sealed)
    )


def add_device(device: Device) -> Device:
    """Add a phone."""
    db.session.add(device)
    db.session.flush()
    return device


def save_contact(device_id: int, at: datetime, collect_id: str | None) -> None:
    """Note when a phone was last heard, and what it calls itself."""
    values: dict[str, object] = {"last_seen": at}
    if collect_id:
        values["collect_id"] = collect_id[:120]
    db.session.execute(update(Device).where(Device.device_id == device_id).values(**values))


def add_log(entry: AccessLog) -> None:
    """Append to the access log."""
    db.session.add(entry)
