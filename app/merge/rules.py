"""The merge rules: a table of named rules, each two functions with laws.

`keep(facts)` answers the few facts that can still matter, so that strands stay small; `resolve(facts,
decision)` answers the cell. For every rule, whatever the order, duplication or grouping:

    keep(keep(A) + B) == keep(A + B)   what was dropped can never matter again
    resolve(keep(A)) == resolve(A)     but for the losers: strands lose no answer, reason or source

Both are property tests. `span` says what a cell of the rule belongs to: a month, or the place for good.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.merge.choosing import (
    keep_agree,
    keep_latest,
    keep_max,
    keep_min,
    keep_revision,
    resolve_agree,
    resolve_latest,
    resolve_max,
    resolve_min,
    resolve_revision,
)
from app.merge.facts import Fact
from app.merge.gathering import (
    keep_all,
    keep_count,
    keep_current,
    keep_sum,
    keep_union,
    options_of,
    resolve_attachment,
    resolve_count,
    resolve_current,
    resolve_event,
    resolve_sum,
    resolve_union,
)
from app.merge.resolution import Decision, Resolution, Said, distinct

Keep = Callable[[Sequence[Fact]], list[Fact]]
Resolve = Callable[[Sequence[Fact], Decision | None], Resolution]

MONTH = "bulan"
PLACE = "tetap"


@dataclass(frozen=True, slots=True)
class Rule:
    """A merge rule: its Indonesian name, one sentence about it, its span, and its two functions."""

    name: str
    words: Said
    span: str
    keep: Keep
    resolve: Resolve


def values_at_stake(rule: str, facts: Sequence[Fact]) -> list[str]:
    """Answer the values a decision about a cell sees: options for a union, else whole values."""
    if rule == "union":
        return sorted({option for fact in facts for option in options_of(fact)})
    return sorted(distinct(RULES[rule].keep(facts)))


RULES: Mapping[str, Rule] = {
    "latest": Rule(
        "terakhir",
        Said("Nilai terbaru yang dipakai.", "The newest value is used."),
        PLACE,
        keep_latest,
        resolve_latest,
    ),
    "revision": Rule(
        "revisi",
        Said(
            "Satu laporan tiap bulan; laporan terbaru yang diterima menggantikan yang lama.",
            "One report a month; the newest accepted report replaces older ones.",
        ),
        MONTH,
        keep_revision,
        resolve_revision,
    ),
    "sum": Rule(
        "jumlah", Said("Nilai dijumlahkan.", "Values are added up."), MONTH, keep_sum, resolve_sum
    ),
    "count": Rule(
        "hitung",
        Said(
            "Sasaran yang memenuhi dihitung, masing-masing sekali.",
            "Subjects that meet it are counted, each once.",
        ),
        MONTH,
        keep_count,
        resolve_count,
    ),
    "current": Rule(
        "kini",
        Said(
            "Sasaran yang memenuhi menurut keadaan terakhirnya dihitung, masing-masing sekali.",
            "Subjects that meet it as they stand now are counted, each once.",
        ),
        PLACE,
        keep_current,
        resolve_current,
    ),
    "max": Rule(
        "maks",
        Said("Nilai terbesar pada bulan itu.", "The largest value of the month."),
        MONTH,
        keep_max,
        resolve_max,
    ),
    "min": Rule(
        "min",
        Said("Nilai terkecil pada bulan itu.", "The smallest value of the month."),
        MONTH,
        keep_min,
        resolve_min,
    ),
    "union": Rule(
        "gabungan",
        Said("Semua pilihan yang disebut digabung.", "All options that are named, together."),
        PLACE,
        keep_union,
        resolve_union,
    ),
    "event": Rule(
        "peristiwa",
        Said("Setiap catatan disimpan berurutan.", "Each record is kept, in order."),
        MONTH,
        keep_all,
        resolve_event,
    ),
    "agree": Rule(
        "sepakat",
        Said(
            "Harus sama; bila berbeda, peninjau memutuskan.",
            "Must be the same; where values differ a reviewer decides.",
        ),
        PLACE,
        keep_agree,
        resolve_agree,
    ),
    "attachment": Rule(
        "lampiran",
        Said("Berkas disimpan dengan sidik jarinya.", "Files are kept with their hash."),
        MONTH,
        keep_all,
        resolve_attachment,
    ),
}
