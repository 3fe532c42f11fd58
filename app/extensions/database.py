"""The database: one session, one way to open a transaction, and the column types all tables share.

SQLite runs in WAL mode with synchronous=FULL, so a commit is on disk before a phone hears 201. The
driver's own transaction guessing is switched off: we say BEGIN, and BEGIN IMMEDIATE where we write,
because a read that becomes a write fails at once in SQLite instead of waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Engine, Integer, String, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_WAITS_MS = 30_000


class Base(DeclarativeBase):
    """Base of every table."""


Base.metadata.naming_convention = NAMING
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
MIGRATIONS = str(Path(__file__).resolve().parents[2] / "migrations")
migrate = Migrate(directory=MIGRATIONS, compare_type=True)


class Moment(TypeDecorator[datetime]):
    """A point in time, aware and in UTC on both sides, microseconds kept."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: it has no meaning across WITA and UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Answer an aware UTC time whatever the driver gave."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def code_text(length: int = 64) -> Any:  # noqa: ANN401 - SQLAlchemy's with_variant is untyped here
    """Answer a text type compared byte by byte, so that area codes sort the same everywhere."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


BigKey = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")


def engine_options(url: str) -> dict[str, Any]:
    """Answer the engine options for a database URL."""
    # Parameters are hidden: an error in a log may name no person.
    options: dict[str, Any] = {
        "json_serializer": _dump_json,
        "json_deserializer": _load_json,
        "hide_parameters": True,
    }
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": SQLITE_WAITS_MS / 1000, "isolation_level": None}
    else:
        options |= {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}
    return options


def _dump_json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _load_json(value: str | bytes | float) -> Any:  # noqa: ANN401 - any JSON value
    # SQLite gives a bare number back as a number, not as its text.
    return value if isinstance(value, int | float) else orjson.loads(value)


def prepare_engine(engine: Engine) -> None:
    """Give a SQLite engine its pragmas and explicit BEGIN; PostgreSQL needs nothing."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's object
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-65536",
        "temp_store=MEMORY",
        f"busy_timeout={SQLITE_WAITS_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(*, join: bool = False) -> Iterator[None]:
    """Open the one transaction of a use case: return commits, raise rolls back.

    Whatever was only read before ends here, so that on SQLite the write lock is taken at once. With
    `join`, PostgreSQL goes on in the transaction that holds the caller's lock.
    """
    if not join or is_sqlite():
        db.session.commit()
        db.session.connection(execution_options={"writes": True})
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def database_is_current() -> bool:
    """Answer whether every migration has run here."""
    scripts = ScriptDirectory(MIGRATIONS)
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == tuple(
            scripts.get_heads()
        )


def is_sqlite() -> bool:
    """Answer whether this installation runs on SQLite."""
    return db.engine.dialect.name == "sqlite"


def now() -> datetime:
    """Answer the present moment, aware, in UTC."""
    return datetime.now(UTC)
