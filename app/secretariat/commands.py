"""`flask registry`: import, template, export."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.problems import Problem
from app.secretariat import import_service as imports
from app.secretariat.import_plan import ImportPlan
from app.secretariat.known_service import export_rows, known_now
from app.secretariat.workbooks import write_registry
from app.web.guards import settings
from xlsform.findings import Finding, WorkbookError

OPERATOR = "operator"
registry_group = AppGroup("registry", help="Posyandu, kader, OPD, dan akun.")


@registry_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check only; nothing changes.")
@click.option("--json", "as_json", is_flag=True)
def import_file(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import a workbook in one transaction, or print everything that is wrong with it (exit 1)."""
    source = file.read_bytes()
    try:
        _, plan = imports.check_import(source)
    except WorkbookError as error:
        _print(None, error.findings, {}, as_json)
        raise SystemExit(1) from error
    tokens: dict[str, str] = {}
    if not plan.errors and not dry_run:
        try:
            applied = imports.apply_import(source, f"impor {file.name}", OPERATOR)
        except Problem as problem:
            raise click.ClickException(f"{problem.message} {problem.cure}") from problem
        plan, tokens = applied.plan, applied.tokens
    _print(plan, plan.findings, tokens, as_json)
    raise SystemExit(1 if plan.errors else 0)


def _print(
    plan: ImportPlan | None, findings: Sequence[Finding], tokens: dict[str, str], as_json: bool
) -> None:
    counts = plan.counts() if plan else {}
    links = {name: f"{settings().base_url}/undangan/{token}" for name, token in tokens.items()}
    if as_json:
        told: dict[str, Any] = {
            "counts": counts,
            "findings": [finding.as_dict() for finding in findings],
            "invitations": links,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for finding in findings:
        click.echo(f"{finding} {finding.cure}")
    for sheet, kinds in counts.items():
        click.echo(f"{sheet}: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()))
    for name, link in links.items():
        click.echo(f"{name}\t{link}")


@registry_group.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(file: Path) -> None:
    """Write an empty workbook with the columns, choices and area codes to fill in."""
    file.write_bytes(write_registry({}, known_now().areas.values()))
    click.echo(str(file))


@registry_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write what is registered as such a workbook; telephone numbers masked."""
    known = known_now()
    file.write_bytes(write_registry(export_rows(known), known.areas.values()))
    click.echo(str(file))
