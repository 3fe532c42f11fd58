"""Taking what is sent to try a draft: kept once, sealed, apart from all submissions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from app.design import store as design_store
from app.design.service import released_as
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.intake import trial_store as store
from app.intake.answers_service import places_named
from app.intake.deliveries import IncomingFile
from app.intake.display import Words, show_answers
from app.intake.trial_models import TrialAnswer, TrialFile
from app.intake.trial_service import OPEN, Channel, state_of
from app.openrosa.answers import decode
from app.openrosa.envelope import Envelope, read_envelope
from app.problems import Problem

MOST_ANSWERS = 500  # of one channel: it is for trying


@dataclass(frozen=True, slots=True)
class _Read:
    """What is kept of an answer, all but its place: read and sealed before there is a turn to write."""

    instance_id: str
    form_md5: str
    xml_sha256: str
    xml: bytes
    lines: bytes


def receive_trial(
    channel: Channel, xml: bytes, files: Sequence[IncomingFile], door: str, sent_by: str = ""
) -> bool:
    """Keep an answer and its files durably; answer whether any of it is new."""
    try:
        read = _read(channel, xml)
        for file in files:
            file.content.keep()
        with transaction():
            new_files, created = _keep(channel, read, files, door, sent_by)
    except BaseException:
        for file in files:
            file.content.withdraw()
        raise
    for file in files:
        if file.content.file_id not in new_files:
            file.content.withdraw()
    return created or bool(new_files)


def _read(channel: Channel, xml: bytes) -> _Read:
    envelope = read_envelope(xml)
    if (envelope.form_id, envelope.version) != (channel.form_id, channel.version):
        raise Problem("intake.trial_other_form", form_id=envelope.form_id, version=envelope.version)
    md5, lines = _lines(channel, envelope)
    return _Read(
        instance_id=envelope.instance_id,
        form_md5=md5,
        xml_sha256=hashlib.sha256(xml).hexdigest(),
        xml=vault.seal(xml, f"uji-xml:{envelope.instance_id}"),
        lines=vault.seal(orjson.dumps(lines), f"uji:{envelope.instance_id}"),
    )


def _lines(channel: Channel, envelope: Envelope) -> tuple[str, list[dict[str, Any]]]:
    """Answer the draft's mark, and the answers by question in its words; who is named stays masked."""
    row = design_store.get_version(channel.form_id, channel.version, whole=True)
    form = released_as(row, {})
    document = decode(envelope.root, form.shape)
    choices = {**form.choices, **places_named(document)}
    words = Words(form.fields, form.groups, choices, form.shape.binaries)
    return row.md5, [asdict(one) for one in show_answers(document, words, {}, unmasked=False)]


def _keep(
    channel: Channel, read: _Read, files: Sequence[IncomingFile], door: str, sent_by: str
) -> tuple[set[str], bool]:
    trial = store.get_trial(channel.trial_id, locked=True)
    if state_of(trial) != OPEN:
        raise Problem("intake.trial_ended")
    answer = store.find_answer(trial.trial_id, read.instance_id)
    created = answer is None
    if answer is None:
        if store.count_answers(trial.trial_id) >= MOST_ANSWERS:
            raise Problem("intake.trial_full", limit=MOST_ANSWERS)
        answer = TrialAnswer(
            trial_id=trial.trial_id,
            door=door,
            sent_by=sent_by,
            received_at=now(),
            **{name: getattr(read, name) for name in _Read.__slots__},
        )
        store.add_row(answer)
    elif answer.xml_sha256 != read.xml_sha256:
        raise Problem("intake.other_content_same_id")
    return _keep_files(answer.answer_id, files), created


def _keep_files(answer_id: int, files: Sequence[IncomingFile]) -> set[str]:
    """Add the files that are new; answer under which ids."""
    held = {file.name for file in store.list_files([answer_id])}
    added = set()
    for file in files:
        if file.name in held:
            continue
        held.add(file.name)
        added.add(file.content.file_id)
        store.add_row(
            TrialFile(
                answer_id=answer_id,
                name=file.name,
                file_id=file.content.file_id,
                size=file.content.size,
                mime=file.mime,
            )
        )
    return added


def read_lines(answer: TrialAnswer) -> list[dict[str, Any]]:
    """Open an answer's lines."""
    lines: list[dict[str, Any]] = orjson.loads(
        vault.unseal(answer.lines, f"uji:{answer.instance_id}")
    )
    return lines
