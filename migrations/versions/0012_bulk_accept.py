"""Accepting many submissions at once after a sample: the act, and what was looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import BigKey, Json, Moment, code_text

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "bulk_act",
        sa.Column("act_id", BigKey, nullable=False),
        sa.Column("batch", code_text(32), nullable=False),
        sa.Column("wanted", Json, nullable=False),
        sa.Column("reaches", Json, nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.Column("last_decision", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("left_out", Json, nullable=False),
        sa.Column("state", code_text(12), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_bulk_act")),
        sa.UniqueConstraint("batch", name=op.f("uq_bulk_act_batch")),
    )
    op.create_index("ix_bulk_act_actor", "bulk_act", ["actor", "act_id"])
    op.create_table(
        "bulk_sample",
        sa.Column("act_id", BigKey, nullable=False),
        sa.Column("instance_id", code_text(120), nullable=False),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("verdict", code_text(8), nullable=False),
        sa.Column("judged_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["act_id"], ["bulk_act.act_id"], name=op.f("fk_bulk_sample_act_id_bulk_act")
        ),
        sa.PrimaryKeyConstraint("act_id", "instance_id", name=op.f("pk_bulk_sample")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("bulk_sample")
    op.drop_index("ix_bulk_act_actor", table_name="bulk_act")
    op.drop_table("bulk_act")
