"""Cells are found by place alone: the index by field served no page and doubled a rebuild's writes."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the index."""
    with op.batch_alter_table("cell") as batch_op:
        batch_op.drop_index("ix_cell_field")


def downgrade() -> None:
    """Make it again."""
    with op.batch_alter_table("cell") as batch_op:
        batch_op.create_index("ix_cell_field", ["field", "period"], unique=False)
