"""A list of sasaran at an ODK Central: ours is the one that counts, Central's copy is written by us.

What phones said there and is not here yet is left alone until it has been pulled; what somebody typed
there, until the sasaran changes here. What is gone here goes there.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from app.design.service import find_released
from app.exchange.central_client import CentralClient, Document
from app.exchange.package_service import Package
from app.exchange.remote_errors import Missing, Rejected
from app.exchange.steps import Order, Outcome
from app.exchange.there import SAME, TYPED, WAITS, WRITE, Wanted, judge, mark, mark_of
from app.registry import entity_store
from app.registry.entity_lists import NAMELESS, columns_for

AT_ONCE = 200  # entities in one request
TURN_SECONDS = 100.0  # then others have their turn, well within the time a job is lent for
MOST_WAITING = 1000  # in one turn: each is asked about by itself
TRIES = 3  # where phones change an entity there while it is being written
PLACE = "posyandu"  # the property that says where a sasaran is: by it Central filters for each user
SOURCE = "Simpul"
THERE_ALREADY, DELETED_THERE, OTHER_VERSION = "409.3", "409.19", "409.15"


def write_list_there(client: CentralClient, order: Order, package: Package) -> Outcome:
    """Bring Central's copy of a list up to ours; what takes long goes on in another turn.

    The outcome tells how many wait to be pulled, and how many were typed there and left.
    """
    ends = time.monotonic() + TURN_SECONDS
    name = str(order.about["name"])
    columns = _columns(name, package)
    _declare(client, name, columns)
    there = {str(row["__id"]): mark_of(row, columns) for row in client.entity_rows(name)}
    writing = _Writing(client, name, columns, client.current_user().get("id"))
    ours: set[str] = set()
    for batch in _batches(_rows(name, columns)):
        ours |= {str(row["uuid"]) for row in batch}
        writing.write(batch, there)
        if writing.told[WRITE] and time.monotonic() > ends:
            return Outcome(wait=0)
        if writing.told[WAITS] >= MOST_WAITING:
            break
    else:
        _remove_gone(client, name, sorted(there.keys() - ours))
    _link(client, order.form_id, f"{name}.csv")
    return Outcome({WAITS: writing.told[WAITS], TYPED: writing.told[TYPED]})


def _link(client: CentralClient, form_id: str, name: str) -> None:
    """Let the draft, when there is one, read the list and no file of its name."""
    if client.find_draft(form_id) is None:
        return
    slots = client.form_attachments(form_id, draft=True)
    if any(each.get("name") == name and not each.get("datasetExists") for each in slots):
        client.link_attachment(form_id, name)


def _columns(name: str, package: Package) -> tuple[str, ...]:
    released = find_released(package.form_id, package.version)
    uses = released.schema.lists if released else ()
    words = {word for use in uses if use.name == name for word in use.words}
    columns = columns_for(entity_store.get_list(name).properties, words)
    return (PLACE, *(column for column in columns if column != PLACE))


def _declare(client: CentralClient, name: str, columns: tuple[str, ...]) -> None:
    dataset = client.find_dataset(name)
    if dataset is None:
        raise Missing(client.remote.server, f"daftar {name}")
    have = {str(each.get("name")) for each in dataset.get("properties") or ()}
    for column in columns:
        if column not in have:
            client.add_property(name, column)


def _rows(name: str, columns: tuple[str, ...]) -> Iterator[Document]:
    damaged: list[str] = []
    for place, _changes in entity_store.list_marks(name, ""):
        for rows in entity_store.stream_rows(name, place, damaged):
            for entity_id, _version, label, values in rows:
                yield {"uuid": entity_id, **_content(label, values, place, columns)}


def _content(
    label: str, values: Mapping[str, str], place: str, columns: tuple[str, ...]
) -> Document:
    data = {column: values.get(column, "") for column in columns} | {PLACE: place}
    return {"label": label.strip() or NAMELESS, "data": data}


def _batches(rows: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


@dataclass(slots=True)
class _Writing:
    """One turn of writing a list: what became of each sasaran that was not as it is here."""

    client: CentralClient
    name: str
    columns: tuple[str, ...]
    our_number: object
    told: Counter[str] = field(default_factory=Counter)

    def write(self, batch: list[Document], there: Mapping[str, str]) -> None:
        """Make what is not there, and bring what is up to ours where that may be done."""
        new = [row for row in batch if row["uuid"] not in there]
        if new:
            self._make(new)
        for row in batch:
            known = there.get(row["uuid"])
            if known is not None and known != mark(row["label"], row["data"]):
                self.told[self._bring_up(row["uuid"])] += 1

    def _make(self, rows: list[Document]) -> None:
        try:
            self.client.create_entities(self.name, rows, SOURCE)
            self.told[WRITE] += len(rows)
        except Rejected as error:
            if error.code not in {THERE_ALREADY, DELETED_THERE}:
                raise
            # Some came there meanwhile: one by one, those are changed like any that is there.
            for row in rows:
                self.told[self._make_one(row)] += 1

    def _make_one(self, row: Document) -> str:
        try:
            self.client.create_entities(self.name, [row], SOURCE)
        except Rejected as error:
            if error.code == THERE_ALREADY:
                return self._bring_up(row["uuid"])
            if error.code != DELETED_THERE:  # for good: its number cannot come back
                raise
            return SAME
        return WRITE

    def _bring_up(self, entity_id: str) -> str:
        """Write an entity if nothing is lost by it, based on the very version that was looked at.

        First it is asked what stands there, then what was taken in here, then what ours is: so ours
        holds whatever of theirs is found to have been taken in.
        """
        for _ in range(TRIES):
            try:
                versions = self.client.entity_versions(self.name, entity_id)
            except Missing:
                return SAME  # deleted there this moment
            taken, wanted = entity_store.list_roots(entity_id), self._wanted(entity_id)
            if wanted is None or not versions:
                return SAME
            found = judge(versions, wanted, taken, self.our_number)
            if found.what != WRITE:
                return found.what
            try:
                self.client.update_entity(
                    self.name, entity_id, wanted.label, dict(wanted.data), found.version
                )
            except Rejected as error:
                if error.code != OTHER_VERSION:
                    raise
            else:
                return WRITE
        return WAITS

    def _wanted(self, entity_id: str) -> Wanted | None:
        found = entity_store.find_row(entity_id)
        if found is None:
            return None
        row, label, values = found
        content = _content(label, values, row.posyandu_code or "", self.columns)
        return Wanted(content["label"], content["data"], row.updated_at)


def _remove_gone(client: CentralClient, name: str, extra: list[str]) -> None:
    states = entity_store.list_states(extra)
    for entity_id in extra:
        known = states.get(entity_id)
        if known is not None and known[1] != entity_store.ALIVE:
            client.delete_entity(name, entity_id)
