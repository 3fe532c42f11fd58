"""The fold: facts -> strands -> cells. Pure; what merges one submission rebuilds everything.

A strand is what is kept of the facts of one form (`laporan`) or one subject (`orang`), in one
Posyandu and one month; what holds for good stands in a strand without a month. Adding a submission joins
its facts to its strands; taking one away (rejected, superseded) folds those that kept something of it
anew from the submissions that remain. Cells are resolved from strands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.merge.facts import Fact, FieldSpec, Origin
from app.merge.resolution import CERTAIN, Decision, Resolution
from app.merge.rules import MONTH, RULES

REPORT = "laporan"
PERSON = "orang"
POSYANDU_SCOPE = "posyandu"


class StrandKey(NamedTuple):
    """Which strand: a form's or a subject's, in one Posyandu and month (empty where there is none)."""

    posyandu_code: str
    kind: str
    key: str
    period: str


class CellKey(NamedTuple):
    """Which cell: a place (Posyandu code or subject id), a field, and a month (empty: for good)."""

    place: str
    field: str
    period: str


Strand = dict[str, list[Fact]]  # field -> kept facts
Specs = Mapping[str, FieldSpec]


@dataclass(frozen=True, slots=True)
class Cell:
    """A resolved cell as it is stored: no identities, sources explained on demand."""

    key: CellKey
    value: Any
    rule: str
    status: str
    reason: str
    unreviewed: bool
    sources: int
    latest: str  # observed_at of the newest source


def is_subject(place: str) -> bool:
    """Answer whether a cell's place is a subject: a Posyandu's code is made of parts with dots."""
    return "." not in place


def weave(facts: Iterable[Fact], specs: Specs, onto: Strand | None = None) -> Strand:
    """Join facts to a strand and keep what can still matter."""
    strand = dict(onto or {})
    fresh: Strand = {}
    for fact in facts:
        if fact.field in specs:
            fresh.setdefault(fact.field, []).append(fact)
    for field, group in fresh.items():
        known = strand.get(field)
        if known or len(group) > 1:
            # The same answer again, as it is now: its submission may have been reviewed meanwhile.
            every = [*known, *group] if known else group
            group = list({(fact.origin.instance_id, fact.path): fact for fact in every}.values())
        strand[field] = RULES[specs[field].rule].keep(group)
    return {field: kept for field, kept in strand.items() if kept}


def period_of(spec: FieldSpec, period: str) -> str:
    """Answer the period a field's fact stands in: its submission's, or none where it holds for good."""
    return period if RULES[spec.rule].span == MONTH else ""


def cell_key(strand: StrandKey, field: str, specs: Specs) -> CellKey:
    """Answer the cell a field of a strand belongs to."""
    spec = specs[field]
    place = strand.posyandu_code if spec.scope == POSYANDU_SCOPE else strand.key
    return CellKey(place, field, strand.period if RULES[spec.rule].span == MONTH else "")


def facts_by_cell(
    strands: Mapping[StrandKey, Strand], fields: Collection[str], specs: Specs
) -> dict[CellKey, list[Fact]]:
    """Answer the facts of every cell of these fields the strands speak of."""
    found: dict[CellKey, list[Fact]] = {}
    for key, strand in strands.items():
        for field, kept in strand.items():
            if field in fields and field in specs:
                found.setdefault(cell_key(key, field, specs), []).extend(kept)
    return found


def settle(
    key: CellKey, facts: Sequence[Fact], specs: Specs, decision: Decision | None
) -> tuple[Cell, Resolution] | None:
    """Answer a cell and the reasoning behind it, or None where nothing is left to show."""
    if not facts:
        return None
    rule = specs[key.field].rule
    resolution = RULES[rule].resolve(facts, decision)
    if resolution.value is None and resolution.status == CERTAIN:
        return None
    cell = Cell(
        key=key,
        value=_json(resolution.value),
        rule=rule,
        status=resolution.status,
        reason=resolution.reason,
        unreviewed=resolution.unreviewed,
        sources=len(resolution.winners),
        latest=max((fact.origin.observed_at for fact in resolution.winners), default=""),
    )
    return cell, resolution


# -- cells as subjects hold them


def plain(cell: Cell) -> Iterable[Any]:
    """Answer a cell as subjects hold it: what the place says is left out."""
    yield cell.key.field
    yield cell.key.period
    yield from (cell.value, cell.rule, cell.status, cell.reason, cell.unreviewed, cell.sources)
    yield cell.latest


# -- strands as they are stored: origins once, facts by reference


def pack(strand: Strand) -> dict[str, Any]:
    """Answer a strand as compact JSON."""
    origins: dict[str, list[str]] = {}
    facts: dict[str, list[list[Any]]] = {}
    for name in sorted(strand):
        rows = facts[name] = []
        for _field, value, path, subject, origin in strand[name]:
            instance_id, *told = origin
            origins[instance_id] = told
            rows.append([_json(value), path, subject, instance_id])
    return {"origins": origins, "facts": facts}


def unpack(data: Mapping[str, Any], fields: Collection[str] | None = None) -> Strand:
    """Read what `pack` wrote; with `fields`, only those."""
    origins = {
        instance_id: Origin(instance_id, *parts) for instance_id, parts in data["origins"].items()
    }
    return {
        field: [
            Fact(
                field, tuple(value) if isinstance(value, list) else value, path, subject, origins[i]
            )
            for value, path, subject, i in rows
        ]
        for field, rows in data["facts"].items()
        if fields is None or field in fields
    }


def _json(value: Any) -> Any:  # noqa: ANN401 - a value as JSON holds it
    return list(value) if isinstance(value, tuple) else value
