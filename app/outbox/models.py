"""Tables of outgoing and later work: jobs, and what happened for those who asked to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import BigKey, Json, Moment, code_text, db


class Job(db.Model):
    """One piece of later work: a kind, identifiers, and how its tries went."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "run_after"),)

    job_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(code_text(40))
    # Two hints about the same thing are one job while it waits: the key tells they are the same.
    key: Mapped[str] = mapped_column(code_text(200), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    run_after: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class Event(db.Model):
    """Something that happened, written in the transaction of what caused it: identifiers, no answers.

    Read in the order of (tx, event_id). On PostgreSQL `tx` numbers the transaction: a number of an
    event is given before its commit, so a smaller one may appear after a larger one was read, but a
    transaction older than all that are still open appears whole or not at all. SQLite writes one by
    one, and there it is 0.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_order", "tx", "event_id"), Index("ix_event_at", "at"))

    event_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    tx: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(code_text(24))
    place: Mapped[str] = mapped_column(code_text(20))
    bidang: Mapped[str] = mapped_column(String(120))  # keys, space-separated; empty for none
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Moment)


class Webhook(db.Model):
    """Who asked to be told: where, of what, and up to which event they were; the secret is sealed."""

    __tablename__ = "webhook"

    webhook_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    url: Mapped[str] = mapped_column(String(500))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    kinds: Mapped[list[str]] = mapped_column(Json)
    area: Mapped[str] = mapped_column(code_text(20))
    bidang: Mapped[str] = mapped_column(code_text(20))
    state: Mapped[str] = mapped_column(code_text(8))  # aktif mati ditutup
    # The last event that was delivered, passed over, or of no concern.
    cursor_tx: Mapped[int] = mapped_column(BigInteger)
    cursor_id: Mapped[int] = mapped_column(BigInteger)
    # When to go on, and until when a worker is at it.
    due_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[str] = mapped_column(String(80))


class WebhookDelivery(db.Model):
    """One event on its way to one webhook: its id stays the same however often it is tried."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_log", "webhook_id", "number"),
        Index("ix_webhook_delivery_event", "webhook_id", "event_id", "number"),
    )

    number: Mapped[int] = mapped_column(BigKey, primary_key=True)
    delivery_id: Mapped[str] = mapped_column(code_text(36), unique=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.webhook_id"))
    event_id: Mapped[int | None] = mapped_column(BigInteger)  # none: a test
    kind: Mapped[str] = mapped_column(code_text(24))
    state: Mapped[str] = mapped_column(code_text(12))  # menunggu terkirim dilewati
    attempts: Mapped[int] = mapped_column(Integer)
    status_code: Mapped[int | None] = mapped_column(Integer)
    milliseconds: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(Moment)
    tried_at: Mapped[datetime | None] = mapped_column(Moment)
