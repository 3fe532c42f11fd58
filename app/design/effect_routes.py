"""The page that shows what the release of a version changes in profiles, before it is released."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import EDIT_FORMS, SEE_PROFILE
from app.design import effect_service as effects
from app.design import effect_store, service, store
from app.design.computed import computed_from
from app.design.counting_service import begin_counting
from app.design.draft_page_service import draft_page
from app.design.effect_words import CLASHES, KINDS, change_words, estimate, kinds_of, summary
from app.design.grants_service import editable_bidang
from app.design.library import read_formulas
from app.design.mapping import ASKED_NO_MORE, READ
from app.design.models import FormEffect, FormVersion
from app.problems import Problem
from app.registry import store as registry
from app.registry.bidang import bidang_of_field
from app.registry.periods import month_name
from app.registry.values import value_text
from app.web.guards import allow, get_person
from app.web.layout import here

akibat = Blueprint("akibat", __name__, template_folder="templates")
PAGE = "/formulir/<form_id>/versi/<version>/akibat"
Labels = Mapping[str, str]


def effect_url(form_id: str, version: str) -> str:
    """Answer where the effect of a version is shown."""
    return f"/formulir/{form_id}/versi/{version}/akibat?{here().query()}"


@akibat.get(PAGE)
@allow(EDIT_FORMS)
def show(form_id: str, version: str) -> Response:
    """Show what a release changes: the form in words, profiles in numbers, ten values before and after.

    It is also where a draft is released, now or later, and where a second officer looks at it.
    """
    form, row = store.get_form(form_id), _editable(form_id, version)
    effect = effects.find_effect(row)
    released = row.state == store.RELEASED
    labels = _labels(row)
    changes = effect.changes if effect else effects.changes_of(row)
    state = effect.state if effect else ""
    moving = state in {effect_store.MEASURING, effect_store.APPLYING}
    page = render_template(
        "design/effect.html",
        form=form,
        version=version,
        released=released,
        changes=[_change_row(one, labels) for one in changes if released or not _gone(one)],
        state=state,
        effect=effect and _effect_words(effect, labels, row),
        moving=moving,
        ready=not released and not moving and not effects.needs_a_look(row),
        form_url=f"/formulir/{form_id}?{here().query()}",
        measure_url=effect_url(form_id, version),
        draft=None if released else draft_page(form, row),
    )
    response = Response(page)
    if not moving and request.headers.get("HX-Target") == "jalan":
        response.headers["HX-Refresh"] = (
            "true"  # what may be done next stands outside what is swapped
        )
    return response


@akibat.post(PAGE)
@allow(EDIT_FORMS)
def measure(form_id: str, version: str) -> BaseResponse:
    """Let the worker measure what a draft's release would change, and count the answers it touches."""
    if _editable(form_id, version).state != store.RELEASED:
        effects.begin_measuring(form_id, version, get_person().name)
        begin_counting(form_id, get_person().name)
    return redirect(effect_url(form_id, version))


def _editable(form_id: str, version: str) -> FormVersion:
    if store.get_form(form_id).bidang not in editable_bidang():
        raise Problem("accounts.not_allowed")
    return store.get_version(form_id, version, whole=True)


def _labels(row: FormVersion) -> dict[str, str]:
    """Answer how fields are called; one the draft brings is called as its question."""
    labels = {
        name: use.label
        for use in service.uses_of(row.fields)
        for name, _rule in use.fields
        if use.label
    }
    return labels | {field.field: field.label for field in store.list_fields()}


def _gone(change: Mapping[str, Any]) -> bool:
    """Answer whether a change is of a question no longer asked: the list of changes tells it better."""
    return bool(change["what"] == ASKED_NO_MORE)


def _change_row(change: Mapping[str, Any], labels: Labels) -> dict[str, Any]:
    label, now, later = change_words(change, labels)
    return {
        "label": label,
        "path": change["path"],
        "now": now,
        "later": later,
        "is_type": change["what"] == READ,
    }


def _effect_words(effect: FormEffect, labels: Labels, row: FormVersion) -> dict[str, Any]:
    return {
        "summary": summary(effect.tally),
        "kinds": kinds_of(effect.tally),
        "fields": _field_rows(effect.tally.get("fields", {}), labels),
        "columns": [kind for kind, *_ in kinds_of(effect.tally)],
        "words": KINDS,
        "computed": [
            labels.get(name, name)
            for name in computed_from(effect.tally.get("fields", {}), read_formulas())
        ],
        "sample": _sample_rows(effect.sample, labels, row),
        "done": effect.done,
        "total": effect.total,
        "estimate": estimate(effect.tally, effect.done, effect.total),
        "begun_by": effect.begun_by,
        "begun_at": effect.begun_at,
        "ended_at": effect.ended_at,
    }


def _field_rows(fields: Mapping[str, Any], labels: Labels) -> list[dict[str, Any]]:
    rows = [
        {
            "field": name,
            "label": labels.get(name, name),
            "kinds": {kind: values for kind, (values, _places) in kinds.items()},
            "values": sum(values for values, _places in kinds.values()),
        }
        for name, kinds in fields.items()
    ]
    return sorted(rows, key=lambda row: (-row["values"], row["field"]))


def _sample_rows(
    sample: list[dict[str, Any]], labels: Labels, row: FormVersion
) -> list[dict[str, Any]]:
    """Answer the sample in words; of places the person may not see, only that something changes."""
    access = get_person().access
    names = registry.names_of_posyandu(one["place"] for one in sample)
    choices = _choices(row) if sample else {}
    rows = []
    for one in sample:
        seen = access.allows(SEE_PROFILE, one["place"], bidang_of_field(one["field"]))
        rows.append(
            {
                "place": names.get(one["place"], one["place"]) if seen else "",
                "url": f"/posyandu/{one['place']}?{here().query()}" if seen else "",
                "label": labels.get(one["field"], one["field"]),
                "period": month_name(one["period"]) if one["period"] else "",
                "kind": KINDS[one["kind"]],
                "before": _side(one, "before", "had", choices, seen=seen),
                "after": _side(one, "after", "has", choices, seen=seen),
                "others": one["kind"] == CLASHES,
            }
        )
    return rows


def _side(
    one: Mapping[str, Any],
    name: str,
    there: str,
    choices: Mapping[str, Mapping[str, str] | None],
    *,
    seen: bool,
) -> str:
    if not one[there]:
        return ""
    masked = one["masked"] or not seen
    value = True if masked else one[name]
    return value_text(value, choices.get(one["field"]), masked=masked)


def _choices(row: FormVersion) -> dict[str, Mapping[str, str] | None]:
    found: dict[str, Mapping[str, str] | None] = {}
    for released in service.list_released():
        for use in released.mapping:
            for name, _rule in use.fields:
                found[name] = released.choices.get(use.path)
    for use in service.uses_of(row.fields):
        for name, _rule in use.fields:
            found[name] = row.labels["choices"].get(use.path)
    return found
