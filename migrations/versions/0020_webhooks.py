"""What happened, for those who asked to be told: events, webhooks, and their deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import BigKey, Json, Moment, code_text

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "event",
        sa.Column("event_id", BigKey, nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=False),
        sa.Column("kind", code_text(24), nullable=False),
        sa.Column("place", code_text(20), nullable=False),
        sa.Column("bidang", sa.String(length=120), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_order", "event", ["tx", "event_id"])
    op.create_index("ix_event_at", "event", ["at"])
    op.create_table(
        "webhook",
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("kinds", Json, nullable=False),
        sa.Column("area", code_text(20), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("state", code_text(8), nullable=False),
        sa.Column("cursor_tx", sa.BigInteger(), nullable=False),
        sa.Column("cursor_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("webhook_id", name=op.f("pk_webhook")),
        sa.UniqueConstraint("name", name=op.f("uq_webhook_name")),
    )
    _create_deliveries()


def _create_deliveries() -> None:
    op.create_table(
        "webhook_delivery",
        sa.Column("number", BigKey, nullable=False),
        sa.Column("delivery_id", code_text(36), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", code_text(24), nullable=False),
        sa.Column("state", code_text(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhook.webhook_id"],
            name=op.f("fk_webhook_delivery_webhook_id_webhook"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_webhook_delivery_delivery_id")),
    )
    op.create_index("ix_webhook_delivery_log", "webhook_delivery", ["webhook_id", "number"])
    op.create_index(
        "ix_webhook_delivery_event", "webhook_delivery", ["webhook_id", "event_id", "number"]
    )


def downgrade() -> None:
    """Take back."""
    for name in ("webhook_delivery", "webhook", "event"):
        op.drop_table(name)
