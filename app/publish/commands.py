"""`flask users`, `flask devices`."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import AppGroup

from app.accounts import devices_service, devices_store
from app.accounts import service as accounts
from app.accounts.access import ROLES, Grant
from app.accounts.devices_store import PhoneFilter
from app.accounts.standing import shown_state
from app.extensions.database import now
from app.problems import Problem
from app.publish.collect_settings import project_of, qr_image
from app.registry import service as registry
from app.registry.bidang import BY_KEY
from app.web.guards import local_now, settings

users_group = AppGroup("users", help="Akun orang.")
devices_group = AppGroup("devices", help="Ponsel kader.")


@users_group.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(list(ROLES)))
@click.option("--area", default="", help="Kemendagri code; empty for all.")
@click.option("--bidang", default="", type=click.Choice(["", *BY_KEY]))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_user(name: str, role: str, area: str, bidang: str, password_stdin: bool) -> None:
    """Add an account."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Sandi", hide_input=True, confirmation_prompt=True)
    try:
        accounts.add_user(name, password, [Grant(role, area, bidang)])
    except Problem as problem:
        raise click.ClickException(f"{problem.message} {problem.cure}") from problem
    click.echo(f"Akun {name} dibuat.")


@devices_group.command("add")
@click.option("--kader", required=True, help="The kader's name; added when new.")
@click.option("--posyandu", required=True, help="The Posyandu's code.")
@click.option("--label", default="Ponsel")
@click.option("--json", "as_json", is_flag=True)
@click.option("--qr", type=click.Path(dir_okay=False), help="Write the QR code as PNG.")
def add_device(kader: str, posyandu: str, label: str, as_json: bool, qr: str | None) -> None:
    """Register a phone; its address is shown this once. A former code means today's Posyandu."""
    try:
        place = registry.get_open_place(posyandu, local_now().date())
        person = registry.add_kader(kader, place.code)
    except Problem as problem:
        raise click.ClickException(f"{problem.message} {problem.cure}") from problem
    if place.code != posyandu:
        click.echo(f"Kode {posyandu} sekarang {place.code}, {place.name}.", err=True)
    invited = accounts.invite_device(person, place.code, label)
    url = f"{settings().base_url}/k/{invited.token}"
    if qr:
        qr_image(url, project_of(place.code, place.name)).save(qr, scale=6, border=2)
    if as_json:
        click.echo(json.dumps({"device_id": invited.device.device_id, "url": url}))
    else:
        click.echo(url)


@devices_group.command("list")
@click.option("--area", default="", help="Kemendagri code; empty for all.")
@click.option("--json", "as_json", is_flag=True)
def list_devices(area: str, as_json: bool) -> None:
    """List phones, newest first: number, state, area, kader, last contact."""
    moment, before = now(), None
    while rows := devices_store.list_phones([area], PhoneFilter(at=moment), before):
        for row in rows:
            device = row.Device
            state = shown_state(device.state, device.expires_at, device.last_seen, moment)
            seen = device.last_seen.isoformat(timespec="seconds") if device.last_seen else None
            found = (device.device_id, state, device.area, row.name, seen)
            names = ("device_id", "state", "area", "kader", "last_seen")
            as_text = "\t".join(str(one or "-") for one in found)
            click.echo(json.dumps(dict(zip(names, found, strict=True))) if as_json else as_text)
        before = rows[-1].Device.device_id


@devices_group.command("revoke")
@click.argument("device_id", type=int)
@click.option("--reason", required=True, help="Why; it is logged.")
def revoke_device(device_id: int, reason: str) -> None:
    """End a phone's token; what it sent stays."""
    try:
        devices_service.change_phone(device_id, "cabut", reason, "perintah")
    except Problem as problem:
        raise click.ClickException(f"{problem.message} {problem.cure}") from problem
    click.echo(f"Ponsel {device_id} dicabut.")
