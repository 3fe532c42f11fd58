"""When a server is looked at next, and which unpublished work there a plan would replace."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Json, Moment

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("target") as batch_op:
        batch_op.add_column(sa.Column("look_at", Moment(), nullable=True))
    with op.batch_alter_table("publish_part") as batch_op:
        batch_op.add_column(sa.Column("replaces", Json, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("publish_part") as batch_op:
        batch_op.drop_column("replaces")
    with op.batch_alter_table("target") as batch_op:
        batch_op.drop_column("look_at")
