"""Keeping what had to be refused: as bytes, sealed, bounded per sender, for a person to look at."""

from __future__ import annotations

import hashlib
from typing import Any

from app.extensions.database import now, transaction
from app.extensions.files import files
from app.intake import quarantine_store as store
from app.intake.deliveries import XML_PART, Delivery, SealedContent
from app.openrosa.envelope import Envelope, read_envelope
from app.problems import Problem
from app.web.guards import settings


def keep_refused(delivery: Delivery, problem: Problem) -> None:
    """Keep a refused delivery; the same one sent again is kept once.

    Raises Problem when this sender already has as many as are kept: the phone keeps its own copy.
    """
    content_hash = _content_hash(delivery)
    if store.find_quarantined(delivery.sender, content_hash, problem.code):
        _withdraw(delivery)
        return
    if store.count_quarantine(delivery.sender) >= settings().quarantine_per_device:
        _withdraw(delivery)
        raise Problem("intake.quarantine_full")
    xml = files.add(delivery.xml)
    kept = [_file(XML_PART, xml), *(_file(file.name, file.content) for file in delivery.files)]
    with transaction():
        added = store.add_quarantined(_row(delivery, problem, content_hash, kept))
    if not added:  # the same send came twice at once, and the other was kept
        xml.withdraw()
        _withdraw(delivery)


def _row(
    delivery: Delivery, problem: Problem, content_hash: str, kept: list[dict[str, Any]]
) -> dict[str, Any]:
    envelope = _envelope(delivery.xml)
    return {
        "received_at": delivery.received_at or now(),
        "sender": delivery.sender,
        "door": delivery.door,
        "code": problem.code,
        "message": problem.message,
        "form_id": envelope.form_id[:64] if envelope else None,
        "instance_id": envelope.instance_id[:120] if envelope else None,
        "content_hash": content_hash,
        "size": sum(file["size"] for file in kept),
        "files": kept,
    }


def _file(name: str, content: SealedContent) -> dict[str, Any]:
    return {
        "name": name,
        "file_id": content.keep(),
        "size": content.size,
        "sha256": content.sha256,
    }


def _content_hash(delivery: Delivery) -> str:
    digest = hashlib.sha256(delivery.xml)
    for file in delivery.files:
        digest.update(file.name.encode() + bytes.fromhex(file.content.sha256))
    return digest.hexdigest()


def _withdraw(delivery: Delivery) -> None:
    for file in delivery.files:
        file.content.withdraw()


def _envelope(xml: bytes) -> Envelope | None:
    try:
        return read_envelope(xml)
    except Problem:
        return None
