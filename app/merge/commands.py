"""`flask profiles`: show, rebuild, verify."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click
from flask.cli import AppGroup

from app.design.library import read_formulas
from app.extensions.database import db
from app.intake.queue_store import list_places
from app.merge import service
from app.merge.compare_service import compare_due, verify_candidates
from app.merge.computing import with_computed
from app.merge.explain_service import Explained, explain_place
from app.merge.facts import Fact
from app.merge.fold import Cell
from app.merge.past_service import Change, difference, profile_before
from app.merge.resolution import REASONS
from app.problems import Problem
from app.registry.periods import end_of_day
from app.registry.store import get_posyandu
from app.web.guards import settings

profiles_group = AppGroup("profiles", help="Profil gabungan.")
DAY = click.DateTime(["%Y-%m-%d"])


@profiles_group.command("show")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True)
@click.option("--period", default="", help="One month (YYYY-MM) and what holds for good.")
@click.option("--as-of", type=DAY, help="As it was at the end of this day (YYYY-MM-DD).")
def show(code: str, as_json: bool, period: str, as_of: datetime | None) -> None:
    """Print a Posyandu's merged profile with its sources, now or as it was."""
    name = _name_of(code)
    found: Iterable[Explained]
    if as_of is None:
        found = explain_place(code, period)
    else:
        past = profile_before(code, _end(as_of))
        found = [past[key] for key in sorted(past) if not period or key.period in {"", period}]
    found = list(found)
    values = [_as_dict(one) for one in found]
    cells = [one.cell for one in found]
    values += [
        _computed_as_dict(cell) for cell in with_computed(cells, read_formulas())[len(cells) :]
    ]
    if as_json:
        profile = {"code": code, "name": name, "values": values}
        click.echo(json.dumps(profile, ensure_ascii=False, indent=1))
        return
    for one in values:
        sources = ", ".join(one.get("needs", ()) or _first_ids(one["sources"]))
        click.echo(f"{one['field']}\t{one['period'] or '-'}\t{one['value']}\t{sources}")


def _first_ids(sources: list[dict[str, Any]]) -> list[str]:
    return [source["instanceID"] for source in sources[:3]]


def _computed_as_dict(cell: Cell) -> dict[str, Any]:
    """Answer a value the server computed: with the fields it needs in the place of sources."""
    formula = next(one for one in read_formulas() if one.field == cell.key.field)
    return _cell_as_dict(cell) | {"function": formula.function, "needs": list(formula.needs)}


def _as_dict(one: Explained) -> dict[str, Any]:
    resolution = one.resolution
    return _cell_as_dict(one.cell) | {
        "sources": [_source(fact) for fact in resolution.winners],
        "losers": [_source(fact) | {"reason": why} for fact, why in resolution.losers],
    }


def _cell_as_dict(cell: Cell) -> dict[str, Any]:
    return {
        "field": cell.key.field,
        "period": cell.key.period,
        "value": cell.value,
        "rule": cell.rule,
        "status": cell.status,
        "reason": cell.reason,
        "reason_words": REASONS[cell.reason]._asdict(),
        "unreviewed": cell.unreviewed,
    }


def _source(fact: Fact) -> dict[str, Any]:
    origin = fact.origin
    return {
        "instanceID": origin.instance_id,
        "form_id": origin.form_id,
        "version": origin.version,
        "path": fact.path,
        "value": fact.value,
        "state": origin.state,
        "observed_at": origin.observed_at,
        "received_at": origin.received_at,
    }


@profiles_group.command("diff")
@click.argument("code")
@click.option("--from", "start", type=DAY, required=True, help="The earlier day (YYYY-MM-DD).")
@click.option("--to", "end", type=DAY, required=True, help="The later day.")
@click.option("--json", "as_json", is_flag=True)
def diff(code: str, start: datetime, end: datetime, as_json: bool) -> None:
    """Print what changed in a Posyandu's profile between the ends of two days, and why."""
    name = _name_of(code)
    if end < start:
        raise click.ClickException("--to lebih awal daripada --from.")
    changes = difference(code, _end(start), _end(end))
    if as_json:
        found = {"code": code, "name": name, "changes": [_change(one) for one in changes]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for one in changes:
        was, now = (side.cell.value if side else "-" for side in (one.before, one.after))
        why = ", ".join(f"{cause.what} {cause.instance_id}".strip() for cause in one.causes)
        click.echo(f"{one.key.field}\t{one.key.period or '-'}\t{was} -> {now}\t{why}")


def _change(one: Change) -> dict[str, Any]:
    return {
        "field": one.key.field,
        "period": one.key.period,
        "before": one.before.cell.value if one.before else None,
        "after": one.after.cell.value if one.after else None,
        "why": [
            {"what": cause.what, "instanceID": cause.instance_id, "reason": cause.reason}
            for cause in one.causes
        ],
    }


def _name_of(code: str) -> str:
    try:
        return get_posyandu(code).name
    except Problem as problem:
        raise click.ClickException(f"{problem.message} {problem.cure}") from problem


def _end(day: datetime) -> datetime:
    return end_of_day(day.date(), settings().zone)


@profiles_group.command("rebuild")
@click.option("--posyandu", default="", help="Only this one.")
def rebuild(posyandu: str) -> None:
    """Fold the whole log anew."""
    total = 0
    for code in [posyandu] if posyandu else list_places():
        total += service.rebuild_place(code)
        db.session.remove()
    while compare_due():
        db.session.remove()
    click.echo(f"{total} kiriman dihitung ulang.")


@profiles_group.command("verify")
def verify() -> None:
    """Compare what is stored with a fold of the whole log; exit 1 and print differences."""
    differences: list[str] = []
    for code in list_places():
        differences += service.verify_place(code)
        db.session.remove()
    differences += verify_candidates()
    for line in differences:
        click.echo(line)
    click.echo(f"{len(differences)} perbedaan.")
    raise SystemExit(1 if differences else 0)
