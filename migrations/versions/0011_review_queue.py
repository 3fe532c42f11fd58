"""The queue of values that ask a person: its index, notes, and decisions taken back or made at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import BigKey, Moment, code_text

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    """Apply."""
    _partial(
        "ix_cell_asks",
        "cell",
        ["status", "latest", "place", "field", "period"],
        "status <> 'pasti'",
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undoes", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("batch", code_text(32), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_decision_undoes"), ["undoes"])
    _partial("ix_decision_batch", "decision", ["batch"], "batch IS NOT NULL")
    op.create_table(
        "review_note",
        sa.Column("note_id", BigKey, nullable=False),
        sa.Column("place", code_text(64), nullable=False),
        sa.Column("field", code_text(64), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("kind", code_text(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_review_note")),
    )
    op.create_index("ix_review_note_cell", "review_note", ["place", "field", "period", "note_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("review_note")
    op.drop_index("ix_decision_batch", table_name="decision")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_decision_undoes"), type_="unique")
        batch_op.drop_column("batch")
        batch_op.drop_column("undoes")
    op.drop_index("ix_cell_asks", table_name="cell")
