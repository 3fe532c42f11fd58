"""Grants and phones follow a place to its new code. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select, update

from app.accounts.models import AccountGrant, Device
from app.accounts.store import forget_phones
from app.extensions.database import db


def save_areas(mapping: Mapping[str, str]) -> None:
    """Let grants and phones of these areas follow to the new codes."""
    for old, new in mapping.items():
        for model in (AccountGrant, Device):
            db.session.execute(update(model).where(model.area == old).values(area=new))
    forget_phones()


def list_device_ids(area: str) -> list[int]:
    """Answer the phones of exactly this area."""
    return list(db.session.scalars(select(Device.device_id).where(Device.area == area)))


def list_grant_ids(area: str) -> list[int]:
    """Answer the grants of exactly this area."""
    return list(db.session.scalars(select(AccountGrant.grant_id).where(AccountGrant.area == area)))


def list_devices_of(kader_ids: Collection[int], area: str) -> list[int]:
    """Answer the phones of some kader that hold exactly this area."""
    query = select(Device.device_id).where(
        Device.kader_id.in_(list(kader_ids)), Device.area == area
    )
    return list(db.session.scalars(query))


def save_device_area(device_ids: Iterable[int], area: str) -> None:
    """Move phones to an area."""
    ids = list(device_ids)
    if ids:
        db.session.execute(update(Device).where(Device.device_id.in_(ids)).values(area=area))
        forget_phones()


def save_grant_area(grant_ids: Iterable[int], area: str) -> None:
    """Move grants to an area."""
    ids = list(grant_ids)
    if ids:
        query = update(AccountGrant).where(AccountGrant.grant_id.in_(ids))
        db.session.execute(query.values(area=area))
