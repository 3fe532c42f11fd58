"""Submissions as programs send, edit, review and remark them: each act is that of a stage's service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.accounts.access import FILL, REVIEW, with_common
from app.accounts.store import find_user, names_of_users
from app.central import submissions_store as store
from app.central.reading_service import may_see, xml_of
from app.central.submissions_store import Chain
from app.central.tables_service import review_state_of, sender_id
from app.central.wire import DECISIONS, PHONES_FROM, REVIEW_STATES, moment
from app.design import store as design_store
from app.design.service import find_released
from app.extensions.files import files
from app.intake import store as intake_store
from app.intake.answers_service import read_answers
from app.intake.comments_service import Comment, add_comment
from app.intake.deliveries import Account, Delivery, IncomingFile
from app.intake.models import Submission
from app.intake.senders_service import names_of_senders
from app.intake.service import receive_submission
from app.intake.states import RETURNED
from app.intake.states_store import list_acts
from app.intake.trail import DECIDED, standing
from app.openrosa.answers import file_names
from app.openrosa.envelope import Envelope, read_envelope
from app.problems import Problem
from app.publish.receivers import receives
from app.review import service as review
from app.web.guards import check, get_person, reach

DOOR = "api"
# What a kader reads until whoever returned the report has said why.
NO_REASON = "Perlu diperbaiki. Tanyakan kepada petugas apa yang harus diubah"
DONE_HERE = "Ditinjau lewat program lain"
LONGEST_REASON = 500


def get_chain(form_id: str, instance_id: str) -> Chain:
    """Answer a submission of a form that the person may see, by its first number, with its parts."""
    parts = [Submission.xml, Submission.answers]
    chain = store.find_chain(instance_id, parts)
    if chain is None or chain.root.form_id != form_id:
        raise Problem("intake.unknown_submission")
    if not may_see(get_person().access, chain.current):
        raise Problem("accounts.not_allowed")
    return chain


def check_fills(form_id: str) -> None:
    """Raise Problem unless the person may fill a form."""
    bidang = design_store.get_form(form_id).bidang
    if not any(receives(one, bidang) for one in reach(FILL)):
        raise Problem("accounts.not_allowed")


def _account() -> Account:
    areas = dict.fromkeys(one.area for one in reach(FILL))
    return Account(get_person().user_id, tuple(areas))


def receive(form_id: str, xml: bytes, device_id: str | None) -> Chain:
    """Take a submission of a form; the same one again changes nothing."""
    check_fills(form_id)
    envelope = _envelope(xml)
    if envelope and envelope.form_id != form_id:
        raise Problem("intake.form_mismatch", form_id=form_id, said=envelope.form_id)
    delivery = Delivery(xml, [], DOOR, account=_account(), collect_id=device_id)
    receipt = receive_submission(delivery)
    return _chain_of(receipt.instance_id)


def _envelope(xml: bytes) -> Envelope | None:
    """Answer what a submission says of itself; None where intake is to refuse it, and keep it."""
    try:
        return read_envelope(xml)
    except Problem:
        return None


def _chain_of(instance_id: str) -> Chain:
    row = intake_store.get_submission(instance_id)
    chain = store.find_chain(row.root_instance_id, [Submission.xml])
    if chain is None:  # an edit that came before what it edits is a chain of its own
        raise Problem("intake.unknown_submission")
    return chain


def edit(chain: Chain, xml: bytes) -> Chain:
    """Take an edit of what counts of a submission now."""
    check_fills_place(chain.current)
    envelope = read_envelope(xml)
    if not envelope.deprecated_id:
        raise Problem("central.edit_needs_deprecated", current=chain.current.instance_id)
    known = {one.instance_id for one in chain.members}
    if envelope.deprecated_id != chain.current.instance_id and envelope.instance_id not in known:
        raise Problem("intake.edit_of_old", current=chain.current.instance_id)
    receive_submission(Delivery(xml, [], DOOR, account=_account()))
    return _chain_of(chain.root.instance_id)


def check_fills_place(row: Submission) -> None:
    """Raise Problem unless the person may fill this submission's form at its place."""
    place = row.posyandu_code or ""
    if not any(one.holds(place, row.bidang) for one in with_common(reach(FILL))):
        raise Problem("accounts.not_allowed")


def expected_files(row: Submission) -> list[str]:
    """Answer the names of the files a submission's answers tell of."""
    released = find_released(row.form_id, row.version)
    if released is None:  # a submission is only ever received on a released version
        raise Problem("design.unknown_version", form_id=row.form_id, version=row.version)
    return file_names(read_answers(row.instance_id, row.answers), released.shape.binaries)


def add_file(row: Submission, name: str, mime: str, content: Iterable[bytes]) -> None:
    """Take a file that a submission tells of: by the same door as the submission, once more."""
    check_fills_place(row)
    if name not in expected_files(row):
        raise Problem("intake.unknown_file")
    sealing = files.new()
    for piece in content:
        sealing.write(piece)
    receive_submission(
        Delivery(
            xml=xml_of(row),
            files=[IncomingFile(name, mime[:120], sealing)],
            door=row.door,
            account=_account(),
            form_id=row.form_id,
            version=row.version,
        )
    )


def set_review_state(chain: Chain, state: str, notes: str = "") -> None:
    """Decide about what counts of a submission, at the person's level; the profile follows at once.

    It is approved only once the last level has said so. `notes` are the reason.
    """
    row, word = chain.current, DECISIONS.get(state)
    if word is None:
        raise Problem(
            "central.unexpected_value",
            field="reviewState",
            value=state,
            reason="approved, hasIssues, rejected",
        )
    check(REVIEW, row.posyandu_code or "", row.bidang)
    reason = NO_REASON if word == "kembalikan" else DONE_HERE
    if len(notes) >= review.SHORTEST_REASON:
        reason = notes[:LONGEST_REASON]
    review.decide(row.instance_id, word, reason, get_person().name, _stands(row))


def _stands(row: Submission) -> review.Standpoint:
    """Answer at which levels the person reviews this submission: no program decides at more."""
    levels = get_person().access.levels_at(row.posyandu_code or "", row.bidang)
    return review.Standpoint(levels)


def comment(chain: Chain, body: str) -> Comment:
    """Append a comment. Where a report was just returned it is the reason its kader reads."""
    row, person = chain.current, get_person()
    decides = person.access.allows(REVIEW, row.posyandu_code or "", row.bidang)
    if not decides:
        check_fills_place(row)
    said = add_comment(chain.root.instance_id, body, person.user_id)
    decided = intake_store.list_state_decisions([row.instance_id])
    last = decided[-1] if decided else None
    unsaid = last is not None and last.reason == NO_REASON and last.actor == person.name
    if decides and row.state == RETURNED and unsaid and len(said.body) >= review.SHORTEST_REASON:
        reason, stands = said.body[:LONGEST_REASON], _stands(row)
        review.record_decision(row.instance_id, "kembalikan", reason, person.name, stands=stands)
    return said


# -- Central's shape


def comment_shapes(comments: Sequence[Comment], *, extended: bool) -> list[dict[str, Any]]:
    """Answer comments as Central does, `extended` with who wrote them; 0 for people of other servers.

    Of those the moment is the one they were written at there, by which they are known again anywhere.
    """
    names = names_of_users(one.user_id for one in comments if one.user_id) if extended else {}
    return [
        {"body": one.body, "actorId": one.user_id or 0, "createdAt": moment(one.at)}
        | (
            {"actor": _actor(one.user_id or 0, one.author or names.get(one.user_id or 0, ""))}
            if extended
            else {}
        )
        for one in comments
    ]


def submission_shapes(chains: Sequence[Chain], *, extended: bool) -> list[dict[str, Any]]:
    """Answer submissions as Central does; `extended` with the names of who sent them."""
    if not extended:
        return [submission_shape(chain) for chain in chains]
    names = names_of_senders([chain.root for chain in chains])
    return [
        submission_shape(chain)
        | {"submitter": _actor(sender_id(chain.root), names[chain.root.instance_id])}
        for chain in chains
    ]


def _actor(number: int, name: str) -> dict[str, Any]:
    kind = "user" if number < PHONES_FROM else "field_key"
    return {"id": number, "type": kind, "displayName": name}


def submission_shape(chain: Chain) -> dict[str, Any]:
    """Answer a submission as Central does."""
    root = chain.root
    return {
        "instanceId": root.instance_id,
        "submitterId": sender_id(root),
        "deviceId": root.collect_id,
        "userAgent": None,
        "instanceName": None,
        "reviewState": review_state_of(chain),
        "createdAt": moment(root.received_at),
        "updatedAt": moment(chain.updated_at),
        "currentVersion": version_shape(chain.current, chain),
    }


def version_shape(row: Submission, chain: Chain) -> dict[str, Any]:
    """Answer one version of a submission: itself, or an edit of it. What it is called may name people
    and so stands only in tables, whose reading is logged.
    """
    return {
        "instanceId": row.instance_id,
        "submitterId": sender_id(row),
        "deviceId": row.collect_id,
        "userAgent": None,
        "instanceName": None,
        "current": row is chain.current,
        "createdAt": moment(row.received_at),
        "formVersion": row.version,
    }


def review_acts(chain: Chain, *, extended: bool) -> list[dict[str, Any]]:
    """Answer the decisions about what counts of a submission as Central's log does, newest first.

    Who decided elsewhere, and was named by another server, has no number here: 0.
    """
    instance_id = chain.current.instance_id
    acts = [act for act in standing(list_acts([instance_id])[instance_id]) if act.kind == DECIDED]
    numbers = {act.actor: _number_of(act.actor) for act in acts}
    return [
        {
            "action": "submission.update",
            "actorId": numbers[act.actor],
            "loggedAt": moment(act.at),
            "details": {"instanceId": instance_id, "reviewState": REVIEW_STATES.get(act.state)},
            "notes": act.reason or None,
        }
        | ({"actor": _actor(numbers[act.actor], act.actor)} if extended else {})
        for act in reversed(acts)
    ]


def _number_of(name: str) -> int:
    user = find_user(name)
    return user.user_id if user else 0
