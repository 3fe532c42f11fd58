"""Deciding, by example: what the profile of a small place says after what happened."""

from __future__ import annotations

from typing import Any

from app.intake.states import ACCEPTED, REJECTED, RETURNED, SUPERSEDED, UNREVIEWED
from app.merge.facts import Fact, Origin, Value
from app.merge.fold import CellKey
from app.merge.matching import Mention
from tests.unit.merge.facts import value_of
from tests.unit.merge.memory_log import Memory, Sent
from tests.unit.merge.world import FORMS, RECEIVED, SPECS, seen


def _sent(
    line: str, *, who: str = "", form_id: str = "", instance_id: str = "", **answers: Value
) -> Sent:
    """`P1 2026-11-05` and answers by rule; `who` is `entity nik family`, `-` for none."""
    place, day = line.split()
    form_id = form_id or ("kunjungan" if who else "laporan")
    of_subject, once, _ = FORMS[form_id]
    instance_id = instance_id or f"{place}-{day}"
    origin = Origin(instance_id, form_id, "1", UNREVIEWED, f"{day}T04:00:00+00:00", "", RECEIVED)
    keys = [None if key == "-" else key.encode() for key in (*who.split(), "-", "-", "-")[:3]]
    mention = Mention(str(who.split()[0]), keys[1], keys[2]) if who else None
    facts = tuple(Fact(name.replace("_", ".", 1), value, name, "", origin)
                  for name, value in answers.items())  # fmt: skip
    period = "" if once else day[:7]
    told = (*facts, *seen(mention, place, origin))
    return Sent(instance_id, form_id, place, period, of_subject, mention, told)


def _after(*sent: Sent, **states: str) -> Memory:
    memory = Memory(SPECS)
    for one in sent:
        memory.receive(one)
    memory.run_pending(2)
    for name, state in states.items():
        memory.set_state(name, state)
        memory.run_pending(2)
    return memory


def _value(memory: Memory, line: str) -> Any:
    place, name, *period = line.split()
    cell = memory.cells.get(CellKey(place, name, "".join(period)))
    return cell and cell.value


def _of_person(memory: Memory, subject_id: str) -> dict[str, Any]:
    return {cell.key.field: cell.value for cell in memory.subjects[subject_id][1].values()}


def test_months_stand_apart_and_what_holds_for_good_does_not() -> None:
    memory = _after(
        _sent("P1 2026-10-05", p_sum=2, p_latest=7, p_union=("a",)),
        _sent("P1 2026-11-05", p_sum=3, p_latest=8, p_union=("b",)),
    )
    assert _value(memory, "P1 p.sum 2026-10") == 2
    assert _value(memory, "P1 p.sum 2026-11") == 3
    assert _value(memory, "P1 p.latest") == 8
    assert _value(memory, "P1 p.union") == ["a", "b"]
    assert len(memory.cells) == 4


def test_a_form_filled_once_adds_nothing_to_the_months() -> None:
    memory = _after(
        _sent("P1 2026-10-05", form_id="profil", p_sum=5),
        _sent("P1 2026-11-05", p_sum=3),
    )
    assert _value(memory, "P1 p.sum") == 5
    assert _value(memory, "P1 p.sum 2026-11") == 3


def test_two_forms_may_write_one_field() -> None:
    memory = _after(
        _sent("P1 2026-10-05", p_latest=7),
        _sent("P1 2026-11-05", form_id="laporan_lain", p_latest=8),
        _sent("P1 2026-11-04", form_id="profil", p_latest=9),
    )
    assert _value(memory, "P1 p.latest") == 8


def test_what_visits_tell_of_the_place_for_good_comes_from_all_months() -> None:
    memory = _after(
        _sent("P1 2026-09-05", who="m1", p_union=("a",)),
        _sent("P1 2026-10-05", who="m2", p_union=("b",)),
        _sent("P1 2026-11-05", p_union=("c",)),
    )
    assert _value(memory, "P1 p.union") == ["a", "b", "c"]


def test_rejecting_a_visit_leaves_the_other_visits_of_the_month() -> None:
    visits = [_sent(f"P1 2026-11-0{day}", who=f"m{day}", p_sum=day) for day in (1, 2, 3)]
    memory = _after(*visits, **{"P1-2026-11-02": REJECTED})
    assert _value(memory, "P1 p.sum 2026-11") == 4
    assert set(memory.mentions) == {1, 3}


def test_a_visit_of_nobody_named_counts_for_itself() -> None:
    nobody = _sent("P1 2026-11-02", form_id="kunjungan", p_sum=2)
    memory = _after(_sent("P1 2026-11-01", who="m1", p_sum=1), nobody)
    assert _value(memory, "P1 p.sum 2026-11") == 3
    memory.set_state("P1-2026-11-02", REJECTED)
    memory.run_pending(1)
    assert _value(memory, "P1 p.sum 2026-11") == 1


def test_a_report_rejected_before_its_turn_leaves_no_trace() -> None:
    """Folding a strand anew meets reports whose turn has not come; they may be rejected before it."""
    first, second = _sent("P1 2026-11-01", p_sum=1), _sent("P1 2026-11-02", p_sum=2)
    memory = _after(first)
    memory.receive(second)
    memory.set_state("P1-2026-11-01", ACCEPTED)
    memory.merge("P1", 1)
    memory.set_state("P1-2026-11-02", REJECTED)
    memory.run_pending(1)
    assert _value(memory, "P1 p.sum 2026-11") == 1


def test_accepting_one_of_two_equal_reports_keeps_both_in_mind() -> None:
    equal = [_sent("P1 2026-11-01", p_revision=4), _sent("P1 2026-11-02", p_revision=4)]
    memory = _after(*equal, **{"P1-2026-11-02": ACCEPTED})
    other = Memory(SPECS)
    for one in equal:
        other.receive(one)
    other.set_state("P1-2026-11-02", ACCEPTED)
    other.run_pending(9)
    assert memory.merged() == other.merged()


def test_review_marks_what_holds_for_good_too() -> None:
    memory = _after(_sent("P1 2026-11-01", p_latest=4))
    key = CellKey("P1", "p.latest", "")
    assert memory.cells[key].unreviewed
    memory.set_state("P1-2026-11-01", ACCEPTED)
    memory.run_pending(1)
    assert not memory.cells[key].unreviewed


def test_rejecting_an_edit_brings_back_what_it_replaced() -> None:
    first, edit = _sent("P1 2026-11-01", p_sum=1), _sent("P1 2026-11-02", p_sum=2)
    memory = _after(first, edit, **{"P1-2026-11-01": SUPERSEDED})
    assert _value(memory, "P1 p.sum 2026-11") == 2
    memory.set_state("P1-2026-11-02", RETURNED)
    memory.set_state("P1-2026-11-01", UNREVIEWED)
    memory.run_pending(1)
    assert _value(memory, "P1 p.sum 2026-11") == 1


def test_a_late_nik_joins_two_persons_in_two_posyandu() -> None:
    memory = _after(
        _sent("P1 2026-11-01", who="m2 n1", o_latest=1, p_count=1),
        _sent("P2 2026-11-02", who="m3 - f1", o_latest=2, p_count=1),
    )
    assert set(memory.subjects) == {"m2", "m3"}
    memory.receive(_sent("P3 2026-10-01", who="m4 n1 f1", o_latest=3))
    memory.run_pending(1)
    assert set(memory.subjects) == {"m2"}
    assert memory.subjects["m2"][0] == "P2"  # where they were last seen
    assert _of_person(memory, "m2") == {"o.latest": 2}
    assert _value(memory, "P1 p.count 2026-11") == _value(memory, "P2 p.count 2026-11") == 1


def test_a_person_seen_twice_in_a_month_is_counted_once_when_a_nik_says_so() -> None:
    memory = _after(
        _sent("P1 2026-11-01", who="m2 n1", p_count=1, p_sum=5),
        _sent("P1 2026-11-02", who="m3 - f1", p_count=1, p_sum=6),
    )
    assert _value(memory, "P1 p.count 2026-11") == 2
    memory.receive(_sent("P2 2026-10-01", who="m4 n1 f1"))
    memory.run_pending(1)
    assert _value(memory, "P1 p.count 2026-11") == 1
    assert _value(memory, "P1 p.sum 2026-11") == 6
    memory.set_state("P2-2026-10-01", REJECTED)
    memory.run_pending(1)
    assert _value(memory, "P1 p.count 2026-11") == 2
    assert memory.subjects == {"m2": ("P1", {}), "m3": ("P1", {})}  # told of by counts alone


def test_the_second_nik_undoes_what_name_and_family_joined() -> None:
    memory = _after(
        _sent("P1 2026-11-01", who="m2 n1 f1", o_latest=1),
        _sent("P1 2026-11-02", who="m3 - f1", o_latest=2),
    )
    assert set(memory.subjects) == {"m2"}
    memory.receive(_sent("P2 2026-11-03", who="m4 n2 f1", o_latest=3))
    memory.run_pending(1)
    assert set(memory.subjects) == {"m2", "m3", "m4"}


def test_a_visit_dated_2031_does_not_move_a_person_for_ever() -> None:
    memory = _after(
        _sent("P1 2026-11-01", who="m2 n1", o_latest=1),
        _sent("P2 2031-01-01", who="m3 n1", o_latest=2),
    )
    assert memory.subjects["m2"][0] == "P1"
    assert _of_person(memory, "m2") == {"o.latest": 1}


def test_a_field_of_persons_holds_over_all_months_and_places() -> None:
    memory = _after(
        _sent("P1 2026-09-01", who="m2 n1", o_union=("a",), o_event="x"),
        _sent("P2 2026-10-01", who="m3 n1", o_union=("b",), o_event="y"),
    )
    cells = {
        (one.key.field, one.key.period): one.value for one in memory.subjects["m2"][1].values()
    }
    assert cells["o.union", ""] == ["a", "b"]
    assert [cells["o.event", period][0]["value"] for period in ("2026-09", "2026-10")] == ["x", "y"]


def test_a_decision_holds_until_a_new_value_comes() -> None:
    memory = _after(_sent("P1 2026-11-01", p_revision=4), _sent("P1 2026-11-02", p_revision=5))
    key = CellKey("P1", "p.revision", "2026-11")
    assert memory.cells[key].status == "bertentangan"
    memory.choose(key, 0)
    memory.run_pending(1)
    assert (memory.cells[key].value, memory.cells[key].status) == (4, "pasti")
    memory.receive(_sent("P1 2026-11-03", p_revision=value_of("6")))
    memory.run_pending(1)
    assert (memory.cells[key].value, memory.cells[key].status) == (6, "bertentangan")
    memory.set_state("P1-2026-11-03", REJECTED)
    memory.run_pending(1)
    assert (memory.cells[key].value, memory.cells[key].status) == (4, "pasti")


def test_a_field_no_rule_is_for_makes_nothing() -> None:
    unknown = _sent("P1 2026-11-01", p_sum=1)
    memory = Memory({"p.max": SPECS["p.max"]})
    memory.receive(unknown)
    memory.run_pending(1)
    assert not memory.cells
    assert not memory.strands
