"""What the release of a form's version changes in profiles, measured before and applied after."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import BigKey, Json, Moment, code_text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "form_effect",
        sa.Column("effect_id", BigKey, nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("mark", code_text(64), nullable=False),
        sa.Column("state", code_text(12), nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.Column("forms", Json, nullable=False),
        sa.Column("tally", Json, nullable=False),
        sa.Column("sample", Json, nullable=False),
        sa.Column("cursor", code_text(40), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("begun_by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("effect_id", name=op.f("pk_form_effect")),
    )
    op.create_index("ix_form_effect_version", "form_effect", ["form_id", "version", "effect_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_form_effect_version", table_name="form_effect")
    op.drop_table("form_effect")
