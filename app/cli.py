"""`flask init`, `demo`, `serve`, `work`: starting an installation and keeping it going."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from types import FrameType

import click
import waitress
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app import jobs
from app.accounts import store as accounts_store
from app.accounts.access import ROLE_NAMES
from app.demo import service as demo
from app.design import store
from app.design.effect_store import find_applying
from app.design.library import library_mark, wilayah_file
from app.design.releasing_service import load_library
from app.extensions.database import (
    close_connections,
    is_sqlite,
    leave_checkpoints,
    relax,
)
from app.extensions.files import files
from app.extensions.migrating import database_is_current
from app.registry.legal_service import load_legal_texts
from app.registry.service import load_registry
from app.web.guards import settings
from app.web.http_server import server_options
from app.web.setup import open_setup

DRAFTS_LIVE = 86_400  # seconds; no upload takes a day
WORKER_STOPS_WITHIN = 20  # seconds
WORKER_YIELDS = 10  # of the 19 steps of niceness
# Forked before any thread exists: the worker shares what is loaded already and starts at once.
FORK = multiprocessing.get_context("fork")


def install(app: Flask) -> None:
    """Add the commands."""
    for command in (init, demo_command, serve, work):
        app.cli.add_command(command)


@click.command("init")
@with_appcontext
def init() -> None:
    """Create or migrate the database, load bidang, wilayah and the form library. Safe to repeat."""
    prepare()
    click.echo("Basis data, wilayah, dan pustaka formulir siap.")
    if find_applying():
        click.echo("Nilai di profil berubah; pekerja (`flask work`) menghitungnya ulang.")


def prepare_if_needed() -> None:
    """Bring an installation up to date, at once when neither code nor forms changed since last time."""
    mark, file = library_mark(), settings().home / "prepared"
    known = file.read_text() if file.exists() else ""
    if known == mark and database_is_current() and store.list_forms():
        return
    prepare()
    file.write_text(mark)


def prepare() -> None:
    """Bring an installation up to date."""
    upgrade()
    files.sweep(DRAFTS_LIVE)
    load_registry(wilayah_file(settings().kabupaten))
    load_legal_texts()
    problems = load_library("pustaka")
    if problems:
        raise click.ClickException("\n".join(problems))


@click.command("demo")
@click.option("--posyandu", default=821, show_default=True, help="How many invented Posyandu.")
@click.option("--months", default=3, show_default=True, help="How many months of reports.")
@click.option("--visits", default=240, show_default=True, help="How many visits of children.")
@click.option("--seed", default=13, show_default=True, help="The same seed gives the same demo.")
@with_appcontext
def demo_command(posyandu: int, months: int, visits: int, seed: int) -> None:
    """Fill with a synthetic Kukar: real area codes, invented Posyandu and people."""
    prepare()
    demo.load(demo.Size(posyandu, months, visits, seed), click.echo)


@click.command("work")
@click.option("--once", is_flag=True, help="Work until nothing is left to do, then end.")
@with_appcontext
def work(once: bool) -> None:
    """Run the worker: merges, pulls, tells webhooks."""
    if once:
        jobs.run_pending()
        jobs.send_pending()
        return
    _work_forever(current_app._get_current_object())  # type: ignore[attr-defined]


def _work_beside(app: Flask) -> None:
    """Work as the server's child, in what time it leaves: phones and people come first."""
    os.nice(WORKER_YIELDS)
    with app.app_context():
        relax()
        is_courteous = is_sqlite()
    _work_forever(app, is_courteous=is_courteous)


def _no_rest(_took: float) -> None:
    """Go on at once: on PostgreSQL nobody waits for the worker's commits."""


def _work_forever(app: Flask, *, is_courteous: bool = False) -> None:
    rests: list[Callable[[float], None]]
    rests = [jobs.Courtesy().rest, jobs.Courtesy().rest] if is_courteous else [_no_rest, _no_rest]
    stop = threading.Event()
    _on_signals(lambda *_: stop.set())
    parent = os.getppid()

    def keep_on() -> bool:
        # A worker whose server was killed ends too: it must not go on unseen.
        return not stop.is_set() and os.getppid() == parent

    told = (app, keep_on, rests[0])
    threading.Thread(target=jobs.send_forever, args=told, daemon=True).start()
    jobs.work_forever(app, keep_on, rests[1])


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Prepare, fill the demo at the first start, then serve with the worker beside until Ctrl-C."""
    prepare_if_needed()
    if settings().demo and not accounts_store.count_users():
        click.echo("Mengisi data peragaan, sekali saja ...")
        demo.load(demo.Size(), click.echo)
    _greet()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    # No connection may be shared across the fork; each process opens its own.
    close_connections()
    worker = FORK.Process(target=_work_beside, args=(app,), name="simpul-worker")
    worker.start()
    leave_checkpoints()
    _on_signals(_interrupt)
    try:
        waitress.serve(
            app,
            host=settings().host,
            port=settings().port,
            threads=settings().threads,
            _quiet=True,
            **server_options(settings()),
        )
    finally:
        _stop(worker)
        click.echo("Berhenti. Semua data tersimpan.")


def _on_signals(handler: object) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)  # type: ignore[arg-type]


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _stop(worker: BaseProcess) -> None:
    worker.terminate()
    worker.join(WORKER_STOPS_WITHIN)
    if worker.is_alive():
        # Its leases run out and its merging is taken up again: nothing is lost.
        worker.kill()
        worker.join()


def _greet() -> None:
    base = settings().base_url
    click.echo(f"\nSimpul berjalan di {base}  (Ctrl-C untuk berhenti)")
    if settings().demo:
        _greet_demo()
    elif not accounts_store.count_users():
        click.echo(f"Buat admin pertama, tautan sekali pakai: {base}{open_setup()}")


def _greet_demo() -> None:
    click.echo(f"Akun peragaan (sandi {demo.PASSWORD}):")
    for user in accounts_store.list_demo_users():
        role = ROLE_NAMES[user.grants[0].role] if user.grants else ""
        click.echo(f"  {user.name:24} {role}")
    url = demo.collect_url(settings().home)
    if url:
        click.echo(f"Alamat ODK Collect (kader Maluhu): {url}")
