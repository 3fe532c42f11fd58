"""Merging: gather what is due in one Posyandu, decide purely, apply in one transaction."""

from __future__ import annotations

import fcntl
import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from app.extensions.database import db, is_sqlite, transaction
from app.intake import examining_store, placing_store
from app.intake import queue_store as queue
from app.intake.places_service import place_anew as place_submissions
from app.merge import question_store, sign_store, store, subject_store
from app.merge.changes import Changes, Subject, decide, joined
from app.merge.facts import FieldSpec
from app.merge.fold import Cell, CellKey, facts_by_cell, settle
from app.merge.log import Held, Item
from app.merge.log_service import (
    AheadLog,
    DatabaseLog,
    EmptyPlaceLog,
    item_from,
    scoring_now,
    specs_of_fields,
)
from app.merge.signs import signs_in
from app.merge.telling_service import asked_before, tell_cell, tell_changes
from app.registry import history_store
from app.scores.library import read_alarms, read_declared
from app.web.guards import settings

BATCH = 60


def merge_place(posyandu_code: str) -> int:
    """Merge what is due in one Posyandu, unless another worker is at it; answer how many."""
    with _turn(posyandu_code) as mine:
        if not mine:
            return 0
        specs, log = specs_of_fields(), DatabaseLog(posyandu_code)
        due = log.due(BATCH)
        if not due:
            return 0
        _match_in_turn(due)
        changes = decide(posyandu_code, due, log, specs, scoring_now())
        with transaction():
            news = asked_before(changes)
            _apply(changes, due, specs)
            tell_changes(changes, [posyandu_code], news)
        return len(due)


def merge_places(codes: Sequence[str]) -> int:
    """Merge all that is due in several Posyandu, each with little; answer how many submissions.

    What speaks of nobody is read, decided and written for all of them at once: asking the database costs
    more than deciding about a report. Where somebody is spoken of, it is merged place by place.
    """
    with _turns_free(codes) as mine:
        specs = specs_of_fields()
        due: dict[str, list[Item]] = {code: [] for code in mine}
        for row in queue.list_due_in(mine) if mine else ():
            due[row.posyandu_code or ""].append(item_from(row))
        plain = {c: g for c, g in due.items() if g and not any(item.of_subject for item in g)}
        if plain:
            log = AheadLog(plain)
            changes = [decide(code, group, log.at(code), specs) for code, group in plain.items()]
            whole = joined(changes)
            with transaction():
                news = asked_before(whole)
                _apply(whole, [one for group in plain.values() for one in group], specs)
                tell_changes(whole, plain, news)
    merged = sum(map(len, plain.values()))
    return merged + sum(merge_place(code) for code in mine if due[code] and code not in plain)


def rebuild_place(posyandu_code: str) -> int:
    """Fold a Posyandu's whole log anew, whatever was merged before; answer how many submissions.

    Waits for a worker that is at this Posyandu. What is stored as it comes out is left unwritten: a
    rebuild of what is right writes next to nothing.
    """
    with _turns([posyandu_code]), _without_collector():
        specs, log = specs_of_fields(), EmptyPlaceLog(posyandu_code)
        everything = log.everything()
        changes = decide(posyandu_code, everything, log, specs, scoring_now())
        looked, shown = signs_in(changes, read_alarms())
        changes.strands = store.strands_to_write(posyandu_code, changes.strands)
        changes.cells, changes.gone = store.cells_to_write(posyandu_code, changes.cells, specs)
        with transaction():
            subject_store.save_due_in(posyandu_code)
            store.remove_people_in(posyandu_code)
            subject_store.remove_subjects(changes.subjects.keys())
            news = asked_before(changes)
            _apply(changes, everything, specs)
            sign_store.save_signs(looked | sign_store.list_looked(posyandu_code), shown)
            if changes.cells or changes.gone:
                tell_changes(changes, [posyandu_code], news)
        return len(everything)


def place_anew(payload: Mapping[str, Any]) -> None:
    """Let submissions follow the registry to other Posyandu, and forget what was merged there.

    All of these Posyandu's submissions are due then, and are folded in again in their turn: the same way
    as if they had just come. Safe to repeat.
    """
    codes = history_store.list_family(payload["codes"])
    with _turns(codes), transaction():
        moved = place_submissions(codes)
        if payload.get("stragglers") and not moved:
            return
        # Who was seen elsewhere too is folded anew there, as a whole: what they were told here may not
        # come back, and nothing would take it from where they live.
        people = subject_store.list_people_in(codes)
        queue.save_due(subject_store.list_seqs_of_people(people))
        subject_store.remove_subjects(people)
        for code in codes:
            subject_store.save_due_in(code)
            store.remove_place(code)
        placing_store.save_unmerged(codes)


def verify_place(posyandu_code: str) -> list[str]:
    """Answer, in words, where what is stored differs from a fold of the whole log."""
    specs, log = specs_of_fields(), EmptyPlaceLog(posyandu_code)
    changes = decide(posyandu_code, log.everything(), log, specs, scoring_now())
    stored = {cell.key: cell for cell in store.list_cells(posyandu_code)}
    folded = {cell.key: cell for cell in changes.cells}
    found = [_difference(key, stored.get(key), folded.get(key)) for key in stored | folded]
    persons = subject_store.list_subjects_in(posyandu_code)
    for subject_id, one in changes.subjects.items():
        if one.home == posyandu_code and persons.pop(subject_id, None) != store.cell_values(
            one.cells
        ):
            found.append(f"orang {subject_id}: tersimpan berbeda dengan hasil hitung ulang")
    found += [f"orang {subject_id}: tersimpan, tetapi tidak ada di log" for subject_id in persons]
    _looked, shown = signs_in(changes, read_alarms())
    differ = shown ^ sign_store.list_signs(posyandu_code)
    found += [
        f"tanda {one.alarm} {one.where.key}: berbeda dengan hasil hitung ulang" for one in differ
    ]
    return sorted(filter(None, [*found, *_verify_questions(posyandu_code)]))


def _verify_questions(posyandu_code: str) -> list[str]:
    """Answer where the queue's rows of a Posyandu's subjects differ from the subjects as stored."""
    stored = question_store.list_questions_in(posyandu_code)
    subjects = subject_store.list_subjects_in(posyandu_code)
    rows = question_store.question_rows({one: (posyandu_code, c) for one, c in subjects.items()})
    differ = [row for row in stored if row not in rows] + [row for row in rows if row not in stored]
    words = "antrean tinjauan berbeda dengan nilainya"
    return sorted({f"orang {row['place']} {row['field']}: {words}" for row in differ})


def _difference(key: CellKey, stored: Cell | None, folded: Cell | None) -> str:
    where = f"{key.place} {key.field} {key.period or '(tetap)'}"
    if stored is None:
        return f"{where}: belum tersimpan"
    if folded is None:
        return f"{where}: tersimpan, tetapi tidak ada di log"
    if store.cell_values([stored]) != store.cell_values([folded]):
        return f"{where}: tersimpan berbeda dengan hasil hitung ulang"
    return ""


@contextmanager
def deciding(codes: Collection[str]) -> Iterator[None]:
    """Open the transaction of a decision about values, while no worker merges at these Posyandu.

    A worker that read before the decision would write after it what held without it.
    """
    with _turns(codes), transaction():
        yield


def settle_cell(posyandu_code: str, key: CellKey) -> None:
    """Settle one cell again after a person decided about it; inside the transaction of `deciding`."""
    specs, log = specs_of_fields(), DatabaseLog(posyandu_code)
    strands = log.strands_around([key.period], [key.field], ())
    facts = facts_by_cell(strands, [key.field], specs).get(key, [])
    settled = settle(key, facts, specs, log.decisions({key.place: key.place}).get(key))
    changes = Changes(cells=[settled[0]]) if settled else Changes(gone=[key])
    store.save_cells(changes.cells, specs)
    store.remove_cells(changes.gone)
    sign_store.save_signs(*signs_in(changes, read_alarms()))
    tell_cell(key, posyandu_code)


def settle_subject_cell(key: CellKey) -> None:
    """Settle one cell of a subject again after a person decided; inside that of `deciding`."""
    specs, log = specs_of_fields(), DatabaseLog("")
    subject = question_store.find_home(key.place)
    if subject is None:
        return
    strands = log.strands_of_subjects([(key.place, key.period)])
    facts = facts_by_cell(strands, [key.field], specs).get(key, [])
    names = {one.mention.anchor: key.place for one in _members(key.place)}
    settled = settle(key, facts, specs, log.decisions(names).get(key))
    cells, gone = ([settled[0]], []) if settled else ([], [key])
    subject_store.save_subjects(
        {key.place: Subject(subject.posyandu_code, cells, gone, subject.kind)}
    )
    tell_cell(key, subject.posyandu_code)
    if key.field in read_declared().identity:  # every month is judged by it
        queue.save_due([one.seq for one in _members(key.place)])


def _members(subject_id: str) -> Sequence[Held]:
    return subject_store.list_mentions_of_subjects([subject_id])


def _apply(changes: Changes, due: Sequence[Item], specs: Mapping[str, FieldSpec]) -> None:
    subject_store.remove_mentions(changes.mentions_gone)
    subject_store.save_mentions(changes.mentions)
    store.save_strands(changes.strands)
    store.save_cells(changes.cells, specs)
    store.remove_cells(changes.gone)
    sign_store.save_signs(*signs_in(changes, read_alarms()))
    subject_store.save_subjects(changes.subjects)
    queue.save_due(changes.due_elsewhere)
    queue.save_merged((item.seq, item.touch) for item in due)
    # Who is spoken of here as somebody else now, though nothing of the submission itself changed.
    examining_store.save_to_examine({one.seq for one in changes.mentions} - {i.seq for i in due})


@contextmanager
def _without_collector() -> Iterator[None]:
    """Spare a rebuild the search for circles among its facts, a quarter of its time: there are none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _turn(posyandu_code: str) -> Iterator[bool]:
    """Give one worker at a time its turn at a Posyandu; a killed worker's turn ends by itself."""
    if is_sqlite():
        with _file_lock() as mine:
            yield mine
        return
    db.session.commit()
    query = text("SELECT pg_try_advisory_xact_lock(821, hashtext(:code))")
    mine = bool(db.session.scalar(query, {"code": posyandu_code}))
    try:
        yield mine
    finally:
        db.session.rollback()


@contextmanager
def _turns_free(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    """Take the turns at those of several Posyandu that no other worker is at."""
    if is_sqlite():
        with _file_lock() as mine:
            yield codes if mine else ()
        return
    db.session.commit()
    query = text(
        "SELECT code FROM unnest(CAST(:codes AS text[])) AS code "
        "WHERE pg_try_advisory_xact_lock(821, hashtext(code))"
    )
    try:
        yield list(db.session.scalars(query, {"codes": list(codes)}))
    finally:
        db.session.rollback()


@contextmanager
def _turns(codes: Collection[str]) -> Iterator[None]:
    """Wait for the turns at several Posyandu at once, always in the same order, and for matching."""
    db.session.commit()
    if is_sqlite():
        with (settings().home / "merge.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    for code in sorted(codes):
        query = text("SELECT pg_advisory_xact_lock(821, hashtext(:code))")
        db.session.execute(query, {"code": code})
    db.session.execute(text("SELECT pg_advisory_xact_lock(822)"))
    try:
        yield
    finally:
        db.session.rollback()


def _match_in_turn(due: Sequence[Item]) -> None:
    """Where persons are matched, let one worker at a time do so.

    Two workers at two Posyandu could each meet one half of the same person and never see the other's.
    """
    if not is_sqlite() and any(item.of_subject for item in due):
        db.session.execute(text("SELECT pg_advisory_xact_lock(822)"))


@contextmanager
def _file_lock() -> Iterator[bool]:
    db.session.commit()
    with (settings().home / "merge.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
