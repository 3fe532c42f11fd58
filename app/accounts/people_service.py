"""Inviting people to their accounts, and giving and ending what they may do.

An account made for somebody has no password: a one-time link lets the person set one. Its token is shown
once and kept only as a hash.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from app.accounts import people_store, store
from app.accounts.access import NEEDS_AREA, ROLES, Grant
from app.accounts.models import AccessLog, AccountInvitation, User
from app.accounts.names import is_account_name
from app.accounts.service import TOKEN_BYTES, UNSET, grant_row, hash_token, set_password
from app.extensions.database import now, transaction
from app.problems import Problem

INVITATION_HOLDS = timedelta(days=14)
DOTS_OF_POSYANDU = 4  # 64.02.06.1011.001


def grant_fault(grant: Grant) -> str:
    """Answer what a grant lacks, in words; "" for a sound one."""
    if grant.role not in ROLES:
        return f"peran {grant.role or '(kosong)'} tidak dikenal"
    if grant.role in NEEDS_AREA and not grant.area:
        return "peran ini memerlukan wilayah"
    if grant.role == "ketua" and grant.area.count(".") < DOTS_OF_POSYANDU:
        return "ketua Posyandu memerlukan kode satu Posyandu"
    if grant.role == "opd" and not grant.bidang:
        return "petugas OPD memerlukan bidang"
    if grant.valid_from and grant.valid_to and grant.valid_to < grant.valid_from:
        return "berlaku sampai mendahului berlaku mulai"
    return ""


def invite_user(name: str, grant: Grant, actor: str) -> str:
    """Make an account for somebody; answer the token of the link to set its password, once."""
    if not is_account_name(name):
        raise Problem("accounts.bad_name", name=name)
    if fault := grant_fault(grant):
        raise Problem("accounts.bad_grant", reason=fault)
    with transaction():
        if store.find_user(name):
            raise Problem("accounts.name_taken", name=name)
        return add_invited(name, [grant], actor)[1]


def add_invited(name: str, grants: list[Grant], actor: str) -> tuple[User, str]:
    """Add an account without a password and its invitation, inside the caller's transaction."""
    user = store.add_user(
        User(
            name=name,
            password=UNSET,
            session_mark=secrets.token_hex(16),
            created_at=now(),
            grants=[grant_row(grant) for grant in grants],
        )
    )
    return user, _invite(user, actor)


def invite_again(user_id: int, actor: str) -> str:
    """Answer a fresh token for an account; older links end, the present password holds until then."""
    with transaction():
        user = people_store.get_user(user_id)
        people_store.save_invitations_closed(user_id, now())
        _note(actor, "akun.undang", user)
        return _invite(user, actor)


def _invite(user: User, actor: str) -> str:
    token, moment = secrets.token_urlsafe(TOKEN_BYTES), now()
    people_store.add_invitation(
        AccountInvitation(
            user_id=user.user_id,
            token_hash=hash_token(token),
            created_at=moment,
            created_by=actor,
            expires_at=moment + INVITATION_HOLDS,
        )
    )
    return token


def invited_user(token: str) -> User:
    """Answer whose link this is; raise Problem when it is used, over, or none."""
    invitation = people_store.find_invitation(hash_token(token))
    if invitation is None or invitation.used_at or invitation.expires_at <= now():
        raise Problem("accounts.invitation_closed")
    return people_store.get_user(invitation.user_id)


def accept_invitation(token: str, password: str, again: str) -> User:
    """Set the password of an invited account and end the link."""
    if password != again:
        raise Problem("accounts.passwords_differ")
    with transaction():
        user = invited_user(token)
        invitation = people_store.find_invitation(hash_token(token))
        set_password(user, password)
        if invitation is not None:
            invitation.used_at = now()
        _note(user.name, "akun.sandi", user)
        return user


def add_grant(user_id: int, grant: Grant, actor: str) -> None:
    """Give an account one more grant."""
    if fault := grant_fault(grant):
        raise Problem("accounts.bad_grant", reason=fault)
    with transaction():
        user = people_store.get_user(user_id)
        user.grants.append(grant_row(grant))
        _note(actor, "akun.hak", user)


def end_grant(user_id: int, grant_id: int, last_day: date, actor: str) -> None:
    """End a grant after a day."""
    with transaction():
        user = people_store.get_user(user_id)
        people_store.get_grant(user, grant_id).valid_to = last_day
        _note(actor, "akun.hak_berakhir", user)


def end_user(user_id: int, last_day: date, actor: str) -> None:
    """End an account after a day; its open links end at once."""
    with transaction():
        user = people_store.get_user(user_id)
        user.ended_on = last_day
        people_store.save_invitations_closed(user_id, now())
        _note(actor, "akun.berakhir", user)


def _note(actor: str, action: str, user: User) -> None:
    entry = AccessLog(at=now(), actor=actor, action=action, subject=f"user:{user.user_id}")
    store.add_log(entry)
