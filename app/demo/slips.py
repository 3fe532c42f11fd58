"""What a busy kader gets wrong: a few slips in the demo for the rules of quality to ask about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.demo.days import Filling
from app.demo.instances import Answers
from app.demo.visits import Visit

WEIGHT, LENGTH = "ukur/bb", "ukur/pb_tb"
MISREAD, SHORTER, HASTY = "salah baca", "salah ukur", "tergesa"
FIRST_AT = {MISREAD: 20, SHORTER: 45, HASTY: 70}  # the number of a visit from which on each is made
HASTE = timedelta(seconds=24)


def slips_of(visits: Sequence[Visit]) -> dict[int, str]:
    """Answer which visits have a slip, by number: each slip once, of a child who was seen before."""
    found: dict[int, str] = {}
    for slip, least in FIRST_AT.items():
        for number, visit in enumerate(visits):
            if number >= least and visit.order and visit.child.agrees:
                found.setdefault(number, slip)
                break
    return found


def hurried(filling: Filling, slip: str | None) -> Filling:
    """Answer when a form was filled; in haste it was finished before it can have been read."""
    if slip != HASTY:
        return filling
    return Filling(filling.start, filling.start + HASTE, filling.received)


def slipped(answers: Answers, slip: str | None, *, rounds: bool) -> Answers:
    """Answer a visit's answers with its slip; who `rounds` reads the scale to half a kilogram."""
    changed = dict(answers)
    if slip == MISREAD and WEIGHT in changed:
        changed[WEIGHT] = f"{float(changed[WEIGHT]) * 0.7:.1f}"
    if slip == SHORTER and LENGTH in changed:
        changed[LENGTH] = f"{float(changed[LENGTH]) - 4:.1f}"
    if rounds and WEIGHT in changed:
        changed[WEIGHT] = f"{round(float(changed[WEIGHT]) * 2) / 2:.1f}"
    return changed
