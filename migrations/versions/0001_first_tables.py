"""first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import BigKey, Json, Moment, code_text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""

    op.create_table(
        "access_log",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", code_text(40), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("log_id", name=op.f("pk_access_log")),
    )
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_log_at"), ["at"], unique=False)
        batch_op.create_index("ix_access_log_subject", ["subject"], unique=False)

    op.create_table(
        "cell",
        sa.Column("place", code_text(64), nullable=False),
        sa.Column("field", code_text(64), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("value", Json, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("rule", code_text(12), nullable=False),
        sa.Column("status", code_text(16), nullable=False),
        sa.Column("reason", code_text(32), nullable=False),
        sa.Column("unreviewed", sa.Boolean(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("latest", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("place", "field", "period", name=op.f("pk_cell")),
    )
    with op.batch_alter_table("cell", schema=None) as batch_op:
        batch_op.create_index("ix_cell_field", ["field", "period"], unique=False)

    op.create_table(
        "deadline",
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("form_id", "period", name=op.f("pk_deadline")),
    )
    op.create_table(
        "decision",
        sa.Column("seq", BigKey, nullable=False),
        sa.Column("kind", code_text(12), nullable=False),
        sa.Column("instance_id", code_text(120), nullable=True),
        sa.Column("state", code_text(16), nullable=True),
        sa.Column("place", code_text(64), nullable=True),
        sa.Column("field", code_text(64), nullable=True),
        sa.Column("period", code_text(7), nullable=True),
        sa.Column("values_seen", Json, nullable=True),
        sa.Column("chosen", Json, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_cell", ["place", "field", "period"], unique=False)
        batch_op.create_index("ix_decision_submission", ["instance_id"], unique=False)

    op.create_table(
        "form",
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("frekuensi", code_text(12), nullable=False),
        sa.Column("tenggat", sa.Integer(), nullable=True),
        sa.Column("subjek", code_text(12), nullable=True),
        sa.Column("current_version", code_text(64), nullable=True),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_form")),
    )
    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_bidang"), ["bidang"], unique=False)

    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "job",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("kind", code_text(40), nullable=False),
        sa.Column("key", code_text(200), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_after", Moment(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_due", ["state", "run_after"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_key"), ["key"], unique=False)

    op.create_table(
        "opd",
        sa.Column("opd_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.PrimaryKeyConstraint("opd_id", name=op.f("pk_opd")),
        sa.UniqueConstraint("name", name=op.f("uq_opd_name")),
    )
    with op.batch_alter_table("opd", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opd_bidang"), ["bidang"], unique=False)

    op.create_table(
        "profile_field",
        sa.Column("field", code_text(64), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("section", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("label_en", sa.String(length=200), nullable=False),
        sa.Column("scope", code_text(12), nullable=False),
        sa.Column("rule", code_text(12), nullable=False),
        sa.Column("unit", sa.String(length=24), nullable=False),
        sa.Column("privacy", code_text(12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("field", name=op.f("pk_profile_field")),
    )
    with op.batch_alter_table("profile_field", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_field_bidang"), ["bidang"], unique=False)

    op.create_table(
        "quarantine",
        sa.Column("quarantine_id", sa.Integer(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("sender", code_text(40), nullable=False),
        sa.Column("door", code_text(12), nullable=False),
        sa.Column("code", code_text(60), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("form_id", code_text(64), nullable=True),
        sa.Column("instance_id", code_text(120), nullable=True),
        sa.Column("content_hash", code_text(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.PrimaryKeyConstraint("quarantine_id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint(
            "sender", "content_hash", "code", name=op.f("uq_quarantine_sender_content_hash_code")
        ),
    )
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quarantine_received_at"), ["received_at"], unique=False
        )

    op.create_table(
        "strand",
        sa.Column("posyandu_code", code_text(20), nullable=False),
        sa.Column("kind", code_text(12), nullable=False),
        sa.Column("key", code_text(64), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("posyandu_code", "kind", "key", "period", name=op.f("pk_strand")),
    )
    with op.batch_alter_table("strand", schema=None) as batch_op:
        batch_op.create_index("ix_strand_key", ["kind", "key"], unique=False)

    op.create_table(
        "subject",
        sa.Column("subject_id", code_text(64), nullable=False),
        sa.Column("kind", code_text(12), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("merged_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_subject")),
    )
    with op.batch_alter_table("subject", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subject_posyandu_code"), ["posyandu_code"], unique=False
        )

    op.create_table(
        "submission",
        sa.Column("seq", BigKey, nullable=False),
        sa.Column("instance_id", code_text(120), nullable=False),
        sa.Column("root_instance_id", code_text(120), nullable=False),
        sa.Column("deprecated_id", code_text(120), nullable=True),
        sa.Column("entity_id", code_text(64), nullable=True),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=True),
        sa.Column("period", code_text(7), nullable=False),
        sa.Column("observed_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("report_status", code_text(16), nullable=False),
        sa.Column("state", code_text(16), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("flags", Json, nullable=False),
        sa.Column("door", code_text(12), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("kader_id", sa.Integer(), nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("remote_id", code_text(64), nullable=True),
        sa.Column("xml_sha256", code_text(64), nullable=False),
        sa.Column("answers_hash", code_text(64), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("files_expected", sa.Integer(), nullable=False),
        sa.Column("merge_due", sa.Boolean(), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("touch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_submission")),
        sa.UniqueConstraint("instance_id", name=op.f("uq_submission_instance_id")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_deprecated_id"), ["deprecated_id"], unique=False
        )
        batch_op.create_index(
            "ix_submission_due",
            ["posyandu_code", "seq"],
            unique=False,
            sqlite_where=sa.text("merge_due"),
            postgresql_where=sa.text("merge_due"),
        )
        batch_op.create_index(
            "ix_submission_group", ["posyandu_code", "form_id", "period"], unique=False
        )
        batch_op.create_index(
            "ix_submission_month", ["period", "bidang", "posyandu_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_submission_root_instance_id"), ["root_instance_id"], unique=False
        )

    op.create_table(
        "target",
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("kind", code_text(12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("hook_key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("target_id", name=op.f("pk_target")),
        sa.UniqueConstraint("name", name=op.f("uq_target_name")),
    )
    op.create_table(
        "user_account",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", code_text(80), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("session_mark", sa.String(length=32), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("name", name=op.f("uq_user_account_name")),
    )
    op.create_table(
        "wilayah",
        sa.Column("code", code_text(13), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("level", code_text(12), nullable=False),
        sa.Column("kind", code_text(12), nullable=False),
        sa.Column("parent", code_text(13), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["wilayah.code"], name=op.f("fk_wilayah_parent")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_wilayah")),
    )
    with op.batch_alter_table("wilayah", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wilayah_level"), ["level"], unique=False)
        batch_op.create_index(batch_op.f("ix_wilayah_parent"), ["parent"], unique=False)

    op.create_table(
        "account_grant",
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", code_text(20), nullable=False),
        sa.Column("area", code_text(20), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.user_id"], name=op.f("fk_account_grant_user_id")
        ),
        sa.PrimaryKeyConstraint("grant_id", name=op.f("pk_account_grant")),
    )
    with op.batch_alter_table("account_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("attachment_id", BigKey, nullable=False),
        sa.Column("seq", BigKey, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("file_id", code_text(32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", code_text(64), nullable=False),
        sa.Column("mime", sa.String(length=120), nullable=False),
        sa.Column("referenced", sa.Boolean(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["submission.seq"], name=op.f("fk_attachment_seq")),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("seq", "name", name=op.f("uq_attachment_seq_name")),
    )
    op.create_table(
        "form_version",
        sa.Column("form_version_id", sa.Integer(), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("state", code_text(8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("xform", sa.LargeBinary(), nullable=False),
        sa.Column("md5", code_text(32), nullable=False),
        sa.Column("workbook", sa.LargeBinary(), nullable=False),
        sa.Column("source_hash", code_text(64), nullable=False),
        sa.Column("schema", sa.Text(), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("labels", Json, nullable=False),
        sa.Column("media", Json, nullable=False),
        sa.Column("findings", Json, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("released_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["form_id"], ["form.form_id"], name=op.f("fk_form_version_form_id")
        ),
        sa.PrimaryKeyConstraint("form_version_id", name=op.f("pk_form_version")),
        sa.UniqueConstraint("form_id", "version", name=op.f("uq_form_version_form_id_version")),
    )
    op.create_table(
        "mention",
        sa.Column("seq", BigKey, nullable=False),
        sa.Column("mention_id", code_text(64), nullable=False),
        sa.Column("kind", code_text(12), nullable=False),
        sa.Column("nik", sa.LargeBinary(length=20), nullable=True),
        sa.Column("family", sa.LargeBinary(length=20), nullable=True),
        sa.Column("subject_id", code_text(64), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=False),
        sa.Column("period", code_text(7), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["submission.seq"], name=op.f("fk_mention_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_mention")),
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mention_family"), ["family"], unique=False)
        batch_op.create_index(batch_op.f("ix_mention_mention_id"), ["mention_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mention_nik"), ["nik"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mention_posyandu_code"), ["posyandu_code"], unique=False
        )
        batch_op.create_index(
            "ix_mention_subject", ["subject_id", "posyandu_code", "period"], unique=False
        )

    op.create_table(
        "posyandu",
        sa.Column("code", code_text(20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("desa", code_text(13), nullable=False),
        sa.Column("official_number", sa.String(length=40), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("is_pilot", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["desa"], ["wilayah.code"], name=op.f("fk_posyandu_desa")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_posyandu")),
    )
    with op.batch_alter_table("posyandu", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posyandu_desa"), ["desa"], unique=False)

    op.create_table(
        "publication",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("form_id", code_text(64), nullable=False),
        sa.Column("version", code_text(64), nullable=False),
        sa.Column("remote_id", code_text(64), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.target_id"], name=op.f("fk_publication_target_id")
        ),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_publication")),
        sa.UniqueConstraint(
            "target_id", "remote_id", name=op.f("uq_publication_target_id_remote_id")
        ),
    )
    op.create_table(
        "kader",
        sa.Column("kader_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("posyandu_code", code_text(20), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["posyandu_code"], ["posyandu.code"], name=op.f("fk_kader_posyandu_code")
        ),
        sa.PrimaryKeyConstraint("kader_id", name=op.f("pk_kader")),
    )
    with op.batch_alter_table("kader", schema=None) as batch_op:
        batch_op.create_index("ix_kader_name", ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_kader_posyandu_code"), ["posyandu_code"], unique=False)

    op.create_table(
        "device",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kader_id", sa.Integer(), nullable=False),
        sa.Column("area", code_text(20), nullable=False),
        sa.Column("bidang", code_text(20), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("state", code_text(12), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("last_seen", Moment(), nullable=True),
        sa.Column("collect_id", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["kader_id"], ["kader.kader_id"], name=op.f("fk_device_kader_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_area"), ["area"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_kader_id"), ["kader_id"], unique=False)


def downgrade() -> None:
    """Take back."""

    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_kader_id"))
        batch_op.drop_index(batch_op.f("ix_device_area"))

    op.drop_table("device")
    with op.batch_alter_table("kader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kader_posyandu_code"))
        batch_op.drop_index("ix_kader_name")

    op.drop_table("kader")
    op.drop_table("publication")
    with op.batch_alter_table("posyandu", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posyandu_desa"))

    op.drop_table("posyandu")
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.drop_index("ix_mention_subject")
        batch_op.drop_index(batch_op.f("ix_mention_posyandu_code"))
        batch_op.drop_index(batch_op.f("ix_mention_nik"))
        batch_op.drop_index(batch_op.f("ix_mention_mention_id"))
        batch_op.drop_index(batch_op.f("ix_mention_family"))

    op.drop_table("mention")
    op.drop_table("form_version")
    op.drop_table("attachment")
    with op.batch_alter_table("account_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_grant_user_id"))

    op.drop_table("account_grant")
    with op.batch_alter_table("wilayah", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wilayah_parent"))
        batch_op.drop_index(batch_op.f("ix_wilayah_level"))

    op.drop_table("wilayah")
    op.drop_table("user_account")
    op.drop_table("target")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_root_instance_id"))
        batch_op.drop_index("ix_submission_month")
        batch_op.drop_index("ix_submission_group")
        batch_op.drop_index(
            "ix_submission_due",
            sqlite_where=sa.text("merge_due"),
            postgresql_where=sa.text("merge_due"),
        )
        batch_op.drop_index(batch_op.f("ix_submission_deprecated_id"))

    op.drop_table("submission")
    with op.batch_alter_table("subject", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subject_posyandu_code"))

    op.drop_table("subject")
    with op.batch_alter_table("strand", schema=None) as batch_op:
        batch_op.drop_index("ix_strand_key")

    op.drop_table("strand")
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quarantine_received_at"))

    op.drop_table("quarantine")
    with op.batch_alter_table("profile_field", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_field_bidang"))

    op.drop_table("profile_field")
    with op.batch_alter_table("opd", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opd_bidang"))

    op.drop_table("opd")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_key"))
        batch_op.drop_index("ix_job_due")

    op.drop_table("job")
    op.drop_table("holiday")
    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_bidang"))

    op.drop_table("form")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_submission")
        batch_op.drop_index("ix_decision_cell")

    op.drop_table("decision")
    op.drop_table("deadline")
    with op.batch_alter_table("cell", schema=None) as batch_op:
        batch_op.drop_index("ix_cell_field")

    op.drop_table("cell")
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.drop_index("ix_access_log_subject")
        batch_op.drop_index(batch_op.f("ix_access_log_at"))

    op.drop_table("access_log")
