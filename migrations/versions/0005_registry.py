"""registry: history of codes, kader, roll-out, legal texts, imports, invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import Json, Moment, code_text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _widen_places()
    _widen_kader()
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sent_code", code_text(20), nullable=True))
    op.execute("UPDATE submission SET sent_code = posyandu_code")
    unplaced = sa.text("posyandu_code IS NULL")
    op.create_index(
        "ix_submission_unplaced",
        "submission",
        ["sent_code"],
        sqlite_where=unplaced,
        postgresql_where=unplaced,
    )
    _add_history()
    _add_settings()


def _widen_places() -> None:
    with op.batch_alter_table("wilayah", schema=None) as batch_op:
        batch_op.add_column(sa.Column("successor", code_text(13), nullable=True))
    with op.batch_alter_table("posyandu", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_as", code_text(12), nullable=True))
        batch_op.add_column(sa.Column("successor", code_text(20), nullable=True))
        batch_op.add_column(sa.Column("successor_from", sa.Date(), nullable=True))
        for name, length in (
            ("address", 200),
            ("rw", 40),
            ("rt", 80),
            ("puskesmas", 120),
            ("pustu", 120),
        ):
            batch_op.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
        batch_op.add_column(sa.Column("latitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("longitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("founded_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_posyandu_successor"), ["successor"], unique=False)
    op.execute("UPDATE posyandu SET ended_as = 'ditutup' WHERE closed_on IS NOT NULL")


def _widen_kader() -> None:
    with op.batch_alter_table("kader", schema=None) as batch_op:
        batch_op.add_column(sa.Column("started_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("jabatan", code_text(20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("bidang", code_text(20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("phone", sa.LargeBinary(), nullable=True))


def _add_history() -> None:
    op.create_table(
        "posyandu_alias",
        sa.Column("alias_id", sa.Integer(), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["posyandu_code"],
            ["posyandu.code"],
            name=op.f("fk_posyandu_alias_posyandu_code_posyandu"),
        ),
        sa.PrimaryKeyConstraint("alias_id", name=op.f("pk_posyandu_alias")),
        sa.UniqueConstraint(
            "posyandu_code", "name", name=op.f("uq_posyandu_alias_posyandu_code_name")
        ),
    )
    op.create_index(op.f("ix_posyandu_alias_name"), "posyandu_alias", ["name"])
    op.create_table(
        "registry_event",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", code_text(20), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("decree", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=True),
        sa.Column("other_code", code_text(20), nullable=True),
        sa.Column("kader_id", sa.Integer(), nullable=True),
        sa.Column("area", code_text(13), nullable=True),
        sa.Column("details", Json, nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_registry_event")),
        sa.UniqueConstraint("undoes", name=op.f("uq_registry_event_undoes")),
    )
    for name in ("posyandu_code", "other_code", "kader_id"):
        op.create_index(op.f(f"ix_registry_event_{name}"), "registry_event", [name])
    op.create_table(
        "import_run",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=160), nullable=False),
        sa.Column("file_id", code_text(32), nullable=False),
        sa.Column("checked_at", Moment(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("applied_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_run")),
    )


def _add_settings() -> None:
    op.create_table(
        "rollout",
        sa.Column("rollout_id", sa.Integer(), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("area", code_text(20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("rollout_id", name=op.f("pk_rollout")),
    )
    op.create_index("ix_rollout_of", "rollout", ["bidang", "form_id", "area"])
    op.create_table(
        "legal_text",
        sa.Column("legal_text_id", sa.Integer(), nullable=False),
        sa.Column("key", code_text(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("legal_text_id", name=op.f("pk_legal_text")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_legal_text_key_version")),
    )
    op.create_table(
        "account_invitation",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.user_id"],
            name=op.f("fk_account_invitation_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_account_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_invitation_token_hash")),
    )
    op.create_index(op.f("ix_account_invitation_user_id"), "account_invitation", ["user_id"])


def downgrade() -> None:
    """Take back."""
    for table in ("account_invitation", "legal_text", "rollout", "import_run", "registry_event"):
        op.drop_table(table)
    op.drop_table("posyandu_alias")
    dropped = {
        "submission": ("sent_code",),
        "kader": ("phone", "bidang", "jabatan", "started_on"),
        "posyandu": (
            *("founded_on", "longitude", "latitude", "pustu", "puskesmas", "rt", "rw", "address"),
            *("successor_from", "successor", "ended_as"),
        ),
        "wilayah": ("successor",),
    }
    op.drop_index("ix_submission_unplaced", "submission")
    op.drop_index("ix_posyandu_successor", "posyandu")
    # Not by making the table anew: others refer to it.
    for table, columns in dropped.items():
        for column in columns:
            op.drop_column(table, column)
