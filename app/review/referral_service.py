"""Referring a matter, taking it over, answering, and taking a step back: each once, by one person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.extensions.database import now, transaction
from app.problems import Problem
from app.registry import store as registry
from app.review import referral_store as store
from app.review.referral_models import Referral, ReferralStep
from app.review.referrals import (
    ACTS,
    LONGEST_DAYS,
    MADE,
    OPEN,
    SENDER,
    STATES,
    UNDONE,
    WAITING,
    Standing,
    Step,
    acts_open,
    matter_words,
    standing_of,
    undoable,
    workday_from,
)

SHORTEST_WORDS = 5
LONGEST_WORDS = 2000
SERVER = "Simpul"  # who acts where nobody does


@dataclass(frozen=True, slots=True)
class Matter:
    """What a referral is about: its kind and key, where it is, and whose form tells of it."""

    kind: str
    key: str
    place: str
    bidang: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account, the sides it stands on, and whether it may act in another's place."""

    name: str
    sides: frozenset[str]
    leads: bool = False


def refer(about: Matter, receiver: str, matter: str, due: date, words: str, actor: str) -> int:
    """Refer a matter to another bidang; answer the referral's number."""
    if not about.place:
        raise Problem("review.referral_no_place")
    if receiver == about.bidang:
        raise Problem("review.referral_to_own")
    if matter_words(receiver, matter) is None:
        raise Problem("review.unknown_matter")
    words = _checked(words)
    row = Referral(
        kind=about.kind,
        key=about.key,
        place=about.place,
        sender=about.bidang,
        receiver=receiver,
        matter=matter,
        due_on=workday_from(due, registry.list_holidays()),
        made_by=actor,
        made_at=now(),
        **_standing(Standing(WAITING, "", 1)),
    )
    with transaction():
        store.add_referral(row)
        store.add_step(_step(row, 1, MADE, SENDER, actor), words)
    return row.referral_id


def make_of_server(row: Referral, words: str) -> None:
    """Make a referral nobody sent, for a sign in merged values; inside the caller's transaction."""
    for name, value in _standing(Standing(WAITING, "", 1)).items():
        setattr(row, name, value)
    store.add_referral(row)
    store.add_step(_step(row, 1, MADE, SENDER, SERVER), words)


def append_of_server(
    row: Referral, kind: str = UNDONE, words: str = "", undoes: int | None = None
) -> None:
    """Take a step as the server: the sign shows no more, or again; inside the caller's transaction."""
    row = store.get_referral(row.referral_id, locked=True)
    steps = store.list_steps(row.referral_id)
    step = _step(row, row.last + 1, kind, SENDER, SERVER)
    step.undoes = undoes
    _append(row, steps, step, words)


def check_due(due: date | None, today: date) -> date:
    """Answer a due day somebody typed, if it can be one."""
    if due is None or not today < due <= today + timedelta(days=LONGEST_DAYS):
        raise Problem("review.referral_due")
    return due


def act(referral_id: int, kind: str, words: str, seen: int, actor: Actor) -> None:
    """Take a step, unless another took one meanwhile; what was written with it is sealed."""
    wanted = ACTS.get(kind)
    if wanted is None:
        raise Problem("review.unknown_decision", decision=kind[:20])
    words = _checked(words) if wanted.words else ""
    with transaction():
        row = store.get_referral(referral_id, locked=True)
        steps = _seen_steps(row, seen)
        asked = bool(row.sender)
        if kind not in acts_open(
            _now(row), actor.sides, actor.name, leads=actor.leads, is_sent=asked
        ):
            raise Problem("review.referral_act", state=STATES[row.state].lower())
        _append(row, steps, _step(row, row.last + 1, kind, wanted.side, actor.name), words)


def undo(referral_id: int, seen: int, actor: Actor) -> None:
    """Take the newest step back, where the own side took it."""
    with transaction():
        row = store.get_referral(referral_id, locked=True)
        steps = _seen_steps(row, seen)
        number = undoable([as_step(one) for one in steps], actor.sides)
        if number is None:
            raise Problem("review.referral_act", state=STATES[row.state].lower())
        side = next(one.side for one in steps if one.number == number)
        step = _step(row, row.last + 1, UNDONE, side, actor.name)
        step.undoes = number
        _append(row, steps, step, "")


def as_step(row: ReferralStep) -> Step:
    """Answer a step as the rules see it."""
    return Step(row.number, row.kind, row.actor, row.side, row.undoes)


def _seen_steps(row: Referral, seen: int) -> Sequence[ReferralStep]:
    """Answer the steps of a locked referral, if they are those that were seen."""
    steps = store.list_steps(row.referral_id)
    if row.last != seen:
        raise Problem(
            "review.referral_moved", actor=steps[-1].actor, state=STATES[row.state].lower()
        )
    return steps


def _append(
    row: Referral, before: Collection[ReferralStep], step: ReferralStep, words: str
) -> None:
    store.add_step(step, words)
    standing = standing_of(as_step(one) for one in (*before, step))
    for name, value in _standing(standing).items():
        setattr(row, name, value)


def _now(row: Referral) -> Standing:
    return Standing(row.state, row.holder, row.last)


def _standing(one: Standing) -> dict[str, str | int | bool]:
    """Answer how a referral stands as its row keeps it."""
    return {
        "state": one.state,
        "is_open": one.state in OPEN,
        "holder": one.holder,
        "last": one.last,
    }


def _step(row: Referral, number: int, kind: str, side: str, actor: str) -> ReferralStep:
    return ReferralStep(
        referral_id=row.referral_id, number=number, kind=kind, side=side, actor=actor, at=now()
    )


def _checked(words: str) -> str:
    words = words.strip()
    if len(words) < SHORTEST_WORDS:
        raise Problem("accounts.reason_missing")
    return words[:LONGEST_WORDS]
