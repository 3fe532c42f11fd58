"""Levels of review: who reviews a form, at which level a submission waits, and which level decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Json, Moment, code_text

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WAITING = sa.text("level_since IS NOT NULL")


def upgrade() -> None:
    """Apply. Columns are added in place: a large table of submissions is not written anew."""
    op.create_table(
        "review_policy",
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("levels", Json, nullable=False),
        sa.Column("patience", Json, nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"], ["form.form_id"], name=op.f("fk_review_policy_form_id_form")
        ),
        sa.PrimaryKeyConstraint("policy_id", name=op.f("pk_review_policy")),
    )
    op.create_index("ix_review_policy_form", "review_policy", ["form_id", "policy_id"])
    op.add_column("submission", sa.Column("level", code_text(10), nullable=True))
    op.add_column("submission", sa.Column("level_since", Moment(), nullable=True))
    op.create_index(
        "ix_submission_level",
        "submission",
        ["form_id", "level", "level_since"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.add_column("decision", sa.Column("level", code_text(10), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_column("level")
    op.drop_index("ix_submission_level", table_name="submission")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("level_since")
        batch_op.drop_column("level")
    op.drop_index("ix_review_policy_form", table_name="review_policy")
    op.drop_table("review_policy")
