"""The rules that put values together: sum, count, union, event, attachment. Their laws: rules.py."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal, localcontext
from functools import partial
from typing import Any

from app.merge.facts import Fact, canonical, holds, number_of
from app.merge.resolution import (
    ASKED,
    CERTAIN,
    Decision,
    Resolution,
    in_order,
    newest,
)

EXACT = 60  # digits: any sum of numbers as facts hold them


# -- sum and count


def keep_sum(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the numbers of the newest submission about each subject, and every one without a subject."""
    by_subject: dict[str, list[Fact]] = {}
    for fact in in_order(facts):
        if number_of(fact.value) is not None:
            by_subject.setdefault(fact.subject, []).append(fact)
    kept = by_subject.pop("", [])
    for group in by_subject.values():
        told = newest(group).origin.instance_id
        kept += (fact for fact in group if fact.origin.instance_id == told)
    return kept


def resolve_sum(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Add each subject's newest number (in a repeat, numbers), and every one without a subject."""
    ordered = in_order(facts)
    kept = in_order(keep_sum(ordered))
    rest = _without(ordered, kept)
    return Resolution(_total(kept), CERTAIN, "jumlah", tuple(kept), rest, _not_added)


def _not_added(fact: Fact) -> str:
    return "tidak_memenuhi" if number_of(fact.value) is None else "lebih_lama"


def _without(facts: Sequence[Fact], kept: Sequence[Fact]) -> list[Fact]:
    held = {fact.place for fact in kept}
    return [fact for fact in facts if fact.place not in held]


def _total(facts: Sequence[Fact]) -> int | str | None:
    """Answer the exact sum: whole of whole numbers, else a decimal's text; None of nothing."""
    whole = [fact.value for fact in facts if isinstance(fact.value, int)]
    if len(whole) == len(facts):
        return sum(whole) if whole else None
    with localcontext(prec=EXACT):
        return canonical(sum((number_of(fact.value) or Decimal(0) for fact in facts), Decimal(0)))


def keep_count(facts: Sequence[Fact]) -> list[Fact]:
    """Keep one fact (the newest that holds) of each subject for whom it holds.

    Where it holds for nobody the newest fact is kept: that somebody was asked makes it nought, not
    unknown.
    """
    ordered = in_order(facts)
    one_each = {fact.subject or fact.place: fact for fact in ordered if holds(fact.value)}
    return list(one_each.values()) or ordered[-1:]


def resolve_count(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Count the distinct subjects for whom it holds; each answer without a subject counts once."""
    ordered = in_order(facts)
    kept = [fact for fact in in_order(keep_count(ordered)) if holds(fact.value)]
    rest = _without(ordered, kept)
    return Resolution(len(kept), CERTAIN, "hitung", tuple(kept), rest, _not_counted)


def keep_current(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the newest fact of each subject: how it stands."""
    return in_order({fact.subject or fact.place: fact for fact in in_order(facts)}.values())


def resolve_current(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Count the subjects for whom the newest fact holds; of nobody asked nothing is known."""
    ordered = in_order(facts)
    newest_each = keep_current(ordered)
    kept = [fact for fact in newest_each if holds(fact.value)]
    older = {fact.place for fact in ordered} - {fact.place for fact in newest_each}
    rest, why = _without(ordered, kept), partial(_not_current, older)
    return Resolution(len(kept), CERTAIN, "hitung", tuple(kept), rest, why)


def _not_current(older: Collection[tuple[str, str]], fact: Fact) -> str:
    return "lebih_lama" if fact.place in older else "tidak_memenuhi"


def _not_counted(fact: Fact) -> str:
    return "sudah_dihitung" if holds(fact.value) else "tidak_memenuhi"


# -- union


def options_of(fact: Fact) -> tuple[str, ...]:
    """Answer the options a fact names."""
    return fact.value if isinstance(fact.value, tuple) else (str(fact.value),)


def keep_union(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the newest fact of each option, and the newest of all."""
    ordered = in_order(facts)
    per_option = {option: fact for fact in ordered for option in options_of(fact)}
    kept = [*per_option.values(), *ordered[-1:]]
    return in_order(kept)


def resolve_union(facts: Sequence[Fact], decision: Decision | None) -> Resolution:
    """Answer every option that stands; ask where the newest omits one that stood."""
    ordered = in_order(facts)
    per_option = {option: fact for fact in ordered for option in options_of(fact)}
    removed = _removed(per_option, decision)
    standing = sorted(per_option.keys() - removed)
    omitted = set(standing) - set(options_of(ordered[-1]))
    asked = omitted and not (decision and decision.covers(per_option))
    winners = in_order(per_option[option] for option in standing)
    status = ASKED if asked else CERTAIN
    rest, why = _without(ordered, winners), partial(_not_joined, removed)
    return Resolution(standing, status, "gabungan", tuple(winners), rest, why)


def _not_joined(removed: frozenset[str], fact: Fact) -> str:
    return "tidak_dipilih" if removed.issuperset(options_of(fact)) else "lebih_lama"


def _removed(options: Collection[str], decision: Decision | None) -> frozenset[str]:
    """Answer the options a person saw and did not leave standing."""
    if decision is None:
        return frozenset()
    stays = decision.chosen if isinstance(decision.chosen, (list, tuple)) else [decision.chosen]
    return decision.values_seen.intersection(options) - frozenset(map(str, stays))


# -- event and attachment


def keep_all(facts: Sequence[Fact]) -> list[Fact]:
    """Keep every fact, once."""
    return in_order(facts)


def resolve_event(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Answer a timeline: what was told, with its day."""
    ordered = in_order(facts)
    value = [{"at": fact.origin.observed_at, "value": _plain(fact.value)} for fact in ordered]
    return Resolution(value, CERTAIN, "peristiwa", tuple(ordered))


def resolve_attachment(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Answer the files, newest first, by submission and name."""
    ordered = in_order(facts)
    value = [
        {"instance_id": fact.origin.instance_id, "name": fact.value} for fact in reversed(ordered)
    ]
    return Resolution(value, CERTAIN, "lampiran", tuple(ordered))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value as JSON holds it
    return list(value) if isinstance(value, tuple) else value
