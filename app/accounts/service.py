"""Accounts, logins, phones, and the log of reads."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.accounts import store
from app.accounts.access import ROLES, Access, Grant, access_of
from app.accounts.models import AccessLog, AccountGrant, Device, User
from app.accounts.phones import Phone
from app.extensions.database import now, transaction
from app.problems import Problem
from app.registry.models import Kader

SHORTEST_PASSWORD = 10
TOKEN_BYTES = 24
CONTACT_EVERY = timedelta(minutes=5)
_hasher = PasswordHasher()
# Stands for a password until the invited person sets one; no password has this hash.
UNSET = "!"
# Checked when the name is unknown, so that a wrong name takes as long as a wrong password.
_NOBODY = _hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class Invited:
    """A new phone and its token, which is shown this once and kept only as a hash."""

    device: Device
    token: str


def add_user(name: str, password: str, grants: Sequence[Grant], *, is_demo: bool = False) -> User:
    """Add an account with its grants; raise Problem for a taken name or a weak password."""
    if len(password) < SHORTEST_PASSWORD:
        raise Problem("accounts.weak_password", minimum=SHORTEST_PASSWORD)
    for grant in grants:
        if grant.role not in ROLES:
            raise Problem("accounts.unknown_role", role=grant.role, roles=", ".join(ROLES))
    hashed = _hasher.hash(password)
    with transaction():
        if store.find_user(name):
            raise Problem("accounts.name_taken", name=name)
        return store.add_user(
            User(
                name=name,
                password=hashed,
                session_mark=secrets.token_hex(16),
                is_demo=is_demo,
                created_at=now(),
                grants=[grant_row(grant) for grant in grants],
            )
        )


def set_password(user: User, password: str) -> None:
    """Give an account a password inside the caller's transaction; sessions opened before end."""
    if len(password) < SHORTEST_PASSWORD:
        raise Problem("accounts.weak_password", minimum=SHORTEST_PASSWORD)
    user.password, user.session_mark = _hasher.hash(password), secrets.token_hex(16)


def grant_row(grant: Grant) -> AccountGrant:
    """Answer a grant as its row."""
    return AccountGrant(
        role=grant.role,
        area=grant.area,
        bidang=grant.bidang,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
    )


def login(name: str, password: str, today: date) -> User:
    """Answer the account whose password this is; raise Problem otherwise, at the same pace."""
    user = store.find_user(name)
    known = user.password if user and user.password != UNSET else _NOBODY
    try:
        _hasher.verify(known, password)
    except (VerifyMismatchError, InvalidHashError) as error:
        raise Problem("accounts.wrong_password") from error
    if user is None or user.password == UNSET or (user.ended_on and user.ended_on < today):
        raise Problem("accounts.wrong_password")
    return user


def access_of_user(user: User, today: date) -> Access:
    """Answer what an account may do today."""
    grants = (
        Grant(row.role, row.area, row.bidang, row.valid_from, row.valid_to) for row in user.grants
    )
    return access_of(grants, today)


def invite_device(kader: Kader, area: str, label: str, bidang: str = "") -> Invited:
    """Register a phone for a kader and answer its token, once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction():
        device = store.add_device(
            Device(
                token_hash=hash_token(token),
                kader_id=kader.kader_id,
                area=area,
                bidang=bidang,
                label=label,
                state="aktif",
                created_at=now(),
            )
        )
        return Invited(device, token)


def phone_of_token(token: str) -> Phone | None:
    """Answer the phone a token belongs to."""
    return store.find_phone(hash_token(token))


def phone_of_number(device_id: int) -> Phone | None:
    """Answer the phone of a number."""
    return store.find_phone_by_number(device_id)


def hash_token(token: str) -> bytes:
    """Answer a token's hash. Tokens are random (192 bits), so a plain hash cannot be searched."""
    return hashlib.sha256(token.encode()).digest()


def log_act(actor: str, action: str, subject: str, reason: str = "") -> None:
    """Record an act in the transaction that does it."""
    _log(actor, action, subject, reason)


def log_access(actor: str, action: str, subject: str, reason: str = "") -> None:
    """Record a read that must be answerable, in its own transaction, before it is shown."""
    with transaction():
        _log(actor, action, subject, reason)


def _log(actor: str, action: str, subject: str, reason: str) -> None:
    entry = AccessLog(at=now(), actor=actor, action=action, subject=subject, reason=reason)
    store.add_log(entry)
