"""Other servers with their acts, which version is which there, and plans of publishing in steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Json, Moment, code_text

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _widen()
    op.create_table(
        "target_act",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("act", code_text(16), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.target_id"], name=op.f("fk_target_act_target_id_target")
        ),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_target_act")),
    )
    op.create_index("ix_target_act_target", "target_act", ["target_id", "act_id"])
    op.create_table(
        "publication_version",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("remote_version", code_text(80), nullable=False),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.publication_id"],
            name=op.f("fk_publication_version_publication_id_publication"),
        ),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_publication_version")),
        sa.UniqueConstraint(
            "publication_id",
            "remote_version",
            name=op.f("uq_publication_version_publication_id_remote_version"),
        ),
    )
    _plans()


def _widen() -> None:
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hook_key", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("project_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("project_name", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("collect_url", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("verdict", Json, nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("checked_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("off_at", Moment(), nullable=True))
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("variant", code_text(16), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("stands", Json, nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("drift", Json, nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("looked_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("published_at", Moment(), nullable=True))
        batch_op.create_index("ix_publication_form", ["form_id", "target_id"])


def _plans() -> None:
    op.create_table(
        "publish_plan",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("planned_at", Moment(), nullable=False),
        sa.Column("planned_by", sa.String(length=80), nullable=False),
        sa.Column("begun_at", Moment(), nullable=True),
        sa.Column("begun_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"], ["form.form_id"], name=op.f("fk_publish_plan_form_id_form")
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_publish_plan")),
    )
    op.create_index("ix_publish_plan_form", "publish_plan", ["form_id", "plan_id"])
    op.create_table(
        "publish_part",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("variant", code_text(16), nullable=False),
        sa.Column("state", code_text(12), nullable=False),
        sa.Column("refusal", code_text(24), nullable=False),
        sa.Column("findings", Json, nullable=False),
        sa.Column("remote_id", code_text(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["publish_plan.plan_id"], name=op.f("fk_publish_part_plan_id_publish_plan")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.target_id"], name=op.f("fk_publish_part_target_id_target")
        ),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_publish_part")),
        sa.UniqueConstraint("plan_id", "target_id", name=op.f("uq_publish_part_plan_id_target_id")),
    )
    op.create_index(op.f("ix_publish_part_target_id"), "publish_part", ["target_id"])
    op.create_table(
        "publish_step",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", code_text(16), nullable=False),
        sa.Column("about", Json, nullable=False),
        sa.Column("state", code_text(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("findings", Json, nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["part_id"], ["publish_part.part_id"], name=op.f("fk_publish_step_part_id_publish_part")
        ),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_publish_step")),
        sa.UniqueConstraint("part_id", "position", name=op.f("uq_publish_step_part_id_position")),
    )


def downgrade() -> None:
    """Take back."""
    for table in ("publish_step", "publish_part", "publish_plan", "publication_version"):
        op.drop_table(table)
    op.drop_table("target_act")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_index("ix_publication_form")
        for column in ("published_at", "looked_at", "drift", "stands", "variant"):
            batch_op.drop_column(column)
    with op.batch_alter_table("target", schema=None) as batch_op:
        for column in ("off_at", "checked_at", "verdict", "collect_url", "project_name"):
            batch_op.drop_column(column)
        for column in ("project_id", "hook_key"):
            batch_op.drop_column(column)
