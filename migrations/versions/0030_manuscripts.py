"""Working copies of forms, as officers write them in the browser, and the files given with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Json, Moment, code_text

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "manuscript",
        sa.Column("manuscript_id", sa.Integer(), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("begun_from", code_text(64), nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("begun_by", sa.String(length=80), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("saved_by", sa.String(length=80), nullable=False),
        sa.Column("drafted", code_text(64), nullable=False),
        sa.Column("discarded_at", Moment(), nullable=True),
        sa.Column("discarded_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("manuscript_id", name=op.f("pk_manuscript")),
    )
    op.create_index("ix_manuscript_bidang", "manuscript", ["bidang", "manuscript_id"])
    op.create_index("ix_manuscript_begun_from", "manuscript", ["begun_from"])
    op.create_table(
        "manuscript_file",
        sa.Column("manuscript_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("file_id", code_text(32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("md5", code_text(32), nullable=False),
        sa.Column("mime", sa.String(length=120), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["manuscript_id"],
            ["manuscript.manuscript_id"],
            name=op.f("fk_manuscript_file_manuscript_id_manuscript"),
        ),
        sa.PrimaryKeyConstraint("manuscript_id", "name", name=op.f("pk_manuscript_file")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("manuscript_file")
    op.drop_index("ix_manuscript_begun_from", table_name="manuscript")
    op.drop_index("ix_manuscript_bidang", table_name="manuscript")
    op.drop_table("manuscript")
