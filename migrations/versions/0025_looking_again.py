"""What is looked at again of other servers' rows: files replaced under their names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import code_text

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("pull") as batch_op:
        batch_op.add_column(
            sa.Column("files_after", sa.BigInteger(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("remote_submission") as batch_op:
        batch_op.add_column(
            sa.Column("files_mark", code_text(64), nullable=False, server_default="")
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("remote_submission") as batch_op:
        batch_op.drop_column("files_mark")
    with op.batch_alter_table("pull") as batch_op:
        batch_op.drop_column("files_after")
