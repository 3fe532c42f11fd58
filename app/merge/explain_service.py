"""Why a value is what it is: every source and every loser, folded again from the log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.design.service import forms_with_field
from app.intake import queue_store as queue
from app.intake.models import Submission
from app.intake.states import COUNTED
from app.merge import store as merge_store
from app.merge import subject_store
from app.merge.facts import Fact
from app.merge.fold import (
    POSYANDU_SCOPE,
    REPORT,
    Cell,
    CellKey,
    StrandKey,
    cell_key,
    facts_by_cell,
    settle,
)
from app.merge.log_service import DatabaseLog, item_from, specs_of_fields
from app.merge.matching import anchor_of
from app.merge.resolution import Resolution
from app.scores.library import read_declared, read_per_report


@dataclass(frozen=True, slots=True)
class Explained:
    """A cell, the resolution behind it, and the facts it was resolved from."""

    cell: Cell
    resolution: Resolution
    facts: tuple[Fact, ...]


def explain(posyandu_code: str, field: str, period: str) -> Explained | None:
    """Answer one cell with all its reasons."""
    if field in read_declared().counted:
        found = _explain_counts(posyandu_code, [field], period)
    else:
        found = _explain(posyandu_code, forms_with_field(_asked_for(field)), period)
    return found.get(CellKey(posyandu_code, field, period))


def _asked_for(field: str) -> str:
    """Answer the field forms ask by which a field is told: itself, or the first it is reckoned from."""
    return next((one.needs[0] for one in read_per_report() if one.field == field), field)


def explain_subject(subject_id: str, field: str, period: str) -> Explained | None:
    """Answer one cell of a subject with all its reasons, from its submissions in any Posyandu."""
    members = subject_store.list_mentions_of_subjects([subject_id])
    facts = [
        fact._replace(subject=subject_id)
        for row in queue.list_with_answers(Submission.seq.in_([one.seq for one in members]))
        if row.state in COUNTED
        for item in [item_from(row)]
        for fact in item.facts
        if fact.field == field and (not period or item.period == period)
    ]
    key, specs = CellKey(subject_id, field, period), specs_of_fields()
    if field not in specs or specs[field].scope == POSYANDU_SCOPE:
        return None
    names = {anchor_of(subject_id): subject_id}
    names |= {one.mention.anchor: subject_id for one in members}
    decision = DatabaseLog("").decisions(names).get(key)
    settled = settle(key, facts, specs, decision)
    return Explained(*settled, tuple(facts)) if settled else None


def explain_place(posyandu_code: str, period: str = "") -> list[Explained]:
    """Answer every cell of a Posyandu with its reasons; with a period, of that month and for good."""
    found = _explain(posyandu_code, None, "")
    specs = specs_of_fields()
    open_counts = [name for name in read_declared().counted if specs[name].privacy == "umum"]
    found |= _explain_counts(posyandu_code, open_counts)
    return [found[key] for key in sorted(found) if not period or key.period in {"", period}]


def _explain_counts(
    posyandu_code: str, fields: Collection[str], period: str | None = None
) -> dict[CellKey, Explained]:
    """Answer what is counted of scores: whom it counts stands in their strands."""
    specs = specs_of_fields()
    periods = None if period is None else {"", period}
    strands = merge_store.list_strands_holding(posyandu_code, fields, periods)
    found = {}
    for key, facts in facts_by_cell(strands, fields, specs).items():
        settled = settle(key, facts, specs, None)
        if settled:
            found[key] = Explained(*settled, tuple(facts))
    return found


def _explain(
    posyandu_code: str, form_ids: Collection[str] | None, period: str
) -> dict[CellKey, Explained]:
    specs = specs_of_fields()
    decisions = DatabaseLog(posyandu_code).decisions({posyandu_code: posyandu_code})
    grouped: dict[CellKey, list[Fact]] = {}
    for strand, fact in _facts(posyandu_code, form_ids, period):
        if fact.field in specs:
            grouped.setdefault(cell_key(strand, fact.field, specs), []).append(fact)
    found = {}
    for key, facts in grouped.items():
        settled = settle(key, facts, specs, decisions.get(key))
        if settled and key.place == posyandu_code:
            found[key] = Explained(*settled, tuple(facts))
    return found


def _facts(
    posyandu_code: str, form_ids: Collection[str] | None, period: str
) -> list[tuple[StrandKey, Fact]]:
    condition = (Submission.posyandu_code == posyandu_code) & Submission.state.in_(COUNTED)
    if form_ids is not None:
        condition &= Submission.form_id.in_(list(form_ids))
    if period:
        condition &= Submission.period == period
    subjects = {held.seq: held.subject_id for held in subject_store.list_mentions_in(posyandu_code)}
    found = []
    for row in queue.list_with_answers(condition):
        item = item_from(row)
        subject = subjects.get(item.seq, "")
        strand = StrandKey(posyandu_code, REPORT, item.form_id, item.period)
        found += [(strand, fact._replace(subject=subject)) for fact in item.facts]
    return found
