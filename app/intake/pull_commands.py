"""`flask pull`: what is new, all of a form, how far both are."""

from __future__ import annotations

from functools import partial
from typing import Any

import click
from flask.cli import AppGroup

from app.exchange import store
from app.exchange.models import Publication
from app.exchange.remote_errors import RemoteError
from app.exchange.remote_rows import ALL, NEW
from app.intake import pulls_service as service
from app.intake import remote_store
from app.intake.pull_pages import WAY_NAMES
from app.intake.remote_models import Pull
from app.problems import Problem

pull_group = AppGroup("pull", help="Menarik kiriman dari server lain.")
form_option = click.option("--form", "form_id", default="", help="Only this form of ours.")


@pull_group.command("new")
@click.argument("target")
@form_option
def pull_new(target: str, form_id: str) -> None:
    """Pull what is new on a server since last time; at first all of it."""
    _run(target, form_id, NEW)


@pull_group.command("reconcile")
@click.argument("target")
@form_option
def reconcile(target: str, form_id: str) -> None:
    """Go through all a server holds: pull what is missing, tell what differs."""
    _run(target, form_id, ALL)
    ids = [one.publication_id for one in _chosen(target, form_id)]
    for kind, count in remote_store.count_differences(ids).items():
        click.echo(f"{kind}\t{count}")


@pull_group.command("status")
def status() -> None:
    """Tell how far each form of each server was pulled and compared."""
    for target in store.list_targets():
        publications = store.list_publications(target.target_id)
        pulls = remote_store.list_pulls([one.publication_id for one in publications])
        for one in publications:
            for way, name in WAY_NAMES.items():
                found = pulls.get((one.publication_id, way))
                words = _words(found) if found else "belum pernah"
                click.echo(f"{target.name}\t{one.form_id}\t{name}\t{words}")


def _words(pull: Pull) -> str:
    total = f" dari {pull.total}" if pull.total is not None else ""
    error = f"\t{pull.last_error}" if pull.last_error else ""
    return f"{pull.state}\t{pull.done + pull.part}{total}{error}"


def _chosen(target: str, form_id: str) -> list[Publication]:
    found = store.list_publications(_problem_told(target))
    chosen = [one for one in found if form_id in {"", one.form_id}]
    if not chosen:
        raise click.ClickException("Tidak ada formulir yang ditautkan di server ini.")
    return chosen


def _problem_told(target: str) -> int:
    try:
        return store.get_target_by_name(target).target_id
    except Problem as problem:
        raise click.ClickException(f"{problem.message} {problem.cure}") from problem


def _run(target: str, form_id: str, way: str) -> None:
    for publication in _chosen(target, form_id):
        with click.progressbar(length=1, label=publication.form_id) as bar:
            try:
                service.pull_all(publication.publication_id, way, partial(_show, bar))
            except (Problem, RemoteError) as error:
                raise click.ClickException(error.message) from error


def _show(bar: Any, pull: Pull) -> None:  # noqa: ANN401 - click's bar is not named by it
    seen = pull.done + pull.part
    bar.length = max(pull.total or 0, seen, 1)
    bar.update(seen - bar.pos)
