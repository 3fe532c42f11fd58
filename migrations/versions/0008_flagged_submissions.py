"""flagged submissions: those with something odd about them are found among a million."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAME, FLAGGED = "ix_submission_flagged", "flags <> '[]'"


def upgrade() -> None:
    """Apply."""
    op.create_index(
        NAME,
        "submission",
        ["seq"],
        sqlite_where=sa.text(FLAGGED),
        postgresql_where=sa.text(FLAGGED),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(NAME, "submission")
