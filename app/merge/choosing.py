"""The rules that choose one value: latest, revision, agree, max, min. Their laws stand in rules.py.

A decision holds while every value it would have to judge is one it saw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from app.intake.states import ACCEPTED
from app.merge.facts import Fact, Value, key_of, number_of
from app.merge.resolution import (
    ASKED,
    CERTAIN,
    CONFLICT,
    Decision,
    Resolution,
    distinct,
    in_order,
    newest,
    split_doubtful,
)

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _decided(facts: Sequence[Fact], decision: Decision | None) -> str:
    """Answer the key of the value a person chose, or "" where no decision covers these facts."""
    if decision is None:
        return ""
    values, chosen = distinct(facts), key_of(decision.chosen)
    return chosen if chosen in values and decision.covers(values) else ""


def _chosen(
    facts: Sequence[Fact], chosen: str, rivals: Sequence[Fact], pick: int = -1
) -> Resolution:
    """Answer the chosen value; `pick` says which of the rivals of that value stands for it.

    Rivals are the facts that were chosen from, in fact order: what strands keep of all facts too.
    """
    winner = [fact for fact in rivals if key_of(fact.value) == chosen][pick]
    why = partial(_same_or, winner, "tidak_dipilih")
    rest = _but(winner, facts)
    return Resolution(winner.value, CERTAIN, "diputuskan", (winner,), rest, why)


def _but(winner: Fact, facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact is not winner]


def _same_or(winner: Fact, reason: str, fact: Fact) -> str:
    return "sama" if key_of(fact.value) == key_of(winner.value) else reason


def _asked(doubtful: Sequence[Fact], decision: Decision | None) -> bool:
    """Answer whether doubtful dates stand that no decision has seen."""
    return not (decision and decision.covers(distinct(doubtful))) and bool(doubtful)


# -- latest


def keep_latest(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the newest trusted fact and the newest doubtful one."""
    return [newest(part) for part in split_doubtful(facts) if part]


def resolve_latest(facts: Sequence[Fact], decision: Decision | None) -> Resolution:
    """Answer the newest value; a doubtful date is asked about and wins only if a person says so."""
    ordered = in_order(facts)
    trusted, doubtful = split_doubtful(ordered)
    rivals = in_order(keep_latest(ordered))
    chosen = _decided(rivals, decision)
    if chosen:
        return _chosen(ordered, chosen, rivals)
    if not trusted:
        return Resolution(None, ASKED, "semua_meragukan", (), doubtful, _older)
    status = ASKED if _asked(doubtful[-1:], decision) else CERTAIN
    winner = trusted[-1]
    return Resolution(winner.value, status, "terbaru", (winner,), trusted[:-1] + doubtful, _older)


def _older(fact: Fact) -> str:
    return "masa_depan" if fact.origin.doubtful else "lebih_lama"


# -- revision


def keep_revision(facts: Sequence[Fact]) -> list[Fact]:
    """Keep per value and state the newest fact: enough to choose, and to see a disagreement."""
    groups: dict[tuple[Value, str, bool], Fact] = {}
    for fact in facts:
        origin = fact.origin
        key = (fact.value, origin.state, origin.doubtful)
        known = groups.setdefault(key, fact)
        if known is not fact and known.order < fact.order:
            groups[key] = fact
    return list(groups.values())


def resolve_revision(facts: Sequence[Fact], decision: Decision | None) -> Resolution:
    """Answer the newest accepted report's value, else the newest unreviewed one's; never a sum."""
    ordered = in_order(facts)
    trusted, doubtful = split_doubtful(ordered)
    chosen = _decided(ordered, decision)
    if chosen:
        return _chosen(ordered, chosen, ordered)
    if not trusted:
        return Resolution(None, ASKED, "semua_meragukan", (), doubtful, _older)
    status = ASKED if _asked(doubtful, decision) else CERTAIN
    accepted = [fact for fact in trusted if fact.origin.state == ACCEPTED]
    winner = (accepted or trusted)[-1]
    reason = "diterima_terbaru" if accepted else "belum_ditinjau_terbaru"
    status = CONFLICT if len({fact.value for fact in trusted}) > 1 else status
    rest = _but(winner, trusted) + doubtful
    return Resolution(winner.value, status, reason, (winner,), rest, partial(_why_not, winner))


def _why_not(winner: Fact, fact: Fact) -> str:
    if fact.origin.doubtful:
        return "masa_depan"
    if key_of(fact.value) == key_of(winner.value):
        return "sama"
    if fact.origin.state != ACCEPTED and winner.origin.state == ACCEPTED:
        return "belum_diterima"
    return "lebih_lama"


# -- agree


def keep_agree(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the earliest fact of each value."""
    return [min(group, key=lambda fact: fact.order) for group in distinct(facts).values()]


def resolve_agree(facts: Sequence[Fact], decision: Decision | None) -> Resolution:
    """Answer the one value; while different ones stand undecided, the earliest, marked so."""
    ordered = in_order(facts)
    chosen = _decided(ordered, decision)
    if chosen:
        return _chosen(ordered, chosen, ordered, pick=0)
    winner = ordered[0]
    rest, why = ordered[1:], partial(_same_or, winner, "berbeda")
    if len(distinct(ordered)) == 1:
        return Resolution(winner.value, CERTAIN, "sepakat", (winner,), rest, why)
    return Resolution(winner.value, CONFLICT, "pertama", (winner,), rest, why)


# -- max and min


def _measure(fact: Fact) -> tuple[int, Decimal | str] | None:
    """Answer what a value is compared by: numbers by size, days (after them) by date."""
    number = number_of(fact.value)
    if number is not None:
        return (0, number)
    return (1, str(fact.value)) if DAY.match(str(fact.value)) else None


def _keep_extreme(facts: Sequence[Fact], most: Callable[[Iterable[Any]], Any]) -> list[Fact]:
    measured = [(measure, fact) for fact in facts if (measure := _measure(fact)) is not None]
    if not measured:
        return []
    extreme = most(measure for measure, _ in measured)
    return [newest([fact for measure, fact in measured if measure == extreme])]


def keep_max(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the newest of the greatest."""
    return _keep_extreme(facts, max)


def keep_min(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the newest of the least."""
    return _keep_extreme(facts, min)


def _resolve_extreme(
    ordered: Sequence[Fact], kept: Sequence[Fact], reason: str, why: str
) -> Resolution:
    rest = [fact for fact in ordered if fact not in kept]
    value = kept[0].value if kept else None
    explain = partial(_why_not_extreme, kept, why)
    return Resolution(value, CERTAIN, reason, tuple(kept), rest, explain)


def _why_not_extreme(kept: Sequence[Fact], why: str, fact: Fact) -> str:
    measure = _measure(fact)
    if measure is None:
        return "tidak_memenuhi"
    return "sama" if measure == _measure(kept[0]) else why


def resolve_max(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Answer the greatest value."""
    return _resolve_extreme(in_order(facts), keep_max(facts), "terbesar", "tidak_terbesar")


def resolve_min(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Answer the least value."""
    return _resolve_extreme(in_order(facts), keep_min(facts), "terkecil", "tidak_terkecil")
