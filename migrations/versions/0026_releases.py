"""What stands before a release: a second officer's word, a moment, and counted answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Json, Moment, code_text

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "second_officer",
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_second_officer")),
    )
    op.create_index("ix_second_officer_bidang", "second_officer", ["bidang"])
    _create_reviews()
    _create_plans()
    _create_counts()


def _of_form(table: str) -> list[sa.SchemaItem]:
    key = sa.ForeignKeyConstraint(
        ["form_id"], ["form.form_id"], name=op.f(f"fk_{table}_form_id_form")
    )
    return [sa.Column("form_id", code_text(64), nullable=False), key]


def _create_reviews() -> None:
    op.create_table(
        "draft_review",
        sa.Column("review_id", sa.Integer(), nullable=False),
        *_of_form("draft_review"),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("mark", code_text(64), nullable=False),
        sa.Column("state", code_text(12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_draft_review")),
    )
    op.create_index("ix_draft_review_version", "draft_review", ["form_id", "version", "review_id"])
    op.create_index("ix_draft_review_state", "draft_review", ["state"])


def _create_plans() -> None:
    op.create_table(
        "release_plan",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        *_of_form("release_plan"),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("mark", code_text(64), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("state", code_text(8), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_release_plan")),
    )
    op.create_index("ix_release_plan_form", "release_plan", ["form_id", "plan_id"])
    op.create_index("ix_release_plan_state", "release_plan", ["state"])


def _create_counts() -> None:
    op.create_table(
        "answer_count",
        *_of_form("answer_count"),
        sa.Column("state", code_text(8), nullable=False),
        sa.Column("tally", Json, nullable=False),
        sa.Column("counted_at", Moment(), nullable=True),
        sa.Column("running", Json, nullable=False),
        sa.Column("cursor_at", Moment(), nullable=True),
        sa.Column("cursor_seq", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("begun_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_answer_count")),
    )


def downgrade() -> None:
    """Take back."""
    for name in ("answer_count", "release_plan", "draft_review", "second_officer"):
        op.drop_table(name)
