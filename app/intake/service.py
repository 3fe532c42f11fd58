"""Receiving submissions: recognise, place, keep, answer. One door, however many knock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.access import in_area
from app.design.closing_service import is_closed
from app.design.service import Released, find_form, find_released
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.intake import edits_service, store
from app.intake.deliveries import Delivery, IncomingFile
from app.intake.heads import Head, is_future, read_head
from app.intake.quarantine_service import keep_refused
from app.intake.states import FORM_CLOSED, UNREVIEWED
from app.openrosa.answers import Document, decode, dump, file_names, fingerprint
from app.openrosa.envelope import Envelope, read_envelope
from app.problems import Problem
from app.registry import service as registry
from app.registry import store as registry_store
from app.registry.periods import is_late
from app.web.guards import settings

LONGEST_COLLECT_ID = 120


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery: `created` when it brought anything new."""

    instance_id: str
    form_title: str
    created: bool


@dataclass(frozen=True, slots=True)
class _Placed:
    """A delivery whose form is known and whose answers are read."""

    delivery: Delivery
    received_at: datetime
    envelope: Envelope
    released: Released
    answers: Document
    head: Head
    answers_hash: str
    xml_sha256: str


def receive_submission(delivery: Delivery) -> Receipt:
    """Keep a submission once and durably; what must be refused is kept in quarantine first."""
    try:
        return _receive(_place(delivery))
    except Problem as problem:
        keep_refused(delivery, problem)
        raise
    except BaseException:
        _withdraw(delivery.files)
        raise


def _place(delivery: Delivery) -> _Placed:
    received_at = delivery.received_at or now()
    envelope = read_envelope(delivery.xml)
    form_id = delivery.form_id or envelope.form_id
    version = delivery.version if delivery.version is not None else envelope.version
    released = find_released(form_id, version)
    if released is None:
        if find_form(form_id) is None:
            raise Problem("intake.unknown_form", form_id=form_id)
        raise Problem("intake.unknown_version", form_id=form_id, version=version or "(kosong)")
    answers = decode(envelope.root, released.shape)
    head = read_head(answers, released.frekuensi, received_at, settings().zone)
    return _Placed(
        delivery=delivery,
        received_at=received_at,
        envelope=envelope,
        released=released,
        answers=answers,
        head=head,
        answers_hash=fingerprint(answers),
        xml_sha256=hashlib.sha256(delivery.xml).hexdigest(),
    )


def _receive(placed: _Placed) -> Receipt:
    # Files are on disk before the rows that name them: a crash leaves an unnamed file, never a name
    # without its file.
    for file in placed.delivery.files:
        file.content.keep()
    envelope = placed.envelope
    with transaction():
        if envelope.deprecated_id:
            store.take_turn(envelope.deprecated_id)
        added = store.add_once(_row(placed))
        if added is None:
            seq, has_edits = _recognise(placed), True
        else:
            seq, has_edits = added
            edits_service.supersede(envelope)
            if has_edits:
                edits_service.yield_to_edits(envelope.instance_id)
        new_files = _attach(seq, placed)
        if has_edits and new_files:
            edits_service.pass_files_on(envelope.instance_id, seq)
    _withdraw(file for file in placed.delivery.files if file.content.file_id not in new_files)
    created = added is not None or bool(new_files)
    return Receipt(envelope.instance_id, placed.released.title, created)


def _withdraw(files: Iterable[IncomingFile]) -> None:
    for file in files:
        file.content.withdraw()


def _row(placed: _Placed) -> dict[str, Any]:
    delivery, envelope, head = placed.delivery, placed.envelope, placed.head
    instance_id = envelope.instance_id
    posyandu_code, flags = _place_of(placed)
    closed = is_closed(placed.released.form_id)
    if closed:
        flags.append(FORM_CLOSED)
    if is_future(head, placed.received_at):
        flags.append("tanggal_masa_depan")
    return {
        "instance_id": instance_id,
        "root_instance_id": edits_service.root_of(envelope, flags),
        "deprecated_id": envelope.deprecated_id,
        "entity_id": envelope.entity_id,
        "form_id": placed.released.form_id,
        "version": placed.released.version,
        "bidang": placed.released.bidang,
        "posyandu_code": posyandu_code,
        "period": head.period,
        "observed_at": head.observed_at,
        "ended_at": head.ended_at,
        "received_at": placed.received_at,
        "report_status": head.report_status[:16],
        "state": UNREVIEWED,
        "late": closed or _is_late(placed),
        "flags": flags,
        "door": delivery.door,
        "device_id": delivery.device.device_id if delivery.device else None,
        "kader_id": delivery.device.kader_id if delivery.device else None,
        "collect_id": delivery.collect_id and delivery.collect_id[:LONGEST_COLLECT_ID],
        "target_id": delivery.target_id,
        "remote_id": delivery.remote_id,
        "xml_sha256": placed.xml_sha256,
        "answers_hash": placed.answers_hash,
        "xml": vault.seal(delivery.xml, f"xml:{instance_id}"),
        "answers": vault.seal(dump(placed.answers), f"answers:{instance_id}"),
        "files_expected": len(file_names(placed.answers, placed.released.shape.binaries)),
        "merge_due": True,
        "merged": False,
        "touch": 0,
    }


def _place_of(placed: _Placed) -> tuple[str | None, list[str]]:
    """Answer the Posyandu a submission belongs to, and what is odd about that."""
    named, device = placed.head.posyandu_code, placed.delivery.device
    if named and device and named == device.area:
        return named, []
    if named and registry_store.find_posyandu(named):
        outside = device is not None and not in_area(named, device.area)
        return named, ["di_luar_wilayah_ponsel"] if outside else []
    if device and registry_store.find_posyandu(device.area):
        return device.area, ["posyandu_dari_ponsel"]
    return None, ["posyandu_tidak_dikenal"]


def _is_late(placed: _Placed) -> bool:
    if placed.released.frekuensi != "bulanan" or not placed.head.period:
        return False
    due = registry.due_on(placed.released.form_id, placed.head.period, placed.released.tenggat)
    return is_late(placed.received_at, due, settings().zone)


def _recognise(placed: _Placed) -> int:
    """Answer the submission this is again; raise Problem when the same id holds something else."""
    # Locked, so that the same new file sent twice at once is looked for one after the other.
    known = store.find_received(placed.envelope.instance_id, locked=True)
    if known is None:  # deleted between the two statements: cannot happen, nothing deletes
        raise Problem("intake.unknown_submission")
    same_door = known.door == placed.delivery.door
    same = (
        known.xml_sha256 == placed.xml_sha256
        if same_door
        else known.answers_hash == placed.answers_hash and known.form_id == placed.released.form_id
    )
    if not same:
        raise Problem("intake.other_content_same_id")
    seq: int = known.seq
    return seq


def _attach(seq: int, placed: _Placed) -> set[str]:
    """Add the files not there yet; answer the file ids now in use."""
    if not placed.delivery.files and not placed.envelope.deprecated_id:
        return set()
    expected = set(file_names(placed.answers, placed.released.shape.binaries))
    known = {row.name: row.sha256 for row in store.list_attachments(seq)}
    rows: dict[str, dict[str, Any]] = {}
    for file in placed.delivery.files:
        digest = known.get(file.name) or (rows[file.name]["sha256"] if file.name in rows else None)
        if digest is None:
            rows[file.name] = _file_row(seq, file, expected, placed.received_at)
        elif digest != file.content.sha256:
            raise Problem("intake.other_file_same_name", name=file.name)
    new_files = {row["file_id"] for row in rows.values()}
    store.add_attachments(list(rows.values()))
    missing = expected - known.keys() - rows.keys()
    if placed.envelope.deprecated_id and missing:
        edits_service.carry_over(placed.envelope.deprecated_id, seq, missing)
    return new_files


def _file_row(
    seq: int, file: IncomingFile, expected: set[str], received_at: datetime
) -> dict[str, Any]:
    return {
        "seq": seq,
        "name": file.name,
        "file_id": file.content.file_id,
        "size": file.content.size,
        "sha256": file.content.sha256,
        "mime": file.mime,
        "referenced": file.name in expected,
        "received_at": received_at,
    }
