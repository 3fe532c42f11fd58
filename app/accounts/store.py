"""Reading and writing accounts, phones and the access log. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import undefer

from app.accounts.models import AccessLog, Device, User
from app.accounts.phones import Phone
from app.extensions.database import db, fetch_first
from app.extensions.memory import forget, remembered
from app.extensions.prepared import prepared
from app.registry.models import Kader, Posyandu
from app.registry.store import within

PHONES = "simpul.phones"
PHONES_HOLD = timedelta(seconds=1)

# Made once, for it is asked at every request of a phone; its columns stand as Phone's fields do.
_PHONE = (
    select(
        Device.device_id,
        Device.kader_id,
        Device.area,
        Device.bidang,
        Device.state,
        Device.state_since,
        Device.expires_at,
        Device.last_seen,
        Kader.ended_on,
        Posyandu.name.label("place_name"),
    )
    .join(Kader, Kader.kader_id == Device.kader_id)
    .outerjoin(Posyandu, Posyandu.code == Device.area)
)
_PHONE_OF_TOKEN = prepared(_PHONE.where(Device.token_hash == bindparam("token_hash")))
_PHONE_OF_NUMBER = prepared(_PHONE.where(Device.device_id == bindparam("number")))


def find_user(name: str) -> User | None:
    """Answer the account of this name."""
    return db.session.scalar(select(User).where(User.name == name))


def find_user_by_id(user_id: int) -> User | None:
    """Answer the account of this number."""
    return db.session.get(User, user_id)


def names_of_users(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Answer the names of the accounts given."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return {}
    query = select(User.user_id, User.name).where(User.user_id.in_(wanted))
    return {user_id: name for user_id, name in db.session.execute(query)}


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


def find_phone(token_hash: bytes) -> Phone | None:
    """Answer the phone that holds this token.

    A phone asks many times in a row, so all that asked are remembered for a second: what another process
    changes of a phone holds here from then on.
    """
    phones: dict[bytes, Phone | None] = remembered(PHONES, PHONES_HOLD, dict)
    if token_hash not in phones:
        row = fetch_first(_PHONE_OF_TOKEN, {"token_hash": token_hash})
        phones[token_hash] = None if row is None else Phone(*row)
    return phones[token_hash]


def forget_phones() -> None:
    """Let phones be read anew: one of them changed."""
    forget(PHONES)


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


def find_phone_by_number(device_id: int) -> Phone | None:
    """Answer the phone of a number."""
    row = fetch_first(_PHONE_OF_NUMBER, {"number": device_id})
    return None if row is None else Phone(*row)


def find_device_with_password(device_id: int) -> Device | None:
    """Answer a phone by its number, with what its password is checked by."""
    query = select(Device).where(Device.device_id == device_id)
    return db.session.scalar(query.options(undefer(Device.password)))


def save_password(device_id: int, sealed: bytes) -> None:
    """Keep what a phone's password is checked by."""
    db.session.execute(update(Device).where(Device.device_id == device_id).values(password=sealed))


def add_device(device: Device) -> Device:
    """Add a phone."""
    db.session.add(device)
    db.session.flush()
    return device


def add_log(entry: AccessLog) -> None:
    """Append to the access log."""
    db.session.add(entry)
