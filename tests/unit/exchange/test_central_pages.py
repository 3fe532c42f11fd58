"""A Central's table, page by page: all that is there throughout, once and oldest first."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange import central_source_client
from app.exchange.central_client import CentralClient
from app.exchange.central_source_client import CentralSource
from app.exchange.remote_errors import RemoteError
from app.exchange.remote_rows import ALL, NEW

START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
MOST = 200  # pages
SENT = "__system/submissionDate"
BOUND = re.compile(r"(\S+) ge (\S+?)\)?(?= |$)")


def at(microseconds: int) -> datetime:
    return START + timedelta(microseconds=microseconds)


def told(moment: datetime) -> str:
    """A moment as Central writes it: the rest of a millisecond is cut off."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Table:
    """A form's submissions at a Central: when each came, by its number."""

    rows: dict[str, datetime]
    deleted: dict[str, datetime] = field(default_factory=dict)
    asked: int = 0

    def fills_pages(self, size: int) -> bool:
        """Whether one millisecond holds a page: there a deletion may move rows, seen the next night."""
        return max(Counter(map(told, self.rows.values())).values()) >= size

    def form_path(self, *parts: str) -> str:
        return "/".join(parts)

    def call(self, _call: object) -> object:
        return {"@odata.count": len(self.rows)}

    def page(self, _path: str, query: dict[str, str]) -> tuple[list[dict[str, Any]], object]:
        """Answer what is asked for: by the lower bounds of the filter, in order, from `$skip` on."""
        self.asked += 1
        assert self.asked < MOST, "it never ends"
        assert query["$orderby"] == "__system/submissionDate asc"
        condition = query.get("$filter", "")
        deleted = "deletedAt" in condition
        bounds = BOUND.findall(condition.rpartition(" and ")[2].replace("(", ""))
        first = datetime.fromisoformat(dict(bounds).get(SENT, told(at(0))))
        shown = {one: self.deleted[one] for one in self.deleted} if deleted else self.rows
        chosen = sorted((moment, one) for one, moment in shown.items() if moment >= first)
        skip, top = int(query.get("$skip", "0")), int(query["$top"])
        return [self._row(one, deleted=deleted) for _at, one in chosen[skip : skip + top]], {}

    def _row(self, one: str, *, deleted: bool) -> dict[str, Any]:
        moment = self.deleted[one] if deleted else self.rows[one]
        system = {"submissionDate": told(moment), "deletedAt": told(moment) if deleted else None}
        return {"__id": one, "__system": system}


def source_of(table: Table) -> CentralSource:
    return CentralSource(cast(CentralClient, table), "kes")


# Few moments and a fine scale: many rows of one millisecond, and pages that end within one.
MOMENTS = st.lists(st.integers(0, 6).map(lambda step: step * 400), min_size=0, max_size=14)
CHANGE = st.tuples(st.sampled_from(["datang", "hapus"]), st.integers(0, 20))


@settings(max_examples=150, deadline=None)
@given(moments=MOMENTS, size=st.integers(1, 4), changes=st.lists(CHANGE, max_size=4))
def test_all_that_is_there_throughout_comes_once_and_oldest_first(
    moments: list[int], size: int, changes: list[tuple[str, int]]
) -> None:
    table = Table({f"uuid:{number:02d}": at(step) for number, step in enumerate(moments)})
    throughout, waiting = set(table.rows), list(changes)
    source, position, seen = source_of(table), "", list[str]()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(central_source_client, "ROWS", size)
        while True:
            page = source.page(ALL, "", position)
            seen += [row.remote_id for row in page.rows]
            if not page.following:
                break
            position = page.following
            for what, number in waiting[:1]:
                if what == "datang":  # after all that came before it, as a server's clock runs
                    table.rows[f"uuid:baru{table.asked}"] = at(100_000 + table.asked)
                elif table.rows and not table.fills_pages(size):
                    gone = sorted(table.rows)[number % len(table.rows)]
                    throughout.discard(gone)
                    del table.rows[gone]
            del waiting[:1]
    assert throughout <= set(seen)
    assert len(seen) == len(set(seen))
    came = {f"uuid:{number:02d}": at(step) for number, step in enumerate(moments)}
    order = [came[one] for one in seen if one in came]
    assert order == sorted(order)


def test_what_was_deleted_follows_what_changed_and_ends_the_walk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(central_source_client, "ROWS", 2)
    table = Table({f"uuid:{n}": at(n * 1000) for n in range(3)}, {"uuid:x": at(5)})
    source, position, found = source_of(table), "", list[tuple[str, bool]]()
    while True:
        page = source.page(NEW, told(at(0)), position)
        found += [(row.remote_id, row.deleted_at is not None) for row in page.rows]
        if not page.following:
            break
        position = page.following
    assert found == [("uuid:0", False), ("uuid:1", False), ("uuid:2", False), ("uuid:x", True)]


def test_a_place_that_another_release_kept_is_the_beginning() -> None:
    table = Table({"uuid:1": at(0)})
    page = source_of(table).page(ALL, "", '{"$top": "250", "$skiptoken": "01abc"}')
    assert [row.remote_id for row in page.rows] == ["uuid:1"]


@pytest.mark.parametrize("asked", ["orderby", "filter"])
def test_a_server_that_does_not_follow_the_order_or_the_bound_ends_the_walk_with_words(
    asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(central_source_client, "ROWS", 2)
    table = Deaf({f"uuid:{n}": at(n * 1000) for n in range(9)}, newest_first=asked == "orderby")
    with pytest.raises(RemoteError, match="tidak urut"):
        walk(source_of(table))


def walk(source: CentralSource) -> None:
    """Go through all pages."""
    position = ""
    while (page := source.page(ALL, "", position)).following:
        position = page.following


@dataclass
class Deaf(Table):
    """A server that answers the first rows whatever is asked of it."""

    newest_first: bool = False

    def page(self, path: str, query: dict[str, str]) -> tuple[list[dict[str, Any]], object]:
        """Answer so many rows, all of one end of the table."""
        heard = {**query, "$filter": "", "$skip": "0"}
        rows, about = super().page(path, heard | {"$top": str(len(self.rows))})
        return (rows[::-1] if self.newest_first else rows)[: int(query["$top"])], about
