"""Posyandu profiles, one tab a bidang."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import (
    SEE_PROFILE,
    SEE_REGISTRY,
    SEE_SUBJECTS,
    SEE_SUBMISSIONS,
)
from app.design.computed import COMPUTED
from app.design.library import read_totals
from app.design.models import ProfileField
from app.merge.fold import Cell, CellKey
from app.merge.past_service import profile_before
from app.merge.resolution import ASKED, CERTAIN, CONFLICT
from app.problems import Problem
from app.registry import history_store
from app.registry import store as registry
from app.registry.bidang import ALL
from app.registry.models import Posyandu
from app.registry.periods import end_of_day, next_month
from app.registry.succession import ENDED_NAMES, FORMER
from app.registry.values import value_text
from app.registry.words import YEAR
from app.report import service
from app.report.statuses import Mark
from app.report.totals import by_field
from app.report.values import change_text
from app.web.guards import allow, get_person, local_now, reach, settings
from app.web.layout import has_reach, here

profiles = Blueprint("profiles", __name__, template_folder="templates")


@profiles.get("/posyandu/<code>")
@allow(SEE_PROFILE)
def profile(code: str) -> str | BaseResponse:
    """Show a Posyandu's profile: one tab a bidang, each value leading to its source."""
    place, row = here(SEE_PROFILE), registry.get_posyandu(code)
    if row.ended_as == FORMER and row.successor:
        kept = {name: request.args.get(name) for name in ("bidang", "tanggal")}
        return redirect(f"/posyandu/{row.successor}?{place.query(**kept)}")
    tabs = [one for one in ALL if get_person().access.allows(SEE_PROFILE, code, one.key)]
    if not tabs:
        raise Problem("accounts.not_allowed")
    keys = [one.key for one in tabs]
    active = request.args.get("bidang", "")
    active = active if active in keys else keys[0]
    month = service.month_of_places(reach(SEE_PROFILE), [row], place.period, local_now().date())
    day = day_asked("tanggal")
    past = past_cells(code, day) if day else None
    found = service.profile_of(code, active, place.period, next_month(place.period, -1), past)
    return render_template(
        "report/profile.html",
        posyandu=place_words(row),
        people_url=_people_url(code),
        as_of=day,
        today=local_now().date(),
        tabs=[
            {
                "key": one.key,
                "name": one.name,
                **_mark_words(None if day else month.marks.get((code, one.key))),
                "url": f"/posyandu/{code}?{place.query(bidang=one.key, tanggal=in_address(day))}",
            }
            for one in tabs
        ],
        active_tab=active,
        sections=_sections(code, found),
        timeline=_timeline(found),
    )


def day_asked(name: str) -> date | None:
    """Answer a day of the past that the address names; a day to come, or none, is None."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < local_now().date() else None


def past_cells(code: str, day: date) -> dict[CellKey, Cell]:
    """Answer the cells a Posyandu had when a day ended."""
    found = profile_before(code, moment_after(day))
    return {key: one.cell for key, one in found.items()}


def moment_after(day: date) -> datetime:
    """Answer the moment a day ends here."""
    return end_of_day(day, settings().zone)


def in_address(day: date | None) -> str | None:
    """Answer a day as an address names it."""
    return day.isoformat() if day else None


def _mark_words(mark: Mark | None) -> dict[str, str | None]:
    if mark is None:
        return {"status": None, "word": None, "report_url": None}
    url = report_url(mark.instance_id)
    return {"status": mark.status, "word": mark.word, "report_url": url}


def _people_url(code: str) -> str:
    """Answer where a Posyandu's people are listed, for who may see any of them."""
    return f"/posyandu/{code}/warga?{here().query()}" if has_reach(SEE_SUBJECTS, code) else ""


def report_url(instance_id: str | None) -> str | None:
    """Answer where a submission is read, for who may."""
    if instance_id is None or not get_person().access.may(SEE_SUBMISSIONS):
        return None
    return f"/kiriman/{instance_id}?{here().query()}"


def place_words(row: Posyandu) -> dict[str, Any]:
    """Answer what a page says of a Posyandu at its head."""
    parts = row.desa.split(".")
    names = registry.names_of_areas([".".join(parts[:2]), ".".join(parts[:3]), row.desa])
    return {
        "code": row.code,
        "name": row.name,
        "desa": names.get(row.desa, ""),
        "kecamatan": names.get(".".join(parts[:3]), ""),
        "kabupaten": names.get(".".join(parts[:2]), ""),
        "is_demo": row.is_demo,
        "pilot": row.is_pilot,
        "ended": ENDED_NAMES[row.ended_as] if row.ended_as else "",
        "ended_on": row.closed_on,
        "also_known_as": history_store.list_aliases([row.code]).get(row.code, []),
        "registry_url": f"/pengaturan/posyandu/{row.code}"
        if get_person().access.may(SEE_REGISTRY)
        else "",
    }


def _sections(code: str, found: service.Profile) -> list[dict[str, Any]]:
    """Answer the sections that have anything to show, in the catalogue's order."""
    words = service.words_of_fields()
    sections: dict[str, list[dict[str, Any]]] = {}
    compared = by_field(read_totals(), lambda name: (cell := found.now.get(name)) and cell.value)
    for field in found.fields:
        cell = found.now.get(field.field)
        if cell is not None and cell.rule != "event":
            choices = words[field.field].choices if field.field in words else None
            value = _value_row(code, field, cell, found.before.get(field.field), choices)
            both = compared.get(field.field)
            value["differs"] = both if both and both.differs else None
            sections.setdefault(field.section, []).append(value)
    return [{"name": name, "values": values} for name, values in sections.items()]


def _value_row(
    code: str,
    field: ProfileField,
    cell: Cell,
    before: Cell | None,
    choices: Mapping[str, str] | None,
) -> dict[str, Any]:
    photos = _photos(cell) if cell.rule == "attachment" and not _hides(field) else []
    text = f"{len(photos)} berkas" if photos else ""
    if not photos:
        text = field_text(field, cell.value, choices)
    period = cell.key.period
    change = change_text(cell.value, before.value) if before and period and not photos else None
    is_computed = (
        cell.rule == COMPUTED
    )  # what it comes from is to be reviewed and decided, not itself
    return {
        "field": field.field,
        "label": field.label,
        "value_text": text,
        "unit": "" if photos or field.unit == YEAR else field.unit,
        "state": "belum_ditinjau" if cell.unreviewed and not is_computed else "diterima",
        "conflict": cell.status == CONFLICT and not is_computed,
        "asked": cell.status == ASKED and not is_computed,
        "computed": is_computed,
        "shaky": is_computed and cell.status != CERTAIN,
        "change": change if field.privacy == "umum" else None,
        "n_sources": cell.sources,
        "panel_url": url_for("value_source.value", code=code, field=field.field, period=period)
        + f"&{here().query(tanggal=in_address(day_asked('tanggal')))}",
        "photos": photos,
    }


def field_text(field: ProfileField, value: Any, choices: Mapping[str, str] | None) -> str:  # noqa: ANN401
    """Answer a value in words; what may name people is masked."""
    if field.unit == YEAR and not _hides(field):
        return str(value)
    return value_text(value, choices, masked=_hides(field))


def _photos(cell: Cell) -> list[dict[str, str]]:
    return [
        {
            "url": url_for("intake.attachment", instance_id=item["instance_id"], name=item["name"]),
            "name": item["name"],
        }
        for item in cell.value
    ]


def _timeline(found: service.Profile) -> list[dict[str, Any]]:
    """Answer the month's events, newest first; what was told at one moment is one event."""
    words = service.words_of_fields()
    events: dict[str, list[tuple[str, str]]] = {}
    for field in found.fields:
        cell = found.now.get(field.field)
        choices = words[field.field].choices if field.field in words else None
        for item in cell.value if cell is not None and cell.rule == "event" else ():
            text = value_text(item["value"], choices, masked=_hides(field))
            events.setdefault(item["at"], []).append((field.label, text))
    return [
        {"date": service.moment_of(moment), "told": told}
        for moment, told in sorted(events.items(), reverse=True)
    ]


def _hides(field: ProfileField) -> bool:
    return field.privacy != "umum"
