"""Receiving submissions: recognise, place, keep, answer. One door, however many knock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from app.accounts.access import in_area
from app.design.closing_service import is_closed
from app.design.policies_service import policy_of
from app.design.service import Released, find_form, find_released
from app.extensions.database import now
from app.extensions.together import write_together
from app.extensions.vault import vault
from app.intake import edits_service, store
from app.intake.attaching_service import Brought, attach_files
from app.intake.deliveries import KEPT_ASIDE, Delivery, IncomingFile
from app.intake.heads import UNPLACED, Head, day_counted, is_future, read_head
from app.intake.quarantine_service import keep_refused
from app.intake.receipts import Receipt
from app.intake.returned_service import note_corrected
from app.intake.states import FORM_CLOSED
from app.intake.telling_service import tell_received
from app.intake.trail import Trail, position_of
from app.openrosa.answers import Document, decode, dump, file_names, fingerprint
from app.openrosa.envelope import Envelope, read_envelope
from app.problems import Problem
from app.registry import service as registry
from app.registry import store as registry_store
from app.registry.models import Posyandu
from app.registry.periods import is_late
from app.registry.rollout_service import owes
from app.registry.succession import CLOSED, MERGED
from app.web.guards import settings

LONGEST_CODE = 20
LONGEST_COLLECT_ID = 120


@dataclass(frozen=True, slots=True)
class _Placed:
    """A delivery whose form is known, whose answers are read, and what is kept of them sealed.

    All that needs no turn to write is done before it: while one writes, others read and seal.
    """

    delivery: Delivery
    received_at: datetime
    there_at: datetime | None
    envelope: Envelope
    released: Released
    answers: Document
    head: Head
    answers_hash: str
    xml_sha256: str
    sealed_xml: bytes
    sealed_answers: bytes
    expected: frozenset[str]

    @property
    def came_at(self) -> datetime:
        """Answer when it first came to a server, this one or another."""
        return self.there_at or self.received_at


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was kept: the row, the files that are new, how many named ones are held by now."""

    row: dict[str, Any]
    new_files: set[str]
    held: int
    created: bool


def receive_submission(delivery: Delivery) -> Receipt:
    """Keep a submission once and durably; what must be refused is kept in quarantine first."""
    if delivery.standing.is_kept_aside:
        return _keep_aside(delivery)
    try:
        return _receive(_place(delivery))
    except Problem as problem:
        keep_refused(delivery, problem)
        raise
    except BaseException:
        _withdraw(delivery.files)
        raise


def _keep_aside(delivery: Delivery) -> Receipt:
    """Keep all of it in quarantine and answer well: the phone falls silent, and nothing is lost."""
    keep_refused(delivery, Problem(KEPT_ASIDE))
    return Receipt(instance_id="", form_title="", created=False, is_kept_aside=True)


def _place(delivery: Delivery) -> _Placed:
    received_at = delivery.received_at or now()
    envelope = _envelope(delivery)
    form_id = delivery.form_id or envelope.form_id
    version = delivery.version if delivery.version is not None else envelope.version
    released = find_released(form_id, version)
    if released is None:
        if find_form(form_id) is None:
            raise Problem("intake.unknown_form", form_id=form_id)
        raise Problem("intake.unknown_version", form_id=form_id, version=version or "(kosong)")
    answers = decode(envelope.root, released.shape)
    there_at = _believed(delivery.there_at, received_at)
    head = read_head(answers, released.frekuensi, there_at or received_at, settings().zone)
    return _Placed(
        delivery=delivery,
        received_at=received_at,
        there_at=there_at,
        envelope=envelope,
        released=released,
        answers=answers,
        head=head,
        answers_hash=fingerprint(answers),
        sealed_xml=vault.seal(delivery.xml, f"xml:{envelope.instance_id}"),
        sealed_answers=vault.seal(dump(answers), f"answers:{envelope.instance_id}"),
        xml_sha256=hashlib.sha256(delivery.xml).hexdigest(),
        expected=frozenset(file_names(answers, released.shape.binaries)),
    )


def _believed(there_at: datetime | None, received_at: datetime) -> datetime | None:
    """Answer when another server received it, unless it says so of a time after it was received here."""
    return there_at if there_at is not None and there_at <= received_at else None


def _envelope(delivery: Delivery) -> Envelope:
    envelope = read_envelope(delivery.xml)
    if delivery.replaces and envelope.deprecated_id:
        return replace(envelope, deprecated_id=delivery.replaces)
    return envelope


def _receive(placed: _Placed) -> Receipt:
    # Files are on disk before the rows that name them: a crash leaves an unnamed file, never a name
    # without its file.
    for file in placed.delivery.files:
        file.content.keep()
    kept = write_together(partial(_keep, placed))
    _withdraw(file for file in placed.delivery.files if file.content.file_id not in kept.new_files)
    return _receipt(placed, kept)


def _keep(placed: _Placed) -> _Kept:
    """Add it, or recognise it; within a transaction that others may share."""
    envelope = placed.envelope
    if envelope.deprecated_id:
        store.take_turn(envelope.deprecated_id)
    row = _row(placed)
    added = store.add_once(row)
    if added is None:
        seq, has_edits = _recognise(placed), True
    else:
        seq, has_edits = added.seq, added.has_edits
        edits_service.supersede(envelope)
        if has_edits:
            edits_service.yield_to_edits(envelope.instance_id)
        if added.has_returned or envelope.deprecated_id:
            _correct(placed, row)
        tell_received(row)
    new_files, held = attach_files(seq, _files_of(placed), created=added is not None)
    if has_edits and new_files:
        edits_service.pass_files_on(envelope.instance_id, seq)
    return _Kept(row, new_files, held, created=added is not None or bool(new_files))


def _receipt(placed: _Placed, kept: _Kept) -> Receipt:
    code = kept.row["posyandu_code"]
    place_name = placed.delivery.place_name
    if code and (
        not place_name or placed.delivery.device is None or placed.delivery.device.area != code
    ):
        place = registry_store.find_posyandu(code)
        place_name = place.name if place else ""
    monthly = placed.released.frekuensi == "bulanan"
    return Receipt(
        instance_id=placed.envelope.instance_id,
        form_title=placed.released.title,
        created=kept.created,
        posyandu=place_name if code else "",
        period=placed.head.period if monthly else "",
        files_held=kept.held,
        files_expected=len(placed.expected),
        is_late=kept.row["late"],
        is_edit=placed.envelope.deprecated_id is not None,
        is_for_review=bool(placed.delivery.standing.flag),
    )


def _files_of(placed: _Placed) -> Brought:
    return Brought(
        files=placed.delivery.files,
        expected=placed.expected,
        received_at=placed.received_at,
        replaced_id=placed.envelope.deprecated_id,
    )


def _withdraw(files: Iterable[IncomingFile]) -> None:
    for file in files:
        file.content.withdraw()


def _row(placed: _Placed) -> dict[str, Any]:
    delivery, envelope, head = placed.delivery, placed.envelope, placed.head
    instance_id = envelope.instance_id
    sent_code, posyandu_code, flags = _place_of(placed)
    flags += _odd_times(placed)
    first = position_of(Trail(), policy_of(placed.released.form_id), placed.received_at)
    return {
        "instance_id": instance_id,
        "root_instance_id": edits_service.root_of(envelope, flags),
        "deprecated_id": envelope.deprecated_id,
        "entity_id": envelope.entity_id,
        "form_id": placed.released.form_id,
        "version": placed.released.version,
        "bidang": placed.released.bidang,
        "posyandu_code": posyandu_code,
        "sent_code": sent_code,
        "period": head.period,
        "observed_at": head.observed_at,
        "ended_at": head.ended_at,
        "received_at": placed.received_at,
        "there_at": placed.there_at,
        "report_status": head.report_status[:16],
        "state": first.state,
        "level": first.kept_level,
        "level_since": first.since,
        "late": FORM_CLOSED in flags or _is_late(placed, posyandu_code),
        "flags": flags,
        "door": delivery.door,
        **_sent_by(delivery),
        "xml_sha256": placed.xml_sha256,
        "answers_hash": placed.answers_hash,
        "xml": placed.sealed_xml,
        "answers": placed.sealed_answers,
        "files_expected": len(placed.expected),
        "merge_due": True,
        "merged": False,
        "touch": 0,
        "has_entities": bool(placed.released.schema.entities),
        "entity_due": bool(placed.released.schema.entities),
        "examine_due": False,
    }


def _sent_by(delivery: Delivery) -> dict[str, Any]:
    """Answer who sent it: a phone, an account, or another server."""
    return {
        "device_id": delivery.device.device_id if delivery.device else None,
        "kader_id": delivery.device.kader_id if delivery.device else None,
        "user_id": delivery.account.user_id if delivery.account else None,
        "collect_id": delivery.collect_id and delivery.collect_id[:LONGEST_COLLECT_ID],
        "target_id": delivery.target_id,
        "remote_id": delivery.remote_id,
    }


def _odd_times(placed: _Placed) -> list[str]:
    """Answer what is odd about when a submission comes."""
    odd = {
        FORM_CLOSED: is_closed(placed.released.form_id),
        "tanggal_masa_depan": is_future(placed.head, placed.received_at),
        placed.delivery.standing.flag: bool(placed.delivery.standing.flag),
    }
    return [*placed.delivery.flags, *(flag for flag, holds in odd.items() if holds)]


def _place_of(placed: _Placed) -> tuple[str | None, str | None, list[str]]:
    """Answer the code a submission was sent under, the Posyandu it counts for, and what is odd."""
    named, areas = placed.head.posyandu_code, placed.delivery.areas
    if named and named in areas:
        return named, named, []
    if named and (place := _place_in_force(named, placed)):
        return named, place.code, _oddities(named, place, placed)
    # Of several places the right one cannot be guessed.
    if len(areas) == 1 and (place := _place_in_force(areas[0], placed)):
        return areas[0], place.code, [f"posyandu_dari_{_sender(placed)}"]
    return _code_sent(named), None, [UNPLACED]


def _sender(placed: _Placed) -> str:
    return "akun" if placed.delivery.account else "ponsel"


def _code_sent(named: str | None) -> str | None:
    """Answer a code nobody knows yet, so that its Posyandu may be registered later."""
    return named if named and len(named) <= LONGEST_CODE else None


def _place_in_force(code: str, placed: _Placed) -> Posyandu | None:
    head = placed.head
    day = day_counted(placed.released.frekuensi, head.period, head.observed_at, settings().zone)
    return registry.place_in_force(code, day)


def _oddities(named: str, place: Posyandu, placed: _Placed) -> list[str]:
    areas, flags = placed.delivery.areas, []
    if place.code != named:
        flags.append("kode_lama")
    # After a merger the past stays its own, though the phone is the other's by now.
    inside = not areas or any(in_area(place.code, area) for area in areas)
    if not inside and place.ended_as != MERGED:
        flags.append(f"di_luar_wilayah_{_sender(placed)}")
    if place.ended_as == CLOSED:
        flags.append("posyandu_ditutup")
    return flags


def _correct(placed: _Placed, row: dict[str, Any]) -> None:
    """What was returned and is sent anew waits for its kader no longer."""
    period = placed.head.period if placed.released.frekuensi == "bulanan" else ""
    deprecated_id = placed.envelope.deprecated_id
    note_corrected(deprecated_id, row["posyandu_code"], placed.released.form_id, period)


def _is_late(placed: _Placed, posyandu_code: str | None) -> bool:
    released, period = placed.released, placed.head.period
    if released.frekuensi != "bulanan" or not period:
        return False
    due = registry.due_on(released.form_id, period, released.tenggat)
    if not is_late(placed.came_at, due, settings().zone):
        return False
    return owes(released.bidang, released.form_id, posyandu_code, period)


def _recognise(placed: _Placed) -> int:
    """Answer the submission this is again; raise Problem when the same id holds something else."""
    # Locked, so that the same new file sent twice at once is looked for one after the other.
    known = store.find_received(placed.envelope.instance_id, locked=True)
    if known is None:  # deleted between the two statements: cannot happen, nothing deletes
        raise Problem("intake.unknown_submission")
    came_by = placed.delivery.door, placed.delivery.target_id
    same_door = (known.door, known.target_id) == came_by
    same = (
        known.xml_sha256 == placed.xml_sha256
        if same_door
        else known.answers_hash == placed.answers_hash and known.form_id == placed.released.form_id
    )
    if not same:
        raise Problem("intake.other_content_same_id")
    seq: int = known.seq
    return seq
