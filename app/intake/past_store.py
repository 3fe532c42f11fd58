"""Reading the log as far as it was known before a moment. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import or_, select

from app.design.policies_store import list_forms_set_since, list_policies
from app.extensions.database import db, parts
from app.intake.models import Decision, Submission
from app.intake.queue_store import Sent, list_with_answers
from app.intake.states import COUNTED, WAITING, states_from


def list_received(posyandu_code: str, until: datetime) -> Iterator[Sent]:
    """Stream the submissions of a Posyandu received before a moment, in any state, with answers."""
    known = (Submission.posyandu_code == posyandu_code) & (Submission.received_at < until)
    yield from list_with_answers(known)


def states_in(posyandu_code: str, until: datetime) -> dict[str, str]:
    """Answer the state each submission of a Posyandu had before a moment, by instanceID."""
    query = select(Submission.instance_id).where(
        Submission.posyandu_code == posyandu_code, Submission.received_at < until
    )
    return states_of(db.session.scalars(query).all(), until)


def states_of(instance_ids: Collection[str], until: datetime) -> dict[str, str]:
    """Answer the states submissions had before a moment, from their edits and decisions until then."""
    edits = _edits_of(instance_ids, until)
    chain = {*instance_ids, *(edit for found in edits.values() for edit in found)}
    decided: dict[str, list[str]] = {}
    for part in parts(sorted(chain)):
        about = Decision.instance_id.in_(part)
        query = select(Decision.instance_id, Decision.state).where(
            Decision.kind == "status", about, Decision.at < until
        )
        for instance_id, state in db.session.execute(query.order_by(Decision.seq)):
            decided.setdefault(instance_id or "", []).append(state or "")
    return states_from(instance_ids, edits, decided, _waiting(chain, until))


def _waiting(instance_ids: Collection[str], until: datetime) -> set[str]:
    """Answer which submissions are of forms whose submissions waited for acceptance then."""
    forms = [form_id for form_id, one in list_policies(until).items() if one.waits]
    found: set[str] = set()
    for part in parts(sorted(instance_ids)) if forms else ():
        query = select(Submission.instance_id).where(Submission.instance_id.in_(part))
        found |= set(db.session.scalars(query.where(Submission.form_id.in_(forms))))
    return found


def _edits_of(instance_ids: Collection[str], until: datetime) -> dict[str, list[str]]:
    """Answer the edits of submissions, and the edits of these, wherever they were sent for."""
    found: dict[str, list[str]] = {}
    wanted, asked = set(instance_ids), set[str]()
    while wanted:
        asked |= wanted
        fresh: set[str] = set()
        for part in parts(sorted(wanted)):
            replaces = Submission.deprecated_id
            query = select(replaces, Submission.instance_id).where(
                replaces.in_(part), replaces != Submission.instance_id
            )
            known = query.where(Submission.received_at < until).order_by(Submission.seq)
            for replaced, edit in db.session.execute(known):
                found.setdefault(replaced or "", []).append(edit)
                fresh.add(edit)
        wanted = fresh - asked
    return found


def list_instance_ids(seqs: Collection[int]) -> dict[int, str]:
    """Answer the instanceIDs of submissions, by number."""
    found: dict[int, str] = {}
    for part in parts(sorted(seqs)):
        query = select(Submission.seq, Submission.instance_id).where(Submission.seq.in_(part))
        found |= {seq: instance_id for seq, instance_id in db.session.execute(query)}
    return found


def list_received_before(instance_ids: Collection[str], until: datetime) -> set[str]:
    """Answer which of these submissions had come before a moment."""
    found: set[str] = set()
    for part in parts(sorted(instance_ids)):
        known = Submission.instance_id.in_(part) & (Submission.received_at < until)
        found |= set(db.session.scalars(select(Submission.instance_id).where(known)))
    return found


def list_fallen_since(until: datetime, but: str) -> Iterator[Sent]:
    """Stream, with answers, what other Posyandu sent before a moment and what counts no more since."""
    decided = select(Decision.instance_id).where(Decision.kind == "status", Decision.at >= until)
    edit = Submission.__table__.alias("edit")
    replaced = select(edit.c.deprecated_id).where(
        edit.c.deprecated_id.is_not(None), edit.c.received_at >= until
    )
    waits_now = Submission.form_id.in_(list_forms_set_since(until))
    fallen = or_(
        Submission.instance_id.in_(decided),
        Submission.instance_id.in_(replaced),
        waits_now & (Submission.state == WAITING),
    )
    here = (Submission.posyandu_code != but) & (Submission.received_at < until)
    yield from list_with_answers(here & Submission.state.not_in(COUNTED) & fallen)


def list_decisions_between(
    start: datetime, end: datetime, instance_ids: Collection[str], places: Collection[str]
) -> list[Decision]:
    """Answer the decisions of a span of time about submissions, or about values of places."""
    span = (Decision.at >= start) & (Decision.at < end)
    found: list[Decision] = []
    for part in parts(sorted(instance_ids)):
        found += db.session.scalars(select(Decision).where(span, Decision.instance_id.in_(part)))
    for part in parts(sorted(places)):
        about = (Decision.kind == "nilai") & Decision.place.in_(part)
        found += db.session.scalars(select(Decision).where(span, about))
    return sorted(found, key=lambda row: row.seq)
