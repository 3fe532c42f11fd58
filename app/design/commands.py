"""`flask forms`: list, check, compile, release."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from app.design import effect_service as effects
from app.design import effect_store, releasing_service, service, store
from app.design.gate_service import breaking_of
from app.problems import Problem

forms_group = AppGroup("forms", help="Formulir: daftar, periksa, susun, terbitkan.")


@forms_group.command("list")
def list_forms() -> None:
    """List the forms with the version phones get."""
    for form in store.list_forms():
        click.echo(f"{form.form_id}\t{form.current_version or '-'}\t{form.bidang}\t{form.title}")


@forms_group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--english", is_flag=True, help="Print the findings in English.")
def check(file: Path, as_json: bool, english: bool) -> None:
    """Print everything that is wrong with a workbook; exit 1 when a finding is an error."""
    checked = service.check_form(file.read_bytes(), file.name)
    if as_json:
        click.echo(json.dumps([one.as_dict() for one in checked.findings], ensure_ascii=False))
    else:
        for finding in checked.findings:
            click.echo(str(finding.in_english() if english else finding))
    raise SystemExit(1 if checked.errors else 0)


@forms_group.command("compile")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def compile_file(file: Path) -> None:
    """Print the XForm of a workbook."""
    checked = service.check_form(file.read_bytes(), file.name)
    if checked.form is None:
        for finding in checked.findings:
            click.echo(str(finding), err=True)
        raise SystemExit(1)
    click.echo(checked.form.xform.decode())


@forms_group.command("release")
@click.argument("form_id")
@click.option("--version", help="The draft to release; default the newest.")
@click.option("--confirm", default="", help="The version again, where it breaks older answers.")
def release(form_id: str, version: str | None, confirm: str) -> None:
    """Release a draft to the phones; what breaks older answers is printed, and asks for --confirm."""
    wanted = version or ""
    try:
        drafts = [one for one in store.list_versions(form_id) if one.state == store.DRAFT]
        wanted = wanted or (drafts[0].version if drafts else "")
        row = releasing_service.release_version(form_id, wanted, "cli", confirm)
    except Problem as problem:
        if problem.code == "design.breaking_unconfirmed":
            for one in breaking_of(store.get_version(form_id, wanted)):
                told = (one.title, one.path, one.label, one.before, one.after)
                click.echo("\t".join(told), err=True)
        raise click.ClickException(f"{problem.message} {problem.cure}") from problem
    click.echo(f"{row.form_id} {row.version} {row.md5}")
    effect = effects.find_effect(row)
    if effect is not None and effect.state == effect_store.APPLYING:
        click.echo("Nilai di profil berubah; pekerja (`flask work`) menghitungnya ulang.", err=True)
