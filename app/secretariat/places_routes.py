"""Pages of the registry of Posyandu and area codes, and what may be done to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import MANAGE_REGISTRY, SEE_REGISTRY
from app.problems import Problem
from app.registry import history_store, listing_store, store
from app.registry.models import Posyandu, RegistryEvent
from app.registry.succession import CLOSED, ENDED_NAMES, FORMER
from app.secretariat import acts, areas_service, places_service, undo_service
from app.secretariat.acts import Act
from app.secretariat.typed import act_of, place_values, text_of
from app.web.guards import allow, check, get_person, local_now
from app.web.layout import areas_of, check_area, here

places = Blueprint("places", __name__, template_folder="templates")
PAGE = 40
SHOWN = {"": "Yang buka", "percontohan": "Percontohan", "ditutup": "Ditutup dan digabung"}


@places.get("/pengaturan/posyandu")
@allow(SEE_REGISTRY)
def listing() -> str:
    """List the Posyandu of the person's area, open ones unless another state is asked for."""
    areas = areas_of(SEE_REGISTRY, here().area)
    search, after = text_of(request.args, "q", 80), request.args.get("sesudah", "")
    state = request.args.get("keadaan", "")
    state = state if state in SHOWN else ""
    wanted = listing_store.Wanted(areas, search, state)
    rows = listing_store.list_places(wanted, after, PAGE + 1) if areas else []
    more = {"q": search, "keadaan": state}
    shown = rows[:PAGE]
    return render_template(
        "secretariat/places.html",
        rows=_rows(shown),
        filter=more,
        states=SHOWN,
        total=listing_store.count_places(wanted) if areas else 0,
        may_manage=get_person().access.may(MANAGE_REGISTRY),
        villages=_villages(areas),
        next_url=f"/pengaturan/posyandu?{here().query(sesudah=shown[-1].code, **more)}"
        if len(rows) > PAGE
        else None,
        prev_url=f"/pengaturan/posyandu?{here().query(**more)}" if after else None,
    )


def _rows(rows: Sequence[Posyandu]) -> list[dict[str, Any]]:
    parents = [row.desa.rpartition(".")[0] for row in rows]
    names = store.names_of_areas([*(row.desa for row in rows), *parents])
    people = listing_store.count_kader([row.code for row in rows])
    return [
        {
            "code": row.code,
            "name": row.name,
            "desa": names.get(row.desa, ""),
            "kecamatan": names.get(row.desa.rpartition(".")[0], ""),
            "kader": people.get(row.code, 0),
            "pilot": row.is_pilot,
            "ended": ENDED_NAMES.get(row.ended_as or "", ""),
            "url": _url(row.code),
        }
        for row in rows
    ]


def _villages(areas: Sequence[str]) -> list[tuple[str, str]]:
    named = store.list_wilayah(("kecamatan", "desa"))
    names = {area.code: area.name for area in named}
    return [
        (area.code, f"{area.name}, {names.get(area.parent or '', '')}")
        for area in named
        if area.level == "desa"
        and any(not one or area.code == one or area.code.startswith(f"{one}.") for one in areas)
    ]


def _url(code: str) -> str:
    return f"/pengaturan/posyandu/{code}?{here().query()}"


@places.post("/pengaturan/posyandu")
@allow(MANAGE_REGISTRY)
def add() -> BaseResponse:
    """Register a Posyandu under the next free code of its desa."""
    desa = text_of(request.form, "kode_desa", 13)
    check(MANAGE_REGISTRY, desa, "")
    code = places_service.add_place(desa, request.form.get("nama", ""), {}, _act())
    flash(f"Posyandu terdaftar dengan kode {code}.", "good")
    return redirect(_url(code))


@places.get("/pengaturan/posyandu/<code>")
@allow(SEE_REGISTRY)
def place(code: str) -> str | BaseResponse:
    """Show one Posyandu's data, people and history, and what may be done to it."""
    row = store.get_posyandu(code)
    check_area(SEE_REGISTRY, row.code)
    if row.ended_as == FORMER and row.successor:
        return redirect(_url(row.successor))
    family = [code, *history_store.list_former_codes([code])]
    events = history_store.list_events(family)
    undone = history_store.list_undone([event.event_id for event in events])
    may_manage = get_person().access.allows(MANAGE_REGISTRY, code, "")
    return render_template(
        "secretariat/place.html",
        place=_rows([row])[0] | {"row": row, "closed": row.ended_as == CLOSED},
        successor=store.find_posyandu(row.successor) if row.successor else None,
        aliases=history_store.list_aliases([code]).get(code, []),
        former=sorted(set(family) - {code}),
        people=history_store.list_kader_of(code),
        events=[event_words(event, undone, may_manage) for event in events],
        may_manage=may_manage,
        others=_others(row) if may_manage else [],
        villages=_villages(areas_of(MANAGE_REGISTRY, "")) if may_manage else [],
        today=local_now().date(),
    )


def _others(row: Posyandu) -> list[tuple[str, str]]:
    """Answer the Posyandu it may be merged into: of its kecamatan, those of its desa first."""
    rows = store.list_posyandu([row.desa.rpartition(".")[0]], limit=1000)
    names = store.names_of_areas(one.desa for one in rows)
    ordered = sorted(rows, key=lambda one: (one.desa != row.desa, one.code))
    return [
        (one.code, f"{one.name}, {names.get(one.desa, '')} ({one.code})")
        for one in ordered
        if one.code != row.code
    ]


def event_words(event: RegistryEvent, undone: frozenset[int], may_manage: bool) -> dict[str, Any]:
    """Answer an event as its line of the history reads."""
    is_undone = event.event_id in undone
    can = may_manage and event.kind in acts.UNDOABLE and not is_undone
    return {
        "id": event.event_id,
        "kind": event.kind,
        "name": acts.NAMES.get(event.kind, event.kind),
        "at": event.at,
        "actor": event.actor,
        "effective_on": event.effective_on,
        "decree": event.decree,
        "reason": event.reason,
        "code": event.posyandu_code,
        "other": event.other_code,
        "details": event.details,
        "undone": is_undone,
        "undo_url": f"/pengaturan/riwayat/{event.event_id}/batal?{here().query()}"
        if can and undo_service.can_undo(event)
        else "",
    }


# -- acts


def _act() -> Act:
    return act_of(request.form, get_person().name, local_now().date())


def _done(code: str, text: str) -> BaseResponse:
    flash(text, "good")
    return redirect(_url(code))


@places.post("/pengaturan/posyandu/<code>/nama")
@allow(MANAGE_REGISTRY)
def rename(code: str) -> BaseResponse:
    """Give a Posyandu another name."""
    check(MANAGE_REGISTRY, code, "")
    places_service.rename(code, request.form.get("nama", ""), _act())
    return _done(code, "Nama baru disimpan. Nama lama tetap dapat dicari.")


@places.post("/pengaturan/posyandu/<code>/data")
@allow(MANAGE_REGISTRY)
def change(code: str) -> BaseResponse:
    """Change a Posyandu's data."""
    check(MANAGE_REGISTRY, code, "")
    changed = places_service.change(code, place_values(request.form), _act())
    return _done(code, "Data disimpan." if changed else "Tidak ada yang berubah.")


@places.post("/pengaturan/posyandu/<code>/tutup")
@allow(MANAGE_REGISTRY)
def close(code: str) -> BaseResponse:
    """Close a Posyandu."""
    check(MANAGE_REGISTRY, code, "")
    places_service.close(code, _act())
    return _done(code, "Posyandu ditutup. Laporan yang sudah ada tetap tersimpan.")


@places.post("/pengaturan/posyandu/<code>/buka")
@allow(MANAGE_REGISTRY)
def reopen(code: str) -> BaseResponse:
    """Open a closed Posyandu again."""
    check(MANAGE_REGISTRY, code, "")
    places_service.reopen(code, _act())
    return _done(code, "Posyandu dibuka kembali.")


@places.post("/pengaturan/posyandu/<code>/gabung")
@allow(MANAGE_REGISTRY)
def merge(code: str) -> BaseResponse:
    """Merge a Posyandu into another."""
    check(MANAGE_REGISTRY, code, "")
    into = text_of(request.form, "ke", 20)
    check(MANAGE_REGISTRY, into, "")
    whole_past = request.form.get("riwayat") == "ikut"
    places_service.merge(code, into, _act(), whole_past=whole_past)
    return _done(into, "Posyandu digabung. Kiriman dan profilnya sedang dihitung ulang.")


@places.post("/pengaturan/posyandu/<code>/pecah")
@allow(MANAGE_REGISTRY)
def split(code: str) -> BaseResponse:
    """Make a new Posyandu out of one."""
    check(MANAGE_REGISTRY, code, "")
    chosen = [int(one) for one in request.form.getlist("kader") if one.isdecimal()][:500]
    new = places_service.split(code, request.form.get("nama", ""), chosen, _act())
    return _done(new, f"Posyandu baru terdaftar dengan kode {new}.")


@places.post("/pengaturan/posyandu/<code>/pindah")
@allow(MANAGE_REGISTRY)
def move(code: str) -> BaseResponse:
    """Move a Posyandu to another desa, under a new code."""
    check(MANAGE_REGISTRY, code, "")
    desa = text_of(request.form, "kode_desa", 13)
    check(MANAGE_REGISTRY, desa, "")
    new = places_service.move(code, desa, _act())
    return _done(new, f"Posyandu sekarang berkode {new}. Kode lama tetap dikenali.")


@places.post("/pengaturan/riwayat/<int(max=999999999):event_id>/batal")
@allow(MANAGE_REGISTRY)
def undo(event_id: int) -> BaseResponse:
    """Undo an act of the registry."""
    event = history_store.get_event(event_id)
    for code in (event.posyandu_code, event.other_code, event.area):
        if code:
            check(MANAGE_REGISTRY, code, "")
    undo_service.undo(event_id, _act())
    if event.posyandu_code:
        return _done(event.posyandu_code, "Perubahan itu dibatalkan.")
    flash("Perubahan kode wilayah itu dibatalkan.", "good")
    return redirect(f"/pengaturan/wilayah?{here().query()}")


# -- area codes


@places.get("/pengaturan/wilayah")
@allow(SEE_REGISTRY)
def areas() -> str:
    """List the kecamatan with their desa and Posyandu, and the changes of codes so far."""
    reached = areas_of(SEE_REGISTRY, here().area)
    events = history_store.list_area_events()
    undone = history_store.list_undone([event.event_id for event in events])
    may_manage = get_person().access.allows(MANAGE_REGISTRY, "", "")
    return render_template(
        "secretariat/areas.html",
        rows=listing_store.list_area_counts(reached) if reached else [],
        # Only the newest may be undone at all, and to ask costs a look at every Posyandu below.
        events=[
            event_words(event, undone, may_manage and number == 0)
            for number, event in enumerate(events)
        ],
        may_manage=may_manage,
        codes=[(one.code, one.name) for one in store.list_wilayah(("kecamatan", "desa"))],
        today=local_now().date(),
    )


@places.post("/pengaturan/wilayah")
@allow(MANAGE_REGISTRY)
def recode_area() -> BaseResponse:
    """Give a kecamatan or desa another code, and everything below it."""
    if not get_person().access.allows(MANAGE_REGISTRY, "", ""):
        raise Problem("accounts.not_allowed")
    count = areas_service.recode_area(
        text_of(request.form, "lama", 13),
        text_of(request.form, "baru", 13),
        text_of(request.form, "nama", 120),
        _act(),
    )
    flash(f"Kode wilayah diganti; {count} Posyandu mendapat kode baru.", "good")
    return redirect(f"/pengaturan/wilayah?{here().query()}")
