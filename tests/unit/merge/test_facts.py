"""From answers to facts: types, repeats, and answers nobody can mean."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.merge.facts import Origin, facts_from, holds, number_of, reader_of
from tests.unit.merge.cases import cases
from xlsform.field_map import FieldUse

ORIGIN = Origin("uuid:1", "uji", "1", "diterima", "2026-11-05T04:00:00+00:00", "", "2026-11-05")


def _use(path: str, kind: str, repeat: str | None = None, *fields: str) -> FieldUse:
    pairs = tuple((field, "latest") for field in fields or ("kes.uji",))
    return FieldUse(path, pairs, "", "umum", kind, repeat, "")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("4", "integer", 4),
        ("-4", "integer", -4),
        ("4.0", "integer", 4),
        ("1.0E2", "integer", 100),
        ("4.5", "integer", None),
        ("empat", "integer", None),
        ("1_000", "integer", None),
        ("٣", "integer", None),
        ("99999999999999999999", "integer", None),
        ("1E99", "integer", None),
        ("1E999999999", "integer", None),
        ("9.40", "decimal", "9.4"),
        ("9", "decimal", "9"),
        (".5", "decimal", "0.5"),
        ("-0.0", "decimal", "0"),
        ("1.0E7", "decimal", "10000000"),
        ("1E999999999", "decimal", None),
        ("1E-99", "decimal", None),
        ("NaN", "decimal", None),
        ("Infinity", "decimal", None),
        ("3", "range", 3),
        ("2.5", "range", "2.5"),
        ("bcg opv1 bcg", "select_multiple", ("bcg", "opv1")),
        ("b a", "rank", ("b", "a")),
        ("x y", "select_multiple_from_file", ("x", "y")),
        ("1", "calculate", 1),
        ("0012", "calculate", "0012"),
        ("6402061234567890", "calculate", "6402061234567890"),
        ("1", "select_one", "1"),
        ("a b", "text", "a b"),
    ],
)
def test_an_answer_is_read_by_its_type(text: str, kind: str, value: Any) -> None:
    assert reader_of(kind)(text) == value


@cases(150)
@given(
    text=st.one_of(
        st.text(max_size=30),
        st.from_regex(r"[+-]?[0-9]{0,25}\.?[0-9]{0,25}([eE][+-]?[0-9]{1,9})?", fullmatch=True),
    ),
    kind=st.sampled_from(("integer", "decimal", "range", "calculate", "select_multiple", "text")),
)
def test_no_answer_can_stop_merging(text: str, kind: str) -> None:
    """Every text gives a value that can be stored, compared and counted, or none."""
    value = reader_of(kind)(text)
    if value is not None and text.isprintable():
        assert len(orjson.dumps(value)) < 400
        assert abs(number_of(value) or Decimal(0)) < 10**15
        assert holds(value) in {True, False}


def test_a_blank_answer_gives_no_fact() -> None:
    uses = [_use("a", "integer"), _use("b", "text")]
    assert facts_from({"b": "x"}, uses, ORIGIN, "")[0].path == "b"


def test_one_question_fills_several_fields() -> None:
    facts = facts_from(
        {"bb": "9.4"}, [_use("bb", "decimal", None, "kes.bb", "kes.log")], ORIGIN, ""
    )
    assert [(fact.field, fact.value) for fact in facts] == [("kes.bb", "9.4"), ("kes.log", "9.4")]


def test_rows_of_a_repeat_are_told_apart() -> None:
    document = {"g/anak": [{"g/anak/bb": "9"}, {}, {"g/anak/bb": "8"}]}
    facts = facts_from(document, [_use("g/anak/bb", "integer", "g/anak")], ORIGIN, "")
    assert [(fact.path, fact.value) for fact in facts] == [("g/anak[1]/bb", 9), ("g/anak[3]/bb", 8)]


def test_two_lists_within_a_list_are_told_apart() -> None:
    document = {"kk": [{"kk/anak": [{"kk/anak/n": "1"}], "kk/tamu": [{"kk/tamu/n": "2"}]}]}
    uses = [_use("kk/anak/n", "integer", "kk/anak"), _use("kk/tamu/n", "integer", "kk/tamu")]
    facts = facts_from(document, uses, ORIGIN, "")
    assert [fact.path for fact in facts] == ["kk[1]/anak[1]/n", "kk[1]/tamu[1]/n"]


@pytest.mark.parametrize(
    ("observed", "doubtful"),
    [
        ("2026-11-01T00:00:00+00:00", False),
        ("2026-11-06T04:00:00+00:00", False),
        ("2026-11-06T04:00:01+00:00", True),
        ("2031-01-01T00:00:00+00:00", True),
    ],
)
def test_a_time_more_than_a_day_after_arrival_is_doubtful(observed: str, doubtful: bool) -> None:
    origin = Origin("a", "uji", "1", "diterima", observed, "", "2026-11-05T04:00:00+00:00")
    assert origin.doubtful is doubtful
