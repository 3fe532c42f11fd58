"""Gathering what the pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.accounts.access import Reach
from app.design import store as design_store
from app.design.computed import Formula
from app.design.library import read_formulas
from app.design.models import ProfileField
from app.design.service import Released, list_released
from app.intake import store as intake_store
from app.intake.models import Submission
from app.intake.senders_service import names_of_senders
from app.merge import store as merge_store
from app.merge.computing import with_computed
from app.merge.facts import Fact
from app.merge.fold import Cell, CellKey
from app.registry import service as registry
from app.registry import settings_store
from app.registry.bidang import SIX
from app.registry.models import Posyandu
from app.report.statuses import Mark, Report, group_reports, mark_of


@dataclass(frozen=True, slots=True)
class Month:
    """A month's marks: by (posyandu_code, bidang); and the due day of each bidang."""

    marks: Mapping[tuple[str, str], Mark]
    due: Mapping[str, date]


def month_of_places(
    reaches: Sequence[Reach], places: Sequence[Posyandu], period: str, today: date
) -> Month:
    """Answer the marks of some Posyandu, which stand in order of code."""
    forms = monthly_forms()
    due = {form.bidang: registry.due_on(form.form_id, period, form.tenggat) for form in forms}
    reports: list[Report] = []
    if places and forms:
        form_ids = [form.form_id for form in forms]
        span = (places[0].code, places[-1].code)
        rows = intake_store.list_reports(reaches, period, form_ids, span)
        reports = [Report(*row) for row in rows]
    grouped = group_reports(reports)
    plan = settings_store.get_rollout_plan()
    marks = {
        (place.code, form.bidang): mark_of(
            grouped.get((place.code, form.bidang), ()),
            due[form.bidang],
            today,
            owed=plan.owes(form.bidang, form.form_id, place.code, period),
        )
        for place in places
        for form in forms
    }
    return Month(marks, due)


def monthly_forms() -> list[Any]:
    """Answer the forms every Posyandu owes each month, of the six bidang."""
    six = {bidang.key for bidang in SIX}
    return [
        form
        for form in design_store.list_forms()
        if form.frekuensi == "bulanan" and form.bidang in six and form.current_version
    ]


@dataclass(frozen=True, slots=True)
class FieldWords:
    """How the forms speak of a field: its choices' labels, and whether its question is a photo."""

    choices: Mapping[str, str] | None
    question: str


def words_of_fields() -> dict[str, FieldWords]:
    """Answer the words of every field, from the newest released version that writes it."""
    words: dict[str, FieldWords] = {}
    for released in list_released():
        for use in released.mapping:
            for field, _rule in use.fields:
                words[field] = FieldWords(released.choices.get(use.path), use.label)
    return words


@dataclass(frozen=True, slots=True)
class Profile:
    """A Posyandu's profile for one month and one bidang."""

    fields: Sequence[ProfileField]
    now: Mapping[str, Cell]
    before: Mapping[str, Cell]


def profile_of(
    posyandu_code: str,
    bidang: str,
    period: str,
    last: str,
    past: Mapping[CellKey, Cell] | None = None,
) -> Profile:
    """Answer the fields of a bidang with this month's and last month's cells, stored or past."""
    fields = [
        field
        for field in design_store.list_fields()
        if field.bidang == bidang and field.scope == "posyandu"
    ]
    cells = (
        merge_store.list_cells(posyandu_code, [period, last])
        if past is None
        else list(past.values())
    )
    cells = with_computed(cells, read_formulas())
    return Profile(
        fields,
        {cell.key.field: cell for cell in cells if cell.key.period in {"", period}},
        {cell.key.field: cell for cell in cells if cell.key.period == last},
    )


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed field of a Posyandu, month by month: its formula, what it needs, and its value."""

    formula: Formula
    needs: Mapping[str, Cell | None]
    cell: Cell | None


def computed_of(
    posyandu_code: str, field: str, period: str, past: Mapping[CellKey, Cell] | None = None
) -> Computed | None:
    """Answer what a computed field is computed from, of today's cells or of past ones."""
    formula = next((one for one in read_formulas() if one.field == field), None)
    if formula is None:
        return None
    stored = merge_store.list_cells(posyandu_code, [period]) if past is None else past.values()
    cells = {
        cell.key.field: cell
        for cell in with_computed(stored, read_formulas())
        if cell.key.period in {"", period}
    }
    return Computed(formula, {name: cells.get(name) for name in formula.needs}, cells.get(field))


@dataclass(frozen=True, slots=True)
class Source:
    """Where one fact comes from, in words."""

    fact: Fact
    reason: str
    submission: Submission
    form_title: str
    question: str
    kader: str


def sources_of(facts: Sequence[tuple[Fact, str]]) -> list[Source]:
    """Answer facts with what is known of their submissions."""
    ids = {fact.origin.instance_id for fact, _reason in facts}
    rows = {row.instance_id: row for row in intake_store.list_by_ids(sorted(ids))}
    people = names_of_senders(rows.values())
    forms = {(one.form_id, one.version): one for one in list_released()}
    return [
        _source(fact, reason, rows[fact.origin.instance_id], people, forms)
        for fact, reason in facts
        if fact.origin.instance_id in rows
    ]


def _source(
    fact: Fact,
    reason: str,
    row: Submission,
    people: Mapping[str, str],
    forms: Mapping[tuple[str, str], Released],
) -> Source:
    released = forms[row.form_id, row.version]
    plain = "".join(part.partition("]")[2] or part for part in fact.path.split("["))
    question = next((use.label for use in released.fields if use.path == plain), "")
    return Source(fact, reason, row, released.title, question, people[row.instance_id])


def moment_of(text: str) -> datetime | None:
    """Answer a fact's ISO moment as a datetime."""
    return datetime.fromisoformat(text) if text else None
