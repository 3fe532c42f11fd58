"""What is asked of a person, what there is to choose, and how long it has waited."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.merge.facts import FieldSpec
from app.merge.fold import Cell, CellKey, settle
from app.merge.resolution import CERTAIN, Decision
from app.merge.rules import values_at_stake
from app.registry.values import value_text
from app.review.queue import (
    Position,
    choices_of,
    masked_hint,
    point_of,
    position_from,
    working_days,
)
from tests.unit.merge.facts import FIELD, told

KEY = CellKey("64", FIELD, "")
LINES = st.lists(
    st.builds(
        "{} {} {} {}".format,
        st.sampled_from("abcde"),
        st.sampled_from(["01-05", "02-05", "03-05", "2031-01-01", "2032-01-01"]),
        st.sampled_from("3 4 5".split()),
        st.sampled_from(["", "diterima"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda line: line.split()[0],
)


def settled(rule: str, lines: list[str], decision: Decision | None = None) -> Cell | None:
    """The cell of some facts."""
    found = settle(
        KEY, [told(line) for line in lines], {FIELD: FieldSpec(FIELD, "posyandu", rule)}, decision
    )
    return found[0] if found else None


@pytest.mark.parametrize("rule", ["latest", "revision", "agree", "union"])
@given(lines=LINES)
def test_whatever_is_offered_settles_the_value_when_chosen(rule: str, lines: list[str]) -> None:
    cell, facts = settled(rule, lines), [told(line) for line in lines]
    assert cell is not None
    seen = frozenset(values_at_stake(rule, facts))
    for choice in choices_of(cell, facts):
        chosen = settled(rule, lines, Decision(seen, choice.value))
        assert chosen is not None
        assert chosen.status == CERTAIN
        assert chosen.value == choice.value


@pytest.mark.parametrize("rule", ["latest", "revision", "agree", "union"])
@given(lines=LINES)
def test_what_the_profile_shows_is_offered_first_and_once(rule: str, lines: list[str]) -> None:
    cell = settled(rule, lines)
    assert cell is not None
    offered = choices_of(cell, [told(line) for line in lines])
    assert [one.shown for one in offered] == [
        n == 0 and cell.value is not None for n in range(len(offered))
    ]
    assert all(one.facts for one in offered)


@given(st.builds(Position, *(st.text("abc.0:+-", max_size=9) for _ in range(5))))
def test_a_position_is_read_as_it_was_written(position: Position) -> None:
    assert position_from(position.write()) == position


def test_an_address_that_names_no_position_begins_at_the_beginning() -> None:
    assert [position_from(text) for text in ("", "a~b", "~~~~~")] == [None] * 3


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-23", "2026-11-24", 1),
        ("2026-11-20", "2026-11-23", 1),  # Friday to Monday
        ("2026-11-18", "2026-11-25", 4),  # the 20th is a holiday
        ("2026-11-25", "2026-11-20", 0),  # a day that is yet to come
    ],
)
def test_a_value_waits_in_working_days(since: str, until: str, days: int) -> None:
    holiday = date(2026, 11, 20)
    assert working_days(date.fromisoformat(since), date.fromisoformat(until), {holiday}) == days


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(0, 60))
def test_a_day_more_is_at_most_a_working_day_more(since: date, span: int) -> None:
    until = since + timedelta(days=span)
    more = working_days(since, until + timedelta(days=1), ()) - working_days(since, until, ())
    assert more == ((until + timedelta(days=1)).weekday() < 5)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1234, "1.234"),
        ("12.5", "12,5"),
        ("0012", "0012"),
        ("2026-11-05", "5 November 2026"),
        ("08:30:00.000+08:00", "08.30"),
        ("08:30:00 air naik", "08:30:00 air naik"),
        ("ya", "Ya, ada"),
        (("ya", 3), "Ya, ada, 3"),
        ("-0.44520 117.00925 0 5", "0,44520° LS, 117,00925° BT"),
        (None, ""),
    ],
)
def test_values_read_as_an_officer_writes_them(value: object, words: str) -> None:
    assert value_text(value, {"ya": "Ya, ada"}, masked=False) == words


def test_a_masked_value_shows_nothing_of_itself() -> None:
    assert value_text("Siti", None, masked=True) == value_text(7, None, masked=True)


def test_a_point_leads_to_the_map_and_nothing_else_does() -> None:
    assert point_of("-0.44520 117.00925 0 5") == "-0.44520,117.00925"
    assert [point_of(text) for text in ("21", "RT 1 RW 2", "1 2 3 4")] == [""] * 3


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("kes.balita_nama_ibu", "Siti Aminah", "S••• A•••"),
        ("umum.orang_tanggal_lahir", "2024-05-15", "tahun 2024"),
        ("umum.orang_no_hp", "081234567890", ""),
        ("umum.orang_alamat", "Jalan Mawar 2", ""),
        ("kes.balita_imunisasi", ["hb0", "bcg"], ""),
        ("umum.orang_nama", None, ""),
    ],
)
def test_of_what_tells_of_people_only_enough_is_seen_to_tell_two_apart(
    field: str, value: object, hint: str
) -> None:
    assert masked_hint(field, value) == hint
