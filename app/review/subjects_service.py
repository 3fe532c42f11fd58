"""Deciding who is who: two subjects are one, or are not, and taking such a word back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.extensions.database import now, transaction
from app.intake import queue_store as queue
from app.intake import subject_log_store as log
from app.intake.models import SubjectDecision
from app.merge import compare_store, subject_store
from app.merge.log import Held
from app.merge.service import merge_place
from app.problems import Problem

SHORTEST_REASON = 5


def join_subjects(one: str, two: str, reason: str, actor: str) -> int:
    """Say that two subjects are one person; answer the decision's number. Never joins two valid NIKs."""
    return _decide(log.JOIN, one, two, reason, actor)


def part_subjects(one: str, two: str, reason: str, actor: str) -> int:
    """Say that two subjects are two persons: they are neither joined nor suggested again."""
    return _decide(log.PART, one, two, reason, actor)


def part_mentions(subject_id: str, anchors: Collection[str], reason: str, actor: str) -> int:
    """Say that these mentions of a subject are another person than the others."""
    _check_reason(reason)
    with transaction():
        subject_store.take_turn()
        members = _members(subject_id)
        left = [one for one in members if one.mention.anchor in anchors]
        right = [one for one in members if one.mention.anchor not in anchors]
        if not left or not right:
            raise Problem("review.nothing_to_part")
        seq = _record(log.PART, left, right, reason, actor)
    _follow(members)
    return seq


def undo_subject_decision(seq: int, reason: str, actor: str) -> None:
    """Take a decision back: what follows is as if it had never been made."""
    _check_reason(reason)
    with transaction():
        subject_store.take_turn()
        decision = log.find_subject_decision(seq)
        if decision is None or decision.kind == log.UNDO:
            raise Problem("review.unknown_subject_decision")
        if log.find_undoing(seq):
            raise Problem("review.already_undone")
        row = SubjectDecision(kind=log.UNDO, undoes=seq, reason=reason, actor=actor, at=now())
        log.add_subject_decision(row)
        left, right = log.list_sides([seq])[seq]
        members = subject_store.list_mentions_at(left | right)
        _note_due(members)
    _follow(members)


def _decide(kind: str, one: str, two: str, reason: str, actor: str) -> int:
    _check_reason(reason)
    with transaction():
        subject_store.take_turn()
        left, right = _members(one), _members(two)
        if one == two or {held.mention.kind for held in left} != {m.mention.kind for m in right}:
            raise Problem("review.subject_changed")
        niks = {held.mention.nik for held in (*left, *right) if held.mention.nik}
        if kind == log.JOIN and len(niks) > 1:
            raise Problem("review.two_niks")
        seq = _record(kind, left, right, reason, actor)
        compare_store.remove_candidate(min(one, two), max(one, two))
    _follow([*left, *right])
    return seq


def _members(subject_id: str) -> list[Held]:
    found = subject_store.list_mentions_of_subjects([subject_id])
    if not found:
        raise Problem("review.subject_changed")
    return found


def _record(kind: str, left: Sequence[Held], right: Sequence[Held], reason: str, actor: str) -> int:
    row = log.add_subject_decision(
        SubjectDecision(kind=kind, undoes=None, reason=reason, actor=actor, at=now()),
        [held.mention.anchor for held in left],
        [held.mention.anchor for held in right],
    )
    _note_due([*left, *right])
    return row.seq


def _note_due(members: Sequence[Held]) -> None:
    """Let all of them be matched again, and their subjects compared."""
    queue.save_due([held.seq for held in members])
    subject_store.save_due({held.subject_id for held in members})


def _follow(members: Sequence[Held]) -> None:
    """Merge at once where they were seen; where a worker is at it, the worker does it."""
    for code in sorted({held.posyandu_code for held in members}):
        merge_place(code)


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Problem("accounts.reason_missing")
