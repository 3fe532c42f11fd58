"""`flask profiles`: show, rebuild, verify."""

from __future__ import annotations

import json
from typing import Any

import click
from flask.cli import AppGroup

from app.extensions.database import db
from app.intake.queue_store import list_places
from app.merge import service
from app.merge.compare_service import compare_due, verify_candidates
from app.merge.explain_service import Explained, explain_place
from app.merge.facts import Fact
from app.problems import Problem
from app.registry.store import get_posyandu

profiles_group = AppGroup("profiles", help="Profil gabungan.")


@profiles_group.command("show")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True)
@click.option("--period", default="", help="One month (YYYY-MM) and what holds for good.")
def show(code: str, as_json: bool, period: str) -> None:
    """Print a Posyandu's merged profile with its sources."""
    try:
        place = get_posyandu(code)
    except Problem as problem:
        raise click.ClickException(f"{problem.message} {problem.cure}") from problem
    values = [_as_dict(one) for one in explain_place(code, period)]
    if as_json:
        profile = {"code": code, "name": place.name, "values": values}
        click.echo(json.dumps(profile, ensure_ascii=False, indent=1))
        return
    for one in values:
        sources = ", ".join(source["instanceID"] for source in one["sources"][:3])
        click.echo(f"{one['field']}\t{one['period'] or '-'}\t{one['value']}\t{sources}")


def _as_dict(one: Explained) -> dict[str, Any]:
    cell, resolution = one.cell, one.resolution
    return {
        "field": cell.key.field,
        "period": cell.key.period,
        "value": cell.value,
        "rule": cell.rule,
        "status": cell.status,
        "reason": cell.reason,
        "unreviewed": cell.unreviewed,
        "sources": [_source(fact) for fact in resolution.winners],
        "losers": [_source(fact) | {"reason": why} for fact, why in resolution.losers],
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
