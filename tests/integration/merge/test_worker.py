"""The worker at its edges: crashes, two at once, a decision in between, a rebuild."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app import jobs
from app.extensions.database import db, transaction
from app.merge import explain_service, service, store, subject_store
from app.merge.changes import Changes
from app.merge.changes import decide as decide_purely
from app.merge.fold import Cell, CellKey
from app.merge.log import Item
from app.merge.service import merge_place, rebuild_place
from tests.integration.merge.installation import PLACES, Sent, Twin
from tests.integration.merge.lives import chains, live_out

HERE, THERE = PLACES[:2]
NIK = "6402061204240001"
STEPS = [
    (subject_store, "save_mentions"),
    (store, "save_strands"),
    (store, "save_cells"),
    (store, "remove_cells"),
    (subject_store, "save_subjects"),
]


def _report(name: str, mothers: str, day: str = "2026-10-01") -> Sent:
    return Sent(f"uuid:{name}", "kes_bulanan", HERE, day, {"ibu/bumil_sasaran": mothers})


def _visit(name: str, place: str = HERE, **more: str) -> Sent:
    answers = {"orang/nama": "Ani", "orang/nik": NIK, "ukur/hitung_ditimbang": "1"}
    paths = {f"orang/{key}": value for key, value in more.items()}
    return Sent(f"uuid:{name}", "kes_balita", place, "2026-10-01", answers | paths)


@pytest.mark.parametrize(("part", "step"), STEPS)
def test_a_crash_before_the_commit_leaves_nothing_half_done(
    one: Twin, part: object, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.receive(_report("a", "3"))
    one.receive(_visit("b"))
    one.run_pending()
    before = one.profile()
    one.receive(_report("c", "4"))
    one.receive(_visit("d", nama="Budi"))

    def fall(*_: Any) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch, one.inside():
        patch.setattr(part, step, fall)
        with pytest.raises(RuntimeError):
            merge_place(HERE)
    assert one.profile() == before
    one.run_pending()
    assert one.differences() == []
    assert one.value(HERE, "kes.bumil_sasaran", "2026-10") == 4


def test_a_report_that_changes_while_it_is_merged_is_merged_again(
    one: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.receive(_report("a", "3"))
    _while_deciding(one, monkeypatch, lambda: one.review("uuid:a", "tolak"))
    one.run_pending()
    assert one.value(HERE, "kes.bumil_sasaran", "2026-10") is None
    assert one.differences() == []


def test_a_choice_made_while_a_worker_merges_waits_for_it_and_holds_from_then_on(
    one: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.receive(_report("a", "3"))
    one.receive(_report("b", "4"))
    one.run_pending()
    one.review("uuid:b", "terima")
    one.receive(_report("c", "4", "2026-10-02"))
    _while_a_worker_decides(
        one, monkeypatch, lambda: one.choose(HERE, "kes.bumil_sasaran", "2026-10", 3)
    )
    assert one.value(HERE, "kes.bumil_sasaran", "2026-10") == 3
    one.run_pending()
    assert one.value(HERE, "kes.bumil_sasaran", "2026-10") == 3
    assert one.differences() == []


def _while_a_worker_decides(twin: Twin, monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Merge one round at HERE, let something begin within it, and wait until both have ended."""
    other = threading.Thread(target=act)

    def meet() -> None:
        other.start()
        other.join(0.3)
        assert other.is_alive(), "it did not wait for the worker"

    _while_deciding(twin, monkeypatch, meet)
    other.join()


def _while_deciding(twin: Twin, monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Merge one round at HERE, and let something happen between its reading and its writing."""

    worker = threading.current_thread()

    def slowly(*parts: Any) -> Changes:
        changes = decide_purely(*parts)
        if threading.current_thread() is worker:  # and not whoever waited for it
            with ThreadPoolExecutor(1) as other:
                other.submit(act).result()
        return changes

    with monkeypatch.context() as patch, twin.inside():
        patch.setattr(service, "decide", slowly)
        merge_place(HERE)


def test_two_workers_never_meet_half_a_person_each(
    one: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One NIK comes in at two Posyandu at once: the second worker waits until it sees the first's."""
    one.receive(_visit("b", HERE))
    one.receive(_visit("a", THERE))
    second = threading.Thread(target=_merge, args=(one, THERE))
    slow = iter([True])

    def slowly(place: str, due: Sequence[Item], *parts: Any) -> Changes:
        changes = decide_purely(place, due, *parts)
        if next(slow, False):
            second.start()
            second.join(0.3)
        return changes

    with monkeypatch.context() as patch:
        patch.setattr(service, "decide", slowly)
        _merge(one, HERE)
        second.join()
    one.run_pending()
    assert one.differences() == []
    assert sum(map(len, one.profile()["persons"].values())) == 1


def test_a_person_keeps_the_name_of_the_first_visit(one: Twin) -> None:
    one.receive(_visit("b"))
    one.run_pending()
    named = list(one.profile()["persons"][HERE])
    for number in range(8):
        later = Sent(f"uuid:{number}", "kes_balita", HERE, "2026-10-05", {"orang/nik": NIK})
        one.receive(later)
    one.run_pending()
    assert list(one.profile()["persons"][HERE]) == named


def _merge(twin: Twin, place: str) -> None:
    with twin.inside():
        merge_place(place)
        db.session.remove()


def test_a_place_another_worker_is_at_is_left_to_it(
    one: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.receive(_report("a", "3"))
    turns: list[int] = []

    def at_once() -> None:
        with one.inside():
            turns.append(merge_place(HERE))
            db.session.remove()

    _while_deciding(one, monkeypatch, at_once)
    assert turns == [0]
    assert one.value(HERE, "kes.bumil_sasaran", "2026-10") == 3


def test_a_rebuild_waits_for_the_worker_that_is_at_the_place(
    one: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.receive(_report("a", "3"))
    rebuilt: list[int] = []

    def rebuild() -> None:
        with one.inside():
            rebuilt.append(rebuild_place(HERE))
            db.session.remove()

    _while_a_worker_decides(one, monkeypatch, rebuild)
    assert rebuilt == [1]
    assert one.differences() == []


def test_an_answer_no_number_can_hold_stops_nothing(one: Twin) -> None:
    one.receive(_report("a", "99999999999999999999"))
    one.receive(_report("b", "1E999999999"))
    one.receive(_report("c", "5"))
    one.run_pending()
    assert one.value(HERE, "kes.bumil_sasaran", "2026-10") == 5


@pytest.mark.parametrize("seed", range(3))
def test_a_rebuild_changes_nothing(one: Twin, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(2000 + seed)
    live_out(one, chains(dice), dice, monkeypatch)
    before = one.profile()
    with one.inside():
        for place in PLACES:
            rebuild_place(place)
    one.run_pending()
    assert one.profile() == before
    assert one.differences() == []


@pytest.mark.parametrize("seed", range(3))
def test_every_stored_value_is_explained_as_it_stands(
    one: Twin, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(3000 + seed)
    live_out(one, chains(dice), dice, monkeypatch)
    with one.inside():
        for place in PLACES:
            stored = {cell.key: cell for cell in store.list_cells(place)}
            explained = {one.cell.key: one.cell for one in explain_service.explain_place(place)}
            assert explained == stored
            for key, cell in stored.items():
                found = explain_service.explain(place, key.field, key.period)
                assert found
                assert found.cell == cell


def test_what_was_tampered_with_is_found(one: Twin) -> None:
    one.receive(_report("a", "3"))
    one.run_pending()
    with one.inside():
        cell = next(c for c in store.list_cells(HERE) if c.key.field == "kes.bumil_sasaran")
        store.remove_cells([cell.key])
        db.session.commit()
    assert one.differences() == [f"{HERE} kes.bumil_sasaran 2026-10: belum tersimpan"]


def test_several_posyandu_merged_at_once_are_as_if_each_had_its_turn(one: Twin) -> None:
    sent = [_at(HERE, "a", "3"), _at(THERE, "b", "4"), _at(THERE, "c", "5"), _at(HERE, "d", "3")]
    for report in sent:
        one.receive(report)
    with one.inside():
        assert jobs.merge_one() == len(sent)
        assert jobs.merge_one() == 0
    assert one.value(HERE, "kes.bumil_sasaran", "2026-10") == 3
    assert one.differences() == []
    one.choose(THERE, "kes.bumil_sasaran", "2026-10", 4)
    one.review("uuid:d", "tolak")
    one.receive(_at(THERE, "e", "4"))
    one.receive(_visit("f"))  # speaks of somebody: merged in its own turn
    with one.inside():
        assert jobs.merge_one() == 2  # what was chosen held, and what was rejected left, at once
    assert one.value(THERE, "kes.bumil_sasaran", "2026-10") == 4
    assert one.differences() == []


def test_a_fault_at_one_posyandu_lets_it_rest_and_stops_no_other(
    one: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.receive(_at(HERE, "a", "3"))
    one.receive(_at(THERE, "b", "4"))

    def slips(place: str, *parts: Any) -> Changes:
        if place == HERE:
            raise RuntimeError("a fault of ours")
        return decide_purely(place, *parts)

    with monkeypatch.context() as patch:
        patch.setattr(service, "decide", slips)
        one.run_pending()
    assert one.value(HERE, "kes.bumil_sasaran", "2026-10") is None
    assert one.value(THERE, "kes.bumil_sasaran", "2026-10") == 4
    jobs._resting.clear()
    one.run_pending()
    assert one.value(HERE, "kes.bumil_sasaran", "2026-10") == 3


def _at(place: str, name: str, mothers: str) -> Sent:
    answers = {"ibu/bumil_sasaran": mothers}
    return Sent(f"uuid:{name}", "kes_bulanan", place, "2026-10-01", answers)


def test_a_rebuild_writes_only_what_is_not_stored_so(
    one: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.receive(_report("a", "3"))
    one.run_pending()
    with one.inside():
        lost = store.list_cells(HERE)[0]
        with transaction():
            store.remove_cells([lost.key])
    assert one.differences() != []
    written: list[CellKey] = []

    def note(cells: Sequence[Cell], specs: Any) -> None:
        written.extend(cell.key for cell in cells)
        save_cells(cells, specs)

    save_cells = store.save_cells
    with monkeypatch.context() as patch, one.inside():
        patch.setattr(store, "save_cells", note)
        assert rebuild_place(HERE) == 1
    assert written == [lost.key]
    assert one.differences() == []
