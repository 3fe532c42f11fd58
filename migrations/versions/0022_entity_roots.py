"""A version of a sasaran knows what its submission was first called, as other servers call it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import code_text

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KNOWN = """UPDATE entity_version SET root_id = (
SELECT root_instance_id FROM submission WHERE submission.instance_id = entity_version.instance_id)
WHERE instance_id IS NOT NULL AND kind IN ('buat', 'ubah')"""


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("entity_version") as batch_op:
        batch_op.add_column(sa.Column("root_id", code_text(120), nullable=True))
    op.execute(KNOWN)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("entity_version") as batch_op:
        batch_op.drop_column("root_id")
