"""phones: states, invitations, what they hold; returned submissions; quarantine that is settled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Moment, code_text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What was returned before this table existed: the reason of the last decision about it.
FILL_RETURNED = """
    INSERT INTO returned
        (instance_id, posyandu_code, form_id, period, observed_at, reason, kader_id, returned_at)
    SELECT s.instance_id, s.posyandu_code, s.form_id, s.period, s.observed_at, d.reason,
        s.kader_id, d.at
    FROM submission s JOIN decision d ON d.seq = (
        SELECT max(seq) FROM decision WHERE kind = 'status' AND instance_id = s.instance_id)
    WHERE s.state = 'dikembalikan' AND s.posyandu_code IS NOT NULL
"""


def upgrade() -> None:
    """Apply."""

    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state_since", Moment(), nullable=True))
        batch_op.add_column(sa.Column("expires_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("collect_version", sa.String(length=40), nullable=True))
    op.create_table(
        "device_form",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("fetched_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.device_id"], name=op.f("fk_device_form_device_id")
        ),
        sa.PrimaryKeyConstraint("device_id", "form_id", name=op.f("pk_device_form")),
    )
    op.create_table(
        "device_day",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("collect_version", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.device_id"], name=op.f("fk_device_day_device_id")
        ),
        sa.PrimaryKeyConstraint("device_id", "day", name=op.f("pk_device_day")),
    )
    op.create_table(
        "invitation",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kader_id", sa.Integer(), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kader_id"], ["kader.kader_id"], name=op.f("fk_invitation_kader_id")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.device_id"], name=op.f("fk_invitation_device_id")
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
    )
    op.create_index(op.f("ix_invitation_kader_id"), "invitation", ["kader_id"])
    op.create_table(
        "returned",
        sa.Column("instance_id", code_text(120), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("observed_at", Moment(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kader_id", sa.Integer(), nullable=True),
        sa.Column("returned_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_returned")),
    )
    op.create_index("ix_returned_group", "returned", ["posyandu_code", "form_id", "period"])
    from_phones = sa.text("device_id IS NOT NULL")
    op.create_index(
        "ix_submission_device",
        "submission",
        ["device_id", "seq"],
        sqlite_where=from_phones,
        postgresql_where=from_phones,
    )
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settled_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("settled_by", sa.String(length=80), nullable=True))
    op.execute(FILL_RETURNED)


def downgrade() -> None:
    """Take back."""

    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.drop_column("settled_by")
        batch_op.drop_column("settled_at")
    op.drop_index("ix_submission_device", table_name="submission")
    for table in ("returned", "invitation", "device_day", "device_form"):
        op.drop_table(table)
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_column("collect_version")
        batch_op.drop_column("expires_at")
        batch_op.drop_column("state_since")
