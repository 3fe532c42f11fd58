"""What scores count is one fold of the log too: months, Posyandu and people in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.intake.states import COUNTED, REJECTED, UNREVIEWED
from app.merge.counting import Scoring
from app.merge.facts import SEEN, Fact, FieldSpec, Origin
from app.merge.fold import CellKey
from app.merge.matching import Mention
from app.scores.library import read_declared, read_limits
from tests.unit.merge.cases import cases
from tests.unit.merge.memory_log import Memory, Sent
from tests.unit.merge.world import RECEIVED, STATES, seen

SCORING = Scoring(read_declared(), read_limits(), ZoneInfo("Asia/Makassar"))
PLACES = ("P1", "P2")
WEIGHT, BIRTH, SEX = "kes.balita_bb_riwayat", "umum.orang_tanggal_lahir", "umum.orang_jenis_kelamin"
NEEDS, AID = "sos.keluarga_kebutuhan", "sos.keluarga_menerima_bantuan"
LASTING = {"sos.skrining_keluarga", "sos.skrining_belum_tercakup"}
SPECS = (
    {name: FieldSpec(name, "posyandu", "count") for name in SCORING.declared.counted}
    | {name: FieldSpec(name, "posyandu", "current") for name in LASTING}
    | {
        WEIGHT: FieldSpec(WEIGHT, "orang", "event"),
        BIRTH: FieldSpec(BIRTH, "orang", "agree"),
        SEX: FieldSpec(SEX, "orang", "agree"),
        NEEDS: FieldSpec(NEEDS, "orang", "latest"),
        AID: FieldSpec(AID, "orang", "latest"),
        SEEN: FieldSpec(SEEN, "orang", "latest"),
    }
)
VISITS = st.tuples(
    st.sampled_from(PLACES),
    st.integers(6, 10),  # month of 2026
    st.integers(5, 6),  # day
    st.sampled_from(("9", "9.1", "9.4", "7", None)),
    st.sampled_from(("2025-01-10", "2025-01-10", "2025-03-20", None)),
    st.integers(0, 3),  # which entity, 3: none but its own
    st.sampled_from((None, b"n1", b"n2")),
    st.booleans(),
)


def sent_from(drawn: Sequence[tuple[Any, ...]]) -> list[Sent]:
    return [visit(f"s{number}", *one) for number, one in enumerate(drawn)]


def visit(
    instance_id: str, place: str, month: int, day: int, weight: str | None, birth: str | None,
    entity: int = 3, nik: bytes | None = b"n1", aided: bool = False,
) -> Sent:  # fmt: skip
    """One visit of a child whose family is asked of its needs as well."""
    at = f"2026-{month:02d}-{day:02d}T04:00:00+00:00"
    origin = Origin(instance_id, "kunjungan", "1", UNREVIEWED, at, "", RECEIVED)
    mention = Mention(f"m{entity}" if entity < 3 else f"m9{instance_id}", nik, None)
    told = {
        WEIGHT: weight,
        BIRTH: birth,
        SEX: "L",
        NEEDS: ("pangan",),
        AID: "ya" if aided else "tidak",
    }
    facts = [Fact(name, value, name, "", origin) for name, value in told.items() if value]
    return Sent(
        instance_id, "kunjungan", place, at[:7], of_subject=True, mention=mention,
        facts=(*facts, *seen(mention, place, origin)),
    )  # fmt: skip


def lived(sent: Sequence[Sent], happened: Sequence[tuple[Any, ...]], batch: int) -> Memory:
    memory = Memory(SPECS, SCORING)
    for what in happened:
        match what:
            case ("receive", number):
                memory.receive(sent[number % len(sent)])
            case ("state", number, state):
                memory.set_state(sent[number % len(sent)].instance_id, state)
            case ("merge", place, most):
                memory.merge(place, most)
            case ("choose", number):
                if people := sorted(memory.subjects):
                    memory.choose(CellKey(people[number % len(people)], BIRTH, ""), number)
    for one in sent:
        memory.receive(one)
    memory.run_pending(batch)
    return memory


WHICH = st.integers(0, 7)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), WHICH),
        st.tuples(st.just("state"), WHICH, st.sampled_from(STATES)),
        st.tuples(st.just("merge"), st.sampled_from(PLACES), st.integers(1, 4)),
        st.tuples(st.just("choose"), WHICH),
    ),
    max_size=12,
)


@cases(60)
@given(drawn=st.lists(VISITS, min_size=1, max_size=8), happened=ACTS, batch=st.integers(1, 5))
def test_counts_kept_bit_by_bit_are_those_of_a_rebuild(
    drawn: list[tuple[Any, ...]], happened: list[tuple[Any, ...]], batch: int
) -> None:
    memory = lived(sent_from(drawn), happened, batch)
    for place in PLACES:
        for folded, stored in memory.anew(place).values():
            assert stored == folded


@cases(60)
@given(
    drawn=st.lists(VISITS, min_size=1, max_size=8), happened=ACTS, batch=st.integers(1, 5),
    data=st.data(),
)  # fmt: skip
def test_whatever_order_it_came_in_and_whatever_fell_away_counts_end_the_same(
    drawn: list[tuple[Any, ...]], happened: list[tuple[Any, ...]], batch: int, data: st.DataObject
) -> None:
    memory = lived(sent_from(drawn), happened, batch)
    live = [(row.sent, row.state) for row in memory.rows.values() if row.state in COUNTED]
    other = Memory(SPECS, SCORING, decisions=list(memory.decisions))
    for one, state in data.draw(st.permutations(live)):
        other.receive(one)
        other.set_state(one.instance_id, state)
    other.run_pending(60)
    assert other.merged() == memory.merged()


def counts(memory: Memory, field: str) -> dict[tuple[str, str], Any]:
    return {
        (key.place, key.period): cell.value
        for key, cell in memory.cells.items()
        if key.field == field and cell.value is not None
    }


STEADY = [
    visit("s1", "P1", 6, 5, "9", "2025-01-10"),
    visit("s2", "P1", 7, 5, "9", None),
    visit("s3", "P2", 8, 5, "9", None),
]


def test_a_late_visit_changes_later_months_in_another_posyandu_too() -> None:
    memory = lived([STEADY[0], STEADY[2]], [], 60)
    assert counts(memory, "kes.skrining_o") == {("P1", "2026-06"): 0, ("P2", "2026-08"): 1}
    memory.receive(STEADY[1])
    memory.run_pending(60)
    assert counts(memory, "kes.skrining_2t") == {("P1", "2026-07"): 0, ("P2", "2026-08"): 1}
    assert counts(memory, "kes.skrining_o")["P2", "2026-08"] == 0
    memory.set_state("s2", REJECTED)
    memory.run_pending(60)
    assert counts(memory, "kes.skrining_o") == {("P1", "2026-06"): 0, ("P2", "2026-08"): 1}
    assert counts(memory, "kes.skrining_2t") == {}


def test_another_birth_date_judges_every_month_anew() -> None:
    thin = [visit(f"s{month}", "P1", month, 5, "7", None) for month in (6, 7)]
    born = visit("s1", "P1", 5, 5, None, "2025-01-10")
    memory = lived([born, *thin], [], 60)
    assert counts(memory, "kes.skrining_kurang") == {("P1", "2026-06"): 1, ("P1", "2026-07"): 1}
    memory.set_state("s1", REJECTED)
    memory.receive(
        visit("s9", "P1", 5, 5, None, "2026-01-10")
    )  # half a year old, not one and a half
    memory.run_pending(60)
    assert counts(memory, "kes.skrining_kurang") == {("P1", "2026-06"): 0, ("P1", "2026-07"): 0}


def test_how_things_stand_is_counted_where_somebody_was_told_of_last_and_once() -> None:
    memory = lived(STEADY, [], 60)
    assert counts(memory, "sos.skrining_belum_tercakup") == {("P2", ""): 1}
    memory.receive(visit("s4", "P1", 9, 5, None, None, aided=True))
    memory.run_pending(60)
    assert counts(memory, "sos.skrining_belum_tercakup") == {("P1", ""): 0}
    assert counts(memory, "sos.skrining_keluarga") == {("P1", ""): 1}
