"""What merging changes in one Posyandu: decided purely, reading the log through a protocol.

The same `decide` merges one new submission, takes a rejected one away, and rebuilds a Posyandu from its
whole log; only what the log answers differs. `app/merge/log_store.py` reads the database, the property
tests read memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.merge.facts import Fact, FieldSpec
from app.merge.fold import (
    PERSON,
    POSYANDU_SCOPE,
    REPORT,
    Cell,
    CellKey,
    Strand,
    StrandKey,
    cell_keys,
    gather_facts,
    settle,
    weave,
)
from app.merge.matching import Mention, match_subjects
from app.merge.resolution import Decision

Strands = dict[StrandKey, Strand]


@dataclass(frozen=True, slots=True)
class Item:
    """A submission as merging sees it.

    `mention` is None for a form about the Posyandu itself. `live`: its state counts. `merged`: it was
    folded in before, so a change of it folds its strand anew. `facts` have no subject yet.
    """

    seq: int
    touch: int
    form_id: str
    period: str
    live: bool
    merged: bool
    mention: Mention | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A stored mention: which submission speaks of which subject, where and when."""

    seq: int
    posyandu_code: str
    period: str
    subject_id: str
    mention: Mention


class Log(Protocol):
    """What deciding may ask of what is stored."""

    def held(self, seqs: Collection[int]) -> dict[int, Held]:
        """Answer the stored mentions of submissions."""

    def closure(self, mentions: Iterable[Mention]) -> dict[int, Held]:
        """Answer the stored mentions linked with these by any chain of equal keys."""

    def items(self, seqs: Collection[int]) -> list[Item]:
        """Answer submissions by number, live ones only."""

    def members(self, form_id: str, period: str) -> list[Item]:
        """Answer the Posyandu's live submissions of a form and month."""

    def strands(self, keys: Collection[StrandKey]) -> Strands:
        """Answer stored strands."""

    def strands_with(self, periods: Collection[str], fields: Collection[str]) -> Strands:
        """Answer the Posyandu's strands that hold any of the fields."""

    def strands_of_subjects(self, subject_ids: Collection[str]) -> Strands:
        """Answer every stored strand of these subjects, in any Posyandu."""

    def decisions(self, places: Collection[str]) -> Mapping[CellKey, Decision]:
        """Answer the decisions in force about the values of these places."""


@dataclass(slots=True)
class Changes:
    """What to write. A subject comes with its home Posyandu; without cells it is to be removed."""

    mentions: list[Held] = field(default_factory=list)
    mentions_gone: list[int] = field(default_factory=list)
    strands: Strands = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    gone: list[CellKey] = field(default_factory=list)
    subjects: dict[str, tuple[str, list[Cell]]] = field(default_factory=dict)
    due_elsewhere: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Work:
    """Deciding in progress for one Posyandu."""

    posyandu_code: str
    due: Sequence[Item]
    log: Log
    specs: Mapping[str, FieldSpec]
    changes: Changes = field(default_factory=Changes)
    now: dict[int, Held] = field(default_factory=dict)  # mentions as they will be, by submission
    anew: set[StrandKey] = field(default_factory=set)
    added: dict[StrandKey, list[Fact]] = field(default_factory=dict)

    def key(self, item: Item) -> StrandKey:
        """Answer the strand a live item belongs to now."""
        if item.mention is None:
            return StrandKey(self.posyandu_code, REPORT, item.form_id, item.period)
        return _strand_of(self.now[item.seq])

    def facts(self, item: Item) -> list[Fact]:
        """Answer an item's facts with the subject they are about."""
        if item.mention is None:
            return list(item.facts)
        subject_id = self.now[item.seq].subject_id
        return [replace(fact, subject=subject_id) for fact in item.facts]


def decide(
    posyandu_code: str, due: Sequence[Item], log: Log, specs: Mapping[str, FieldSpec]
) -> Changes:
    """Answer everything that changes when the due submissions of one Posyandu are folded in."""
    work = _Work(posyandu_code, due, log, specs)
    _match(work)
    _touch(work)
    old = log.strands(work.anew | set(work.added))
    _weave(work, old)
    _settle_place(work, old)
    _settle_subjects(work, old)
    return work.changes


def _match(work: _Work) -> None:
    """Match subjects again in the components the due submissions are or were part of."""
    before = work.log.held([item.seq for item in work.due if item.merged or item.mention])
    wanted = {item.seq: item for item in work.due if item.mention and item.live}
    mentions = [held.mention for held in before.values()]
    mentions += [item.mention for item in wanted.values() if item.mention]
    due = {item.seq for item in work.due}
    held = (
        {seq: one for seq, one in work.log.closure(mentions).items() if seq not in due}
        if mentions
        else {}
    )
    matching = match_subjects(
        [one.mention for one in held.values()]
        + [item.mention for item in wanted.values() if item.mention]
    )
    for seq, one in held.items():
        work.now[seq] = replace(one, subject_id=matching.subjects[one.mention.mention_id])
    for seq, item in wanted.items():
        mention = item.mention
        if mention is not None:
            subject_id = matching.subjects[mention.mention_id]
            work.now[seq] = Held(seq, work.posyandu_code, item.period, subject_id, mention)
    for seq, one in before.items():
        work.anew.add(_strand_of(one))
        if seq not in wanted:
            work.changes.mentions_gone.append(seq)
    _move(work, held, wanted)


def _move(work: _Work, held: Mapping[int, Held], wanted: Mapping[int, Item]) -> None:
    """Note whose subject changed: here it is folded anew, elsewhere it becomes due there."""
    for seq, one in held.items():
        changed = work.now[seq].subject_id != one.subject_id
        if changed and one.posyandu_code == work.posyandu_code:
            work.anew |= {_strand_of(one), _strand_of(work.now[seq])}
            work.changes.mentions.append(work.now[seq])
        elif changed:
            work.changes.due_elsewhere.append(seq)
    work.changes.mentions += [work.now[seq] for seq in wanted]


def _strand_of(held: Held) -> StrandKey:
    return StrandKey(held.posyandu_code, PERSON, held.subject_id, held.period)


def _touch(work: _Work) -> None:
    """Sort the due submissions: what only adds joins its strand, anything else folds it anew."""
    for item in work.due:
        if item.live and not item.merged:
            work.added.setdefault(work.key(item), []).extend(work.facts(item))
        elif item.live:
            work.anew.add(work.key(item))
        elif item.merged:
            # Its subject's strand, if it had one, is folded anew already; this is its form's.
            work.anew.add(StrandKey(work.posyandu_code, REPORT, item.form_id, item.period))
    for key in work.anew & set(work.added):
        del work.added[key]


def _weave(work: _Work, old: Strands) -> None:
    strands = work.changes.strands
    for key, facts in work.added.items():
        strands[key] = weave(facts, work.specs, onto=old.get(key))
    for key in sorted(work.anew):
        facts = [fact for item in _members(work, key) for fact in work.facts(item)]
        strands[key] = weave(facts, work.specs)


def _members(work: _Work, key: StrandKey) -> list[Item]:
    """Answer the live submissions of a strand. A subject's are all in the closure already."""
    if key.kind == REPORT:
        return work.log.members(key.key, key.period)
    seqs = [seq for seq, one in work.now.items() if _strand_of(one) == key]
    return work.log.items(seqs) if seqs else []


def _touched_cells(work: _Work, old: Strands) -> set[CellKey]:
    """Answer the cells whose strands changed, of the Posyandu and of subjects."""
    return {
        cell
        for key, strand in work.changes.strands.items()
        for cell in cell_keys(key, strand.keys() | old.get(key, {}).keys(), work.specs)
    }


def _settle_place(work: _Work, old: Strands) -> None:
    cells = {
        cell for cell in _touched_cells(work, old) if work.specs[cell.field].scope == POSYANDU_SCOPE
    }
    if not cells:
        return
    periods = {key.period for key in work.changes.strands}
    around = work.log.strands_with(periods, {cell.field for cell in cells})
    settle_cells(work.posyandu_code, cells, around | work.changes.strands, work)


def settle_cells(place: str, cells: Iterable[CellKey], strands: Strands, work: _Work) -> None:
    """Resolve cells from strands into the changes."""
    decisions = work.log.decisions([place])
    for key in sorted(cells):
        settled = settle(key, gather_facts(key, strands), work.specs, decisions.get(key))
        if settled is None:
            work.changes.gone.append(key)
        else:
            work.changes.cells.append(settled[0])


def _settle_subjects(work: _Work, old: Strands) -> None:
    """Resolve all that is known of each subject touched, over every Posyandu it was seen in."""
    subject_ids = {key.key for key in work.changes.strands if key.kind == PERSON}
    if not subject_ids:
        return
    every = work.log.strands_of_subjects(subject_ids) | {
        key: strand for key, strand in work.changes.strands.items() if key.kind == PERSON
    }
    decisions = work.log.decisions(sorted(subject_ids))
    for subject_id in sorted(subject_ids):
        strands = {key: strand for key, strand in every.items() if key.key == subject_id and strand}
        cells = subject_cells(strands, work.specs, decisions)
        work.changes.subjects[subject_id] = (_home(strands), cells)


def subject_cells(
    strands: Strands, specs: Mapping[str, FieldSpec], decisions: Mapping[CellKey, Decision]
) -> list[Cell]:
    """Answer the cells of one subject from its strands."""
    keys = {
        cell
        for key, strand in strands.items()
        for cell in cell_keys(key, strand, specs)
        if specs[cell.field].scope != POSYANDU_SCOPE
    }
    settled = (
        settle(key, gather_facts(key, strands), specs, decisions.get(key)) for key in sorted(keys)
    )
    return [pair[0] for pair in settled if pair]


def _home(strands: Strands) -> str:
    """Answer the Posyandu a subject was last seen in."""
    seen = (
        (fact.order, key.posyandu_code)
        for key, strand in strands.items()
        for kept in strand.values()
        for fact in kept
    )
    return max(seen, default=((), ""))[1]
