"""The log and what is merged from it, in memory: the database's part, played with dictionaries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.intake.states import COUNTED, UNREVIEWED
from app.merge.changes import Changes, decide
from app.merge.counting import Scoring
from app.merge.facts import Fact, FieldSpec
from app.merge.fold import PERSON, Cell, CellKey, StrandKey, facts_by_cell, pack, plain, unpack
from app.merge.log import Held, Item, Strands
from app.merge.matching import Link, Mention, anchor_of
from app.merge.resolution import Decision
from app.merge.rules import values_at_stake


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission as it was sent; what becomes of it stands in its row."""

    instance_id: str
    form_id: str
    posyandu_code: str
    period: str
    of_subject: bool
    mention: Mention | None
    facts: tuple[Fact, ...]


@dataclass(slots=True)
class Row:
    """A received submission: its state and its place in the merge queue."""

    seq: int
    sent: Sent
    state: str = UNREVIEWED
    due: bool = True
    merged: bool = False
    touch: int = 0

    @property
    def live(self) -> bool:
        """Whether its state counts."""
        return self.state in COUNTED

    def item(self) -> Item:
        """The submission as merging sees it."""
        sent, live = self.sent, self.live
        facts = [
            fact._replace(origin=fact.origin._replace(state=self.state)) for fact in sent.facts
        ]
        return Item(
            seq=self.seq,
            touch=self.touch,
            instance_id=sent.instance_id,
            form_id=sent.form_id,
            period=sent.period,
            live=live,
            merged=self.merged,
            of_subject=sent.of_subject,
            mention=sent.mention if live else None,
            facts=tuple(facts) if live else (),
        )


@dataclass(slots=True)
class Memory:
    """Everything an installation keeps of submissions, and the worker that merges them."""

    specs: Mapping[str, FieldSpec]
    scoring: Scoring | None = None
    rows: dict[int, Row] = field(default_factory=dict)
    decisions: list[tuple[CellKey, Decision]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    mentions: dict[int, Held] = field(default_factory=dict)
    strands: dict[StrandKey, Any] = field(default_factory=dict)
    cells: dict[CellKey, Cell] = field(default_factory=dict)
    subjects: dict[str, tuple[str, dict[CellKey, Cell]]] = field(default_factory=dict)

    # -- what happens

    def receive(self, sent: Sent) -> None:
        """Take a submission, once."""
        if all(row.sent.instance_id != sent.instance_id for row in self.rows.values()):
            seq = len(self.rows) + 1
            self.rows[seq] = Row(seq, sent)

    def set_state(self, instance_id: str, state: str) -> None:
        """Review a submission, or replace it, or bring it back."""
        for row in self.rows.values():
            if row.sent.instance_id == instance_id and row.state != state:
                row.state, row.due, row.touch = state, True, row.touch + 1

    def move(self, instance_id: str, sent: Sent) -> None:
        """Let a submission count for another Posyandu: what was merged at both is forgotten, and due."""
        (row,) = (row for row in self.rows.values() if row.sent.instance_id == instance_id)
        codes = {row.sent.posyandu_code, sent.posyandu_code}
        if len(codes) == 1:
            return
        row.sent = sent
        people = {one.subject_id for one in self.mentions.values() if one.posyandu_code in codes}
        due = {seq for seq, one in self.mentions.items() if one.subject_id in people}
        for seq, other in self.rows.items():
            here = other.sent.posyandu_code in codes
            if here or seq in due:
                other.due, other.touch = True, other.touch + 1
                other.merged = other.merged and not here
        self._forget(codes, people)

    def _forget(self, codes: Collection[str], people: Collection[str]) -> None:
        held, strands, cells = self.mentions, self.strands, self.cells
        self.mentions = {s: one for s, one in held.items() if one.posyandu_code not in codes}
        self.strands = {key: one for key, one in strands.items() if key.posyandu_code not in codes}
        self.cells = {key: cell for key, cell in cells.items() if key.place not in codes}
        known = self.subjects.items()
        self.subjects = {k: one for k, one in known if k not in people and one[0] not in codes}

    def choose(self, key: CellKey, number: int) -> None:
        """Choose one of the values at stake in a cell, the number-th; what it rests on is due again."""
        strands = {one: unpack(data) for one, data in self.strands.items()}
        facts = facts_by_cell(strands, [key.field], self.specs).get(key, [])
        if not facts:
            return
        stake = values_at_stake(self.specs[key.field].rule, facts)
        fact = facts[number % len(facts)]
        chosen = stake[: number % 3] if self.specs[key.field].rule == "union" else fact.value
        key = key._replace(place=anchor_of(key.place))
        self.decisions.append((key, Decision(frozenset(stake), chosen, "peninjau")))
        for row in self.rows.values():
            if row.sent.instance_id == fact.origin.instance_id:
                row.due, row.touch = True, row.touch + 1

    # -- the worker

    def merge(self, posyandu_code: str, batch: int) -> int:
        """Merge what is due in one Posyandu; answer how many submissions."""
        due = [row.item() for row in self._due() if row.sent.posyandu_code == posyandu_code][:batch]
        if due:
            log = MemoryLog(self, posyandu_code)
            self._apply(decide(posyandu_code, due, log, self.specs, self.scoring), due)
        return len(due)

    def run_pending(self, batch: int) -> int:
        """Merge until nothing is due; answer how many rounds it took."""
        rounds = 0
        while waiting := self._due():
            self.merge(waiting[0].sent.posyandu_code, batch)
            rounds += 1
            assert rounds < 200, "merging does not come to rest"
        return rounds

    def _due(self) -> list[Row]:
        return [row for row in self.rows.values() if row.due]

    def _apply(self, changes: Changes, due: Sequence[Item]) -> None:
        for seq in changes.mentions_gone:
            del self.mentions[seq]
        self.mentions |= {held.seq: held for held in changes.mentions}
        for key, strand in changes.strands.items():
            self.strands.pop(key, None)
            if strand:
                self.strands[key] = pack(strand)
        self.cells |= {cell.key: cell for cell in changes.cells}
        for gone in changes.gone:
            self.cells.pop(gone, None)
        for subject_id, one in changes.subjects.items():
            _, known = self.subjects.pop(subject_id, ("", {}))
            if one.home:
                stay = {key: cell for key, cell in known.items() if key not in one.gone}
                self.subjects[subject_id] = (one.home, stay | _by_key(one.cells))
        for seq in changes.due_elsewhere:
            row = self.rows[seq]
            row.due, row.touch = True, row.touch + 1
        for item in due:
            row = self.rows[item.seq]
            row.merged, row.due = True, row.touch != item.touch

    # -- looking

    def merged(self) -> dict[str, Any]:
        """All that was merged, in words that do not depend on the order of arrival."""
        names = {row.seq: row.sent.instance_id for row in self.rows.values()}
        return {
            "cells": self.cells,
            "subjects": self.subjects,
            "persons": {names[seq]: held.subject_id for seq, held in self.mentions.items()},
            "strands": {key: _sorted(unpack(data)) for key, data in self.strands.items()},
        }

    def anew(self, posyandu_code: str) -> dict[str, Any]:
        """One Posyandu folded from its whole log, as `verify` does, and the same as it stands here."""
        rows = [row for row in self.rows.values() if row.sent.posyandu_code == posyandu_code]
        items = [replace(row.item(), merged=False) for row in rows if row.live]
        log = EmptyMemoryLog(self, posyandu_code)
        changes = decide(posyandu_code, items, log, self.specs, self.scoring)
        here = _by_key(cell for cell in self.cells.values() if cell.key.place == posyandu_code)
        strands = {
            k: unpack(v) for k, v in self.strands.items() if k.posyandu_code == posyandu_code
        }
        return {
            "cells": (_by_key(changes.cells), here),
            "subjects": (
                {key: (one.home, _by_key(one.cells)) for key, one in changes.subjects.items()},
                {key: self.subjects.get(key) for key in changes.subjects},
            ),
            "strands": (
                {key: _sorted(strand) for key, strand in changes.strands.items() if strand},
                {key: _sorted(strand) for key, strand in strands.items()},
            ),
        }


def _by_key(cells: Iterable[Cell]) -> dict[CellKey, Cell]:
    return {cell.key: cell for cell in cells}


def _sorted(strand: Mapping[str, Sequence[Fact]]) -> dict[str, list[Fact]]:
    return {name: sorted(facts, key=lambda fact: fact.order) for name, facts in strand.items()}


@dataclass(slots=True)
class MemoryLog:
    """What deciding may ask, answered from memory."""

    memory: Memory
    posyandu_code: str

    def held(self, seqs: Collection[int]) -> dict[int, Held]:
        """The stored mentions of submissions."""
        return {seq: self.memory.mentions[seq] for seq in seqs if seq in self.memory.mentions}

    def closure(self, mentions: Iterable[Mention], subject_ids: Collection[str]) -> dict[int, Held]:
        """The stored mentions linked by any chain of equal keys with these, or with subjects."""
        keys, size = {key for one in mentions for key in _keys(one)}, -1
        joins = [
            {("id", a) for a in one.left | one.right} for one in self.memory.links if one.joins
        ]
        found: dict[int, Held] = {}
        while len(found) != size:
            size = len(found)
            found = {
                seq: held
                for seq, held in self.memory.mentions.items()
                if held.subject_id in subject_ids or keys.intersection(_keys(held.mention))
            }
            keys |= {key for held in found.values() for key in _keys(held.mention)}
            for sides in joins:
                keys |= sides if sides & keys else set()
        return found

    def links(self, mentions: Iterable[Mention]) -> list[Link]:
        """The decisions in force that speak of any of these mentions."""
        anchors = {mention.anchor for mention in mentions}
        return [one for one in self.memory.links if anchors & (one.left | one.right)]

    def items(self, seqs: Collection[int]) -> list[Item]:
        """Submissions by number, live ones only."""
        return [row.item() for row in self.memory.rows.values() if row.live and row.seq in seqs]

    def members(self, form_id: str, period: str) -> list[Item]:
        """The Posyandu's live submissions of a form, of a month or all."""
        return [
            row.item()
            for row in self.memory.rows.values()
            if (row.live, row.sent.posyandu_code, row.sent.form_id)
            == (True, self.posyandu_code, form_id)
            and period in {"", row.sent.period}
        ]

    def strands(self, keys: Collection[StrandKey]) -> Strands:
        """Stored strands."""
        return {key: unpack(data) for key, data in self.memory.strands.items() if key in keys}

    def strands_around(
        self, periods: Collection[str], fields: Collection[str], but: Collection[StrandKey]
    ) -> Strands:
        """The Posyandu's other strands of these periods, as far as they hold the fields."""
        return {
            key: unpack(data, fields)
            for key, data in self.memory.strands.items()
            if key.posyandu_code == self.posyandu_code and key.period in periods
            if key not in but
        }

    def cells_of(self, subject_ids: Collection[str]) -> Mapping[str, Sequence[Sequence[Any]]]:
        """The cells of subjects as they were before."""
        known = ((one, self.memory.subjects.get(one)) for one in subject_ids)
        return {one: [[*plain(cell)] for cell in row[1].values()] for one, row in known if row}

    def strands_of_subjects(self, wanted: Collection[tuple[str, str]]) -> Strands:
        """The stored strands of these (subject, period)."""
        return {
            key: unpack(data)
            for key, data in self.memory.strands.items()
            if key.kind == PERSON and (key.key, key.period) in wanted
        }

    def decisions(self, places: Mapping[str, str]) -> Mapping[CellKey, Decision]:
        """The decisions in force, under what their place is now."""
        return {
            key._replace(place=places[key.place]): decision
            for key, decision in self.memory.decisions
            if key.place in places
        }


class EmptyMemoryLog(MemoryLog):
    """The log as if nothing of this Posyandu had been merged."""

    def held(self, _seqs: Collection[int]) -> dict[int, Held]:
        """Nothing."""
        return {}

    def closure(self, mentions: Iterable[Mention], subject_ids: Collection[str]) -> dict[int, Held]:
        """What other Posyandu hold."""
        found = MemoryLog.closure(self, mentions, subject_ids)
        return {s: one for s, one in found.items() if one.posyandu_code != self.posyandu_code}

    def strands(self, _keys: Collection[StrandKey]) -> Strands:
        """Nothing."""
        return {}

    def strands_around(
        self, _periods: Collection[str], _fields: Collection[str], _but: Collection[StrandKey]
    ) -> Strands:
        """Nothing."""
        return {}

    def cells_of(self, _subject_ids: Collection[str]) -> Mapping[str, Sequence[Sequence[Any]]]:
        """Nothing."""
        return {}

    def strands_of_subjects(self, wanted: Collection[tuple[str, str]]) -> Strands:
        """All that other Posyandu hold of them."""
        subject_ids = {subject_id for subject_id, _ in wanted}
        every = {(key.key, key.period) for key in self.memory.strands if key.key in subject_ids}
        found = MemoryLog.strands_of_subjects(self, every)
        return {k: strand for k, strand in found.items() if k.posyandu_code != self.posyandu_code}


def _keys(mention: Mention) -> set[tuple[str, object]]:
    named = {"id": mention.anchor, "nik": mention.nik, "family": mention.family}
    return {(name, value) for name, value in named.items() if value is not None}
