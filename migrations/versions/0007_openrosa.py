"""openrosa: closed forms, passwords of phones, what Collect calls itself, edits that meet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Each statement of such a function sees what is committed by then, so after waiting for its turn the
# second one sees the edit whose transaction it waited for: what one INSERT alone cannot.
OVERTAKEN = """
CREATE FUNCTION is_overtaken(original text) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT pg_advisory_xact_lock(hashtextextended(original, 0));
    SELECT EXISTS (SELECT 1 FROM submission WHERE deprecated_id = original);
$$
"""


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("closed_by", sa.String(length=80), nullable=True))
        batch_op.add_column(
            sa.Column("listing", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("password", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("collect_id", sa.String(length=120), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(OVERTAKEN)


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION is_overtaken(text)")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("collect_id")
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_column("password")
    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.drop_column("listing")
        batch_op.drop_column("closed_by")
        batch_op.drop_column("closed_at")
