"""Pages of sasaran: the lists phones receive, what is in them, and what a person must look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import service as accounts
from app.accounts.access import DECIDE, EDIT_FORMS, REFER, SEE_SUBJECTS, UNMASK, narrowest
from app.design.grants_service import editable_bidang
from app.design.service import list_released
from app.merge import entities_service
from app.merge import entity_log_store as log_store
from app.merge.entity_state import ALIVE
from app.problems import Problem
from app.registry import entity_store
from app.registry import store as registry
from app.registry.entity_faults import FAULTS
from app.registry.entity_models import Entity, EntityList
from app.review.entity_pages import KINDS, Words, conflicts_of, initials, values_of
from app.review.screening_service import screenings_of_entity
from app.web.guards import allow, check, get_person, reach
from app.web.layout import here
from xlsform.people import owner_of

sasaran = Blueprint("sasaran", __name__, template_folder="templates")
PAGE = 50
SHORTEST_REASON = 5
SHORTEST_NAME = 3
MOST_FOUND = 50


@sasaran.get("/sasaran")
@allow(SEE_SUBJECTS)
def lists() -> str:
    """List the lists with what needs a person: conflicts, held updates, submissions that failed."""
    seen = [row for row in entity_store.list_lists() if _areas(row)]
    names = {row.name: row.label for row in entity_store.list_lists()}
    held = log_store.list_held(reach(SEE_SUBJECTS), PAGE)
    failed = log_store.list_problems(reach(SEE_SUBJECTS), PAGE)
    places = registry.names_of_posyandu(
        row.posyandu_code for _one, row in (*held, *failed) if row.posyandu_code
    )
    return render_template(
        "review/sasaran.html",
        lists=[_list_row(row) for row in seen],
        held=[
            _waiting(row, places) | {"list": names.get(one.list_name, ""), "at": one.held_at}
            for one, row in held
        ],
        failed=[
            _waiting(row, places)
            | {"list": names.get(one.list_name, ""), "why": FAULTS[one.code], "count": one.detail}
            for one, row in failed
        ],
    )


def _waiting(row: Any, places: dict[str, str]) -> dict[str, Any]:  # noqa: ANN401 - a submission
    access = get_person().access
    return {
        "seq": row.seq,
        "url": f"/kiriman/{row.instance_id}?{here().query()}",
        "posyandu": places.get(row.posyandu_code or "", "Posyandu tidak dikenal"),
        "received": row.received_at,
        "may_force": access.allows(DECIDE, row.posyandu_code or "", row.bidang),
    }


def _list_row(row: EntityList) -> dict[str, Any]:
    areas = _areas(row)
    return {
        "name": row.name,
        "label": row.label,
        "bidang": row.bidang,
        "count": entity_store.count_entities(row.name, areas),
        "conflicts": entity_store.count_conflicts(row.name, areas),
        "faults": entity_store.count_faults(row.name) if "" in areas else 0,
        "needs_approval": row.needs_approval,
        "url": f"/sasaran/daftar/{row.name}?{here().query()}",
    }


def _areas(row: EntityList, action: str = SEE_SUBJECTS) -> tuple[str, ...]:
    """Answer the areas in which the person may see a list, cut to the chosen one."""
    granted = [one.area for one in reach(action) if not one.bidang or one.bidang == row.bidang]
    return narrowest(granted, here().area)


@sasaran.get("/sasaran/daftar/<name>")
@allow(SEE_SUBJECTS)
def rows(name: str) -> str:
    """List the sasaran of a list in the chosen area, names masked."""
    row = _seen_list(name)
    conflicts = request.args.get("keadaan") == "bertentangan"
    after = request.args.get("sesudah", "")
    found = entity_store.list_entities(name, _areas(row), after, PAGE + 1, conflicts=conflicts)
    more = {"keadaan": "bertentangan"} if conflicts else {}
    path = f"/sasaran/daftar/{name}?"
    last = found[PAGE - 1].entity_id if len(found) > PAGE else None
    return _rows_page(
        row,
        found[:PAGE],
        only_conflicts=conflicts,
        next_url=path + here().query(sesudah=last, **more) if last else None,
        prev_url=path + here().query(**more) if after else None,
    )


@sasaran.post("/sasaran/daftar/<name>/cari")
@allow(UNMASK)
def search(name: str) -> str:
    """Find persons by a part of their name; asked by POST, so that it stands in no address."""
    row = _seen_list(name)
    words = request.form.get("nama", "").casefold().split()
    if len("".join(words)) < SHORTEST_NAME:
        raise Problem("review.name_too_short", minimum=SHORTEST_NAME)
    accounts.log_access(get_person().name, "sasaran.cari", f"daftar:{name}")
    found: list[str] = []
    for area in _areas(row, UNMASK):
        for chunk in entity_store.stream_rows(name, area, []):
            found += (one[0] for one in chunk if all(w in one[2].casefold() for w in words))
            if len(found) >= MOST_FOUND:
                break
    entities = [entity_store.get_entity(entity_id) for entity_id in found[:MOST_FOUND]]
    return _rows_page(row, entities, searched=True)


def _seen_list(name: str) -> EntityList:
    row = entity_store.get_list(name)
    if not _areas(row):
        raise Problem("accounts.not_allowed")
    return row


def _rows_page(row: EntityList, entities: Sequence[Entity], **more: object) -> str:
    places = registry.names_of_posyandu(one.posyandu_code for one in entities if one.posyandu_code)
    return render_template(
        "review/sasaran_daftar.html",
        list=_list_row(row),
        rows=[
            {
                "label": _masked_label(one),
                "posyandu": places.get(one.posyandu_code or "", "Posyandu tidak dikenal"),
                "version": one.version,
                "updated": one.updated_at,
                "conflict": one.conflict,
                "alive": one.state == ALIVE,
                "url": f"/sasaran/{one.entity_id}?{here().query()}",
            }
            for one in entities
        ],
        may_search=bool(_areas(row, UNMASK)),
        may_edit=row.bidang in editable_bidang(),
        **{"only_conflicts": False, "searched": False, "next_url": None, "prev_url": None, **more},
    )


def _masked_label(row: Entity) -> str:
    if row.fault == "rusak":
        return "(tidak dapat dibuka)"
    return initials(entity_store.open_content(row.entity_id, row.content)[0])


@sasaran.post("/sasaran/daftar/<name>/persetujuan")
@allow(EDIT_FORMS)
def approval(name: str) -> BaseResponse:
    """Say whether new sasaran of a list wait until their submission is accepted."""
    row = _seen_list(name)
    if row.bidang not in editable_bidang():
        raise Problem("accounts.not_allowed")
    wanted = request.form.get("perlu") == "1"
    entities_service.set_needs_approval(name, wanted, get_person().name)
    flash(
        "Sasaran baru menunggu sampai kirimannya diterima."
        if wanted
        else "Sasaran baru langsung masuk daftar; yang tadinya menunggu ikut masuk.",
        "good",
    )
    return redirect(f"/sasaran/daftar/{name}?{here().query()}")


@sasaran.get("/sasaran/<entity_id>")
@allow(SEE_SUBJECTS)
def entity(entity_id: str) -> str:
    """Show one sasaran: its values and where they came from, people's data masked."""
    return _entity_page(*_seen_entity(entity_id), unmasked=False)


@sasaran.post("/sasaran/<entity_id>/buka")
@allow(UNMASK)
def unmask(entity_id: str) -> str:
    """Show one sasaran with people's data, after logging who and why."""
    row, entity_list = _seen_entity(entity_id)
    check(UNMASK, row.posyandu_code or "", entity_list.bidang)
    reason = request.form.get("alasan", "").strip()
    if len(reason) < SHORTEST_REASON:
        raise Problem("accounts.reason_missing")
    accounts.log_access(get_person().name, UNMASK, f"sasaran:{entity_id}", reason[:500])
    return _entity_page(row, entity_list, unmasked=True)


@sasaran.post("/sasaran/<entity_id>/selesaikan")
@allow(DECIDE)
def resolve(entity_id: str) -> BaseResponse:
    """Close the conflicts of a sasaran: keep it, or with values the person typed."""
    row, entity_list = _seen_entity(entity_id)
    check(DECIDE, row.posyandu_code or "", entity_list.bidang)
    reason, seen = request.form.get("alasan", "").strip(), request.form.get("versi", "")
    if len(reason) < SHORTEST_REASON:
        raise Problem("accounts.reason_missing")
    typed = {
        name.removeprefix("nilai."): text.strip()[:1000]
        for name, text in request.form.items()
        if name.startswith("nilai.") and text.strip()
    }
    known = {
        name: text for name, text in typed.items() if name in {"label", *entity_list.properties}
    }
    number = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
    entities_service.resolve_conflict(entity_id, number, known, get_person().name, reason)
    flash("Pertentangan selesai. Ponsel menerima nilai ini pada penyegaran berikutnya.", "good")
    return redirect(f"/sasaran/{entity_id}?{here().query()}")


@sasaran.post("/sasaran/tertunda/<int(max=999999999):seq>/terapkan")
@allow(DECIDE)
def force(seq: int) -> BaseResponse:
    """Apply a held submission's updates without waiting any longer; flagged."""
    waiting = log_store.list_held(reach(DECIDE), limit=1, seq=seq)
    if not waiting:
        raise Problem("registry.unknown_entity")
    entities_service.force_held(seq, get_person().name)
    flash("Pembaruan itu sudah diterapkan dan ditandai untuk dilihat.", "good")
    return redirect(f"/sasaran?{here().query()}")


def _seen_entity(entity_id: str) -> tuple[Entity, EntityList]:
    row = entity_store.get_entity(entity_id)
    entity_list = entity_store.get_list(row.list_name)
    check(SEE_SUBJECTS, row.posyandu_code or "", entity_list.bidang)
    return row, entity_list


def _choices(list_name: str) -> dict[str, dict[str, str]]:
    """Answer the forms' words for what is chosen for a list's properties."""
    found: dict[str, dict[str, str]] = {}
    for released in list_released():
        for use in released.schema.entities:
            for name, path in use.saves if use.dataset == list_name else ():
                found.setdefault(name, {}).update(released.choices.get(path, {}))
    return found


def _entity_page(row: Entity, entity_list: EntityList, *, unmasked: bool) -> str:
    one = log_store.list_entities([row.entity_id])[row.entity_id]
    place, access = row.posyandu_code or "", get_person().access
    owners = {
        one: owner_of(row.list_name, entity_list.bidang, one) for one in entity_list.properties
    }
    closed = {one for one, owner in owners.items() if not access.allows(SEE_SUBJECTS, place, owner)}
    words = Words(entity_list.properties, unmasked, frozenset(closed), _choices(row.list_name))
    values = values_of(one, words)
    names = registry.names_of_posyandu([place] if place else [])
    return render_template(
        "review/sasaran_satu.html",
        entity={
            "label": values[0].text,
            "alive": row.state == ALIVE,
            "conflict": row.conflict,
            "version": row.version,
            "posyandu": names.get(place, "Posyandu tidak dikenal"),
            "url": f"/sasaran/{row.entity_id}",
            "updated": row.updated_at,
        },
        list=_list_row(entity_list),
        values=values,
        conflicts=conflicts_of(one, words),
        versions=list(reversed(one.versions)),
        kinds=KINDS,
        screenings=screenings_of_entity(row.entity_id, place, unmasked=unmasked),
        held=[f"/kiriman/{held.instance_id}" for held in log_store.list_held_at(row.entity_id)],
        submission_url=_submission_url,
        may_unmask=not unmasked and access.allows(UNMASK, place, entity_list.bidang),
        may_decide=access.allows(DECIDE, place, entity_list.bidang),
        may_refer=bool(place) and access.allows(REFER, place, entity_list.bidang),
        entity_id=row.entity_id,
    )


def _submission_url(instance_id: str) -> str:
    return f"/kiriman/{instance_id}?{here().query()}"
