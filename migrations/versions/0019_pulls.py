"""What other servers hold, and how far each of their forms was pulled from and compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.extensions.database import BigKey, Moment, code_text

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DIFFERS = "(gone_open OR refused IS NOT NULL OR files_missing > 0 OR met_there <> met_here)"
# What was pulled before this stands as a submission alone: the next run through its form meets it again.
KEEP_PULLED = """
INSERT INTO remote_submission
    (publication_id, remote_id, root_id, instance_id, mark, files_missing, said, said_by, met_there,
     met_here, told, settle_due, gone_open, seen_at, run)
SELECT publication.publication_id, submission.remote_id, submission.root_instance_id,
       submission.instance_id, '', 0, '', '', '', '', '', false, false, submission.received_at, 0
FROM submission JOIN publication
  ON publication.target_id = submission.target_id AND publication.form_id = submission.form_id
WHERE submission.remote_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM submission AS newer
    WHERE newer.target_id = submission.target_id AND newer.form_id = submission.form_id
      AND newer.remote_id = submission.remote_id AND newer.seq > submission.seq)
  AND NOT EXISTS (
    SELECT 1 FROM publication AS other
    WHERE other.target_id = publication.target_id AND other.form_id = publication.form_id
      AND other.publication_id < publication.publication_id)
"""


def upgrade() -> None:
    """Apply."""
    _add_tables()
    with op.batch_alter_table("target", schema=None) as batch_op:
        level = sa.Column("level", code_text(10), nullable=False, server_default="opd")
        batch_op.add_column(level)
    with op.batch_alter_table("publication", schema=None) as batch_op:
        adopted = sa.Column("adopted", sa.Boolean(), nullable=False, server_default=sa.false())
        batch_op.add_column(adopted)
        batch_op.drop_column("cursor")
    op.execute(KEEP_PULLED)


def _add_tables() -> None:
    op.create_table(
        "pull",
        sa.Column("pull_id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("way", code_text(8), nullable=False),
        sa.Column("state", code_text(8), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("since", code_text(40), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("newest", Moment(), nullable=True),
        sa.Column("cursor", code_text(40), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.publication_id"],
            name=op.f("fk_pull_publication_id_publication"),
        ),
        sa.PrimaryKeyConstraint("pull_id", name=op.f("pk_pull")),
        sa.UniqueConstraint("publication_id", "way", name=op.f("uq_pull_publication_id_way")),
    )
    _add_rows()


def _add_rows() -> None:
    op.create_table(
        "remote_submission",
        sa.Column("remote_submission_id", BigKey, nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", code_text(120), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("root_id", code_text(120), nullable=False),
        sa.Column("instance_id", code_text(120), nullable=True),
        sa.Column("mark", code_text(64), nullable=False),
        sa.Column("files", sa.Integer(), nullable=True),
        sa.Column("files_missing", sa.Integer(), nullable=False),
        sa.Column("look_at", Moment(), nullable=True),
        sa.Column("refused", code_text(60), nullable=True),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.Column("gone_open", sa.Boolean(), nullable=False),
        sa.Column("said", code_text(16), nullable=False),
        sa.Column("said_at", Moment(), nullable=True),
        sa.Column("said_by", sa.String(length=120), nullable=False),
        sa.Column("met_there", code_text(16), nullable=False),
        sa.Column("met_here", code_text(16), nullable=False),
        sa.Column("told", code_text(16), nullable=False),
        sa.Column("settle_due", sa.Boolean(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.publication_id"],
            name=op.f("fk_remote_submission_publication_id_publication"),
        ),
        sa.PrimaryKeyConstraint("remote_submission_id", name=op.f("pk_remote_submission")),
        sa.UniqueConstraint(
            "publication_id",
            "remote_id",
            name=op.f("uq_remote_submission_publication_id_remote_id"),
        ),
    )
    _add_index("number", None, "publication_id", "number")
    _add_index("instance_id", None, "instance_id")
    _add_index("settle", "settle_due", "publication_id")
    _add_index("look", "look_at IS NOT NULL", "publication_id", "look_at")
    _add_index("differs", DIFFERS, "publication_id", "remote_submission_id")


def _add_index(name: str, condition: str | None, *columns: str) -> None:
    where = sa.text(condition) if condition else None
    op.create_index(
        f"ix_remote_submission_{name}",
        "remote_submission",
        list(columns),
        unique=False,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Take back; how far each form was pulled is forgotten, so that all of it is looked at again."""
    with op.batch_alter_table("publication", schema=None) as batch_op:
        cursor = sa.Column("cursor", sa.Integer(), nullable=False, server_default="0")
        batch_op.add_column(cursor)
        batch_op.drop_column("adopted")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_column("level")
    op.drop_table("remote_submission")
    op.drop_table("pull")
