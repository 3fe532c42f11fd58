"""`flask forms effect`: what releasing a workbook, or loading the library, would change in profiles."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from app.design import releasing_service, service, store
from app.design.commands import forms_group
from app.design.effect_service import Version, plan_of_versions
from app.design.effect_words import change_words, kinds_of, summary
from app.design.mapping import Plan
from app.extensions.database import db
from app.merge.effect import Tally
from app.merge.effect_service import measure
from app.registry import entity_store
from app.registry.values import MASKED
from app.registry.words import number_words


@forms_group.command("effect")
@click.argument("form_id", required=False)
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--library", is_flag=True, help="Of the form library and catalogue, before `init`.")
@click.option("--json", "as_json", is_flag=True)
def effect(form_id: str | None, file: Path | None, library: bool, as_json: bool) -> None:
    """Print what releasing a workbook as FORM_ID would change in profiles; nothing is changed."""
    if library:
        plan = releasing_service.plan_of_library()
    elif form_id and file:
        plan = _plan_of_file(form_id, file)
    else:
        raise click.UsageError("Sebut FORM_ID dan FILE, atau --library.")
    tally = measure(plan, _tell) if plan.changes_values else Tally()
    if as_json:
        click.echo(json.dumps(_as_dict(plan, tally), ensure_ascii=False, indent=1))
    else:
        _print(plan, tally)


def _plan_of_file(form_id: str, file: Path) -> Plan:
    known, lists = service.known_fields(), entity_store.list_names()
    checked = service.check_form(file.read_bytes(), file.name, known=known, known_lists=lists)
    form = checked.form
    if form is None:
        raise click.ClickException("\n".join(str(one) for one in checked.findings))
    if form.form_id != form_id:
        raise click.ClickException(f"{file.name} ialah formulir {form.form_id}, bukan {form_id}.")
    return plan_of_versions([Version(form_id, form.fields, form.settings.subjek)])


def _tell(done: int, total: int) -> None:
    db.session.remove()  # what was read for one Posyandu is not kept for the next
    if done % 50 == 0 or done == total:
        click.echo(f"{done} dari {total} Posyandu", err=True)


def _as_dict(plan: Plan, tally: Tally) -> dict[str, object]:
    return {
        "changes": [asdict(one) for one in plan.changes],
        "posyandu": tally.posyandu,
        "kinds": tally.kinds,
        "fields": tally.fields,
        "sample": tally.sample,
    }


def _print(plan: Plan, tally: Tally) -> None:
    labels = {field.field: field.label for field in store.list_fields()}
    for change in plan.changes:
        label, now, later = change_words(asdict(change), labels)
        click.echo(f"{change.path or change.label}\t{label}: {now} -> {later}")
    told = asdict(tally)
    click.echo(summary(told))
    for _kind, words, values, places in kinds_of(told):
        click.echo(f"  {number_words(values)} {words}, di {number_words(places)} Posyandu")
    for row in tally.sample:
        sides = [
            (MASKED if row["masked"] else str(row[name])) if row[there] else "-"
            for name, there in (("before", "had"), ("after", "has"))
        ]
        place = f"{row['place']}\t{row['field']}\t{row['period'] or '-'}"
        click.echo(f"{place}\t{sides[0]} -> {sides[1]}")
