"""Who is the same person: what mentions tell, decisions about it, and who may be the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import BigKey, Json, Moment, code_text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Mentions tell more now, and names are compared in one form: who is spoken of is read again.
MERGE_AGAIN = """
UPDATE submission SET merge_due = :yes, touch = touch + 1
WHERE seq IN (SELECT seq FROM mention)
"""


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("anchor", code_text(22), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(sa.Column("household", sa.LargeBinary(length=20), nullable=True))
        batch_op.add_column(sa.Column("traits", sa.LargeBinary(), nullable=True))
        batch_op.drop_index("ix_mention_mention_id")
        batch_op.create_index(batch_op.f("ix_mention_anchor"), ["anchor"], unique=False)
        batch_op.create_index(batch_op.f("ix_mention_household"), ["household"], unique=False)
    op.execute(
        "UPDATE mention SET anchor = substr(mention_id, -22) WHERE length(mention_id) >= 22"
        if op.get_bind().dialect.name == "sqlite"
        else "UPDATE mention SET anchor = right(mention_id, 22)"
    )
    op.execute(sa.text(MERGE_AGAIN).bindparams(yes=True))
    _create_log()
    _create_comparing()


def _create_log() -> None:
    op.create_table(
        "subject_decision",
        sa.Column("seq", BigKey, nullable=False),
        sa.Column("kind", code_text(8), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_subject_decision")),
        sa.UniqueConstraint("undoes", name=op.f("uq_subject_decision_undoes")),
    )
    op.create_table(
        "subject_side",
        sa.Column("anchor", code_text(22), nullable=False),
        sa.Column("seq", BigKey, nullable=False),
        sa.Column("side", code_text(5), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["subject_decision.seq"], name=op.f("fk_subject_side_seq_subject_decision")
        ),
        sa.PrimaryKeyConstraint("anchor", "seq", name=op.f("pk_subject_side")),
    )
    with op.batch_alter_table("subject_side", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subject_side_seq"), ["seq"], unique=False)


def _create_comparing() -> None:
    op.create_table(
        "subject_due",
        sa.Column("subject_id", code_text(64), nullable=False),
        sa.Column("touch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_subject_due")),
    )
    op.create_table(
        "portrait",
        sa.Column("subject_id", code_text(64), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_portrait")),
    )
    op.create_table(
        "portrait_key",
        sa.Column("key", sa.LargeBinary(length=20), nullable=False),
        sa.Column("subject_id", code_text(64), nullable=False),
        sa.PrimaryKeyConstraint("key", "subject_id", name=op.f("pk_portrait_key")),
    )
    with op.batch_alter_table("portrait_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_portrait_key_subject_id"), ["subject_id"], unique=False
        )
    op.create_table(
        "candidate",
        sa.Column("low", code_text(64), nullable=False),
        sa.Column("high", code_text(64), nullable=False),
        sa.Column("level", code_text(32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("low_place", code_text(20), nullable=False),
        sa.Column("high_place", code_text(20), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.PrimaryKeyConstraint("low", "high", name=op.f("pk_candidate")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_high"), ["high"], unique=False)
        batch_op.create_index("ix_candidate_score", ["score", "low", "high"], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in ("candidate", "portrait_key", "portrait", "subject_due"):
        op.drop_table(table)
    for table in ("subject_side", "subject_decision"):
        op.drop_table(table)
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.drop_index("ix_mention_household")
        batch_op.drop_index("ix_mention_anchor")
        batch_op.create_index("ix_mention_mention_id", ["mention_id"], unique=False)
        batch_op.drop_column("traits")
        batch_op.drop_column("household")
        batch_op.drop_column("anchor")
