"""Where a profile's value comes from: the rule, the winners, the losers, and the totals it is in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for

from app.accounts.access import DECIDE, REFER, SEE_PROFILE, SEE_SUBJECTS
from app.design.computed import COMPUTED
from app.design.models import ProfileField
from app.design.store import list_fields
from app.merge.computing import FUNCTIONS
from app.merge.explain_service import Explained, explain
from app.merge.facts import Fact
from app.merge.fold import CellKey
from app.merge.past_service import profile_before
from app.merge.resolution import CONFLICT, LOST, REASONS
from app.merge.rules import RULES
from app.problems import Problem
from app.registry import store as registry
from app.registry.bidang import bidang_of_field
from app.registry.periods import is_period, month_name, next_month
from app.registry.words import YEAR
from app.report import service
from app.report.profile_routes import (
    day_asked,
    field_text,
    in_address,
    moment_after,
    past_cells,
    place_words,
    report_url,
)
from app.report.totals_service import People, compared_of, counted_people
from app.review.queue_service import question_about
from app.review.subject_pages import lines_of
from app.scores.library import read_declared
from app.web.guards import allow, check, get_person
from app.web.layout import here

FROM_SCORES = " Server menilainya dari hasil skrining tiap sasaran: 1 berarti memenuhi, 0 tidak."

value_source = Blueprint("value_source", __name__, template_folder="templates")


@value_source.get("/posyandu/<code>/nilai")
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
    if fields[field].rule == COMPUTED:
        return _computed(code, fields, field, period, day)
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
        back_url=_back_url(code, bidang, day),
        total=None if day else _total_words(code, field, period, fields),
    )


def _computed(
    code: str, fields: Mapping[str, ProfileField], field: str, period: str, day: date | None
) -> str:
    """Show the function of a computed value, and the values it is computed from."""
    past = past_cells(code, day) if day else None
    found = service.computed_of(code, field, period, past)
    if found is None:
        raise Problem("merge.unknown_value")
    return render_template(
        "report/computed.html",
        as_of=day,
        label=_label(fields[field], period),
        value_text=found.cell and field_text(fields[field], found.cell.value, None),
        unit=fields[field].unit,
        words=FUNCTIONS[found.formula.function].words.id,
        source=found.formula.source,
        needs=[
            {
                "label": _label(fields[name], cell.key.period if cell else period),
                "value_text": cell and field_text(fields[name], cell.value, None),
                "unit": fields[name].unit,
                "url": cell and _value_url(cell.key, day),
            }
            for name, cell in found.needs.items()
        ],
        posyandu=place_words(registry.get_posyandu(code)),
        back_url=_back_url(code, bidang_of_field(field), day),
    )


def _value_url(key: CellKey, day: date | None) -> str:
    address = url_for("value_source.value", code=key.place, field=key.field, period=key.period)
    return f"{address}&{here().query(tanggal=in_address(day))}"


def _label(field: ProfileField, period: str) -> str:
    return field.label + (f", {month_name(period)}" if period else "")


def _back_url(code: str, bidang: str, day: date | None) -> str:
    return f"/posyandu/{code}?{here().query(bidang=bidang, tanggal=in_address(day))}"


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
    rule, declared = RULES[found.cell.rule], read_declared()
    words = service.words_of_fields().get(field.field)
    text = field_text(field, found.cell.value, words.choices if words else None)
    if found.cell.rule == "attachment":
        text = f"{len(found.cell.value)} berkas"
    return {
        "field": field.field,
        "period": period,
        "label": _label(field, period),
        "value_text": text,
        "unit": "" if field.unit == YEAR else field.unit,
        "rule_name": rule.name.capitalize(),
        "rule_words": rule.words.id + (FROM_SCORES if field.field in declared.counted else ""),
        "reason": REASONS[found.resolution.reason].id,
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
            "reason": LOST[one.reason].id if one.reason in LOST else "",
            "choosable": one.reason in {"berbeda", "lebih_lama", "belum_diterima"},
        }
        for one in service.sources_of(facts)
    ]
