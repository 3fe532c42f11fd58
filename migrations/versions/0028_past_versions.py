"""Versions of another server's own, kept to read old answers by, and those that are not to be had."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for table, column in (("form_version", "taken_over"), ("publication_version", "borrowed")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(
                sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false())
            )


def downgrade() -> None:
    """Undo."""
    for table, column in (("form_version", "taken_over"), ("publication_version", "borrowed")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)
