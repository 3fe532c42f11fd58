"""Webhooks: who is told of what, set by an admin; every act is logged."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from app.accounts.service import log_act
from app.exchange.webhook_body import body_of, headers_of
from app.exchange.webhook_client import Answered, post
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.outbox import events_store, webhooks_store
from app.outbox.events import EVENT_NAMES, TEST
from app.outbox.events_service import forget_listened
from app.outbox.events_store import Place
from app.outbox.models import Webhook, WebhookDelivery
from app.problems import Problem
from app.registry.bidang import BY_KEY
from app.registry.store import names_of_areas

ACT = "webhook"
LONGEST_NAME, LONGEST_URL = 120, 500
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an admin typed: where to tell whom of what."""

    name: str
    url: str
    kinds: tuple[str, ...]
    area: str = ""
    bidang: str = ""


def add_webhook(wanted: Wanted, actor: str) -> tuple[Webhook, str]:
    """Add a webhook, told of what happens from now on; answer it and its secret, shown once."""
    _check(wanted)
    secret = secrets.token_urlsafe(32)
    with transaction():
        _check_name(wanted.name)
        last = events_store.find_last_place()
        webhook = Webhook(secret=b"", state=webhooks_store.ACTIVE, due_at=now(), leased_until=None)
        webhook.cursor_tx, webhook.cursor_id = last
        webhook.created_at, webhook.created_by = now(), actor
        _take(webhook, wanted)
        webhooks_store.add_webhook(webhook)
        webhook.secret = _sealed(webhook, secret)
        log_act(actor, f"{ACT}.tambah", _subject(webhook), wanted.name)
    forget_listened()
    return webhook, secret


def change_webhook(webhook_id: int, wanted: Wanted, actor: str) -> Webhook:
    """Change where a webhook goes and what of; what is on its way goes the new way."""
    _check(wanted)
    with transaction():
        webhook = webhooks_store.get_webhook_locked(webhook_id)
        if wanted.name != webhook.name:
            _check_name(wanted.name)
        _take(webhook, wanted)
        webhook.due_at = now()
        log_act(actor, f"{ACT}.ubah", _subject(webhook), wanted.name)
    forget_listened()
    return webhook


def switch_webhook(webhook_id: int, actor: str, *, on: bool) -> Webhook:
    """Switch a webhook on, to go on where it stopped, or off."""
    with transaction():
        webhook = webhooks_store.get_webhook_locked(webhook_id)
        webhook.state = webhooks_store.ACTIVE if on else webhooks_store.OFF
        webhook.due_at = now()
        log_act(actor, f"{ACT}.{'nyala' if on else 'mati'}", _subject(webhook))
    return webhook


def renew_secret(webhook_id: int, actor: str) -> tuple[Webhook, str]:
    """Give a webhook another secret, which counts at once; answer it, shown once."""
    secret = secrets.token_urlsafe(32)
    with transaction():
        webhook = webhooks_store.get_webhook_locked(webhook_id)
        webhook.secret = _sealed(webhook, secret)
        log_act(actor, f"{ACT}.rahasia", _subject(webhook))
    return webhook, secret


def remove_webhook(webhook_id: int, actor: str) -> str:
    """Remove a webhook with its log; answer its name."""
    with transaction():
        webhook = webhooks_store.get_webhook_locked(webhook_id)
        name = webhook.name
        log_act(actor, f"{ACT}.hapus", _subject(webhook), name)
        webhooks_store.remove_webhook(webhook)
    forget_listened()
    return name


def replay_since(webhook_id: int, moment: datetime, actor: str) -> int:
    """Tell a webhook once more all that happened since a moment; answer how many at most."""
    return _replay(webhook_id, events_store.find_place_before(moment), actor)


def replay_from_event(webhook_id: int, event_id: int, actor: str) -> int:
    """Tell a webhook once more an event and all after it; answer how many at most."""
    event = events_store.find_event(event_id)
    if event is None:
        raise Problem("publish.unknown_event", number=event_id)
    return _replay(webhook_id, events_store.find_place_before_event(event), actor)


def _replay(webhook_id: int, place: Place, actor: str) -> int:
    with transaction():
        webhook = webhooks_store.get_webhook_locked(webhook_id)
        webhook.cursor_tx, webhook.cursor_id = place
        # Whoever is sending to it now finds its lease gone, and notes no more than what came back.
        webhook.due_at, webhook.leased_until = now(), None
        webhooks_store.pass_open_deliveries(webhook_id)
        log_act(actor, f"{ACT}.ulang", _subject(webhook), f"setelah peristiwa {place.event_id}")
        return waiting_of(webhook)


def waiting_of(webhook: Webhook) -> int:
    """Answer how many events a webhook has not looked at, of the kinds it asked for, up to a bound."""
    place = Place(webhook.cursor_tx, webhook.cursor_id)
    return events_store.count_events_after(place, webhook.kinds, MOST_COUNTED)


def test_webhook(webhook_id: int, actor: str) -> Answered:
    """Send a test to a receiver now; answer what came back. It stands in the log too."""
    webhook = webhooks_store.get_webhook(webhook_id)
    secret, delivery_id, moment = secret_of(webhook), str(uuid.uuid4()), now()
    body = body_of(0, TEST, moment, {"webhook": webhook.name})
    headers = headers_of(secret, TEST, delivery_id, int(moment.timestamp()), body)
    answered = post(webhook.url, body, headers)
    with transaction():
        sent = webhooks_store.SENT if answered.is_good else webhooks_store.PASSED
        webhooks_store.add_delivery(
            WebhookDelivery(
                delivery_id=delivery_id,
                webhook_id=webhook_id,
                event_id=None,
                kind=TEST,
                state=sent,
                attempts=1,
                status_code=answered.status,
                milliseconds=answered.milliseconds,
                error=answered.error[:300],
                created_at=moment,
                tried_at=moment,
            )
        )
        log_act(actor, f"{ACT}.uji", _subject(webhook))
    return answered


def secret_of(webhook: Webhook) -> bytes:
    """Answer a webhook's secret, opened: the key of its signatures."""
    return vault.unseal(webhook.secret, _subject(webhook))


def _sealed(webhook: Webhook, secret: str) -> bytes:
    return vault.seal(secret.encode(), _subject(webhook))


def _subject(webhook: Webhook) -> str:
    return f"webhook:{webhook.webhook_id}"


def _take(webhook: Webhook, wanted: Wanted) -> None:
    webhook.name, webhook.url, webhook.kinds = wanted.name, wanted.url, list(wanted.kinds)
    webhook.area, webhook.bidang = wanted.area, wanted.bidang


def _check_name(name: str) -> None:
    if webhooks_store.find_webhook_by_name(name):
        raise Problem("publish.webhook_taken", name=name)


def _check(wanted: Wanted) -> None:
    reason = _fault(wanted)
    if reason:
        raise Problem("publish.bad_webhook", reason=reason)


def _fault(wanted: Wanted) -> str:
    """Answer what is wrong with what was typed; "" for nothing."""
    if not wanted.name or len(wanted.name) > LONGEST_NAME:
        return "nama belum diisi atau terlalu panjang"
    if not _is_address(wanted.url):
        return "alamatnya bukan alamat https atau http yang lengkap"
    if not wanted.kinds or not set(wanted.kinds) <= EVENT_NAMES.keys():
        return "belum ada peristiwa yang dipilih"
    if wanted.area and wanted.area not in names_of_areas([wanted.area]):
        return f"wilayah {wanted.area} tidak dikenal"
    if wanted.bidang and wanted.bidang not in BY_KEY:
        return "bidangnya tidak dikenal"
    return ""


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        return False
    complete = parts.scheme in {"http", "https"} and bool(parts.hostname) and port_is_number
    return complete and "@" not in parts.netloc and len(url) <= LONGEST_URL
