"""Referrals from one agency to another, with their steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import BigKey, Moment, code_text

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "referral",
        sa.Column("referral_id", BigKey, nullable=False),
        sa.Column("kind", code_text(8), nullable=False),
        sa.Column("key", code_text(160), nullable=False),
        sa.Column("place", code_text(20), nullable=False),
        sa.Column("sender", code_text(20), nullable=False),
        sa.Column("receiver", code_text(20), nullable=False),
        sa.Column("matter", code_text(32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("state", code_text(20), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_referral")),
    )
    op.create_index("ix_referral_about", "referral", ["kind", "key"])
    op.create_index(
        "ix_referral_open",
        "referral",
        ["due_on", "referral_id"],
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "referral_step",
        sa.Column("referral_id", BigKey, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", code_text(12), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("side", code_text(8), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.referral_id"],
            name=op.f("fk_referral_step_referral_id_referral"),
        ),
        sa.PrimaryKeyConstraint("referral_id", "number", name=op.f("pk_referral_step")),
        sa.UniqueConstraint("referral_id", "undoes", name=op.f("uq_referral_step_referral_id")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("referral_step")
    op.drop_index("ix_referral_open", table_name="referral")
    op.drop_index("ix_referral_about", table_name="referral")
    op.drop_table("referral")
