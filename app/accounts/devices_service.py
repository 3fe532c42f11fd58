"""The life of a kader's phone: invited, heard, lost and found, stopped, replaced, ended. All logged."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts import devices_store as store
from app.accounts import store as accounts_store
from app.accounts.models import AccessLog, Device, Invitation
from app.accounts.phones import Phone
from app.accounts.service import CONTACT_EVERY, TOKEN_BYTES, Invited, hash_token
from app.accounts.standing import REVOKED, collect_version, state_after
from app.extensions.database import now, transaction
from app.problems import Problem
from app.registry.models import Kader

INVITED_DAYS = 30  # an invitation no phone came with by then has run out
LINK_HOURS = 72
SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Linked:
    """A link that sets up one phone: its code, shown this once, and until when it works."""

    code: str
    expires_at: datetime


def invite_phones(kader: Sequence[Kader], actor: str) -> list[Invited]:
    """Make a fresh token for each kader; what they were given before and never used ends."""
    with transaction():
        for unused in store.list_unused(person.kader_id for person in kader):
            _end(unused, actor, "diganti undangan baru")
        invited = [_invite(person, "Ponsel", "", actor) for person in kader]
    accounts_store.forget_phones()
    return invited


def invite_phone(kader: Kader, label: str, actor: str, bidang: str = "") -> Invited:
    """Make a token for one more phone of a kader."""
    with transaction():
        return _invite(kader, label, bidang, actor)


def _invite(kader: Kader, label: str, bidang: str, actor: str) -> Invited:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    moment = now()
    device = accounts_store.add_device(
        Device(
            token_hash=hash_token(token),
            kader_id=kader.kader_id,
            area=kader.posyandu_code,
            bidang=bidang,
            label=label,
            state="aktif",
            created_at=moment,
            expires_at=moment + timedelta(days=INVITED_DAYS),
        )
    )
    _log(actor, "perangkat.undang", device.device_id, "")
    return Invited(device, token)


def change_phone(device_id: int, verb: str, reason: str, actor: str) -> Device:
    """Change how a phone stands (`cabut hilang ditemukan berhenti lanjut`), with the reason."""
    _check_reason(reason)
    with transaction():
        device = store.get_phone(device_id)
        state = state_after(verb, device.state)
        if state is None:
            raise Problem("accounts.phone_state", state=device.state)
        device.state, device.state_since = state, now()
        _log(actor, f"perangkat.{verb}", device_id, reason)
    accounts_store.forget_phones()
    return device


def replace_phone(device_id: int, kader: Kader, reason: str, actor: str) -> Invited:
    """End a phone's token and make one for the phone that takes its place, in one act."""
    _check_reason(reason)
    with transaction():
        device = store.get_phone(device_id)
        if device.state == REVOKED:
            raise Problem("accounts.phone_state", state=device.state)
        _end(device, actor, f"ganti ponsel: {reason}")
        invited = _invite(kader, device.label, device.bidang, actor)
    accounts_store.forget_phones()
    return invited


def _check_reason(reason: str) -> None:
    if len(reason) < SHORTEST_REASON:
        raise Problem("accounts.reason_missing")


def _end(device: Device, actor: str, reason: str) -> None:
    device.state, device.state_since = REVOKED, now()
    _log(actor, "perangkat.cabut", device.device_id, reason)


# -- what a phone does


def note_contact(phone: Phone, collect_id: str | None, user_agent: str) -> None:
    """Note that a phone was heard, at most once in a while, to keep reads cheap."""
    at = now()
    if phone.last_seen and at - phone.last_seen < CONTACT_EVERY:
        return
    note_heard(phone.device_id, at, collect_id, collect_version(user_agent))


def note_heard(device_id: int, at: datetime, collect_id: str | None, version: str) -> None:
    """Note that a phone was heard at a moment, and on its day."""
    with transaction():
        store.save_heard(device_id, at, collect_id, version)
        store.save_day(device_id, at.date(), at, version)
    accounts_store.forget_phones()


def note_fetched(device_id: int, form_id: str, version: str) -> None:
    """Note that a phone fetched a version of a form; the same one again is not written again."""
    if store.find_fetched(device_id, form_id) == version:
        return
    with transaction():
        store.save_fetched(device_id, form_id, version, now())


# -- a link that sets up one phone


def make_link(kader: Kader, actor: str, bidang: str = "") -> Linked:
    """Make a link that sets up one phone of a kader, once."""
    code = secrets.token_urlsafe(TOKEN_BYTES)
    moment = now()
    with transaction():
        invitation = store.add_invitation(
            Invitation(
                code_hash=hash_token(code),
                kader_id=kader.kader_id,
                bidang=bidang,
                made_by=actor,
                made_at=moment,
                expires_at=moment + timedelta(hours=LINK_HOURS),
            )
        )
        _log(actor, "perangkat.tautan", None, f"undangan {invitation.invitation_id}")
        return Linked(code, invitation.expires_at)


def look_at_link(code: str) -> Invitation:
    """Answer the link of a code; raise Problem when it was used or ran out."""
    return _checked(store.find_invitation(hash_token(code)))


def use_link(code: str, kader: Kader) -> Invited:
    """Make the phone a link stands for; the link works this once."""
    with transaction():
        invitation = _checked(store.find_invitation(hash_token(code), locked=True))
        actor = f"tautan {invitation.invitation_id}"
        invited = _invite(kader, "Ponsel", invitation.bidang, actor)
        invitation.used_at, invitation.device_id = now(), invited.device.device_id
        return invited


def _checked(invitation: Invitation | None) -> Invitation:
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= now():
        raise Problem("accounts.link_ended")
    return invitation


def _log(actor: str, action: str, device_id: int | None, reason: str) -> None:
    subject = f"device:{device_id}" if device_id is not None else "invitation"
    accounts_store.add_log(
        AccessLog(at=now(), actor=actor, action=action, subject=subject, reason=reason)
    )
