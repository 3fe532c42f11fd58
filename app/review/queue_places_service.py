"""Whose a value of the queue is: a Posyandu's, or a subject's with a home, whose name may change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.intake.models import Decision
from app.merge import question_store, subject_store
from app.merge.compare_store import list_bidang
from app.merge.explain_service import Explained, explain, explain_subject
from app.merge.fold import CellKey, is_subject
from app.merge.matching import anchor_of
from app.merge.models import SubjectQuestion
from app.merge.service import deciding as deciding_in
from app.merge.service import settle_cell, settle_subject_cell
from app.problems import Problem
from app.registry import history_store
from app.registry import store as registry
from app.registry.bidang import bidang_of_field
from app.registry.succession import FORMER
from app.review.queue_store import Asking


@dataclass(frozen=True, slots=True)
class Whose:
    """Where a value is, whose question it is, of what kind of subject ("" of a Posyandu itself).

    `names`: what its place is or was called, under which decisions and notes stand.
    """

    home: str
    bidang: str
    kind: str
    names: frozenset[str]


def whose(key: CellKey) -> Whose:
    """Answer whose a value is."""
    if not is_subject(key.place):
        former = history_store.list_former_codes([key.place])
        return Whose(key.place, bidang_of_field(key.field), "", frozenset({key.place, *former}))
    row = question_store.find_home(key.place)
    if row is None:
        raise Problem("merge.unknown_value")
    forms = list_bidang([key.place]).get(key.place, set())
    bidang = question_store.bidang_asked(key.field, forms)
    members = subject_store.list_mentions_of_subjects([key.place])
    ids = {key.place, *(one.mention.mention_id for one in members)}
    return Whose(row.posyandu_code, bidang, row.kind, frozenset({*ids, *map(anchor_of, ids)}))


def bidang_of(row: Asking) -> str:
    """Answer whose question a row of the queue is."""
    return row.bidang if isinstance(row, SubjectQuestion) else bidang_of_field(row.field)


def explain_value(key: CellKey) -> Explained:
    """Answer a value with all its reasons."""
    act = explain_subject if is_subject(key.place) else explain
    explained = act(key.place, key.field, key.period)
    if explained is None:
        raise Problem("merge.unknown_value")
    return explained


@contextmanager
def deciding(keys: Iterable[CellKey]) -> Iterator[None]:
    """Open the transaction in which values are decided about: nobody merges or decides there."""
    with deciding_in({whose(key).home for key in keys}):
        yield


def settle(key: CellKey) -> None:
    """Settle a value again after a decision; inside the transaction of `deciding`."""
    if is_subject(key.place):
        settle_subject_cell(key)
    else:
        settle_cell(key.place, key)


def place_kept(key: CellKey) -> str:
    """Answer what a decision calls the place of a value: of a subject, what stays of its name."""
    return anchor_of(key.place) if is_subject(key.place) else key.place


def key_now(row: Decision) -> CellKey:
    """Answer the value a decision is about, under the name its place has now."""
    place = row.place or ""
    if is_subject(place):
        held = subject_store.list_mentions_at([place])
        if not held:
            raise Problem("merge.unknown_value")
        return CellKey(held[0].subject_id, row.field or "", row.period or "")
    while (posyandu := registry.find_posyandu(place)) and posyandu.ended_as == FORMER:
        if not posyandu.successor:
            break
        place = posyandu.successor
    return CellKey(place, row.field or "", row.period or "")
