"""Migrations: where their steps lie, and whether all of them have run."""

from __future__ import annotations

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import Migrate

from app.extensions.database import db

MIGRATIONS = str(Path(__file__).resolve().parents[2] / "migrations")
migrate = Migrate(directory=MIGRATIONS, compare_type=True)


def database_is_current() -> bool:
    """Answer whether every migration has run here."""
    scripts = ScriptDirectory(MIGRATIONS)
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == tuple(
            scripts.get_heads()
        )
