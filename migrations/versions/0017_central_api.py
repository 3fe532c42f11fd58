"""What other programs need: sessions, files of forms, comments, a form's submissions in order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import BigKey, Moment, code_text

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "api_session",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("session_mark", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.user_id"],
            name=op.f("fk_api_session_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_api_session")),
    )
    op.create_index(op.f("ix_api_session_user_id"), "api_session", ["user_id"])
    op.create_table(
        "form_file",
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("file_id", code_text(32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("md5", code_text(32), nullable=False),
        sa.Column("mime", sa.String(length=120), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("form_id", "version", "name", name=op.f("pk_form_file")),
    )
    op.create_table(
        "submission_comment",
        sa.Column("comment_id", BigKey, nullable=False),
        sa.Column("root_instance_id", code_text(120), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_submission_comment")),
    )
    op.create_index(
        op.f("ix_submission_comment_root_instance_id"), "submission_comment", ["root_instance_id"]
    )
    op.create_index("ix_submission_form", "submission", ["form_id", "received_at", "seq"])
    where = sa.text("instance_id IS NOT NULL")
    op.create_index(
        "ix_decision_at", "decision", ["at"], sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_decision_at", table_name="decision")
    op.drop_index("ix_submission_form", table_name="submission")
    op.drop_index(op.f("ix_submission_comment_root_instance_id"), table_name="submission_comment")
    op.drop_table("submission_comment")
    op.drop_table("form_file")
    op.drop_index(op.f("ix_api_session_user_id"), table_name="api_session")
    op.drop_table("api_session")
