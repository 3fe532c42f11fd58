"""Comments written on other servers stand beside our own, once; and when to look for more of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Moment, code_text

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEX, DUE = "ix_remote_submission_talk", "talk_at IS NOT NULL"
# What was pulled before this is looked at once more, in its turn.
LOOK = """UPDATE remote_submission SET talk_at = seen_at WHERE publication_id IN (
SELECT publication_id FROM publication JOIN target ON target.target_id = publication.target_id
WHERE target.kind = 'central')"""


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("submission_comment") as batch_op:
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("author", sa.String(120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("mark", code_text(40), nullable=True))
        batch_op.create_unique_constraint(
            "uq_submission_comment_root_instance_id_mark", ["root_instance_id", "mark"]
        )
    with op.batch_alter_table("remote_submission") as batch_op:
        batch_op.add_column(sa.Column("talk_at", Moment(), nullable=True))
    op.execute(LOOK)
    where = sa.text(DUE)
    op.create_index(
        INDEX,
        "remote_submission",
        ["publication_id", "talk_at"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Undo; what was written elsewhere stays there."""
    op.drop_index(INDEX, "remote_submission")
    with op.batch_alter_table("remote_submission") as batch_op:
        batch_op.drop_column("talk_at")
    op.execute("DELETE FROM submission_comment WHERE user_id IS NULL")
    with op.batch_alter_table("submission_comment") as batch_op:
        batch_op.drop_constraint("uq_submission_comment_root_instance_id_mark", type_="unique")
        batch_op.drop_column("mark")
        batch_op.drop_column("author")
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
