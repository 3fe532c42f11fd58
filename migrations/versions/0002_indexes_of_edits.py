"""Indexes of edits hold only edits: other submissions are written faster, into less space."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_submission_edits", "deprecated_id", "deprecated_id IS NOT NULL"),
    ("ix_submission_chain", "root_instance_id", "root_instance_id <> instance_id"),
)


def upgrade() -> None:
    """Apply."""
    for _name, column, _condition in INDEXES:
        op.drop_index(f"ix_submission_{column}", "submission")
    for name, column, condition in INDEXES:
        where = sa.text(condition)
        op.create_index(name, "submission", [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Take back."""
    for name, _column, _condition in INDEXES:
        op.drop_index(name, "submission")
    for _name, column, _condition in INDEXES:
        op.create_index(f"ix_submission_{column}", "submission", [column])
