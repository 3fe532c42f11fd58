"""Drafts tried on a phone: the channel, the answers sent there, and their files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Json, Moment, code_text

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "trial",
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("areas", Json, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("trial_id", name=op.f("pk_trial")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_trial_token_hash")),
    )
    op.create_index("ix_trial_form", "trial", ["form_id", "trial_id"])
    op.create_table(
        "trial_answer",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", code_text(120), nullable=False),
        sa.Column("door", code_text(12), nullable=False),
        sa.Column("form_md5", code_text(32), nullable=False),
        sa.Column("xml_sha256", code_text(64), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trial.trial_id"], name=op.f("fk_trial_answer_trial_id_trial")
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_trial_answer")),
        sa.UniqueConstraint(
            "trial_id", "instance_id", name=op.f("uq_trial_answer_trial_id_instance_id")
        ),
    )
    op.create_table(
        "trial_file",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("file_id", code_text(32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["trial_answer.answer_id"],
            name=op.f("fk_trial_file_answer_id_trial_answer"),
        ),
        sa.PrimaryKeyConstraint("answer_id", "name", name=op.f("pk_trial_file")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("trial_file")
    op.drop_table("trial_answer")
    op.drop_index("ix_trial_form", table_name="trial")
    op.drop_table("trial")
