"""How it stands with the sasaran a submission makes or changes, for who reads the submission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.design.service import Released
from app.extensions.vault import vault
from app.intake import entity_queue_store as queue
from app.intake.models import Submission
from app.intake.states import OPEN
from app.openrosa.entities import read_entities
from app.openrosa.envelope import parse
from app.registry import entity_store
from app.registry.entity_faults import FAULTS

FAILED, WAITS = "gagal", "menunggu"


@dataclass(frozen=True, slots=True)
class SasaranNote:
    """What is not done yet with a submission's sasaran, and what to do about it.

    `force_seq` is the number under which a person may have held updates applied at once.
    """

    kind: str
    what: str
    cure: str
    since: datetime | None = None
    force_seq: int | None = None


def sasaran_notes(row: Submission, released: Released) -> list[SasaranNote]:
    """Answer what is not done with the sasaran of a submission and its edits; nothing when all is."""
    if not row.has_entities:
        return []
    return [*_failed(row), *_held(row), *_to_approve(row, released), *_in_line(row)]


def _failed(row: Submission) -> list[SasaranNote]:
    problem = queue.find_problem(row.root_instance_id)
    if problem is None:
        return []
    what, cure = FAULTS[problem.code]
    if problem.detail:
        what += f" Ini terjadi pada {problem.detail} sasaran; tidak satu pun diterapkan."
    return [SasaranNote(FAILED, what, cure, problem.at)]


def _held(row: Submission) -> list[SasaranNote]:
    held = queue.list_held(row.root_instance_id)
    if not held:
        return []
    return [
        SasaranNote(
            WAITS,
            f"Pembaruan {len(held)} sasaran menunggu kiriman sebelumnya dari ponsel yang sama.",
            "Minta kader mengirim semua yang masih tertahan di ponselnya. Begitu tiba, pembaruan ini "
            "diterapkan sendiri.",
            held[0].held_at,
            held[0].seq,
        )
    ]


def _to_approve(row: Submission, released: Released) -> list[SasaranNote]:
    lists = {one.name: one.label for one in entity_store.list_lists() if one.needs_approval}
    if row.state not in OPEN or not any(use.dataset in lists for use in released.schema.entities):
        return []
    changes = read_entities(parse(vault.unseal(row.xml, f"xml:{row.instance_id}")), released.schema)
    made = {one.entity_id: one.list_name for one in changes if one.create and not one.fault}
    known = entity_store.list_states(list(made))
    names = dict.fromkeys(
        lists[name] for key, name in made.items() if name in lists and key not in known
    )
    return [
        SasaranNote(
            WAITS,
            f"Sasaran baru dari kiriman ini belum masuk daftar {name}.",
            "Terima kiriman ini bila isinya benar; sesudah itu ponsel kader menerimanya.",
        )
        for name in names
    ]


def _in_line(row: Submission) -> list[SasaranNote]:
    if not row.entity_due:
        return []
    return [
        SasaranNote(
            WAITS,
            "Sasaran dari kiriman ini sedang menunggu giliran.",
            "Biasanya selesai dalam beberapa detik. Bila sesudah beberapa menit tetap begini, beri tahu "
            "pengelola server.",
        )
    ]
