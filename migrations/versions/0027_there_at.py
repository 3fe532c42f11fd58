"""When another server received a submission, before it was pulled: by this it is late or not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("submission") as batch_op:
        batch_op.add_column(sa.Column("there_at", Moment(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("submission") as batch_op:
        batch_op.drop_column("there_at")
