"""`flask targets`: other servers, what stands there, and bringing forms to them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app.design import store as design_store
from app.exchange import plan_service, plan_store, service, store, targets_service
from app.exchange.models import PublishPlan, Target
from app.exchange.plan_words import refusal_words, replaced_words, step_words
from app.exchange.targets_service import Typed
from app.problems import Problem

ACTOR = "perintah"
targets_group = AppGroup("targets", help="Server lain tempat jawaban dikumpulkan.")


@contextmanager
def _told() -> Iterator[None]:
    """Tell a problem in words and end with 1."""
    try:
        yield
    except Problem as problem:
        raise click.ClickException(f"{problem.message} {problem.cure}") from problem


@targets_group.command("add")
@click.argument("name")
@click.option("--kind", required=True, type=click.Choice(targets_service.KINDS))
@click.option("--url", required=True, help="Address of the server (Kobo: the kf host).")
@click.option("--account", default="", help="Central: the account's e-mail.")
@click.option("--collect-url", default="", help="Kobo: the kc host phones collect at.")
@click.option("--token-stdin", is_flag=True, help="Read password or token from standard input.")
@click.option("--json", "as_json", is_flag=True)
def add_target(
    name: str, kind: str, url: str, account: str, collect_url: str, token_stdin: bool, as_json: bool
) -> None:
    """Register another server; prints where its REST service posts, and the key it must show."""
    typed = sys.stdin.readline() if token_stdin else click.prompt("Sandi/token", hide_input=True)
    with _told():
        target, hook_key = targets_service.enter_target(
            Typed(kind, name, url, account, typed.strip(), collect_url), ACTOR
        )
    hook = service.hook_address(target)
    if as_json:
        click.echo(json.dumps({"target_id": target.target_id, "hook": hook, "key": hook_key}))
    else:
        click.echo(f"Webhook: {hook}\nKepala:  {service.KEY_HEADER}: {hook_key}")


@targets_group.command("check")
@click.argument("target")
def check_target(target: str) -> None:
    """Ask a server what can be done with it; ends with 1 when something is missing."""
    with _told():
        row = store.get_target_by_name(target)
        seen, projects = targets_service.look_at_target(row.target_id)
    for line in seen.lines:
        click.echo(f"{line.sign}\t{line.text}\t{line.cure}".rstrip())
    for project in projects:
        click.echo(f"proyek\t{project.get('id')}\t{project.get('name')}")
    if not seen.usable:
        sys.exit(1)


@targets_group.command("project")
@click.argument("target")
@click.argument("project_id", type=int)
def choose_project(target: str, project_id: int) -> None:
    """Say which project of a Central forms go to."""
    with _told():
        row = store.get_target_by_name(target)
        row = targets_service.choose_project(row.target_id, project_id, ACTOR)
    click.echo(f"{row.name}: {row.project_name}")


@targets_group.command("switch")
@click.argument("target")
@click.argument("state", type=click.Choice(["on", "off"]))
def switch_target(target: str, state: str) -> None:
    """Stop using a server, or use it again; what came from it stays."""
    with _told():
        row = store.get_target_by_name(target)
        targets_service.switch_target(row.target_id, ACTOR, on=state == "on")
    click.echo(f"{row.name}: {state}")


@targets_group.command("link")
@click.argument("target")
@click.argument("form_id")
@click.argument("remote_id")
@click.option("--version", help="The version of ours it carries; default the current one.")
def link_form(target: str, form_id: str, remote_id: str, version: str | None) -> None:
    """Say which of our forms a form there is (Kobo: the asset's uid)."""
    with _told():
        service.link_form(store.get_target_by_name(target), form_id, version, remote_id)
    click.echo(f"{form_id} <- {remote_id}")


@targets_group.command("list")
def list_targets() -> None:
    """List the servers and which form is which there."""
    for target in store.list_targets():
        off = "\tberhenti" if target.off_at else ""
        click.echo(f"{target.target_id}\t{target.kind}\t{target.name}\t{target.url}{off}")
        for one in store.list_publications(target.target_id):
            drift = " ".join(each["what"] for each in one.drift)
            click.echo(f"\t{one.form_id}\t{one.version}\t{one.remote_id}\t{drift}".rstrip())


@targets_group.command("publish")
@click.argument("form_id")
@click.option("--to", "names", multiple=True, required=True, help="A target; may be repeated.")
@click.option("--version", default="", help="Default: the version phones get.")
@click.option("--without-lists", is_flag=True, help="The form without its lists of people.")
@click.option("--yes", is_flag=True, help="Begin at once; else only the plan is shown.")
@click.option("--replace", is_flag=True, help="Begin also where somebody's unpublished work goes.")
def publish_form(
    form_id: str,
    names: tuple[str, ...],
    version: str,
    without_lists: bool,
    yes: bool,
    replace: bool,
) -> None:
    """Plan what servers lack of a form; with --yes the worker brings it to them."""
    with _told():
        version = version or design_store.get_form(form_id).current_version or ""
        targets = [store.get_target_by_name(name) for name in names]
        chosen = [target.target_id for target in targets]
        plan = plan_service.make_plan(
            form_id, version, chosen, ACTOR, chosen if without_lists else ()
        )
        if yes:
            parts = plan_store.list_parts([plan.plan_id]) if replace else ()
            plan_service.begin_plan(plan.plan_id, ACTOR, [part.part_id for part in parts])
    _show(plan, targets)


def _show(plan: PublishPlan, targets: list[Target]) -> None:
    names = {target.target_id: target.name for target in targets}
    for part in plan_store.list_parts([plan.plan_id]):
        click.echo(f"{names[part.target_id]}\t{part.state}\t{refusal_words(part.refusal)}".rstrip())
        if part.replaces:
            click.echo(f"\t{replaced_words(part.replaces)}")
        for found in part.findings:
            click.echo(f"\t{found['message']} {found['cure']}")
        for step in plan_store.list_steps([part.part_id]):
            click.echo(f"\t{step.position}. {step_words(step.kind, step.about)}")
