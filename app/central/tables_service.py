"""A form's tables as OData: streamed, some hundreds of submissions read at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import ColumnElement

from app.accounts.access import SEE_SUBMISSIONS
from app.central import submissions_store as store
from app.central.answer_rows import Style, main_row, parent_key, repeat_rows
from app.central.filter_store import condition_of
from app.central.filters import read_filter
from app.central.reading_service import DAMAGED, NAME_PATH, current_of, may_see, source_of
from app.central.schema_fields import (
    Column,
    chosen_columns,
    columns_of,
    names_of,
    repeats_of,
    table_name,
)
from app.central.submissions_store import Chain, Wanted
from app.central.table_query import TableQuery, Token, check_selected, next_link
from app.central.wire import actor_id, moment, review_state
from app.design.models import Form
from app.extensions.database import now
from app.intake.models import Submission
from app.intake.senders_service import names_of_senders
from app.problems import Problem
from app.web.guards import get_person

TOGETHER = 100  # submissions whose senders and files are asked for at once
SYSTEM = (
    "submissionDate updatedAt deletedAt submitterId submitterName attachmentsPresent "
    "attachmentsExpected status reviewState deviceId edits formVersion"
).split()


@dataclass(frozen=True, slots=True)
class Address:
    """Where a table stands: its service, its own address, and what was asked of it."""

    service: str
    table: str
    url: str
    args: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table of a form: all of its submissions, or one of its repeats."""

    form: Form
    query: TableQuery
    repeat: Column | None
    columns: Sequence[Column]

    @cached_property
    def wanted(self) -> Wanted:
        """Answer which submissions it is made of."""
        reaches = get_person().access.reach(SEE_SUBMISSIONS)
        return Wanted(
            self.form.form_id,
            reaches,
            condition_for(self.query.filter),
            oldest_first=bool(self.query.oldest_first),
        )

    @cached_property
    def shown(self) -> list[Column]:
        """Answer the columns that are asked for."""
        inside = self.repeat.children if self.repeat else list(self.columns)
        if self.query.select is None:
            return inside
        own = {"__id", "__system", *(f"__system/{name}" for name in SYSTEM)}
        if self.repeat:
            own = {"__id", parent_key(self.columns, self.repeat)}
        check_selected(self.query.select, {*own, *names_of(inside)})
        return chosen_columns(inside, self.query.select)


def condition_for(text: str) -> ColumnElement[bool] | None:
    """Answer a filter of submissions as a condition; None without one."""
    if not text:
        return None
    fields = store.filter_fields()
    return condition_of(read_filter(text, fields, now()), fields)


def table_of(form: Form, name: str, query: TableQuery) -> Table:
    """Answer a form's table by its name, or raise Problem."""
    columns = columns_of(current_of(form).schema)
    repeat = None
    if name != "Submissions":
        repeat = next((one for one in repeats_of(columns) if table_name(one) == name), None)
        if repeat is None:
            raise Problem("web.not_found")
    return Table(form, query, repeat, columns)


def stream_table(table: Table, address: Address) -> Iterator[bytes]:
    """Answer a table as JSON; what cannot be served is told before the first byte."""
    start, _checked = _start_of(table), table.shown
    count = _count(table) if table.query.count else None
    return _written(_page(table, start), table, address, count)


def _start_of(table: Table) -> Wanted:
    wanted, after = table.wanted, table.query.after
    if after is None:
        return replace(wanted, skip=0 if table.repeat else table.query.skip)
    chain = store.find_chain(after.instance_id)
    if chain is None or chain.root.form_id != table.form.form_id:
        raise Problem("central.bad_skiptoken")
    # A repeat's page may have ended amid a submission: it is read again.
    step = -1 if wanted.oldest_first else 1
    place = chain.root.received_at, chain.root.seq + (step if after.row_id else 0)
    return replace(wanted, behind=place)


def _count(table: Table) -> int:
    if table.repeat is None:
        return store.count_chains(table.wanted)
    return sum(1 for _row in _rows(table, table.wanted, store.PAGE))


Row = tuple[dict[str, Any], Token]


def _page(table: Table, start: Wanted) -> Iterator[Row]:
    """Answer the rows of a page and one more, by which is seen that there is another page."""
    query, top = table.query, table.query.top
    small = top is not None and table.repeat is None and top < store.PAGE
    rows = _rows(table, start, (top or 0) + 1 if small else store.PAGE)
    if table.repeat:
        rows = _after(rows, query.after) if query.after else islice(rows, query.skip, None)
    return rows if top is None else islice(rows, top + 1)


def _after(rows: Iterator[Row], token: Token) -> Iterator[Row]:
    for _row, at in rows:
        if at == token:
            break
    return rows


def seen_chains(
    table: Table, wanted: Wanted | None = None, page: int = store.PAGE, *, sealed: bool = True
) -> Iterator[list[Chain]]:
    """Answer the chains a table is made of, some at a time; with what is `sealed` of them."""
    access = get_person().access
    parts = [Submission.answers] if sealed else []
    if sealed and NAME_PATH in current_of(table.form).schema.nodes:
        parts.append(Submission.xml)
    stream = store.stream_chains(wanted or table.wanted, parts, page)
    for chains in together(stream, min(page, TOGETHER)):
        yield [chain for chain in chains if may_see(access, chain.current)]


def _rows(table: Table, wanted: Wanted, page: int) -> Iterator[Row]:
    style = Style(table.query.expand, table.query.wkt)
    access = get_person().access
    for chains in seen_chains(table, wanted, page):
        systems = system_of(chains) if table.repeat is None else {}
        for chain in chains:
            source, root_id = source_of(chain, access), chain.root.instance_id
            if table.repeat:
                for row in repeat_rows(table.columns, table.repeat, source, style):
                    yield _selected(table, row), Token(root_id, row["__id"])
            else:
                system = systems[root_id] | ({"status": DAMAGED} if source.damaged else {})
                row = {"__id": root_id, "__system": system}
                row |= main_row(table.shown, source, style)
                yield _selected(table, row), Token(root_id)


def together(chains: Iterable[Chain], most: int = TOGETHER) -> Iterator[list[Chain]]:
    """Answer chains so many at a time as their senders and files are asked for."""
    stream = iter(chains)
    while some := list(islice(stream, most)):
        yield some


def _selected(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Take out of a row what the server adds and nobody asked for."""
    chosen = table.query.select
    if chosen is None:
        return row
    shown = {column.name for column in table.shown}
    own = {name: value for name, value in row.items() if name in chosen}
    system = {name: row["__system"][name] for name in SYSTEM if f"__system/{name}" in chosen}
    if system and "__system" not in chosen:
        own["__system"] = system
    return own | {name: row[name] for name in row if name.partition("@")[0] in shown}


def system_of(chains: Sequence[Chain]) -> dict[str, dict[str, Any]]:
    """Answer what the server knows of each chain, by its first number."""
    senders = names_of_senders([chain.root for chain in chains])
    held = store.count_held([chain.current.seq for chain in chains])
    return {
        chain.root.instance_id: {
            "submissionDate": moment(chain.root.received_at),
            "updatedAt": moment(chain.updated_at),
            "submitterId": str(sender_id(chain.root)),
            "submitterName": senders[chain.root.instance_id] or None,
            "attachmentsPresent": held.get(chain.current.seq, 0),
            "attachmentsExpected": chain.current.files_expected,
            "status": None,
            "reviewState": review_state_of(chain),
            "deviceId": chain.root.collect_id,
            "edits": chain.edits,
            "formVersion": chain.current.version,
            "deletedAt": None,
        }
        for chain in chains
    }


def sender_id(row: Submission) -> int:
    """Answer the number of who sent a submission."""
    return actor_id(row.user_id, row.device_id, row.target_id)


def review_state_of(chain: Chain) -> str | None:
    """Answer the review state of what counts."""
    return review_state(chain.current.state, is_edit=chain.current is not chain.root)


def _written(
    rows: Iterator[Row], table: Table, address: Address, count: int | None
) -> Iterator[bytes]:
    yield b'{"value":['
    last, written = None, 0
    footer: dict[str, Any] = {
        "@odata.context": f"{address.service}/$metadata#{address.table}",
    }
    for row, token in rows:
        if table.query.top is not None and written == table.query.top:
            if last is not None:
                footer["@odata.nextLink"] = next_link(address.url, address.args, last)
            break
        yield (b"," if written else b"") + orjson.dumps(row)
        last, written = token, written + 1
    if count is not None:
        footer["@odata.count"] = count
    yield b"]," + orjson.dumps(footer)[1:]


def single_row(table: Table, instance_id: str) -> dict[str, Any]:
    """Answer one submission's row of the main table, or raise Problem."""
    parts = [Submission.answers, Submission.xml]
    chain = store.find_chain(instance_id, parts)
    access = get_person().access
    if chain is None or chain.root.form_id != table.form.form_id:
        raise Problem("intake.unknown_submission")
    if not may_see(access, chain.current):
        raise Problem("accounts.not_allowed")
    row = {"__id": instance_id, "__system": system_of([chain])[instance_id]}
    style = Style(table.query.expand, table.query.wkt)
    return _selected(table, row | main_row(table.shown, source_of(chain, access), style))
