"""`$filter`: what it may say, how it is read, and that nothing it could say breaks the reader."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.central.filters import (
    COMPARATORS,
    Comparison,
    Condition,
    Field,
    Joined,
    Literal,
    Negated,
    read_filter,
)
from app.problems import Problem

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
FIELDS = {"__id", "__system/submissionDate", "__system/reviewState"}
DATE, STATE = Field("__system/submissionDate"), Field("__system/reviewState")


def read(text: str) -> Condition:
    return read_filter(text, FIELDS, NOW)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("__id eq 'uuid:a'", Comparison("eq", Field("__id"), Literal("uuid:a"))),
        ("__id eq 'a''b'", Comparison("eq", Field("__id"), Literal("a'b"))),
        ("__system/reviewState ne null", Comparison("ne", STATE, Literal(None))),
        ("__system/submissionDate lt now()", Comparison("lt", DATE, Literal(NOW))),
        (
            "$root/Submissions/__system/submissionDate ge 2026-11-25",
            Comparison("ge", DATE, Literal(datetime(2026, 11, 25, tzinfo=UTC))),
        ),
        (
            "__system/submissionDate gt 2026-11-25T16:00:00.000+08:00",
            Comparison("gt", DATE, Literal(NOW)),
        ),
        (
            "year(__system/submissionDate) eq 2026",
            Comparison("eq", Field(DATE.name, "year"), Literal(2026.0)),
        ),
        (
            "not (__id eq 'a') and __id eq 'b' or __id eq 'c'",
            Joined(
                "or",
                (
                    Joined(
                        "and",
                        (
                            Negated(Comparison("eq", Field("__id"), Literal("a"))),
                            Comparison("eq", Field("__id"), Literal("b")),
                        ),
                    ),
                    Comparison("eq", Field("__id"), Literal("c")),
                ),
            ),
        ),
    ],
)
def test_a_filter_is_read(text: str, says: Condition) -> None:
    assert read(text) == says


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("banyak gt 3", "central.filter_field"),
        ("length(__id) eq 3", "central.filter_field"),
        ("__id eq", "central.bad_filter"),
        ("__id eq 'a' __id", "central.bad_filter"),
        ("(__id eq 'a'", "central.bad_filter"),
        ("__id like 'a'", "central.bad_filter"),
        ("__id eq 'a", "central.bad_filter"),
        ("", "central.bad_filter"),
        ("__id eq 'a';drop", "central.bad_filter"),
        ("__system/submissionDate ge 2026-13-40", "central.bad_filter"),
        ("year(3) eq 3", "central.bad_filter"),
        ("(" * 100 + "__id eq 'a'" + ")" * 100, "central.bad_filter"),
        ("__id eq 'a' or " * 400 + "__id eq 'a'", "central.bad_filter"),
    ],
)
def test_what_cannot_be_served_is_refused_with_a_reason(text: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        read(text)
    assert refused.value.code == code


OPERANDS = st.sampled_from(["__id", "__system/reviewState", "'teks'", "null", "3", "2026-01-01"])
COMPARED = st.tuples(OPERANDS, st.sampled_from(COMPARATORS), OPERANDS).map(" ".join)
SOUND = st.recursive(
    COMPARED,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map("".join),
        inner.map("({})".format),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(SOUND)
def test_every_sound_filter_is_read_the_same_with_parentheses_around_it(text: str) -> None:
    assert read(f"({text})") == read(text)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), SOUND.flatmap(lambda t: st.sampled_from([t[:9], t + "'"]))))
def test_nothing_else_than_a_problem_comes_of_any_text(text: str) -> None:
    with suppress(Problem):
        read(text)
