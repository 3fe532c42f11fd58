"""How far a kader is with her forms this month: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.intake.states import RETURNED
from app.intake.states import SENT as SENT_STATES

NOT_YET = "belum_diisi"
SENT = "terkirim"


@dataclass(frozen=True, slots=True)
class Progress:
    """One form's progress: `belum_diisi`, `terkirim` or `dikembalikan`, and how many count as sent."""

    state: str = NOT_YET
    sent: int = 0


def progress_of(rows: Iterable[tuple[str, str, int]]) -> dict[str, Progress]:
    """Answer the progress of each form from (form_id, state, count) rows.

    What was returned is work left to do, whatever else of the form was sent; what was rejected or
    replaced is not sent.
    """
    counts: dict[str, dict[str, int]] = {}
    for form_id, state, count in rows:
        states = counts.setdefault(form_id, {})
        states[state] = states.get(state, 0) + count
    return {form_id: _progress(states) for form_id, states in counts.items()}


def _progress(states: dict[str, int]) -> Progress:
    sent = sum(count for state, count in states.items() if state in SENT_STATES)
    if states.get(RETURNED):
        return Progress(RETURNED, sent)
    return Progress(SENT if sent else NOT_YET, sent)
