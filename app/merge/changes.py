"""What merging changes in one Posyandu: decided purely, reading the log through a protocol.

The same `decide` merges one new submission, takes a rejected one away, and rebuilds a Posyandu from its
whole log; only what the log answers differs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.merge.counting import Scoring, recount
from app.merge.facts import SEEN, Fact, FieldSpec
from app.merge.fold import (
    PERSON,
    POSYANDU_SCOPE,
    REPORT,
    Cell,
    CellKey,
    StrandKey,
    cell_key,
    facts_by_cell,
    settle,
    weave,
)
from app.merge.log import Held, Item, Log, Strands
from app.merge.matching import anchor_of, match_subjects
from app.merge.resolution import Decision, newest, split_doubtful
from app.merge.rules import MONTH, RULES


@dataclass(slots=True)
class Subject:
    """What changes of a subject: where it was last seen ("": nobody speaks of it now), and its cells."""

    home: str
    cells: list[Cell]
    gone: list[CellKey]
    kind: str = PERSON


@dataclass(slots=True)
class Changes:
    """What to write."""

    mentions: list[Held] = field(default_factory=list)
    mentions_gone: list[int] = field(default_factory=list)
    strands: Strands = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    gone: list[CellKey] = field(default_factory=list)
    subjects: dict[str, Subject] = field(default_factory=dict)
    due_elsewhere: list[int] = field(default_factory=list)


def joined(every: Iterable[Changes]) -> Changes:
    """Answer what changes in several Posyandu whose submissions speak of nobody."""
    whole = Changes()
    for one in every:
        whole.strands |= one.strands
        whole.cells += one.cells
        whole.gone += one.gone
    return whole


@dataclass(slots=True)
class _Work:
    """Deciding in progress for one Posyandu."""

    posyandu_code: str
    due: Sequence[Item]
    log: Log
    specs: Mapping[str, FieldSpec]
    scoring: Scoring | None
    changes: Changes = field(default_factory=Changes)
    before: dict[int, Held] = field(default_factory=dict)  # mentions as stored, of what is due
    now: dict[int, Held] = field(default_factory=dict)  # mentions as they will be, by submission
    anew: set[StrandKey] = field(default_factory=set)
    added: dict[StrandKey, list[Fact]] = field(default_factory=dict)

    def report(self, item: Item, period: str) -> StrandKey:
        """Answer the strand of an item's form: of a month, or of what holds for good."""
        return StrandKey(self.posyandu_code, REPORT, item.form_id, period)

    def facts(self, item: Item) -> Iterator[tuple[StrandKey, bool, list[Fact]]]:
        """Answer a live item's facts by strand, each with whether it holds for good.

        What holds for good stands apart from the months, so that reading it costs the same after ten
        years. What holds for a Posyandu for good is nobody's in particular.
        """
        held = self.now.get(item.seq)
        report: dict[bool, list[Fact]] = {False: [], True: []}
        person: dict[bool, list[Fact]] = {False: [], True: []}
        for fact in item.facts:
            spec = self.specs.get(fact.field)
            if spec is None:
                continue
            lasting = RULES[spec.rule].span != MONTH
            if spec.scope == POSYANDU_SCOPE and (item.mention is None or lasting):
                report[lasting].append(fact)
            elif held:
                person[lasting].append(fact._replace(subject=held.subject_id))
        for lasting in (False, True):
            period = "" if lasting else item.period
            if report[lasting]:
                yield self.report(item, period), lasting, report[lasting]
            if held and person[lasting]:
                yield _strand(held, period), lasting, person[lasting]


def decide(
    posyandu_code: str,
    due: Sequence[Item],
    log: Log,
    specs: Mapping[str, FieldSpec],
    scoring: Scoring | None = None,
) -> Changes:
    """Answer everything that changes when the due submissions of one Posyandu are folded in.

    Without `scoring` nobody is judged, and what is counted of scores is left out.
    """
    work = _Work(posyandu_code, due, log, specs, scoring)
    _match(work)
    left = _touch(work)
    old = log.strands(work.anew | work.added.keys() | left.keys())
    _leave(work, left, old)
    _weave(work, old)
    touched = _touched(work, old)
    _settle_subjects(work, touched)
    _settle_place(work, touched | _recount(work, old))
    return work.changes


def _match(work: _Work) -> None:
    """Match subjects again in the components the due submissions are or were part of."""
    work.before = work.log.held([item.seq for item in work.due if item.of_subject])
    wanted = {item.seq: (item, item.mention) for item in work.due if item.mention and item.live}
    mentions = [one.mention for one in work.before.values()]
    mentions += [mention for _, mention in wanted.values()]
    if not mentions:
        return
    linked = work.log.closure(mentions, {one.subject_id for one in work.before.values()})
    due = {item.seq for item in work.due}
    held = {seq: one for seq, one in linked.items() if seq not in due}
    everybody = [one.mention for one in held.values()] + [one for _, one in wanted.values()]
    subjects = match_subjects(everybody, work.log.links(everybody)).subjects
    for seq, one in held.items():
        work.now[seq] = replace(one, subject_id=subjects[one.mention.mention_id])
    for seq, (item, mention) in wanted.items():
        subject_id = subjects[mention.mention_id]
        work.now[seq] = Held(seq, work.posyandu_code, item.period, subject_id, mention)
    work.changes.mentions_gone += sorted(work.before.keys() - wanted.keys())
    work.changes.mentions += [work.now[seq] for seq in wanted]
    _move(work, held)


def _move(work: _Work, held: dict[int, Held]) -> None:
    """Note whose subject changed: here it is folded anew, elsewhere it becomes due there."""
    for seq, one in (held | work.before).items():
        now = work.now.get(seq)
        if now is None or now.subject_id == one.subject_id:
            continue
        if one.posyandu_code != work.posyandu_code:
            work.changes.due_elsewhere.append(seq)
            continue
        work.anew |= _strands(one) | _strands(now)
        if seq in held:
            work.changes.mentions.append(now)


def _strand(held: Held, period: str) -> StrandKey:
    return StrandKey(held.posyandu_code, PERSON, held.subject_id, period)


def _strands(held: Held) -> set[StrandKey]:
    """Answer the two strands a mention stands in: its subject's month, and what holds for good."""
    return {_strand(held, held.period), _strand(held, "")}


def _touch(work: _Work) -> dict[StrandKey, set[str]]:
    """Sort the due submissions; answer which strands are left, by which instanceIDs.

    What only adds joins its strands; what changed folds its month anew. The rules of what holds for good
    do not ask whether a submission was reviewed, so there even a changed one only joins.
    """
    left: dict[StrandKey, set[str]] = {}
    for item in work.due:
        was = work.before.get(item.seq)
        if not item.live:
            keys = {work.report(item, period) for period in ("", item.period)}
            for key in keys | (_strands(was) if was else set()):
                left.setdefault(key, set()).add(item.instance_id)
            continue
        for key, lasting, facts in work.facts(item):
            work.added.setdefault(key, []).extend(facts)
            if item.merged and not lasting:
                work.anew.add(key)
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
        for key, _lasting, facts in work.facts(item):
            if key in whole:
                whole[key] += facts
    for key, every in whole.items():
        work.changes.strands[key] = weave(every, work.specs)


def _members(work: _Work) -> Iterator[Item]:
    """Answer the live submissions of the strands to fold anew, some of them twice.

    A form's strand may be met with submissions whose turn has not come: joining again changes nothing. A
    subject's submissions are all in the closure already.
    """
    for key in work.anew:
        if key.kind == REPORT:
            yield from work.log.members(key.key, key.period)
    seqs = [seq for seq, one in work.now.items() if not work.anew.isdisjoint(_strands(one))]
    if seqs:
        yield from work.log.items(seqs)


def _touched(work: _Work, old: Strands) -> set[CellKey]:
    """Answer the cells whose strands changed, of the Posyandu and of subjects; of counts: later."""
    names = work.specs.keys() - (work.scoring.declared.counted if work.scoring else set())
    return {
        cell_key(key, name, work.specs)
        for key, strand in work.changes.strands.items()
        for name in (strand.keys() | old.get(key, {}).keys()) & names
    }


def _recount(work: _Work, old: Strands) -> set[CellKey]:
    """Judge the subjects touched, and keep what is counted of them; answer the cells that change.

    What was counted of somebody elsewhere, and is no longer so, becomes due there.
    """
    subjects = work.changes.subjects
    if work.scoring is None or not subjects:
        return set()
    mine = {key: strand for key, strand in work.changes.strands.items() if key.kind == PERSON}
    stored = work.log.cells_of(subjects.keys())
    known: Strands = {}

    def strands_of(wanted: Collection[tuple[str, str]]) -> Strands:
        known.update(work.log.strands_of_subjects(wanted))
        return known

    due = {item.seq for item in work.due}
    both = (*work.before.items(), *work.now.items())
    spoken = {(one.subject_id, one.period) for seq, one in both if seq in due}
    after = recount(work.scoring, subjects, stored, mine, spoken, strands_of)
    touched: set[CellKey] = set()
    for key, strand in after.items():
        before = old.get(key, {}) if key in mine else known[key]
        names = work.scoring.declared.counted & work.specs.keys()
        changed = {name for name in names if before.get(name) != strand.get(name)}
        if key.posyandu_code != work.posyandu_code:
            work.changes.due_elsewhere += _speaking_in(work, key) if changed else []
        elif changed or key in mine:
            work.changes.strands[key] = strand
            touched |= {cell_key(key, name, work.specs) for name in changed}
    return touched


def _speaking_in(work: _Work, key: StrandKey) -> list[int]:
    """Answer submissions by which a strand of a subject elsewhere comes round again."""
    seqs = [
        seq
        for seq, one in work.now.items()
        if (one.posyandu_code, one.subject_id) == (key.posyandu_code, key.key)
        and key.period in {"", one.period}
    ]
    return seqs[-1:]


def _settle_place(work: _Work, touched: set[CellKey]) -> None:
    """Resolve the Posyandu's own cells again."""
    cells = {cell for cell in touched if cell.place == work.posyandu_code}
    if not cells:
        return
    periods, names = {cell.period for cell in cells}, {cell.field for cell in cells}
    strands = work.changes.strands
    around = work.log.strands_around(periods, names, strands.keys()) | strands
    facts = facts_by_cell(around, names, work.specs)
    decisions = work.log.decisions({work.posyandu_code: work.posyandu_code})
    work.changes.cells, work.changes.gone = _settled(cells, facts, work.specs, decisions)


def _settle_subjects(work: _Work, touched: set[CellKey]) -> None:
    """Resolve what changed of each subject touched, over every Posyandu it was seen in."""
    mine = {key: strand for key, strand in work.changes.strands.items() if key.kind == PERSON}
    if not mine:
        return
    subject_ids = {key.key for key in mine}
    wanted = {(key.key, period) for key in mine for period in ("", key.period)}
    strands = work.log.strands_of_subjects(wanted) | mine
    facts = facts_by_cell(strands, work.specs.keys(), work.specs)
    seen = {subject_id: facts.pop(CellKey(subject_id, SEEN, ""), []) for subject_id in subject_ids}
    cells: dict[str, set[CellKey]] = {subject_id: set() for subject_id in subject_ids}
    for cell in facts.keys() | touched:
        if cell.place in cells and cell.field != SEEN:
            cells[cell.place].add(cell)
    # A subject's name changes when an earlier mention comes, and a mention's when its day is corrected:
    # a decision stands under what stays of the name the subject had.
    members = [held for held in work.now.values() if held.subject_id in subject_ids]
    now = {anchor_of(one): one for one in subject_ids}
    now |= {held.mention.anchor: held.subject_id for held in members}
    decisions = work.log.decisions(now)
    kinds = {held.subject_id: held.mention.kind for held in members}
    for subject_id in sorted(subject_ids):
        settled, gone = _settled(cells[subject_id], facts, work.specs, decisions)
        home, kind = _home(seen[subject_id]), kinds.get(subject_id, PERSON)
        work.changes.subjects[subject_id] = Subject(home, settled, gone, kind)


def _settled(
    cells: Iterable[CellKey],
    facts: Mapping[CellKey, list[Fact]],
    specs: Mapping[str, FieldSpec],
    decisions: Mapping[CellKey, Decision],
) -> tuple[list[Cell], list[CellKey]]:
    """Answer the cells as they stand now, and those nothing is left of."""
    stand: list[Cell] = []
    gone: list[CellKey] = []
    for key in sorted(cells):
        settled = settle(key, facts.get(key, []), specs, decisions.get(key))
        if settled is None:
            gone.append(key)
        else:
            stand.append(settled[0])
    return stand, gone


def _home(seen: Sequence[Fact]) -> str:
    """Answer the Posyandu a subject was last seen in; a doubtful date counts only where all are."""
    trusted, doubtful = split_doubtful(seen)
    return str(newest(trusted or doubtful).value) if seen else ""
