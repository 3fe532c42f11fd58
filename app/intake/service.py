"""Receiving submissions: recognise, place, keep, answer. One door, however many knock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.access import in_area
from app.design.service import Released, find_form, find_released
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.intake import store
from app.intake.deliveries import Delivery, IncomingFile
from app.intake.heads import Head, is_future, read_head
from app.intake.quarantine_service import keep_refused
from app.intake.states import SUPERSEDED, UNREVIEWED, state_in_chain
from app.openrosa.answers import Document, decode, dump, file_names, fingerprint, load
from app.openrosa.envelope import Envelope, read_envelope
from app.problems import Problem
from app.registry import service as registry
from app.registry import store as registry_store
from app.registry.periods import is_late
from app.web.guards import settings

WITHOUT_ORIGIN = "perbaikan_tanpa_asal"


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
    with transaction():
        added = store.add_once(_row(placed))
        if added is None:
            seq = _recognise(placed)
        else:
            seq, has_edits = added
            _supersede(placed)
            if has_edits:
                _yield_to_edits(placed)
        new_files = _attach(seq, placed)
    _withdraw(file for file in placed.delivery.files if file.content.file_id not in new_files)
    instance_id = placed.envelope.instance_id
    return Receipt(instance_id, placed.released.title, added is not None or bool(new_files))


def _withdraw(files: Iterable[IncomingFile]) -> None:
    for file in files:
        file.content.withdraw()


def _row(placed: _Placed) -> dict[str, Any]:
    delivery, envelope, head = placed.delivery, placed.envelope, placed.head
    instance_id = envelope.instance_id
    posyandu_code, flags = _place_of(placed)
    late = _is_late(placed)
    if is_future(head, placed.received_at):
        flags.append("tanggal_masa_depan")
    return {
        "instance_id": instance_id,
        "root_instance_id": _root_of(envelope, flags),
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
        "late": late,
        "flags": flags,
        "door": delivery.door,
        "device_id": delivery.device.device_id if delivery.device else None,
        "kader_id": delivery.device.kader_id if delivery.device else None,
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
        "has_entities": bool(placed.released.schema.entities),
        "entity_due": bool(placed.released.schema.entities),
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


def _root_of(envelope: Envelope, flags: list[str]) -> str:
    if not envelope.deprecated_id:
        return envelope.instance_id
    replaced = store.find_received(envelope.deprecated_id)
    if replaced is None:
        flags.append(WITHOUT_ORIGIN)
        return envelope.instance_id
    if replaced.state == SUPERSEDED:
        flags.append("perbaikan_bersamaan")
    root: str = replaced.root_instance_id
    return root


def _supersede(placed: _Placed) -> None:
    """An edit replaces what it names, and carries over the files it still refers to."""
    replaced_id = placed.envelope.deprecated_id
    if not replaced_id or replaced_id == placed.envelope.instance_id:
        return
    replaced = store.find_received(replaced_id)
    if replaced is not None:
        store.save_state(replaced_id, SUPERSEDED)


def _yield_to_edits(placed: _Placed) -> None:
    """An edit that overtook this one replaces it all the same: arrival order decides nothing."""
    own = placed.envelope.instance_id
    root = store.find_received(own)
    edits = [edit for edit in store.list_edits(own) if edit.instance_id != own]
    for edit in edits:
        edit.flags = [flag for flag in edit.flags if flag != WITHOUT_ORIGIN]
        store.save_root(edit.instance_id, root.root_instance_id if root else own)
    store.save_state(own, state_in_chain([], [edit.state for edit in edits]))


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
    carried = _carried_over(seq, placed, expected - known.keys() - rows.keys())
    store.add_attachments([*rows.values(), *carried])
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


def _carried_over(seq: int, placed: _Placed, missing: set[str]) -> list[dict[str, Any]]:
    replaced_id = placed.envelope.deprecated_id
    replaced = store.find_received(replaced_id) if replaced_id and missing else None
    if replaced is None:
        return []
    return [
        {
            "seq": seq,
            "name": row.name,
            "file_id": row.file_id,
            "size": row.size,
            "sha256": row.sha256,
            "mime": row.mime,
            "referenced": True,
            "received_at": row.received_at,
        }
        for row in store.list_attachments(replaced.seq)
        if row.name in missing
    ]


def read_answers(instance_id: str, sealed: bytes) -> Document:
    """Open the sealed answers of a submission."""
    return load(vault.unseal(sealed, f"answers:{instance_id}"))
