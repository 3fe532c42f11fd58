"""Runs migrations on the app's own database, in one transaction each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.extensions.database import Moment

database = current_app.extensions["migrate"].db


def render(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types by their names, so that a migration reads like the models."""
    if kind != "type":
        return False
    if isinstance(item, Moment):
        return "Moment()"
    if isinstance(item, sa.types.TypeEngine) and "postgresql" in item._variant_mapping:
        if isinstance(item, sa.String):
            return f"code_text({item.length})"
        return "Json" if isinstance(item, sa.JSON) else False
    if isinstance(item, sa.BigInteger) and "sqlite" in item._variant_mapping:
        return "BigKey"
    return False


def run() -> None:
    """Migrate over a connection of the app."""
    with database.engine.connect().execution_options(writes=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
