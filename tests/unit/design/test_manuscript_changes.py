"""Two officers write in one form: what they do on different rows both stands, the rest is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.design.manuscript_changes import (
    NO_ROW,
    Change,
    SheetChange,
    meet,
    merged_order,
    read_change,
)
from app.design.manuscripts import Cells, Document, Page, Unreadable

COLUMNS = ("type", "name", "label")


def change_of(before: Document, after: Document) -> dict[str, SheetChange]:
    """What an officer did between two documents, as a browser tells it."""
    return {name: _sheet_change(before.get(name, Page()), after[name]) for name in after}


def _sheet_change(before: Page, after: Page) -> SheetChange:
    was: dict[str, Cells] = {}
    now: dict[str, Cells] = {}
    for row_id, cells in after.rows.items():
        old = before.rows.get(row_id)
        if old is not None and old != cells:
            columns = [c for c in {**old, **cells} if old.get(c, "") != cells.get(c, "")]
            was[row_id] = {column: old.get(column, "") for column in columns}
            now[row_id] = {column: cells.get(column, "") for column in columns}
    return SheetChange(
        was=was,
        now=now,
        added={one: cells for one, cells in after.rows.items() if one not in before.rows},
        removed={one: cells for one, cells in before.rows.items() if one not in after.rows},
        order_was=tuple(before.rows),
        order_now=tuple(after.rows),
    )


def survey(**rows: str) -> Document:
    """A survey whose rows have these labels."""
    return {"survey": Page(("label",), {one: {"label": text} for one, text in rows.items()})}


def labels(document: Document) -> dict[str, str]:
    """The labels by row, in order."""
    return {one: cells.get("label", "") for one, cells in document["survey"].rows.items()}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A survey of some rows."""
    ids = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8))
    return _page({one: draw(_cells()) for one in ids})


def _cells() -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(COLUMNS), st.sampled_from("xyz"), max_size=3)


def _page(rows: dict[str, dict[str, str]]) -> Document:
    return {"survey": Page(COLUMNS, rows)}


@st.composite
def edited(draw: st.DrawFn, document: Document, new: str) -> Document:
    """The survey after an officer changed, moved, removed and added rows; `new` are ids of hers."""
    rows = {one: dict(cells) for one, cells in document["survey"].rows.items()}
    for one in draw(st.lists(st.sampled_from(sorted(rows) or [""]), unique=True, max_size=3)):
        if one in rows:
            rows[one] = draw(_cells())
    kept = [one for one in rows if draw(st.booleans()) or draw(st.booleans())]
    order = draw(st.permutations([*kept, *new[: draw(st.integers(0, 2))]]))
    return _page({one: rows.get(one) or draw(_cells()) for one in order})


@settings(max_examples=60)
@given(st.data())
def test_alone_an_officer_gets_what_she_wrote_and_sending_it_twice_changes_nothing(
    data: st.DataObject,
) -> None:
    before = data.draw(documents())
    after = data.draw(edited(before, "pqr"))
    change = change_of(before, after)
    once = meet(before, change)
    assert once.conflicts == ()
    assert list(once.document["survey"].rows.items()) == list(after["survey"].rows.items())
    again = meet(once.document, change)
    assert again.conflicts == ()
    assert list(again.document["survey"].rows.items()) == list(after["survey"].rows.items())


@settings(max_examples=60)
@given(st.data())
def test_of_two_officers_nothing_is_overwritten_in_silence(data: st.DataObject) -> None:
    before = data.draw(documents())
    hers, his = data.draw(edited(before, "pqr")), data.draw(edited(before, "uvw"))
    first = meet(before, change_of(before, hers))
    second = meet(first.document, change_of(before, his))
    told = {(one.row_id, one.column) for one in second.conflicts}
    rows, old = second.document["survey"].rows, before["survey"].rows
    for row_id, cells in hers["survey"].rows.items():
        if cells != old.get(row_id):  # what she wrote stands, or it was removed by nobody
            assert row_id in rows
        for column in COLUMNS:
            mine, was = cells.get(column, ""), old.get(row_id, {}).get(column, "")
            if row_id in rows and mine != was:
                assert rows[row_id].get(column, "") == mine
    for row_id, cells in his["survey"].rows.items():
        for column in COLUMNS:
            mine, was = cells.get(column, ""), old.get(row_id, {}).get(column, "")
            if mine != was and mine and row_id not in {one for one, _ in told}:
                assert rows[row_id].get(column, "") == mine


@settings(max_examples=60)
@given(st.data())
def test_a_moved_order_keeps_every_row_once(data: st.DataObject) -> None:
    was = data.draw(st.lists(st.sampled_from("abcdef"), unique=True))
    now = data.draw(st.permutations([*was[: data.draw(st.integers(0, 6))], *"pq"]))
    current = data.draw(st.permutations([*was, *"uv"]))
    merged = merged_order(current, was, now)
    assert sorted(merged) == sorted({*current, *now})


def test_rows_of_different_officers_both_stand() -> None:
    before = survey(a="Satu", b="Dua")
    hers = meet(before, change_of(before, survey(a="Satu!", b="Dua")))
    his = meet(hers.document, change_of(before, survey(a="Satu", b="Dua!", c="Tiga")))
    assert his.conflicts == ()
    assert labels(his.document) == {"a": "Satu!", "b": "Dua!", "c": "Tiga"}


def test_the_same_cell_is_told_with_both_texts_and_what_stood_there() -> None:
    before = survey(a="Berapa?")
    hers = meet(before, change_of(before, survey(a="Berapa anak?")))
    his = meet(hers.document, change_of(before, survey(a="Berapa balita?")))
    (one,) = his.conflicts
    assert (one.was, one.theirs, one.mine) == ("Berapa?", "Berapa anak?", "Berapa balita?")
    assert labels(his.document) == {"a": "Berapa anak?"}


def test_the_same_text_by_both_is_no_conflict() -> None:
    before = survey(a="Berapa?")
    both = change_of(before, survey(a="Berapa anak?"))
    assert meet(meet(before, both).document, both).conflicts == ()


def test_a_row_one_removed_and_another_changed_is_told_either_way() -> None:
    before = survey(a="Satu", b="Dua")
    changed, gone = survey(a="Satu", b="Dua!"), survey(a="Satu")
    first = meet(meet(before, change_of(before, changed)).document, change_of(before, gone))
    second = meet(meet(before, change_of(before, gone)).document, change_of(before, changed))
    assert [(one.theirs, one.mine) for one in first.conflicts] == [("Dua!", NO_ROW)]
    assert [(one.theirs, one.mine) for one in second.conflicts] == [(NO_ROW, "Dua!")]
    assert "b" in first.document["survey"].rows


@pytest.mark.parametrize(
    ("current", "was", "now", "expected"),
    [
        ("abcd", "abcd", "abcd", "abcd"),
        ("abcd", "abcd", "dabc", "dabc"),
        ("abxcd", "abcd", "acbd", "acbxd"),  # x was put behind b, and goes with it
        ("xabc", "abc", "bac", "xbac"),  # x stands first, and stays there
        ("ac", "abc", "abpc", "apc"),  # p was put behind b, which another removed
        ("cba", "abc", "abpc", "cbpa"),
        ("abxc", "abc", "ac", "abxc"),  # whether b may go is not the order's to say
    ],
)
def test_orders_meet(current: str, was: str, now: str, expected: str) -> None:
    assert "".join(merged_order(current, was, now)) == expected


def test_a_column_that_is_gone_stays_while_another_writes_in_it() -> None:
    page = Page(("label", "label::English (en)"), {"a": {"label::English (en)": "One"}})
    gone: Change = {"survey": SheetChange(columns_gone=("label::English (en)",))}
    assert meet({"survey": page}, gone).document["survey"].columns == page.columns
    empty = {"survey": Page(page.columns, {"a": {"label": "Satu"}})}
    assert meet(empty, gone).document["survey"].columns == ("label",)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"": {}},
        {"survey": []},
        {"survey": {"now": {"a": {"label": 3}}}},
        {"survey": {"now": {"../x": {}}}},
        {"survey": {"orderNow": ["a", 3]}},
        {"survey": {"added": {"a": {"x" * 300: "y"}}}},
        {"survey": {"now": {"a": {"label": "x" * 40_000}}}},
        {"survey": {"columnsGone": "label"}},
    ],
)
def test_what_is_no_change_is_refused(sent: Any) -> None:
    with pytest.raises(Unreadable):
        read_change(sent)


def test_a_change_is_cleaned_as_cells_hold_text() -> None:
    sent = {"survey": {"now": {"a": {" label ": " dua\u0000\r\n "}}, "was": {"a": {"label": "x"}}}}
    (one,) = read_change(sent).values()
    assert one.now == {"a": {"label": "dua"}}
