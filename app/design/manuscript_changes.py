"""What an officer changed in a manuscript, and how it meets what another changed meanwhile. Pure.

A change tells of each cell what stood there and what shall: it needs no old revision to be judged by.
Where the manuscript still says what the officer saw, the change is made; where it already says what she
wants, nothing is left to do; anything else is a conflict, told with both texts. Rows that were moved
take their places among those that were not, and what another put behind a row goes along with it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.design.manuscripts import (
    MAX_SHEETS,
    Cells,
    Document,
    Page,
    Unreadable,
    read_cells,
    read_ids,
    read_name,
)
from xlsform.grid import MAX_COLUMNS, MAX_ROWS

NO_ROW = "(baris dihapus)"


@dataclass(frozen=True, slots=True)
class SheetChange:
    """What changed in one sheet: cells by row as they were and shall be, rows added and removed, the
    order before and after where it is another, columns that are gone.
    """

    was: Mapping[str, Cells] = field(default_factory=dict)
    now: Mapping[str, Cells] = field(default_factory=dict)
    added: Mapping[str, Cells] = field(default_factory=dict)
    removed: Mapping[str, Cells] = field(default_factory=dict)
    order_was: tuple[str, ...] = ()
    order_now: tuple[str, ...] = ()
    columns_gone: tuple[str, ...] = ()


Change = Mapping[str, SheetChange]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell, or a whole row (no column), that two officers changed otherwise."""

    sheet: str
    row_id: str
    column: str
    was: str
    theirs: str
    mine: str

    def as_json(self) -> dict[str, str]:
        """Answer it as a browser reads it."""
        return {
            "sheet": self.sheet,
            "id": self.row_id,
            "column": self.column,
            "was": self.was,
            "theirs": self.theirs,
            "mine": self.mine,
        }


@dataclass(frozen=True, slots=True)
class Met:
    """The document with all of a change that could be made, and what could not."""

    document: dict[str, Page]
    conflicts: tuple[Conflict, ...]


def read_change(data: object) -> dict[str, SheetChange]:
    """Answer a change as a browser sent it; raise Unreadable for what is none."""
    if not isinstance(data, dict) or len(data) > MAX_SHEETS:
        raise Unreadable("change")
    return {read_name(name): _read_sheet(sheet) for name, sheet in data.items()}


def _read_sheet(data: Any) -> SheetChange:  # noqa: ANN401 - whatever a browser sent
    if not isinstance(data, dict):
        raise Unreadable("sheet")
    gone = data.get("columnsGone", [])
    if not isinstance(gone, list):
        raise Unreadable("columns")
    return SheetChange(
        was=_read_rows(data.get("was", {})),
        now=_read_rows(data.get("now", {})),
        added=_read_rows(data.get("added", {})),
        removed=_read_rows(data.get("removed", {})),
        order_was=read_ids(data.get("orderWas", [])),
        order_now=read_ids(data.get("orderNow", [])),
        columns_gone=tuple(map(read_name, gone)),
    )


def _read_rows(data: object) -> dict[str, dict[str, str]]:
    if not isinstance(data, dict):
        raise Unreadable("rows")
    return {
        row_id: read_cells(cells)
        for row_id, cells in zip(read_ids(list(data)), data.values(), strict=True)
    }


def meet(document: Document, change: Change) -> Met:
    """Answer a document with a change made in it, and where it met another's."""
    sheets, conflicts = dict(document), list[Conflict]()
    for name, one in change.items():
        sheets[name], wrong = _met_sheet(name, document.get(name, Page()), one)
        conflicts += wrong
    if len(sheets) > MAX_SHEETS:
        raise Unreadable("sheets")
    return Met(sheets, tuple(conflicts))


def _met_sheet(name: str, page: Page, change: SheetChange) -> tuple[Page, list[Conflict]]:
    rows: dict[str, Cells] = dict(page.rows)
    conflicts: list[Conflict] = []
    for row_id, now in change.now.items():
        conflicts += _change_cells(name, rows, row_id, change.was.get(row_id, {}), now)
    for row_id, was in change.removed.items():
        conflicts += _remove_row(name, rows, row_id, was)
    for row_id, cells in change.added.items():
        rows.setdefault(row_id, _filled(cells))
    order = merged_order(tuple(page.rows), change.order_was, change.order_now)
    in_order = [row_id for row_id in order if row_id in rows]
    settled = {row_id: rows[row_id] for row_id in dict.fromkeys((*in_order, *rows))}
    columns = _columns(page, change, settled)
    if len(settled) > MAX_ROWS or len(columns) > MAX_COLUMNS:
        raise Unreadable("size")
    return Page(columns, settled), conflicts


def _change_cells(
    sheet: str, rows: dict[str, Cells], row_id: str, was: Cells, now: Cells
) -> list[Conflict]:
    there = rows.get(row_id)
    if there is None:
        mine = "; ".join(text for text in now.values() if text)
        return [Conflict(sheet, row_id, "", "", NO_ROW, mine)] if mine else []
    changed, conflicts = dict(there), list[Conflict]()
    for column, text in now.items():
        before, stands = was.get(column, ""), there.get(column, "")
        if stands in {before, text}:
            changed[column] = text
        else:
            conflicts.append(Conflict(sheet, row_id, column, before, stands, text))
    rows[row_id] = _filled(changed)
    return conflicts


def _remove_row(sheet: str, rows: dict[str, Cells], row_id: str, was: Cells) -> list[Conflict]:
    there = rows.get(row_id)
    if there is None:
        return []
    if _filled(there) == _filled(was):
        del rows[row_id]
        return []
    said = [text for column, text in there.items() if text != was.get(column, "")]
    theirs = "; ".join(said) or "; ".join(there.values())
    return [Conflict(sheet, row_id, "", "; ".join(_filled(was).values()), theirs, NO_ROW)]


def _filled(cells: Cells) -> dict[str, str]:
    return {column: text for column, text in cells.items() if text}


def _columns(page: Page, change: SheetChange, rows: Mapping[str, Cells]) -> tuple[str, ...]:
    """Answer the columns in their order, new ones last; one that is gone stays while it holds a text."""
    come = (column for cells in (*change.now.values(), *change.added.values()) for column in cells)
    used = {column for cells in rows.values() for column in cells}
    gone = set(change.columns_gone) - used
    every = dict.fromkeys((*page.columns, *(column for column in come if column in used)))
    return tuple(column for column in every if column not in gone)


def merged_order(current: Sequence[str], was: Sequence[str], now: Sequence[str]) -> list[str]:
    """Answer the order of rows after one officer brought it from `was` to `now`.

    `current` is the order meanwhile. Rows she neither moved, added nor removed stay as they stand.
    """
    if tuple(was) == tuple(now):
        return list(current)
    clusters = _clusters(current, set(was) | set(now))
    stayed, new = _longest_common(was, now), frozenset(now)
    put: dict[str, list[str]] = {}
    anchor = ""
    for row_id in now:
        if row_id not in stayed:
            put.setdefault(anchor, []).append(row_id)
        elif row_id in clusters:
            anchor = row_id
    standing = [
        "",
        *(row_id for row_id in clusters if row_id and (row_id in stayed or row_id not in new)),
    ]
    placed = (one for row_id in standing for one in (row_id, *put.get(row_id, ())))
    return [one for row_id in placed for one in clusters.get(row_id, [row_id])]


def _clusters(current: Sequence[str], known: set[str]) -> dict[str, list[str]]:
    """Answer each row both know with what another put behind it; under no name what stands first."""
    clusters: dict[str, list[str]] = {"": []}
    last = ""
    for row_id in current:
        if row_id in known:
            last = row_id
            clusters[last] = [row_id]
        else:
            clusters[last].append(row_id)
    return clusters


def _longest_common(was: Sequence[str], now: Iterable[str]) -> set[str]:
    """Answer the most rows that keep their order among each other: the rest was moved."""
    places = {row_id: place for place, row_id in enumerate(was)}
    common = [row_id for row_id in now if row_id in places]
    ends: list[int] = []  # the smallest last place of a row of each length
    holders: list[str] = []
    before: dict[str, str | None] = {}
    for row_id in common:
        at = bisect_left(ends, places[row_id])
        before[row_id] = holders[at - 1] if at else None
        ends[at : at + 1] = [places[row_id]]
        holders[at : at + 1] = [row_id]
    found, last = set[str](), holders[-1] if holders else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
