"""Lists of sasaran as programs read them; in the clear only with the right to unmask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from app.accounts import service as accounts
from app.accounts.access import SEE_SUBJECTS, UNMASK
from app.central import entities_store as store
from app.central import submissions_store
from app.central.entities_store import WantedEntities
from app.central.filter_store import condition_of
from app.central.filters import read_filter
from app.central.reading_service import THROUGH_API
from app.central.table_query import TableQuery, Token, check_selected, next_link
from app.central.tables_service import Address
from app.central.wire import moment, odata_name
from app.extensions.database import now
from app.extensions.vault import Sealed
from app.merge import entity_log_store as log_store
from app.merge.entity_state import Version, state_of
from app.problems import Problem
from app.registry import entity_store
from app.registry.entity_models import Entity, EntityList
from app.review.entity_pages import HIDDEN, initials
from app.web.guards import get_person
from xlsform.people import PEOPLE, owner_of

SYSTEM = "createdAt creatorId creatorName updates updatedAt deletedAt version conflict".split()


def get_seen_list(name: str) -> EntityList:
    """Answer a list of which the person may see anything, or raise Problem."""
    row = entity_store.get_list(name)
    if not areas_of(row, SEE_SUBJECTS):
        raise Problem("accounts.not_allowed")
    return row


def areas_of(row: EntityList, action: str) -> list[str]:
    """Answer the areas in which the person may do something with a list."""
    reaches = get_person().access.reach(action)
    return [one.area for one in reaches if not one.bidang or one.bidang == row.bidang]


def log_reading(row: EntityList) -> None:
    """Record that somebody reads a list in the clear, before any of it is shown."""
    if areas_of(row, UNMASK):
        accounts.log_access(get_person().name, UNMASK, f"daftar:{row.name}", THROUGH_API)


@dataclass(frozen=True, slots=True)
class Shown:
    """A sasaran as it may be read here: its name and properties."""

    label: str
    values: dict[str, str]


def shown(row: Entity, entity_list: EntityList) -> Shown:
    """Answer what a sasaran says, masked where the person may not read it in the clear."""
    try:
        label, values = entity_store.open_content(row.entity_id, row.content)
    except Sealed:
        return Shown("(tidak dapat dibuka)", {})
    if may_open(row, entity_list):
        return Shown(label, _without_foreign(values, entity_list))
    return masked(label, values, entity_list)


def masked(label: str, values: Mapping[str, str], entity_list: EntityList) -> Shown:
    """Answer a name as initials, and of the properties those that tell of nobody."""
    open_ones = {
        name for name, words in entity_list.properties.items() if words.get("privacy") == "umum"
    }
    hidden = {
        name: text if name in open_ones or not text else HIDDEN for name, text in values.items()
    }
    return Shown(initials(label), hidden)


def _without_foreign(values: dict[str, str], entity_list: EntityList) -> dict[str, str]:
    """Answer values with those hidden that a bidang writes for which the person has no grant."""
    if entity_list.name != PEOPLE:
        return values
    held = {one.bidang for one in get_person().access.reach(UNMASK)}
    return {
        name: text
        if {"", owner_of(PEOPLE, entity_list.bidang, name)} & held or not text
        else HIDDEN
        for name, text in values.items()
    }


def may_open(row: Entity, entity_list: EntityList) -> bool:
    """Answer whether a sasaran may be read in the clear."""
    return get_person().access.allows(UNMASK, row.posyandu_code or "", entity_list.bidang)


# -- the table


def stream_table(entity_list: EntityList, query: TableQuery, address: Address) -> Iterator[bytes]:
    """Answer a list as OData; what cannot be served is told before the first byte."""
    if query.oldest_first is not None:
        raise Problem("central.not_supported", feature="$orderby")
    wanted = wanted_of(entity_list, query.filter)
    count = store.count_entities(wanted) if query.count else None
    names = [odata_name(name) for name in sorted(entity_list.properties)]
    system = {"__id", "__system", "label", *(f"__system/{name}" for name in SYSTEM)}
    check_selected(query.select or (), {*system, *names})
    after = query.after.instance_id if query.after else ""
    start = replace(wanted, after=after, skip=0 if after else query.skip)
    return _written(entity_list, start, query, address, count)


def wanted_of(entity_list: EntityList, text: str) -> WantedEntities:
    """Answer which sasaran of a list a filter means, within the person's reach."""
    fields = store.filter_fields()
    condition = condition_of(read_filter(text, fields, now()), fields) if text else None
    return WantedEntities(entity_list.name, areas_of(entity_list, SEE_SUBJECTS), condition)


def _written(
    entity_list: EntityList,
    wanted: WantedEntities,
    query: TableQuery,
    address: Address,
    count: int | None,
) -> Iterator[bytes]:
    yield b'{"value":['
    footer: dict[str, Any] = {"@odata.context": f"{address.service}/$metadata#Entities"}
    written, last = 0, ""
    page = min(store.PAGE, query.top + 1) if query.top is not None else store.PAGE
    for row in _rows(entity_list, wanted, page):
        if query.top is not None and written == query.top:
            if last:
                footer["@odata.nextLink"] = next_link(address.url, address.args, Token(last))
            break
        yield (b"," if written else b"") + orjson.dumps(_selected(row, query.select))
        written, last = written + 1, row["__id"]
    if count is not None:
        footer["@odata.count"] = count
    yield b"]," + orjson.dumps(footer)[1:]


def _rows(entity_list: EntityList, wanted: WantedEntities, page: int) -> Iterator[dict[str, Any]]:
    for rows in store.stream_entities(wanted, page):
        creators = store.creators_of([row.entity_id for row in rows])
        for row in rows:
            said_of = shown(row, entity_list)
            creator_id, creator = creators.get(row.entity_id, (0, ""))
            yield {
                "__id": row.entity_id,
                "label": said_of.label,
                "__system": _system(row, creator_id, creator),
                **{
                    odata_name(name): said_of.values.get(name)
                    for name in sorted(entity_list.properties)
                },
            }


def _system(row: Entity, creator_id: int, creator: str) -> dict[str, Any]:
    return {
        "createdAt": moment(row.created_at),
        "creatorId": str(creator_id),
        "creatorName": creator,
        "updates": row.version - 1,
        "updatedAt": moment(row.updated_at) if row.version > 1 else None,
        "deletedAt": None,
        "version": row.version,
        "conflict": row.conflict or None,
    }


def _selected(row: dict[str, Any], chosen: frozenset[str] | None) -> dict[str, Any]:
    if chosen is None:
        return row
    found = {name: value for name, value in row.items() if name in chosen}
    system = {name: row["__system"][name] for name in SYSTEM if f"__system/{name}" in chosen}
    return found | ({"__system": system} if system and "__system" not in chosen else {})


def csv_lines(entity_list: EntityList, wanted: WantedEntities) -> Iterator[list[list[Any]]]:
    """Answer a list as the lines of Central's CSV, the header first."""
    properties = sorted(entity_list.properties)
    last = "__createdAt __creatorId __creatorName __updates __updatedAt __version".split()
    yield [["__id", "label", *properties, *last]]
    for rows in store.stream_entities(wanted):
        creators = store.creators_of([row.entity_id for row in rows])
        lines = []
        for row in rows:
            said_of = shown(row, entity_list)
            system = _system(row, *creators.get(row.entity_id, (0, "")))
            values = [said_of.values.get(name, "") for name in properties]
            known = [system[name.removeprefix("__")] for name in last]
            lines.append([row.entity_id, said_of.label, *values, *known])
        yield lines


# -- Central's shape


def entity_shape(
    row: Entity, entity_list: EntityList, creator: tuple[int, str], *, with_data: bool
) -> dict[str, Any]:
    """Answer a sasaran as Central does."""
    said_of, (creator_id, name) = shown(row, entity_list), creator
    changed = row.version > 1
    return {
        "uuid": row.entity_id,
        "createdAt": moment(row.created_at),
        "creatorId": creator_id,
        "updatedAt": moment(row.updated_at) if changed else None,
        "deletedAt": None if row.state == entity_store.ALIVE else moment(row.updated_at),
        "conflict": row.conflict or None,
        "creator": {"id": creator_id, "displayName": name},
        "currentVersion": {
            "label": said_of.label,
            "current": True,
            "createdAt": moment(row.updated_at),
            "creatorId": creator_id,
            "userAgent": "",
            "version": row.version,
            "baseVersion": row.version - 1 if changed else None,
            "conflictingProperties": None,
            **({"data": said_of.values} if with_data else {}),
        },
    }


def versions_of(row: Entity, entity_list: EntityList) -> list[dict[str, Any]]:
    """Answer the versions of a sasaran, oldest first, each as it was by what counts today."""
    one = log_store.list_entities([row.entity_id])[row.entity_id]
    numbers = store.numbers_of_users({version.actor for version in one.versions if version.actor})
    roots = {version.root_id for version in one.versions if version.root_id}
    forms = submissions_store.forms_of(roots)
    opened = may_open(row, entity_list)
    found = []
    for version in one.versions:
        state = state_of(one, version.number)
        words = Shown(state.label, _without_foreign(state.values, entity_list))
        said_of = words if opened else masked(state.label, state.values, entity_list)
        found.append(
            _version(version, said_of, one.current)
            | {"creatorId": numbers.get(version.actor, 0), "source": _source(version, forms)}
        )
    return found


def _source(version: Version, forms: Mapping[str, str]) -> dict[str, Any]:
    """Answer what made a version as Central does: a submission, or nothing where a person did."""
    if version.root_id is None:
        return {}
    root = {"instanceId": version.root_id, "xmlFormId": forms.get(version.root_id)}
    current = {"instanceId": version.source_id or version.instance_id}
    return {"submission": root | {"currentVersion": current}}


def _version(version: Version, said_of: Shown, current: int) -> dict[str, Any]:
    return {
        "label": said_of.label,
        "data": said_of.values,
        "current": version.number == current,
        "createdAt": moment(version.at),
        "userAgent": "",
        "version": version.number,
        "baseVersion": version.base,
        "conflict": version.conflict or None,
    }
