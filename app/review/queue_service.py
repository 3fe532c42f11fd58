"""Deciding what the queue asks: once by one person, taken back by another row, never doubled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson

from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.intake import store as intake_store
from app.intake.choice_store import choice_of, keep_choice
from app.intake.models import Decision
from app.merge.explain_service import Explained
from app.merge.facts import key_of
from app.merge.fold import CellKey, is_subject
from app.merge.log_service import specs_of_fields
from app.merge.rules import values_at_stake
from app.problems import Problem
from app.review import queue_store as store
from app.review.models import ReviewNote
from app.review.queue import Choice, choices_of
from app.review.queue_places_service import (
    deciding,
    explain_value,
    key_now,
    place_kept,
    settle,
    whose,
)

LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person saw before deciding: the newest decision, and a mark of the values."""

    last: int
    mark: str


@dataclass(frozen=True, slots=True)
class Question:
    """A value with its reasoning, what may be chosen, and what was decided before, oldest first."""

    key: CellKey
    explained: Explained
    choices: tuple[Choice, ...]
    decisions: tuple[Decision, ...]

    @property
    def seen(self) -> Seen:
        """Answer what whoever looks at this has seen."""
        values = orjson.dumps(sorted(key_of(one.value) for one in self.choices)).decode()
        mark = vault.fingerprint("tinjauan", f"{self.key}{values}").hex()
        return Seen(self.decisions[-1].seq if self.decisions else 0, mark)

    @property
    def in_force(self) -> Decision | None:
        """Answer the decision that holds, as far as no new value came."""
        return in_force(self.decisions)

    @property
    def shown(self) -> int | None:
        """Answer the number of the choice the profile shows."""
        return next((n for n, one in enumerate(self.choices) if one.shown), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of deciding: the decision's number, or what was met instead of what was seen."""

    seq: int = 0
    met: Decision | None = None


def open_question(key: CellKey) -> Question:
    """Answer a value with all a person needs to decide about it."""
    return question_about(key, explain_value(key))


def question_about(key: CellKey, explained: Explained) -> Question:
    """Answer what a person needs to decide about a value that is explained already."""
    choices = tuple(choices_of(explained.cell, explained.facts))
    return Question(key, explained, choices, tuple(list_decisions_of(key)))


def list_decisions_of(key: CellKey) -> Sequence[Decision]:
    """Answer all that was decided about a value, under each name its place had, oldest first."""
    return store.list_decisions(key, whose(key).names)


def in_force(decisions: Sequence[Decision], but: int = 0) -> Decision | None:
    """Answer the newest decision nobody took back; with `but`, as if that one were taken back."""
    undone = {one.undoes for one in decisions} | {but}
    stands = [one for one in decisions if one.undoes is None and one.seq not in undone]
    return stands[-1] if stands else None


def choose(key: CellKey, value: str, seen: Seen, reason: str, actor: str) -> Outcome:
    """Choose a value by its key, unless another decided or a value came meanwhile."""
    question = open_question(key)
    with deciding([key]):
        return _decide(question, value, seen, Decision(reason=reason, actor=actor))


def accept_shown(
    wanted: Sequence[tuple[CellKey, Seen]], reason: str, actor: str
) -> tuple[str, int]:
    """Accept what the profile shows for many values at once; answer the batch and how many it holds.

    A value about which another decided meanwhile, or that has a new source, is left as it is.
    """
    batch, done = uuid4().hex, 0
    questions = [(open_question(key), seen) for key, seen in wanted]
    with deciding(key for key, _seen in wanted):
        for question, seen in sorted(questions, key=lambda one: one[0].key):
            if question.shown is not None and question.seen.mark == seen.mark:
                value = choice_key(question.choices[question.shown])
                row = Decision(reason=reason, actor=actor, batch=batch)
                done += bool(_decide(question, value, seen, row).seq)
    return batch, done


def choice_key(choice: Choice) -> str:
    """Answer a word for a choice that says nothing of its value."""
    return vault.fingerprint("pilihan", key_of(choice.value)).hex()


def _decide(question: Question, value: str, seen: Seen, row: Decision) -> Outcome:
    """Append a decision; inside the transaction of `deciding`."""
    key = question.key
    before = list_decisions_of(key)
    if (before[-1].seq if before else 0) != seen.last:
        return Outcome(met=before[-1] if before else None)
    chosen = [one for one in question.choices if choice_key(one) == value]
    if question.seen.mark != seen.mark or not chosen:
        raise Problem("review.value_changed")
    cell = question.explained.cell
    row.kind, row.field, row.period, row.at = "nilai", key.field, key.period, now()
    row.place = place_kept(key)
    seen_values = values_at_stake(cell.rule, question.explained.facts)
    keep_choice(row, seen_values, _plain(chosen[0].value), hidden=is_hidden(key))
    intake_store.add_decision(row)
    settle(key)
    return Outcome(seq=row.seq)


def is_hidden(key: CellKey) -> bool:
    """Answer whether what is decided about a value tells of people, so that it is kept sealed."""
    return is_subject(key.place) or specs_of_fields()[key.field].privacy != "umum"


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value as JSON holds it
    return list(value) if isinstance(value, tuple) else value


# -- taking back


def decided_cell(seq: int) -> CellKey:
    """Answer the cell a decision is about, under the code its place has now."""
    row = store.find_decision(seq)
    if row is None or row.kind != "nilai" or row.undoes is not None:
        raise Problem("review.unknown_value_decision")
    return key_now(row)


def undo(seq: int, reason: str, actor: str) -> None:
    """Take a decision back, also after others followed: what holds then is said once more."""
    key = decided_cell(seq)
    with deciding([key]):
        if not _undo(key, seq, reason, actor):
            raise Problem("review.already_undone")


def batch_cells(batch: str) -> list[CellKey]:
    """Answer the cells that were decided at once."""
    found = [key_now(row) for row in store.list_batch(batch)]
    if not found:
        raise Problem("review.unknown_value_decision")
    return found


def undo_batch(batch: str, reason: str, actor: str) -> int:
    """Take back all that was decided at once; answer how many. What was taken back before stays so."""
    rows = [(key_now(row), row.seq) for row in store.list_batch(batch)]
    with deciding(key for key, _seq in rows):
        return sum(_undo(key, seq, reason, actor) for key, seq in sorted(rows))


def _undo(key: CellKey, seq: int, reason: str, actor: str) -> bool:
    decisions = list_decisions_of(key)
    if any(one.undoes == seq for one in decisions):
        return False
    holds = in_force(decisions, but=seq)
    row = Decision(kind="nilai", field=key.field, period=key.period, place=place_kept(key))
    row.undoes, row.reason, row.actor, row.at = seq, reason, actor, now()
    # Where nothing holds any more it has seen nothing, so it covers nothing.
    seen, chosen = choice_of(holds) if holds else ([], None)
    keep_choice(row, seen, chosen, hidden=is_hidden(key))
    intake_store.add_decision(row)
    settle(key)
    return True


# -- notes


def add_note(key: CellKey, kind: str, words: str, person: str, actor: str) -> None:
    """Note a comment on a value, or whose task it is (nobody's, where the name is empty)."""
    if kind == store.COMMENT and not words:
        raise Problem("review.empty_note")
    note = ReviewNote(
        place=key.place,
        field=key.field,
        period=key.period,
        kind=kind,
        text=words[:LONGEST_TEXT],
        person=person,
        actor=actor,
        at=now(),
    )
    with transaction():
        if not is_subject(key.place) and store.find_question(key) is None:
            raise Problem("merge.unknown_value")
        store.add_note(note)


def task_of(notes: Sequence[ReviewNote]) -> str:
    """Answer whose task a value is; "" where it is nobody's."""
    tasks = [note.person for note in notes if note.kind == store.TASK]
    return tasks[-1] if tasks else ""
