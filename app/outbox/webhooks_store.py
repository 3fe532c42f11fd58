"""Reading and writing webhooks and what became of their deliveries. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, tuple_

from app.extensions.database import db
from app.outbox.events_store import Place
from app.outbox.models import Event, Webhook, WebhookDelivery
from app.problems import Problem

ACTIVE = "aktif"
OFF = "mati"
CLOSED = "ditutup"  # the receiver said so

WAITING = "menunggu"
SENT = "terkirim"
PASSED = "dilewati"


def list_webhooks() -> Sequence[Webhook]:
    """Answer all webhooks by name."""
    return db.session.scalars(select(Webhook).order_by(Webhook.name)).all()


def get_webhook(webhook_id: int) -> Webhook:
    """Answer a webhook or raise Problem."""
    webhook: Webhook | None = db.session.get(Webhook, webhook_id, populate_existing=True)
    if webhook is None:
        raise Problem("publish.unknown_webhook")
    return webhook


def get_webhook_locked(webhook_id: int) -> Webhook:
    """Answer a webhook, locked until the transaction ends, or raise Problem."""
    query = select(Webhook).where(Webhook.webhook_id == webhook_id).with_for_update()
    webhook: Webhook | None = db.session.scalar(query.execution_options(populate_existing=True))
    if webhook is None:
        raise Problem("publish.unknown_webhook")
    return webhook


def find_webhook_by_name(name: str) -> Webhook | None:
    """Answer a webhook by its name, or None."""
    return db.session.scalar(select(Webhook).where(Webhook.name == name))


def add_webhook(webhook: Webhook) -> Webhook:
    """Add a webhook."""
    db.session.add(webhook)
    db.session.flush()
    return webhook


def remove_webhook(webhook: Webhook) -> None:
    """Remove a webhook with its deliveries."""
    of_it = WebhookDelivery.webhook_id == webhook.webhook_id
    db.session.execute(delete(WebhookDelivery).where(of_it))
    db.session.delete(webhook)
    db.session.flush()


def find_due(at: datetime) -> Webhook | None:
    """Answer the webhook that waits longest with events it has not looked at, locked; or None."""
    newest = select(Event.event_id).where(
        tuple_(Event.tx, Event.event_id) > tuple_(Webhook.cursor_tx, Webhook.cursor_id)
    )
    query = select(Webhook).where(
        Webhook.state == ACTIVE,
        Webhook.due_at <= at,
        or_(Webhook.leased_until.is_(None), Webhook.leased_until < at),
        newest.exists(),
    )
    query = query.order_by(Webhook.due_at).limit(1).with_for_update(skip_locked=True)
    return db.session.scalar(query.execution_options(populate_existing=True))


def find_first_cursor() -> Place | None:
    """Answer up to where every webhook has been told; None without any."""
    row = db.session.execute(
        select(Webhook.cursor_tx, Webhook.cursor_id)
        .where(Webhook.state == ACTIVE)
        .order_by(Webhook.cursor_tx, Webhook.cursor_id)
        .limit(1)
    ).first()
    return None if row is None else Place(*row)


# -- deliveries


def add_delivery(delivery: WebhookDelivery) -> WebhookDelivery:
    """Add a delivery."""
    db.session.add(delivery)
    db.session.flush()
    return delivery


def find_open_delivery(webhook_id: int, event_id: int) -> WebhookDelivery | None:
    """Answer the delivery of an event that is still to be tried."""
    query = select(WebhookDelivery).where(
        WebhookDelivery.webhook_id == webhook_id,
        WebhookDelivery.event_id == event_id,
        WebhookDelivery.state == WAITING,
    )
    return db.session.scalar(query.order_by(WebhookDelivery.number.desc()).limit(1))


def find_delivery(delivery_id: str) -> WebhookDelivery | None:
    """Answer a delivery by its id."""
    query = select(WebhookDelivery).where(WebhookDelivery.delivery_id == delivery_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def list_deliveries(
    webhook_id: int, before: int | None, limit: int, *, failed: bool = False
) -> Sequence[WebhookDelivery]:
    """Answer deliveries, newest first, before a number (keyset); `failed`: only those not sent."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if failed:
        query = query.where(WebhookDelivery.state != SENT)
    if before is not None:
        query = query.where(WebhookDelivery.number < before)
    return db.session.scalars(query.order_by(WebhookDelivery.number.desc()).limit(limit)).all()


def find_last_delivery(webhook_id: int) -> WebhookDelivery | None:
    """Answer the newest delivery of a webhook."""
    return next(iter(list_deliveries(webhook_id, None, 1)), None)


def pass_open_deliveries(webhook_id: int) -> None:
    """Let what was still to be tried be passed over: the webhook goes on from elsewhere."""
    query = select(WebhookDelivery).where(
        WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.state == WAITING
    )
    for delivery in db.session.scalars(query):
        delivery.state = PASSED


def remove_deliveries_before(moment: datetime, limit: int) -> int:
    """Remove old lines of the log, at most so many; answer how many."""
    old = select(WebhookDelivery.number).where(
        WebhookDelivery.created_at < moment, WebhookDelivery.state != WAITING
    )
    done = db.session.connection().execute(
        delete(WebhookDelivery).where(WebhookDelivery.number.in_(old.limit(limit)))
    )
    return done.rowcount
