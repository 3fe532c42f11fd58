"""Posyandu profiles, and where a value comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import (
    DECIDE,
    REFER,
    SEE_PROFILE,
    SEE_REGISTRY,
    SEE_SUBJECTS,
    SEE_SUBMISSIONS,
)
from app.design.library import read_totals
from app.design.models import ProfileField
from app.design.store import list_fields
from app.merge.explain_service import Explained, explain
from app.merge.facts import Fact
from app.merge.fold import Cell, CellKey
from app.merge.past_service import profile_before
from app.merge.resolution import ASKED, CONFLICT, LOST, REASONS
from app.merge.rules import RULES
from app.problems import Problem
from app.registry import history_store
from app.registry import store as registry
from app.registry.bidang import ALL, bidang_of_field
from app.registry.models import Posyandu
from app.registry.periods import end_of_day, is_period, month_name, next_month
from app.registry.succession import ENDED_NAMES, FORMER
from app.registry.values import value_text
from app.registry.words import YEAR
from app.report import service
from app.report.statuses import Mark
from app.report.totals import by_field
from app.report.totals_service import People, compared_of, counted_people
from app.report.values import change_text
from app.review.queue_service import question_about
from app.review.subject_pages import lines_of
from app.web.guards import allow, check, get_person, local_now, reach, settings
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
    past = _past(code, day) if day else None
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
                "url": f"/posyandu/{code}?{place.query(bidang=one.key, tanggal=_iso(day))}",
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


def _past(code: str, day: date) -> dict[CellKey, Cell]:
    found = profile_before(code, moment_after(day))
    return {key: one.cell for key, one in found.items()}


def moment_after(day: date) -> datetime:
    """Answer the moment a day ends here."""
    return end_of_day(day, settings().zone)


def _iso(day: date | None) -> str | None:
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
    photos = _photos(cell) if cell.rule == "attachment" else []
    text = f"{len(photos)} berkas" if photos else ""
    if not photos:
        text = field_text(field, cell.value, choices)
    period = cell.key.period
    change = change_text(cell.value, before.value) if before and period and not photos else None
    return {
        "field": field.field,
        "label": field.label,
        "value_text": text,
        "unit": "" if photos or field.unit == YEAR else field.unit,
        "state": "belum_ditinjau" if cell.unreviewed else "diterima",
        "conflict": cell.status == CONFLICT,
        "asked": cell.status == ASKED,
        "change": change if field.privacy == "umum" else None,
        "n_sources": cell.sources,
        "panel_url": url_for("profiles.value", code=code, field=field.field, period=period)
        + f"&{here().query(tanggal=_iso(day_asked('tanggal')))}",
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
    """Answer the month's events, newest first."""
    events = [
        {
            "date": service.moment_of(item["at"]),
            "text": f"{field.label}: {value_text(item['value'], None, masked=_hides(field))}",
        }
        for field in found.fields
        if (cell := found.now.get(field.field)) is not None and cell.rule == "event"
        for item in cell.value
    ]
    return sorted(events, key=lambda event: str(event["date"]), reverse=True)


def _hides(field: ProfileField) -> bool:
    return field.privacy != "umum"


# -- a value's source


@profiles.get("/posyandu/<code>/nilai")
@allow(SEE_PROFILE)
def value(code: str) -> str:
    """Show where a value comes from: the rule, the winners, and the losers with the reason."""
    field, period = request.args.get("field", ""), request.args.get("period", "")
    fields = {one.field: one for one in list_fields()}
    if field not in fields or (period and not is_period(period)):
        raise Problem("merge.unknown_value")
    bidang = bidang_of_field(field)
    check(SEE_PROFILE, code, bidang)
    day = day_asked("tanggal")
    key = CellKey(code, field, period)
    found = (
        profile_before(code, moment_after(day)).get(key) if day else explain(code, field, period)
    )
    if found is None:
        raise Problem("merge.unknown_value")
    clash = found.cell.status == CONFLICT and not day
    may_decide = clash and get_person().access.allows(DECIDE, code, bidang)
    resolution = found.resolution
    return render_template(
        "report/value.html",
        as_of=day,
        cell=_cell_words(fields[field], found, period),
        winners=_source_rows([(fact, "") for fact in resolution.winners], fields[field]),
        losers=_source_rows(resolution.losers, fields[field]),
        may_decide=may_decide,
        refer_url=_refer_url(key) if not day else None,
        seen=question_about(key, found).seen if may_decide else None,
        decide_url=f"/posyandu/{code}/nilai/keputusan?{here().query()}",
        posyandu=place_words(registry.get_posyandu(code)),
        back_url=f"/posyandu/{code}?{here().query(bidang=bidang, tanggal=_iso(day))}",
        total=None if day else _total_words(code, field, period, fields),
    )


def _total_words(
    code: str, field: str, period: str, fields: Mapping[str, ProfileField]
) -> dict[str, Any] | None:
    """Answer both totals a value is one of, and who was counted, for who may see people."""
    both = compared_of(code, field, period)
    if both is None:
        return None
    access = get_person().access
    bidang = bidang_of_field(both.total.counted)
    counted = missing = None
    if access.allows(SEE_SUBJECTS, code, bidang):
        found = counted_people(
            code,
            both.total.counted,
            period,
            lambda who: access.allows(SEE_SUBJECTS, who.posyandu_code, who.bidang),
        )
        counted, missing = map(_people_words, found)
    return {
        "words": both.words,
        "differs": both.differs,
        "has_begun": both.has_begun,
        "typed": [fields[one].label for one in both.total.typed if one in fields],
        "counted_label": fields[both.total.counted].label,
        "counted": counted,
        "missing": missing,
        "before": month_name(next_month(period, -1)),
    }


def _people_words(people: People) -> dict[str, Any]:
    """Answer people by initials, sex and year of birth; their own pages tell more, by right."""
    rows = []
    for subject_id, known in people.known.items():
        name, birth, sex, *_ = lines_of(known.portrait, unmasked=False)
        told = [*name.texts[:1], *sex.texts[:1], *birth.texts[:1]]
        url = f"/sasaran/orang/{subject_id}?{here().query()}"
        rows.append({"url": url, "words": ", ".join(told) or "Tanpa nama"})
    return {"rows": rows, "more": people.more, "nameless": people.nameless}


def _refer_url(key: CellKey) -> str | None:
    """Answer where the person may refer a value to another agency, or None."""
    if not get_person().access.allows(REFER, key.place, bidang_of_field(key.field)):
        return None
    return f"/rujukan/tentang?{here().query(jenis='nilai', kunci='~'.join(key))}"


def _cell_words(field: ProfileField, found: Explained, period: str) -> dict[str, Any]:
    rule = RULES[found.cell.rule]
    words = service.words_of_fields().get(field.field)
    text = field_text(field, found.cell.value, words.choices if words else None)
    if found.cell.rule == "attachment":
        text = f"{len(found.cell.value)} berkas"
    return {
        "field": field.field,
        "period": period,
        "label": field.label + (f", {month_name(period)}" if period else ""),
        "value_text": text,
        "unit": "" if field.unit == YEAR else field.unit,
        "rule_name": rule.name.capitalize(),
        "rule_words": rule.words,
        "reason": REASONS[found.resolution.reason],
        "conflict": found.cell.status == CONFLICT,
    }


def _source_rows(facts: Sequence[tuple[Fact, str]], field: ProfileField) -> list[dict[str, Any]]:
    words = service.words_of_fields().get(field.field)
    choices = words.choices if words else None
    return [
        {
            "value_text": field_text(field, one.fact.value, choices),
            "value_json": json.dumps(one.fact.value),
            "instance_id": one.submission.instance_id,
            "url": report_url(one.submission.instance_id),
            "form_title": one.form_title,
            "version": one.submission.version,
            "path": one.fact.path,
            "question": one.question,
            "kader": one.kader,
            "device_time": one.submission.ended_at,
            "received": one.submission.received_at,
            "state": one.fact.origin.state,
            "reason": LOST.get(one.reason, ""),
            "choosable": one.reason in {"berbeda", "lebih_lama", "belum_diterima"},
        }
        for one in service.sources_of(facts)
    ]
