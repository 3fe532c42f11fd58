"""What must not wait: signs that merged values show, and the referral each of them makes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import code_text

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of signs, and let a referral name the sign it was made for."""
    op.create_table(
        "alarm_sign",
        sa.Column("place", code_text(20), nullable=False),
        sa.Column("key", code_text(64), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("alarm", code_text(32), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("place", "key", "period", "alarm", name=op.f("pk_alarm_sign")),
    )
    op.create_index(
        "ix_alarm_sign_due",
        "alarm_sign",
        ["place", "key"],
        sqlite_where=sa.text("due"),
        postgresql_where=sa.text("due"),
    )
    op.create_index("ix_alarm_sign_key", "alarm_sign", ["key", "period"])
    op.add_column("referral", sa.Column("alarm", code_text(120), nullable=True))
    op.create_index("ix_referral_alarm", "referral", ["alarm"], unique=True)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_referral_alarm", table_name="referral")
    with op.batch_alter_table("referral") as batch_op:
        batch_op.drop_column("alarm")
    op.drop_index("ix_alarm_sign_key", table_name="alarm_sign")
    op.drop_index("ix_alarm_sign_due", table_name="alarm_sign")
    op.drop_table("alarm_sign")
