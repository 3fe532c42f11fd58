"""The queue's rows of persons, families and houses; decisions about people are sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import code_text

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; subjects with something uncertain are folded once more, which writes their rows."""
    op.create_table(
        "subject_question",
        sa.Column("place", code_text(64), nullable=False),
        sa.Column("field", code_text(64), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("home", code_text(20), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("rule", code_text(12), nullable=False),
        sa.Column("status", code_text(16), nullable=False),
        sa.Column("reason", code_text(32), nullable=False),
        sa.Column("latest", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("place", "field", "period", name=op.f("pk_subject_question")),
    )
    op.create_index(
        "ix_subject_question_order",
        "subject_question",
        ["status", "latest", "place", "field", "period"],
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.execute(
        "UPDATE submission SET merge_due = true, touch = touch + 1 WHERE seq IN ("
        "SELECT mention.seq FROM mention JOIN subject USING (subject_id) WHERE subject.conflicts > 0)"
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_column("sealed")
    op.drop_index("ix_subject_question_order", table_name="subject_question")
    op.drop_table("subject_question")
