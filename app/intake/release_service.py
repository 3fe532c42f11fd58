"""Taking in what was kept aside of a phone, once somebody has said that the phone is in use again."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass

from app.accounts import service as accounts
from app.accounts.models import Device
from app.accounts.standing import ACTIVE, Standing
from app.extensions.database import now, transaction
from app.extensions.files import SealingFile, files
from app.intake import phones_store, quarantine_store
from app.intake.deliveries import KEPT_ASIDE, XML_PART, Delivery, IncomingFile
from app.intake.models import Quarantine
from app.intake.service import receive_submission
from app.problems import Problem

TAKEN_IN = Standing(flag="dari_karantina")
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Released:
    """How many kept sends were taken in, and how many could not be."""

    taken: int
    refused: int


def take_in_kept(device: Device, actor: str) -> Released:
    """Receive what was kept aside of a phone, as of when it came; what is still refused stays kept."""
    if device.state != ACTIVE:
        raise Problem("accounts.phone_state", state=device.state)
    waiting = [
        row
        for row in phones_store.list_refused([device.device_id], AT_ONCE)
        if row.code == KEPT_ASIDE
    ]
    taken = sum(_take_in(row, device, actor) for row in waiting)
    subject = f"device:{device.device_id}"
    accounts.log_access(actor, "perangkat.terima", subject, f"{taken} dari {len(waiting)}")
    return Released(taken, len(waiting) - taken)


def _take_in(row: Quarantine, device: Device, actor: str) -> bool:
    """Receive one; a refusal keeps it in quarantine under its own problem, so nothing is lost."""
    quarantine_id = row.quarantine_id
    try:
        receive_submission(_delivery(row, device))
    except Problem as problem:
        if problem.code == "intake.quarantine_full":
            return False
        _settle(quarantine_id, actor)
        return False
    _settle(quarantine_id, actor)
    return True


def _delivery(row: Quarantine, device: Device) -> Delivery:
    parts = {file["name"]: file["file_id"] for file in row.files}
    xml = b"".join(files.read(parts.pop(XML_PART)))
    incoming = [
        IncomingFile(
            name, mimetypes.guess_type(name)[0] or "application/octet-stream", _sealed_anew(file_id)
        )
        for name, file_id in parts.items()
    ]
    return Delivery(xml, incoming, row.door, device, received_at=row.received_at, standing=TAKEN_IN)


def _sealed_anew(file_id: str) -> SealingFile:
    """Answer a copy of a stored file, chunk by chunk: what quarantine keeps stays its own."""
    copy = files.new()
    for chunk in files.read(file_id):
        copy.write(chunk)
    return copy


def _settle(quarantine_id: int, actor: str) -> None:
    with transaction():
        quarantine_store.save_settled(quarantine_id, now(), actor)
