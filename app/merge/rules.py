"""The merge rules: a table of named rules, each two functions with laws.

`keep(facts)` answers the few facts that can still matter, so that strands stay small; `resolve(facts,
decision)` answers the cell. For every rule, whatever the order, duplication or grouping:

    keep(keep(A) + B) == keep(A + B)   what was dropped can never matter again
    resolve(keep(A)) == resolve(A)     but for the losers: strands lose no answer, reason or source

Both are property tests. `span` says what a cell of the rule belongs to: a month, or the place for good.
A decision holds while every value it would have to judge is one it saw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from app.intake.states import ACCEPTED
from app.merge.facts import Fact, canonical, holds, key_of, number_of
from app.merge.resolution import (
    ASKED,
    CERTAIN,
    CONFLICT,
    Decision,
    Resolution,
    distinct,
    in_order,
    lost,
    newest,
    split_doubtful,
)

Keep = Callable[[Sequence[Fact]], list[Fact]]
Resolve = Callable[[Sequence[Fact], Decision | None], Resolution]

MONTH = "bulan"
PLACE = "tetap"
EXACT = 60  # digits: any sum of numbers as facts hold them
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A merge rule: its Indonesian name, one sentence about it, its span, and its two functions."""

    name: str
    words: str
    span: str
    keep: Keep
    resolve: Resolve


def _decided(facts: Sequence[Fact], decision: Decision | None) -> str:
    """Answer the key of the value a person chose, or "" where no decision covers these facts."""
    if decision is None:
        return ""
    values, chosen = distinct(facts), key_of(decision.chosen)
    return chosen if chosen in values and decision.covers(values) else ""


def _chosen(facts: Sequence[Fact], chosen: str, pick: int = -1) -> Resolution:
    """Answer the chosen value; `pick` says which of its facts, in fact order, stands for it."""
    same = [fact for fact in facts if key_of(fact.value) == chosen]
    losers = tuple(
        (fact, "sama" if key_of(fact.value) == chosen else "tidak_dipilih")
        for fact in facts
        if fact is not same[pick]
    )
    return Resolution(same[pick].value, CERTAIN, "diputuskan", (same[pick],), losers)


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
    chosen = _decided(keep_latest(ordered), decision)
    if chosen:
        return _chosen(ordered, chosen)
    status = ASKED if _asked(doubtful[-1:], decision) else CERTAIN
    late = lost(doubtful, "masa_depan")
    if not trusted:
        return Resolution(None, status, "semua_meragukan", (), late)
    winner = trusted[-1]
    losers = lost(trusted[:-1], "lebih_lama") + late
    return Resolution(winner.value, status, "terbaru", (winner,), losers)


# -- revision


def keep_revision(facts: Sequence[Fact]) -> list[Fact]:
    """Keep per value and state the newest fact: enough to choose, and to see a disagreement."""
    groups: dict[tuple[str, str, bool], list[Fact]] = {}
    for fact in facts:
        key = (key_of(fact.value), fact.origin.state, fact.origin.doubtful)
        groups.setdefault(key, []).append(fact)
    return [newest(group) for group in groups.values()]


def resolve_revision(facts: Sequence[Fact], decision: Decision | None) -> Resolution:
    """Answer the newest accepted report's value, else the newest unreviewed one's; never a sum."""
    ordered = in_order(facts)
    trusted, doubtful = split_doubtful(ordered)
    chosen = _decided(ordered, decision)
    if chosen:
        return _chosen(ordered, chosen)
    status = ASKED if _asked(doubtful, decision) else CERTAIN
    late = lost(doubtful, "masa_depan")
    if not trusted:
        return Resolution(None, status, "semua_meragukan", (), late)
    accepted = [fact for fact in trusted if fact.origin.state == ACCEPTED]
    winner = (accepted or trusted)[-1]
    reason = "diterima_terbaru" if accepted else "belum_ditinjau_terbaru"
    losers = tuple((fact, _why_not(fact, winner)) for fact in trusted if fact is not winner)
    status = CONFLICT if len(distinct(trusted)) > 1 else status
    return Resolution(winner.value, status, reason, (winner,), losers + late)


def _why_not(fact: Fact, winner: Fact) -> str:
    if key_of(fact.value) == key_of(winner.value):
        return "sama"
    if fact.origin.state != ACCEPTED and winner.origin.state == ACCEPTED:
        return "belum_diterima"
    return "lebih_lama"


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
    losers = tuple(
        (fact, "tidak_memenuhi" if number_of(fact.value) is None else "lebih_lama")
        for fact in _without(ordered, kept)
    )
    return Resolution(_total(kept), CERTAIN, "jumlah", tuple(kept), losers)


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
    losers = tuple(
        (fact, "sudah_dihitung" if holds(fact.value) else "tidak_memenuhi")
        for fact in _without(ordered, kept)
    )
    return Resolution(len(kept), CERTAIN, "hitung", tuple(kept), losers)


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


def _resolve_extreme(facts: Sequence[Fact], keep: Keep, reason: str, why: str) -> Resolution:
    ordered = in_order(facts)
    kept = keep(ordered)
    losers = tuple(
        (fact, _why_not_extreme(fact, kept, why)) for fact in ordered if fact not in kept
    )
    value = kept[0].value if kept else None
    return Resolution(value, CERTAIN, reason, tuple(kept), losers)


def _why_not_extreme(fact: Fact, kept: Sequence[Fact], why: str) -> str:
    measure = _measure(fact)
    if measure is None:
        return "tidak_memenuhi"
    return "sama" if measure == _measure(kept[0]) else why


def resolve_max(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Answer the greatest value."""
    return _resolve_extreme(facts, keep_max, "terbesar", "tidak_terbesar")


def resolve_min(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Answer the least value."""
    return _resolve_extreme(facts, keep_min, "terkecil", "tidak_terkecil")


# -- union


def _options(fact: Fact) -> tuple[str, ...]:
    return fact.value if isinstance(fact.value, tuple) else (str(fact.value),)


def keep_union(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the newest fact of each option, and the newest of all."""
    ordered = in_order(facts)
    per_option = {option: fact for fact in ordered for option in _options(fact)}
    kept = [*per_option.values(), *ordered[-1:]]
    return in_order(kept)


def resolve_union(facts: Sequence[Fact], decision: Decision | None) -> Resolution:
    """Answer every option that stands; ask where the newest omits one that stood."""
    ordered = in_order(facts)
    per_option = {option: fact for fact in ordered for option in _options(fact)}
    removed = _removed(per_option, decision)
    standing = sorted(per_option.keys() - removed)
    omitted = set(standing) - set(_options(ordered[-1]))
    asked = omitted and not (decision and decision.covers(per_option))
    winners = in_order(per_option[option] for option in standing)
    losers = tuple(
        (fact, "tidak_dipilih" if removed.issuperset(_options(fact)) else "lebih_lama")
        for fact in _without(ordered, winners)
    )
    return Resolution(standing, ASKED if asked else CERTAIN, "gabungan", tuple(winners), losers)


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
    return Resolution(value, CERTAIN, "peristiwa", tuple(ordered), ())


def resolve_attachment(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Answer the files, newest first, by submission and name."""
    ordered = in_order(facts)
    value = [
        {"instance_id": fact.origin.instance_id, "name": fact.value} for fact in reversed(ordered)
    ]
    return Resolution(value, CERTAIN, "lampiran", tuple(ordered), ())


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value as JSON holds it
    return list(value) if isinstance(value, tuple) else value


# -- agree


def keep_agree(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the earliest fact of each value."""
    return [min(group, key=lambda fact: fact.order) for group in distinct(facts).values()]


def resolve_agree(facts: Sequence[Fact], decision: Decision | None) -> Resolution:
    """Answer the one value; while different ones stand undecided, the earliest, marked so."""
    ordered = in_order(facts)
    chosen = _decided(ordered, decision)
    if chosen:
        return _chosen(ordered, chosen, pick=0)
    winner = ordered[0]
    losers = tuple(
        (fact, "sama" if key_of(fact.value) == key_of(winner.value) else "berbeda")
        for fact in ordered[1:]
    )
    if len(distinct(ordered)) == 1:
        return Resolution(winner.value, CERTAIN, "sepakat", (winner,), losers)
    return Resolution(winner.value, CONFLICT, "pertama", (winner,), losers)


def values_at_stake(rule: str, facts: Sequence[Fact]) -> list[str]:
    """Answer the values a decision about a cell sees: options for a union, else whole values."""
    if rule == "union":
        return sorted({option for fact in facts for option in _options(fact)})
    return sorted(distinct(RULES[rule].keep(facts)))


RULES: Mapping[str, Rule] = {
    "latest": Rule("terakhir", "Nilai terbaru yang dipakai.", PLACE, keep_latest, resolve_latest),
    "revision": Rule(
        "revisi",
        "Satu laporan tiap bulan; laporan terbaru yang diterima menggantikan yang lama.",
        MONTH,
        keep_revision,
        resolve_revision,
    ),
    "sum": Rule("jumlah", "Nilai dijumlahkan.", MONTH, keep_sum, resolve_sum),
    "count": Rule(
        "hitung",
        "Sasaran yang memenuhi dihitung, masing-masing sekali.",
        MONTH,
        keep_count,
        resolve_count,
    ),
    "max": Rule("maks", "Nilai terbesar pada bulan itu.", MONTH, keep_max, resolve_max),
    "min": Rule("min", "Nilai terkecil pada bulan itu.", MONTH, keep_min, resolve_min),
    "union": Rule(
        "gabungan", "Semua pilihan yang disebut digabung.", PLACE, keep_union, resolve_union
    ),
    "event": Rule(
        "peristiwa", "Setiap catatan disimpan berurutan.", MONTH, keep_all, resolve_event
    ),
    "agree": Rule(
        "sepakat",
        "Harus sama; bila berbeda, peninjau memutuskan.",
        PLACE,
        keep_agree,
        resolve_agree,
    ),
    "attachment": Rule(
        "lampiran", "Berkas disimpan dengan sidik jarinya.", MONTH, keep_all, resolve_attachment
    ),
}
