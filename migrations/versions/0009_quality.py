"""quality: readings, findings, what people said of them, how rules are set, and the queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import BigKey, Json, Moment, code_text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    """Apply."""
    _add_queue()
    _add_readings()
    _add_findings()
    op.create_table(
        "quality_check",
        sa.Column("check_id", BigKey, primary_key=True),
        sa.Column("rule", code_text(32), nullable=False),
        sa.Column("key", code_text(160), nullable=False),
        sa.Column("evidence", code_text(32), nullable=False),
        sa.Column("verdict", code_text(8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
    op.create_index("ix_quality_check_finding", "quality_check", ["rule", "key"])
    op.create_table(
        "quality_setting",
        sa.Column("setting_id", sa.Integer(), primary_key=True),
        sa.Column("rule", code_text(32), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("limits", Json, nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
    )
    op.create_index("ix_quality_setting_rule", "quality_setting", ["rule", "setting_id"])


def _add_queue() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("examine_due", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _partial("ix_submission_examine_due", "submission", ["posyandu_code", "seq"], "examine_due")
    # What was merged before there were rules is examined too.
    op.execute(sa.text("UPDATE submission SET examine_due = merged"))


def _add_readings() -> None:
    op.create_table(
        "quality_reading",
        sa.Column("seq", BigKey, sa.ForeignKey("submission.seq"), primary_key=True),
        sa.Column("instance_id", code_text(120), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sender", code_text(24), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("status", code_text(16), nullable=False),
        sa.Column("observed_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("filled_at", Moment(), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("subject_id", code_text(64), nullable=False),
        sa.Column("nik", code_text(40), nullable=False),
        sa.Column("numbers", Json, nullable=False),
        sa.Column("marks", Json, nullable=False),
    )
    op.create_index("ix_quality_reading_month", "quality_reading", ["posyandu_code", "period"])
    _partial("ix_quality_reading_day", "quality_reading", ["sender", "day"], "sender <> ''")
    for name, column in (("subject", "subject_id"), ("nik", "nik")):
        _partial(
            f"ix_quality_reading_{name}",
            "quality_reading",
            [column, "instance_id"],
            f"{column} <> ''",
        )


def _add_findings() -> None:
    op.create_table(
        "quality_finding",
        sa.Column("finding_id", BigKey, primary_key=True),
        sa.Column("rule", code_text(32), nullable=False),
        sa.Column("key", code_text(160), nullable=False),
        sa.Column("group_name", code_text(160), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("instance_id", code_text(120), nullable=False),
        sa.Column("sender", code_text(24), nullable=False),
        sa.Column("subject_id", code_text(64), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.Column("evidence", code_text(32), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("rule", "key", name="uq_quality_finding_rule_key"),
    )
    op.create_index("ix_quality_finding_group", "quality_finding", ["group_name"])
    op.create_index("ix_quality_finding_instance", "quality_finding", ["instance_id"])
    _partial(
        "ix_quality_finding_open", "quality_finding", ["rank", "first_seen", "finding_id"], "holds"
    )
    _partial("ix_quality_finding_place", "quality_finding", ["posyandu_code", "period"], "holds")


def downgrade() -> None:
    """Take back."""
    for table in ("quality_setting", "quality_check", "quality_finding", "quality_reading"):
        op.drop_table(table)
    op.drop_index("ix_submission_examine_due", table_name="submission")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("examine_due")
