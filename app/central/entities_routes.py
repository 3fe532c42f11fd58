"""Lists of sasaran and the sasaran in them: read, add, change, take off, as tables and CSV."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from flask import Blueprint, Response, jsonify, request, stream_with_context
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import EDIT_FORMS, SEE_SUBJECTS, UNMASK
from app.central import entities_service as service
from app.central import entities_store as store
from app.central import entry_service, lists_service
from app.central.calls_service import (
    PROJECT,
    as_file,
    as_table,
    is_extended,
    json_body,
    within_project,
)
from app.central.csv_tables import write_lines
from app.central.edmx import list_metadata
from app.central.entities_store import WantedEntities
from app.central.reading_service import THROUGH_API
from app.central.table_query import read_query
from app.central.tables_service import Address
from app.central.wire import is_true
from app.merge.entities_service import resolve_conflict
from app.problems import Problem
from app.registry import entity_store
from app.registry.entity_models import EntityList
from app.web.guards import for_program, get_person

v1_lists = within_project(Blueprint("v1_lists", __name__))
LISTS = f"{PROJECT}/datasets"
LIST = f"{LISTS}/<name>"
ENTITIES = f"{LIST}/entities"
ONE = f"{ENTITIES}/<entity_id>"


@v1_lists.get(LISTS)
@for_program(SEE_SUBJECTS)
def lists() -> BaseResponse:
    """List the lists of which the person may see anything."""
    rows = [row for row in entity_store.list_lists() if service.areas_of(row, SEE_SUBJECTS)]
    return jsonify([lists_service.list_shape(row, extended=is_extended()) for row in rows])


@v1_lists.post(LISTS)
@for_program(EDIT_FORMS)
def add_list() -> BaseResponse:
    """Make a list."""
    return jsonify(lists_service.list_details(lists_service.add_list(json_body())))


@v1_lists.get(LIST)
@for_program(SEE_SUBJECTS)
def get_list(name: str) -> BaseResponse:
    """Answer a list with its properties."""
    row = service.get_seen_list(name)
    return jsonify(lists_service.list_details(row, extended=is_extended()))


@v1_lists.patch(LIST)
@for_program(EDIT_FORMS)
def change_list(name: str) -> BaseResponse:
    """Say whether new sasaran of a list wait for approval."""
    lists_service.change_list(service.get_seen_list(name), json_body())
    return jsonify(lists_service.list_details(entity_store.get_list(name)))


@v1_lists.post(f"{LIST}/properties")
@for_program(EDIT_FORMS)
def add_property(name: str) -> BaseResponse:
    """Give a list one more property."""
    lists_service.add_property(service.get_seen_list(name), json_body())
    return jsonify({"success": True})


# -- as a table


@v1_lists.get(f"{LIST}.svc")
@v1_lists.get(f"{LIST}.svc/")
@for_program(SEE_SUBJECTS)
def table_service(name: str) -> BaseResponse:
    """Answer which table a list has."""
    service.get_seen_list(name)
    value = [{"name": "Entities", "kind": "EntitySet", "url": "Entities"}]
    answer = jsonify({"@odata.context": f"{_service(name)}/$metadata", "value": value})
    answer.headers["OData-Version"] = "4.0"
    return answer


def _service(name: str) -> str:
    return f"{request.host_url}v1/projects/1/datasets/{name}.svc"


@v1_lists.get(f"{LIST}.svc/$metadata")
@for_program(SEE_SUBJECTS)
def metadata(name: str) -> BaseResponse:
    """Answer what a list's table holds."""
    row = service.get_seen_list(name)
    return Response(list_metadata(name, sorted(row.properties)), mimetype="application/xml")


@v1_lists.get(f"{LIST}.svc/Entities")
@for_program(SEE_SUBJECTS)
def table(name: str) -> BaseResponse:
    """Answer a list, or a page of it; in the clear only to whom may read it, and recorded."""
    row = service.get_seen_list(name)
    url = f"{_service(name)}/Entities"
    address = Address(_service(name), "Entities", url, request.args.to_dict())
    body = service.stream_table(row, read_query(request.args), address)
    return as_table(body, lambda: service.log_reading(row))


@v1_lists.get(f"{LIST}/entities.csv")
@for_program(SEE_SUBJECTS)
def csv(name: str) -> BaseResponse:
    """Answer a list as CSV."""
    row = service.get_seen_list(name)
    wanted = service.wanted_of(row, request.args.get("$filter", "").strip())
    service.log_reading(row)
    lines = (write_lines(some) for some in service.csv_lines(row, wanted))
    return as_file(Response(stream_with_context(lines), mimetype="text/csv"), f"{name}.csv")


# -- one by one


@v1_lists.get(ENTITIES)
@for_program(SEE_SUBJECTS)
def entities(name: str) -> BaseResponse:
    """List what the server knows of the sasaran of a list; of what they say only the name."""
    row = service.get_seen_list(name)
    wanted = service.wanted_of(row, "")
    service.log_reading(row)
    body = stream_with_context(_listed(row, wanted))
    return Response(body, mimetype="application/json")


def _listed(entity_list: EntityList, wanted: WantedEntities) -> Iterator[bytes]:
    yield b"["
    first = True
    for rows in store.stream_entities(wanted):
        creators = store.creators_of([row.entity_id for row in rows])
        for row in rows:
            creator = creators.get(row.entity_id, (0, ""))
            shape = service.entity_shape(row, entity_list, creator, with_data=False)
            yield (b"" if first else b",") + orjson.dumps(shape)
            first = False
    yield b"]"


@v1_lists.post(ENTITIES)
@for_program(UNMASK)
def add(name: str) -> BaseResponse:
    """Add one sasaran, or many at once (`entities`, with the `source` they come from)."""
    row, body = service.get_seen_list(name), json_body()
    many = body.get("entities")
    if many is None:
        return _one(row, entry_service.add(row, [body], "")[0])
    if not isinstance(many, list) or not many or not all(isinstance(one, dict) for one in many):
        raise Problem("central.bad_entity", reason="entities bukan daftar sasaran")
    source = body.get("source")
    named = str(source.get("name", "")) if isinstance(source, dict) else ""
    entry_service.add(row, many, named)
    return jsonify({"success": True})


def _one(entity_list: EntityList, entity_id: str) -> BaseResponse:
    row = entry_service.get_entity(entity_list, entity_id)
    creator = store.creators_of([row.entity_id]).get(row.entity_id, (0, ""))
    return jsonify(service.entity_shape(row, entity_list, creator, with_data=True))


@v1_lists.get(ONE)
@for_program(SEE_SUBJECTS)
def get_entity(name: str, entity_id: str) -> BaseResponse:
    """Answer one sasaran."""
    row = service.get_seen_list(name)
    service.log_reading(row)
    return _one(row, entity_id)


@v1_lists.patch(ONE)
@for_program(UNMASK)
def change(name: str, entity_id: str) -> BaseResponse:
    """Write a new version of a sasaran; `resolve=true` closes its conflicts."""
    row, force = service.get_seen_list(name), is_true(request.args.get("force"))
    base, body = request.args.get("baseVersion", ""), json_body()
    resolves = is_true(request.args.get("resolve"))
    known = entry_service.get_entity(row, entity_id)
    if resolves and not known.conflict:
        raise Problem("central.no_conflict")
    if base != str(known.version) and not force:
        raise Problem("merge.entity_version", current=known.version, provided=base or "-")
    if body or not resolves:
        entry_service.change(row, entity_id, body, None if force else int(base))
    if resolves:
        known = entry_service.get_entity(row, entity_id)
        entry_service.check_resolves(row, known)
        reason = THROUGH_API
        resolve_conflict(known.entity_id, known.version, {}, get_person().name, reason)
    return _one(row, entity_id)


@v1_lists.delete(ONE)
@for_program(UNMASK)
def remove(name: str, entity_id: str) -> BaseResponse:
    """Take a sasaran off its list; its versions stay."""
    entry_service.remove(service.get_seen_list(name), entity_id)
    return jsonify({"success": True})


@v1_lists.get(f"{ONE}/versions")
@for_program(SEE_SUBJECTS)
def versions(name: str, entity_id: str) -> BaseResponse:
    """List the versions of a sasaran, oldest first."""
    row = service.get_seen_list(name)
    known = entry_service.get_entity(row, entity_id)
    service.log_reading(row)
    return jsonify(service.versions_of(known, row))
