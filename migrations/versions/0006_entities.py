"""Lists of sasaran, their versions, and the queue of submissions that change them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Json, Moment, code_text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "entity_backlog",
        sa.Column("instance_id", code_text(120), nullable=False),
        sa.Column("entity_id", code_text(36), nullable=False),
        sa.Column("list_name", code_text(64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("branch_base", sa.Integer(), nullable=True),
        sa.Column("held_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "entity_id", name=op.f("pk_entity_backlog")),
    )
    with op.batch_alter_table("entity_backlog", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_entity_backlog_entity_id"), ["entity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_entity_backlog_held_at"), ["held_at"], unique=False)

    op.create_table(
        "entity_list",
        sa.Column("name", code_text(64), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.Column("properties", Json, nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("owner_form", code_text(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_entity_list")),
    )
    op.create_table(
        "entity_mark",
        sa.Column("list_name", code_text(64), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("list_name", "posyandu_code", name=op.f("pk_entity_mark")),
    )
    op.create_table(
        "entity_problem",
        sa.Column("instance_id", code_text(120), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("list_name", code_text(64), nullable=False),
        sa.Column("code", code_text(24), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_entity_problem")),
    )
    with op.batch_alter_table("entity_problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entity_problem_seq"), ["seq"], unique=False)

    op.create_table(
        "entity",
        sa.Column("entity_id", code_text(36), nullable=False),
        sa.Column("list_name", code_text(64), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", code_text(8), nullable=False),
        sa.Column("conflict", code_text(8), nullable=False),
        sa.Column("resolved_version", sa.Integer(), nullable=False),
        sa.Column("fault", code_text(16), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_name"], ["entity_list.name"], name=op.f("fk_entity_list_name")
        ),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_entity")),
    )
    with op.batch_alter_table("entity", schema=None) as batch_op:
        batch_op.create_index(
            "ix_entity_conflict",
            ["list_name", "entity_id"],
            unique=False,
            sqlite_where=sa.text("conflict <> ''"),
            postgresql_where=sa.text("conflict <> ''"),
        )
        batch_op.create_index(
            "ix_entity_fault",
            ["list_name"],
            unique=False,
            sqlite_where=sa.text("fault <> ''"),
            postgresql_where=sa.text("fault <> ''"),
        )
        batch_op.create_index(
            "ix_entity_place", ["list_name", "posyandu_code", "entity_id"], unique=False
        )

    op.create_table(
        "entity_version",
        sa.Column("entity_id", code_text(36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", code_text(12), nullable=False),
        sa.Column("instance_id", code_text(120), nullable=True),
        sa.Column("source_id", code_text(120), nullable=True),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("trunk_version", sa.Integer(), nullable=True),
        sa.Column("branch_id", code_text(36), nullable=True),
        sa.Column("branch_base", sa.Integer(), nullable=True),
        sa.Column("delta", sa.LargeBinary(), nullable=False),
        sa.Column("conflict", code_text(8), nullable=False),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entity.entity_id"], name=op.f("fk_entity_version_entity_id")
        ),
        sa.PrimaryKeyConstraint("entity_id", "version", name=op.f("pk_entity_version")),
    )
    with op.batch_alter_table("entity_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_entity_version_instance_id"), ["instance_id"], unique=False
        )

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("has_entities", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("entity_due", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index(
            "ix_submission_entity_due",
            ["seq"],
            unique=False,
            sqlite_where=sa.text("entity_due"),
            postgresql_where=sa.text("entity_due"),
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_submission_entity_due",
            sqlite_where=sa.text("entity_due"),
            postgresql_where=sa.text("entity_due"),
        )
        batch_op.drop_column("entity_due")
        batch_op.drop_column("has_entities")

    with op.batch_alter_table("entity_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entity_version_instance_id"))

    op.drop_table("entity_version")
    with op.batch_alter_table("entity", schema=None) as batch_op:
        batch_op.drop_index("ix_entity_place")
        batch_op.drop_index(
            "ix_entity_fault",
            sqlite_where=sa.text("fault <> ''"),
            postgresql_where=sa.text("fault <> ''"),
        )
        batch_op.drop_index(
            "ix_entity_conflict",
            sqlite_where=sa.text("conflict <> ''"),
            postgresql_where=sa.text("conflict <> ''"),
        )

    op.drop_table("entity")
    with op.batch_alter_table("entity_problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entity_problem_seq"))

    op.drop_table("entity_problem")
    op.drop_table("entity_mark")
    op.drop_table("entity_list")
    with op.batch_alter_table("entity_backlog", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entity_backlog_held_at"))
        batch_op.drop_index(batch_op.f("ix_entity_backlog_entity_id"))

    op.drop_table("entity_backlog")
