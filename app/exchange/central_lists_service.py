"""A list of sasaran at an ODK Central: ours is the one that counts, Central's copy is written by us.

What Central made of a submission we have not pulled yet is left alone; what is gone here goes there.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from itertools import islice

from app.design.service import find_released
from app.exchange.central_client import CentralClient, Document
from app.exchange.package_service import Package
from app.exchange.remote_errors import Missing, Rejected
from app.exchange.steps import Order, Outcome
from app.registry import entity_store
from app.registry.entity_lists import NAMELESS, columns_for

AT_ONCE = 200  # entities in one request
TURN_SECONDS = 100.0  # then others have their turn, well within the time a job is lent for
PLACE = "posyandu"  # the property that says where a sasaran is: by it Central filters for each user
SOURCE = "Simpul"


def write_list_there(client: CentralClient, order: Order, package: Package) -> Outcome:
    """Bring Central's copy of a list up to ours; what takes long goes on in another turn."""
    ends = time.monotonic() + TURN_SECONDS
    name = str(order.about["name"])
    columns = _columns(name, package)
    _declare(client, name, columns)
    there = {str(row["__id"]): _mark_of(row, columns) for row in client.entity_rows(name)}
    ours: set[str] = set()
    for batch in _batches(_rows(name, columns)):
        ours |= {str(row["uuid"]) for row in batch}
        if _write(client, name, batch, there) and time.monotonic() > ends:
            return Outcome(wait=0)
    _remove_gone(client, name, sorted(there.keys() - ours))
    _link(client, order.form_id, f"{name}.csv")
    return Outcome()


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
                data = {column: values.get(column, "") for column in columns} | {PLACE: place}
                yield {"uuid": entity_id, "label": label.strip() or NAMELESS, "data": data}


def _batches(rows: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def _mark(label: str, data: Mapping[str, str]) -> str:
    text = json.dumps([label, sorted(data.items())])
    return hashlib.sha256(text.encode()).hexdigest()


def _mark_of(row: Document, columns: tuple[str, ...]) -> str:
    data = {column: str(row.get(column) or "") for column in columns}
    return _mark(str(row.get("label") or ""), data)


def _write(
    client: CentralClient, name: str, batch: list[Document], there: Mapping[str, str]
) -> int:
    new = [row for row in batch if row["uuid"] not in there]
    changed = [
        row
        for row in batch
        if row["uuid"] in there and there[row["uuid"]] != _mark(row["label"], row["data"])
    ]
    if new:
        try:
            client.create_entities(name, new, SOURCE)
        except Rejected as error:
            if error.code not in {"409.3", "409.19"}:
                raise
            # Some came there meanwhile: one by one, those are written over.
            for row in new:
                _write_one(client, name, row)
    for row in changed:
        client.update_entity(name, row["uuid"], row["label"], row["data"])
    return len(new) + len(changed)


def _write_one(client: CentralClient, name: str, row: Document) -> None:
    try:
        client.create_entities(name, [row], SOURCE)
    except Rejected as error:
        if error.code == "409.3":
            client.update_entity(name, row["uuid"], row["label"], row["data"])
        elif error.code != "409.19":  # deleted there for good: its number cannot come back
            raise


def _remove_gone(client: CentralClient, name: str, extra: list[str]) -> None:
    states = entity_store.list_states(extra)
    for entity_id in extra:
        known = states.get(entity_id)
        if known is not None and known[1] != entity_store.ALIVE:
            client.delete_entity(name, entity_id)
