"""Delivering events to webhooks: each webhook is told one event after another, in their order.

A delivery is noted before it is sent and again when the answer is there. A worker killed in between
leaves a lease that runs out; the same delivery, with the same id, is then sent once more. No
transaction is open while the receiver is waited for.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.exchange import webhook_body as letters
from app.exchange.webhook_client import Answered, post
from app.exchange.webhooks_service import secret_of
from app.extensions.database import now, transaction
from app.outbox import events_store, webhooks_store
from app.outbox.events import concerns
from app.outbox.events_store import Place
from app.outbox.models import Event, Webhook, WebhookDelivery

LEASE = timedelta(seconds=60)
LOOKED_AT = 500  # events at once
KEPT = timedelta(days=90)
SWEPT_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent now, and under which lease."""

    webhook_id: int
    delivery_id: str
    attempts: int
    url: str
    secret: bytes
    kind: str
    body: bytes
    lease: datetime
    place: Place


def deliver_next() -> bool:
    """Send one event to the webhook that waits longest; answer whether there was anything to do."""
    if webhooks_store.find_due(now()) is None:
        return False  # looked for without a turn to write: phones stand in that line
    with transaction():
        moved, parcel = _claim(now())
    if parcel is None:
        return moved
    timestamp = int(now().timestamp())
    headers = letters.headers_of(
        parcel.secret, parcel.kind, parcel.delivery_id, timestamp, parcel.body
    )
    answered = post(parcel.url, parcel.body, headers)
    with transaction():
        _note(parcel, answered)
    return True


def _claim(moment: datetime) -> tuple[bool, Parcel | None]:
    """Take the next event of a webhook in hand; answer whether it went on at all, and the parcel."""
    webhook = webhooks_store.find_due(moment)
    if webhook is None:
        return False, None
    start = Place(webhook.cursor_tx, webhook.cursor_id)
    events = events_store.list_events_after(start, LOOKED_AT)
    for event in events:
        if _concerns(webhook, event):
            return True, _parcel(webhook, event, moment)
        webhook.cursor_tx, webhook.cursor_id = event.tx, event.event_id
    return bool(events), None


def _concerns(webhook: Webhook, event: Event) -> bool:
    about = event.kind, event.place, event.bidang
    return concerns(webhook.kinds, webhook.area, webhook.bidang, about)


def _parcel(webhook: Webhook, event: Event, moment: datetime) -> Parcel:
    delivery = webhooks_store.find_open_delivery(webhook.webhook_id, event.event_id)
    if delivery is None:
        delivery = webhooks_store.add_delivery(_new_delivery(webhook, event, moment))
    delivery.attempts += 1
    delivery.tried_at = moment
    webhook.leased_until = moment + LEASE
    return Parcel(
        webhook_id=webhook.webhook_id,
        delivery_id=delivery.delivery_id,
        attempts=delivery.attempts,
        url=webhook.url,
        secret=secret_of(webhook),
        kind=event.kind,
        body=letters.body_of(event.event_id, event.kind, event.at, event.data),
        lease=webhook.leased_until,
        place=Place(event.tx, event.event_id),
    )


def _new_delivery(webhook: Webhook, event: Event, moment: datetime) -> WebhookDelivery:
    return WebhookDelivery(
        delivery_id=str(uuid.uuid4()),
        webhook_id=webhook.webhook_id,
        event_id=event.event_id,
        kind=event.kind,
        state=webhooks_store.WAITING,
        attempts=0,
        error="",
        created_at=moment,
    )


def _note(parcel: Parcel, answered: Answered) -> None:
    """Note what came back, and where the webhook goes on."""
    delivery = webhooks_store.find_delivery(parcel.delivery_id)
    if delivery is None:
        return  # the webhook was removed meanwhile
    webhook = webhooks_store.get_webhook_locked(parcel.webhook_id)
    delivery.status_code, delivery.error = answered.status, answered.error[:300]
    delivery.milliseconds = answered.milliseconds
    became = letters.outcome(answered.status, parcel.attempts)
    if became == letters.DELIVERED:
        delivery.state = webhooks_store.SENT
    if webhook.leased_until != parcel.lease:
        return  # another worker has it, or it was sent back to an earlier event
    webhook.leased_until, webhook.due_at = None, now()
    if became == letters.AGAIN:
        wait = letters.pause_after(parcel.attempts, answered.retry_after)
        webhook.due_at += timedelta(seconds=wait)
        return
    if became != letters.DELIVERED:
        delivery.state = webhooks_store.PASSED
    if became == letters.CLOSED:
        webhook.state = webhooks_store.CLOSED  # switched on again, it goes on with this event
        return
    webhook.cursor_tx, webhook.cursor_id = parcel.place


def take_up_order() -> bool:
    """Go on in this database's own order where it was restored from another server; answer True."""
    if events_store.has_foreign_order():
        with transaction():
            events_store.save_own_order()
    return True


def sweep() -> int:
    """Remove old events that every webhook has had, and old lines of the log; answer how many."""
    before = now() - KEPT
    with transaction():
        place = webhooks_store.find_first_cursor() or events_store.find_last_place()
        gone = events_store.remove_events_before(before, place, SWEPT_AT_ONCE)
        return gone + webhooks_store.remove_deliveries_before(before, SWEPT_AT_ONCE)
