"""Pages of webhooks: who is told of what happens here, what became of it, and telling it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import MANAGE_WEBHOOKS
from app.accounts.devices_store import list_log
from app.exchange import webhooks_service as service
from app.exchange.webhooks_service import Wanted
from app.outbox import webhooks_store as store
from app.outbox.events import EVENT_NAMES, TEST
from app.outbox.models import Webhook, WebhookDelivery
from app.problems import Problem
from app.registry.bidang import ALL
from app.registry.store import list_wilayah, names_of_areas
from app.web.guards import allow, get_person, local_now, settings
from app.web.layout import here

webhooks = Blueprint("webhooks", __name__, template_folder="templates")
PAGE = 20
ACTS = 20
LONGEST_NUMBER = 18


@webhooks.get("/pengaturan/webhook")
@allow(MANAGE_WEBHOOKS)
def listing() -> str:
    """List the webhooks, each with how it does."""
    return _listing()


def _listing(**more: Any) -> str:  # noqa: ANN401 - what the template takes
    rows = [_summary(row) for row in store.list_webhooks()]
    return render_template("exchange/webhooks.html", rows=rows, **_choices(), **more)


@webhooks.post("/pengaturan/webhook")
@allow(MANAGE_WEBHOOKS)
def add() -> str | tuple[str, int]:
    """Add a webhook and show its secret, this once; what was typed stays where it was not right."""
    wanted = _typed()
    try:
        webhook, secret = service.add_webhook(wanted, get_person().name)
    except Problem as problem:
        return _listing(**_to_mend(wanted, problem)), problem.status
    return _secret_page(webhook, secret, is_new=True)


@webhooks.get("/pengaturan/webhook/<int:webhook_id>")
@allow(MANAGE_WEBHOOKS)
def one(webhook_id: int) -> str:
    """Show a webhook with the log of its deliveries, newest first."""
    return _page(webhook_id)


def _page(webhook_id: int, **more: Any) -> str:  # noqa: ANN401 - what the template takes
    webhook = store.get_webhook(webhook_id)
    before, failed = _number(request.args.get("sebelum")), request.args.get("hanya") == "gagal"
    rows = store.list_deliveries(webhook_id, before, PAGE + 1, failed=failed)
    shown = rows[:PAGE]
    after = {"hanya": "gagal" if failed else "", "sebelum": shown[-1].number if shown else ""}
    page = f"/pengaturan/webhook/{webhook_id}"
    return render_template(
        "exchange/webhook.html",
        webhook=_summary(webhook),
        deliveries=[_line(row) for row in shown],
        failed=failed,
        next_url=f"{page}?{here().query(**after)}" if len(rows) > PAGE else None,
        first=before is None,
        acts=list_log(f"{service.ACT}:{webhook_id}", ACTS),
        **_choices(),
        **more,
    )


@webhooks.post("/pengaturan/webhook/<int:webhook_id>")
@allow(MANAGE_WEBHOOKS)
def change(webhook_id: int) -> BaseResponse | tuple[str, int]:
    """Change a webhook; what was typed stays where it was not right."""
    wanted = _typed()
    try:
        webhook = service.change_webhook(webhook_id, wanted, get_person().name)
    except Problem as problem:
        return _page(webhook_id, **_to_mend(wanted, problem)), problem.status
    return _done(webhook_id, f"{webhook.name} disimpan.")


@webhooks.post("/pengaturan/webhook/<int:webhook_id>/uji")
@allow(MANAGE_WEBHOOKS)
def test(webhook_id: int) -> BaseResponse:
    """Send a test now and say what came back."""
    answered = service.test_webhook(webhook_id, get_person().name)
    took = f"{answered.milliseconds} ms"
    if answered.is_good:
        return _done(webhook_id, f"Penerima menjawab {answered.status} dalam {took}.")
    told = f"status {answered.status}" if answered.status else answered.error
    return _done(webhook_id, f"Uji tidak diterima: {told} ({took}).", "bad")


@webhooks.post("/pengaturan/webhook/<int:webhook_id>/keadaan")
@allow(MANAGE_WEBHOOKS)
def switch(webhook_id: int) -> BaseResponse:
    """Switch a webhook on or off."""
    on = request.form.get("nyala") == "ya"
    webhook = service.switch_webhook(webhook_id, get_person().name, on=on)
    word = "dinyalakan; melanjutkan dari tempat berhentinya" if on else "dimatikan"
    return _done(webhook_id, f"{webhook.name} {word}.")


@webhooks.post("/pengaturan/webhook/<int:webhook_id>/ulang")
@allow(MANAGE_WEBHOOKS)
def replay(webhook_id: int) -> BaseResponse:
    """Tell once more what happened from an event or a moment on."""
    event_id, actor = _number(request.form.get("peristiwa")), get_person().name
    if event_id is not None:
        count = service.replay_from_event(webhook_id, event_id, actor)
    else:
        count = service.replay_since(webhook_id, _moment(request.form.get("sejak", "")), actor)
    many = f"{count} atau lebih" if count >= service.MOST_COUNTED else str(count)
    return _done(webhook_id, f"{many} peristiwa dikirim ulang, yang tertua lebih dahulu.")


@webhooks.post("/pengaturan/webhook/<int:webhook_id>/rahasia")
@allow(MANAGE_WEBHOOKS)
def renew(webhook_id: int) -> str:
    """Make another secret and show it, this once."""
    webhook, secret = service.renew_secret(webhook_id, get_person().name)
    return _secret_page(webhook, secret, is_new=False)


@webhooks.post("/pengaturan/webhook/<int:webhook_id>/hapus")
@allow(MANAGE_WEBHOOKS)
def remove(webhook_id: int) -> BaseResponse:
    """Remove a webhook with its log."""
    name = service.remove_webhook(webhook_id, get_person().name)
    flash(f"{name} dihapus.", "good")
    return redirect(f"/pengaturan/webhook?{here().query()}")


def _secret_page(webhook: Webhook, secret: str, *, is_new: bool) -> str:
    return render_template(
        "exchange/webhook_secret.html", webhook=_summary(webhook), secret=secret, is_new=is_new
    )


def _done(webhook_id: int, text: str, kind: str = "good") -> BaseResponse:
    flash(text, kind)
    return redirect(f"/pengaturan/webhook/{webhook_id}?{here().query()}")


def _typed() -> Wanted:
    typed = {
        name: " ".join(request.form.get(name, "").split())
        for name in ("nama", "alamat", "wilayah", "bidang")
    }
    kinds = [kind for kind in EVENT_NAMES if kind in request.form.getlist("peristiwa")]
    return Wanted(typed["nama"], typed["alamat"], tuple(kinds), typed["wilayah"], typed["bidang"])


def _to_mend(wanted: Wanted, problem: Problem) -> dict[str, Any]:
    """Answer what the fields show again, and what is wrong with it."""
    areas = names_of_areas([wanted.area]) if wanted.area else {}
    typed = {
        "name": wanted.name,
        "address": wanted.url,
        "kinds": wanted.kinds,
        "area": wanted.area,
        "area_name": areas.get(wanted.area, wanted.area),
        "bidang": wanted.bidang,
    }
    return {"typed": typed, "error": f"{problem.message} {problem.cure}"}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def _moment(text: str) -> datetime:
    """Answer a typed moment, in the kabupaten's zone."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=settings().zone)
    except ValueError:
        raise Problem("publish.bad_moment") from None


def _choices() -> dict[str, Any]:
    return {
        "events": list(EVENT_NAMES.items()),
        "areas": [(one.code, one.name) for one in list_wilayah(("kecamatan",))],
        "bidang": [(one.key, one.name) for one in ALL],
        "today": local_now().date(),
    }


def _summary(webhook: Webhook) -> dict[str, Any]:
    last = store.find_last_delivery(webhook.webhook_id)
    areas = names_of_areas([webhook.area]) if webhook.area else {}
    return {
        "id": webhook.webhook_id,
        "url": f"/pengaturan/webhook/{webhook.webhook_id}?{here().query()}",
        "name": webhook.name,
        "address": webhook.url,
        "plain": webhook.url.startswith("http://"),
        "kinds": webhook.kinds,
        "words": [EVENT_NAMES[kind] for kind in webhook.kinds if kind in EVENT_NAMES],
        "area": webhook.area,
        "area_name": areas.get(webhook.area, webhook.area),
        "bidang": webhook.bidang,
        "state": webhook.state,
        "waiting": service.waiting_of(webhook),
        "many": service.MOST_COUNTED,
        "stuck": last is not None and last.state == store.WAITING and last.attempts > 0,
        "due_at": webhook.due_at,
        "last": _line(last) if last else None,
        "created_at": webhook.created_at,
        "created_by": webhook.created_by,
    }


def _line(row: WebhookDelivery) -> dict[str, Any]:
    return {
        "delivery_id": row.delivery_id,
        "event_id": row.event_id,
        "kind": row.kind,
        "word": "Uji coba" if row.kind == TEST else EVENT_NAMES.get(row.kind, row.kind),
        "state": row.state,
        "attempts": row.attempts,
        "status_code": row.status_code,
        "milliseconds": row.milliseconds,
        "error": row.error,
        "at": row.tried_at or row.created_at,
    }
