"""What scores count of subjects, kept as facts in their strands. Pure.

A count of a Posyandu (stunted children of a month, houses not fit to live in) is folded like any other:
each subject's month holds a yes or no for it, worked out from the subject's merged values, and cells
add them up. So a page opens nobody, and a late visit changes its own month, the later ones that look
back at it, and their Posyandu's cells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from app.merge.facts import Fact
from app.merge.fold import Cell, CellKey, Strand, StrandKey, plain
from app.scores.declared import Declared
from app.scores.judging import Counted, counted_of, results_of, story_of
from app.scores.limits import Limits

NEVER = "9999-99"  # after every month

Stored = Sequence[Sequence[Any]]  # a subject's cells as they are stored


class Changed(Protocol):
    """What changes of a subject."""

    home: str
    cells: list[Cell]
    gone: list[CellKey]


@dataclass(frozen=True, slots=True)
class Scoring:
    """How subjects are judged: what is declared, by which cut-offs, in which zone."""

    declared: Declared
    limits: Limits
    zone: ZoneInfo

    def of(self, cells: Stored, since: str) -> list[Counted]:
        """Answer what is counted of a subject from a month on, and of how things stand."""
        story = story_of(cells)
        results = results_of(story, self.declared, self.limits, self.zone, since)
        return counted_of(results, self.declared)


class StrandsOf(Protocol):
    """What answers the stored strands of these (subject, period), in any Posyandu."""

    def __call__(self, wanted: Collection[tuple[str, str]], /) -> Mapping[StrandKey, Strand]:
        """Answer them."""


def recount(
    scoring: Scoring,
    subjects: Mapping[str, Changed],
    stored: Mapping[str, Stored],
    fresh: Mapping[StrandKey, Strand],
    spoken: Collection[tuple[str, str]],
    strands_of: StrandsOf,
) -> dict[StrandKey, Strand]:
    """Answer the strands of subjects, in any Posyandu, with what is counted of them now.

    `stored`: their cells before; `fresh`: the strands that changed; `spoken`: of whom and of which
    months submissions came round; `strands_of` answers other strands.
    """
    judged: dict[tuple[str, str], list[Counted]] = {}
    for subject_id, one in subjects.items():
        before = stored.get(subject_id, ())
        cells = cells_after(before, one) if one.home else []
        periods = {key.period for key in fresh if key.key == subject_id}
        periods |= {period for one_id, period in spoken if one_id == subject_id}
        since = _since(scoring.declared.identity, before, cells, periods)
        months = {cell[1] for cell in (*before, *cells) if cell[1] >= since}
        judged |= {(subject_id, period): [] for period in {"", *months, *periods}}
        for counted in scoring.of(cells, since):
            judged[subject_id, counted.period].append(counted)
    strands = {k: s for k, s in strands_of(judged).items() if (k.key, k.period) in judged}
    strands |= fresh
    return _with_counts(judged, strands, scoring.declared)


def cells_after(before: Stored, changed: Changed) -> list[Sequence[Any]]:
    """Answer a subject's cells with what changed of them."""
    cells = {(cell[0], cell[1]): cell for cell in before}
    for key in changed.gone:
        cells.pop((key.field, key.period), None)
    for one in changed.cells:
        cells[one.key.field, one.key.period] = (*plain(one),)
    return list(cells.values())


def _since(identity: Collection[str], before: Stored, after: Stored, periods: Iterable[str]) -> str:
    """Answer the first month whose counts may change: all, where who somebody is was told anew."""

    def known(cells: Stored) -> dict[str, Any]:
        return {cell[0]: cell[2] for cell in cells if not cell[1] and cell[0] in identity}

    if known(before) != known(after):
        return ""
    return min(filter(None, periods), default=NEVER)


def _with_counts(
    judged: Mapping[tuple[str, str], Sequence[Counted]],
    strands: Mapping[StrandKey, Strand],
    declared: Declared,
) -> dict[StrandKey, Strand]:
    """Answer the strands with their subjects' counts in place of those they held."""
    names, needs = declared.counted, declared.needs
    found = {
        key: {name: facts for name, facts in strand.items() if name not in names}
        for key, strand in strands.items()
    }
    keys: dict[tuple[str, str], list[StrandKey]] = {}
    for key in strands:
        keys.setdefault((key.key, key.period), []).append(key)
    for where, every in judged.items():
        around = {key: found[key] for key in keys.get(where, ())}
        known: dict[tuple[str, tuple[str, ...]], tuple[StrandKey, Fact] | None] = {}
        for one in every:
            asked = (one.at, needs[one.field])
            if asked not in known:
                known[asked] = _source(*asked, around)
            source = known[asked]
            if source is None:
                continue
            key, told = source
            fact = Fact(one.field, int(one.holds), told.path, key.key, told.origin)
            found[key][one.field] = [fact]
    return found


def _source(
    at: str, needs: Sequence[str], strands: Mapping[StrandKey, Strand]
) -> tuple[StrandKey, Fact] | None:
    """Answer which strand tells of a moment: the last fact of the first field needed that does."""
    for name in needs:
        told = [
            (fact.order, key, fact)
            for key, strand in strands.items()
            for fact in strand.get(name, ())
            if fact.origin.observed_at == at
        ]
        if told:
            _order, key, fact = max(told)
            return key, fact
    return None
