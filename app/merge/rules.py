"""The merge rules: a table of named rules, each two functions with laws.

`keep(facts)` answers the few facts that can still matter, so that strands stay small; `resolve(facts,
decision)` answers the cell. For every rule, whatever the order, duplication or grouping:

    keep(keep(A) + B) == keep(A + B)          what was dropped can never matter again
    resolve(keep(A)).value == resolve(A).value  and the same status: strands lose no answer

Both are property tests. `span` says what a cell of the rule belongs to: a month, or the place for good.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Rule:
    """A merge rule: its Indonesian name, one sentence about it, its span, and its two functions."""

    name: str
    words: str
    span: str
    keep: Keep
    resolve: Resolve


# -- latest


def keep_latest(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the newest trusted fact and the newest doubtful one."""
    return [newest(part) for part in split_doubtful(facts) if part]


def resolve_latest(facts: Sequence[Fact], decision: Decision | None) -> Resolution:
    """Answer the newest value; a doubtful date is asked about and never wins."""
    trusted, doubtful = split_doubtful(in_order(facts))
    if not trusted:
        return Resolution(None, ASKED, "semua_meragukan", (), lost(doubtful, "masa_depan"))
    winner = trusted[-1]
    losers = lost(trusted[:-1], "lebih_lama") + lost(doubtful, "masa_depan")
    asked = _undecided(doubtful, decision)
    return Resolution(winner.value, ASKED if asked else CERTAIN, "terbaru", (winner,), losers)


def _undecided(facts: Sequence[Fact], decision: Decision | None) -> bool:
    if not facts:
        return False
    return decision is None or not decision.covers(key_of(fact.value) for fact in facts)


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
    trusted, doubtful = split_doubtful(in_order(facts))
    late = lost(doubtful, "masa_depan")
    if not trusted:
        return Resolution(None, ASKED, "semua_meragukan", (), late)
    values = distinct(trusted)
    if decision and decision.covers(values) and key_of(decision.chosen) in values:
        return _chosen(trusted, key_of(decision.chosen), late)
    accepted = [fact for fact in trusted if fact.origin.state == "diterima"]
    winner = (accepted or trusted)[-1]
    reason = "diterima_terbaru" if accepted else "belum_ditinjau_terbaru"
    status = CONFLICT if len(values) > 1 else ASKED if doubtful else CERTAIN
    losers = tuple((fact, _why_not(fact, winner)) for fact in trusted if fact is not winner)
    return Resolution(winner.value, status, reason, (winner,), losers + late)


def _why_not(fact: Fact, winner: Fact) -> str:
    if key_of(fact.value) == key_of(winner.value):
        return "sama"
    if fact.origin.state != "diterima" and winner.origin.state == "diterima":
        return "belum_diterima"
    return "lebih_lama"


def _chosen(
    facts: Sequence[Fact], chosen: str, rest: tuple[tuple[Fact, str], ...] = ()
) -> Resolution:
    winners = tuple(fact for fact in facts if key_of(fact.value) == chosen)
    losers = lost((fact for fact in facts if key_of(fact.value) != chosen), "tidak_dipilih")
    return Resolution(winners[-1].value, CERTAIN, "diputuskan", winners[-1:], losers + rest)


# -- sum and count


def keep_per_subject(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the newest fact of each subject, and every fact that has none."""
    by_subject: dict[str, list[Fact]] = {}
    alone: list[Fact] = []
    for fact in in_order(facts):
        if fact.subject:
            by_subject.setdefault(fact.subject, []).append(fact)
        else:
            alone.append(fact)
    return alone + [newest(group) for group in by_subject.values()]


def resolve_sum(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Add the newest value of each subject, and each submission's value where there is none."""
    ordered = in_order(facts)
    kept = in_order(keep_per_subject(ordered))
    total = sum((number_of(fact.value) or Decimal(0) for fact in kept), Decimal(0))
    losers = lost(_without(ordered, kept), "lebih_lama")
    return Resolution(_number(total, kept), CERTAIN, "jumlah", tuple(kept), losers)


def _without(facts: Sequence[Fact], kept: Sequence[Fact]) -> list[Fact]:
    held = {(fact.origin.instance_id, fact.path) for fact in kept}
    return [fact for fact in facts if (fact.origin.instance_id, fact.path) not in held]


def _number(total: Decimal, facts: Sequence[Fact]) -> int | str:
    whole = all(isinstance(fact.value, int) for fact in facts)
    return int(total) if whole else canonical(total)


def keep_holding(facts: Sequence[Fact]) -> list[Fact]:
    """Keep one fact (the newest that holds) of each subject for whom it holds."""
    return keep_per_subject([fact for fact in facts if holds(fact.value)])


def resolve_count(facts: Sequence[Fact], _decision: Decision | None) -> Resolution:
    """Count the distinct subjects for whom it holds; a submission without a subject counts once."""
    ordered = in_order(facts)
    kept = in_order(keep_holding(ordered))
    losers = tuple(
        (fact, "sudah_dihitung" if holds(fact.value) else "tidak_memenuhi")
        for fact in _without(ordered, kept)
    )
    return Resolution(len(kept), CERTAIN, "hitung", tuple(kept), losers)


# -- max and min


def _keep_extreme(facts: Sequence[Fact], sign: int) -> list[Fact]:
    readable = [fact for fact in facts if number_of(fact.value) is not None]
    if not readable:
        return []
    return [max(readable, key=lambda fact: (sign * (number_of(fact.value) or 0), fact.order))]


def keep_max(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the newest of the greatest."""
    return _keep_extreme(facts, 1)


def keep_min(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the newest of the least."""
    return _keep_extreme(facts, -1)


def _resolve_extreme(facts: Sequence[Fact], keep: Keep, reason: str, why: str) -> Resolution:
    ordered = in_order(facts)
    kept = keep(ordered)
    if not kept:
        return Resolution(None, CERTAIN, reason, (), lost(ordered, "tidak_memenuhi"))
    losers = lost((fact for fact in ordered if fact is not kept[0]), why)
    return Resolution(kept[0].value, CERTAIN, reason, tuple(kept), losers)


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
    removed: frozenset[str] = frozenset()
    if decision:
        stays = frozenset(map(str, decision.chosen or ()))
        removed = frozenset(per_option) & decision.values_seen - stays
    standing = [option for option in sorted(per_option) if option not in removed]
    omitted = set(standing) - set(_options(ordered[-1]))
    asked = bool(omitted) and not (decision and decision.covers(per_option))
    winners = in_order(per_option[option] for option in standing)
    losers = lost(_without(ordered, winners), "lebih_lama")
    status = ASKED if asked else CERTAIN
    return Resolution(standing, status, "gabungan", tuple(winners), losers)


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
    values = distinct(ordered)
    if decision and decision.covers(values) and key_of(decision.chosen) in values:
        return _chosen(ordered, key_of(decision.chosen))
    winner = ordered[0]
    shown = _plain(winner.value)
    if len(values) == 1:
        return Resolution(shown, CERTAIN, "sepakat", (winner,), lost(ordered[1:], "sama"))
    losers = tuple(
        (fact, "sama" if key_of(fact.value) == key_of(winner.value) else "berbeda")
        for fact in ordered[1:]
    )
    return Resolution(shown, CONFLICT, "pertama", (winner,), losers)


def values_at_stake(rule: str, facts: Sequence[Fact]) -> list[str]:
    """Answer the values a decision about a cell sees: options for a union, else whole values."""
    if rule == "union":
        return sorted({option for fact in facts for option in _options(fact)})
    return sorted(distinct(facts))


RULES: Mapping[str, Rule] = {
    "latest": Rule("terakhir", "Nilai terbaru yang dipakai.", PLACE, keep_latest, resolve_latest),
    "revision": Rule(
        "revisi",
        "Satu laporan tiap bulan; laporan terbaru yang diterima menggantikan yang lama.",
        MONTH,
        keep_revision,
        resolve_revision,
    ),
    "sum": Rule("jumlah", "Nilai dijumlahkan.", MONTH, keep_per_subject, resolve_sum),
    "count": Rule(
        "hitung",
        "Sasaran yang memenuhi dihitung, masing-masing sekali.",
        MONTH,
        keep_holding,
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
