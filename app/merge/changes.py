"""What merging changes in one Posyandu: decided purely, reading the log through a protocol.

The same `decide` merges one new submission, takes a rejected one away, and rebuilds a Posyandu from its
whole log; only what the log answers differs. `app/merge/log_store.py` reads the database, the property
tests read memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.merge.facts import Fact, FieldSpec
from app.merge.fold import (
    PERSON,
    REPORT,
    Cell,
    CellKey,
    Strand,
    StrandKey,
    cell_key,
    facts_by_cell,
    lasting,
    settle,
    weave,
)
from app.merge.matching import Mention, match_subjects
from app.merge.resolution import Decision

Strands = dict[StrandKey, Strand]


@dataclass(frozen=True, slots=True)
class Item:
    """A submission as merging sees it.

    `of_subject`: its form is about somebody; `mention` says about whom, and is None where nothing says
    so or the submission counts no more. `live`: its state counts. `merged`: it was folded in before, so
    a change of it folds its strand anew. `facts` have no subject yet.
    """

    seq: int
    touch: int
    instance_id: str
    form_id: str
    period: str
    live: bool
    merged: bool
    of_subject: bool
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

    def closure(self, mentions: Iterable[Mention], subject_ids: Collection[str]) -> dict[int, Held]:
        """Answer the stored mentions linked by any chain of equal keys with these, or with subjects.

        Having been one subject links too: who parts leaves the others in the strand they shared.
        """

    def items(self, seqs: Collection[int]) -> list[Item]:
        """Answer submissions by number, live ones only."""

    def members(self, form_id: str, period: str) -> list[Item]:
        """Answer the Posyandu's live submissions of a form: of a month, or all where that is empty."""

    def strands(self, keys: Collection[StrandKey]) -> Strands:
        """Answer stored strands."""

    def strands_around(self, periods: Collection[str], fields: Collection[str]) -> Strands:
        """Answer the Posyandu's strands of these periods that hold any of the fields."""

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
    before: dict[int, Held] = field(default_factory=dict)  # mentions as stored, of what is due
    now: dict[int, Held] = field(default_factory=dict)  # mentions as they will be, by submission
    anew: set[StrandKey] = field(default_factory=set)
    added: dict[StrandKey, list[Fact]] = field(default_factory=dict)

    def report(self, item: Item, period: str = "") -> StrandKey:
        """Answer the strand of an item's form: of a month, or of what holds for good."""
        return StrandKey(self.posyandu_code, REPORT, item.form_id, period)

    def key(self, item: Item) -> StrandKey:
        """Answer the strand a live item's facts of its month belong to now."""
        if item.mention is None:
            return self.report(item, item.period)
        return _strand_of(self.now[item.seq])

    def facts(self, item: Item) -> Iterator[tuple[StrandKey, Fact]]:
        """Answer an item's facts, each with its strand.

        What holds for the Posyandu for good stands apart from the months, so that reading it costs the
        same after ten years; it is nobody's in particular.
        """
        held = self.now.get(item.seq)
        for fact in item.facts:
            if fact.field in self.specs and lasting(self.specs[fact.field]):
                yield self.report(item), fact
            elif item.mention is None:
                yield self.report(item, item.period), fact
            elif held:
                yield _strand_of(held), replace(fact, subject=held.subject_id)


def decide(
    posyandu_code: str, due: Sequence[Item], log: Log, specs: Mapping[str, FieldSpec]
) -> Changes:
    """Answer everything that changes when the due submissions of one Posyandu are folded in."""
    work = _Work(posyandu_code, due, log, specs)
    _match(work)
    left = _touch(work)
    old = log.strands(work.anew | work.added.keys() | left.keys())
    _leave(work, left, old)
    _weave(work, old)
    _settle_place(work, old)
    _settle_subjects(work)
    return work.changes


def _match(work: _Work) -> None:
    """Match subjects again in the components the due submissions are or were part of."""
    work.before = work.log.held([item.seq for item in work.due if item.of_subject])
    wanted = {item.seq: (item, item.mention) for item in work.due if item.mention and item.live}
    mentions = [one.mention for one in work.before.values()]
    mentions += [mention for _, mention in wanted.values()]
    due = {item.seq for item in work.due}
    subject_ids = {one.subject_id for one in work.before.values()}
    linked = work.log.closure(mentions, subject_ids) if mentions else {}
    held = {seq: one for seq, one in linked.items() if seq not in due}
    subjects = match_subjects(
        [one.mention for one in held.values()] + [mention for _, mention in wanted.values()]
    ).subjects
    for seq, one in held.items():
        work.now[seq] = replace(one, subject_id=subjects[one.mention.mention_id])
    for seq, (item, mention) in wanted.items():
        subject_id = subjects[mention.mention_id]
        work.now[seq] = Held(seq, work.posyandu_code, item.period, subject_id, mention)
    work.anew |= {_strand_of(one) for one in work.before.values()}
    work.changes.mentions_gone += sorted(work.before.keys() - wanted.keys())
    work.changes.mentions += [work.now[seq] for seq in wanted]
    _move(work, held)


def _move(work: _Work, held: Mapping[int, Held]) -> None:
    """Note whose subject changed: here it is folded anew, elsewhere it becomes due there."""
    for seq, one in held.items():
        changed = work.now[seq].subject_id != one.subject_id
        if changed and one.posyandu_code == work.posyandu_code:
            work.anew |= {_strand_of(one), _strand_of(work.now[seq])}
            work.changes.mentions.append(work.now[seq])
        elif changed:
            work.changes.due_elsewhere.append(seq)


def _strand_of(held: Held) -> StrandKey:
    return StrandKey(held.posyandu_code, PERSON, held.subject_id, held.period)


def _touch(work: _Work) -> dict[StrandKey, set[str]]:
    """Sort the due submissions; answer which form's strands are left, by which instanceIDs.

    What only adds joins its strand; what changed folds its month anew. The rules of what holds for good
    do not ask whether a submission was reviewed, so there even a changed one only joins.
    """
    left: dict[StrandKey, set[str]] = {}
    for item in work.due:
        if not item.live:
            for period in {"", item.period}:
                left.setdefault(work.report(item, period), set()).add(item.instance_id)
            continue
        if item.merged:
            work.anew.add(work.key(item))
        for key, fact in work.facts(item):
            work.added.setdefault(key, []).append(fact)
    return left


def _leave(work: _Work, left: Mapping[StrandKey, set[str]], old: Strands) -> None:
    """Fold anew only the strands that kept something of what left: the rest never mattered."""
    for key, instance_ids in left.items():
        kept = (fact for facts in old.get(key, {}).values() for fact in facts)
        if any(fact.origin.instance_id in instance_ids for fact in kept):
            work.anew.add(key)


def _weave(work: _Work, old: Strands) -> None:
    for key, facts in work.added.items():
        if key not in work.anew:
            work.changes.strands[key] = weave(facts, work.specs, onto=old.get(key))
    whole: dict[StrandKey, list[Fact]] = {key: [] for key in work.anew}
    for item in _members(work):
        for key, fact in work.facts(item):
            if key in whole:
                whole[key].append(fact)
    for key, facts in whole.items():
        work.changes.strands[key] = weave(facts, work.specs)


def _members(work: _Work) -> Iterator[Item]:
    """Answer the live submissions of the strands to fold anew, some of them twice.

    A form's strand may be met with submissions whose turn has not come: joining again changes nothing. A
    subject's submissions are all in the closure already.
    """
    for key in work.anew:
        if key.kind == REPORT:
            yield from work.log.members(key.key, key.period)
    seqs = [seq for seq, one in work.now.items() if _strand_of(one) in work.anew]
    if seqs:
        yield from work.log.items(seqs)


def _settle_place(work: _Work, old: Strands) -> None:
    """Resolve the Posyandu's own cells whose strands changed."""
    cells = {
        cell
        for key, strand in work.changes.strands.items()
        for name in (strand.keys() | old.get(key, {}).keys()) & work.specs.keys()
        if (cell := cell_key(key, name, work.specs)).place == work.posyandu_code
    }
    if not cells:
        return
    periods, names = {cell.period for cell in cells}, {cell.field for cell in cells}
    around = work.log.strands_around(periods, names) | work.changes.strands
    facts = facts_by_cell(around, work.specs)
    decisions = work.log.decisions([work.posyandu_code])
    for cell in sorted(cells):
        settled = settle(cell, facts.get(cell, []), work.specs, decisions.get(cell))
        if settled is None:
            work.changes.gone.append(cell)
        else:
            work.changes.cells.append(settled[0])


def _settle_subjects(work: _Work) -> None:
    """Resolve all that is known of each subject touched, over every Posyandu it was seen in."""
    touched = {key: one for key, one in work.changes.strands.items() if key.kind == PERSON}
    if not touched:
        return
    by_subject: dict[str, Strands] = {key.key: {} for key in touched}
    for key, strand in (work.log.strands_of_subjects(by_subject.keys()) | touched).items():
        if strand:
            by_subject[key.key][key] = strand
    decisions = work.log.decisions(sorted(by_subject))
    for subject_id, strands in sorted(by_subject.items()):
        cells = subject_cells(subject_id, strands, work.specs, decisions)
        work.changes.subjects[subject_id] = (_home(strands), cells)


def subject_cells(
    subject_id: str,
    strands: Strands,
    specs: Mapping[str, FieldSpec],
    decisions: Mapping[CellKey, Decision],
) -> list[Cell]:
    """Answer the cells of one subject from its strands."""
    facts = facts_by_cell(strands, specs)
    keys = sorted(key for key in facts if key.place == subject_id)
    settled = (settle(key, facts[key], specs, decisions.get(key)) for key in keys)
    return [pair[0] for pair in settled if pair]


def _home(strands: Strands) -> str:
    """Answer the Posyandu a subject was last seen in; a doubtful date counts only where all are."""
    seen = (
        (not fact.origin.doubtful, fact.order, key.posyandu_code)
        for key, strand in strands.items()
        for kept in strand.values()
        for fact in kept
    )
    return max(seen, default=(False, ("", "", "", ""), ""))[2]
