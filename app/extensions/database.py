"""The database: one session, one way to open a transaction, and the column types all tables share.

SQLite runs in WAL mode with synchronous=FULL, so a commit is on disk before a phone hears 201. The
driver's own transaction guessing is switched off: we say BEGIN, and BEGIN IMMEDIATE where we write,
because a read that becomes a write fails at once in SQLite instead of waiting. Writers stand in line for
a lock file beside the database: SQLite itself would have each of them ask again every few milliseconds.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson
from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import JSON, BigInteger, DateTime, Engine, Integer, String, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from app.extensions.prepared import Prepared

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_WAITS_MS = 30_000
PART = 400  # values of one IN list
RESTED_SECONDS = 5.0  # after which a connection is asked whether it still stands, before it is used


class Base(DeclarativeBase):
    """Base of every table."""


Base.metadata.naming_convention = NAMING
Value = TypeVar("Value")
WRITER = "writer"
WRITER_KEPT = "simpul.writer"
_open: ContextVar[Connection | None] = ContextVar("open_transaction", default=None)


class JoiningSession(Session):
    """A session that works on the connection of the open transaction, once anything asks it to."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:  # noqa: ANN401
        """Answer that connection, or outside a transaction what the session was made for."""
        return _open.get() or super().get_bind(*args, **kwargs)


db = SQLAlchemy(
    model_class=Base,
    session_options={"expire_on_commit": False, "class_": JoiningSession},
)


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
        options["pool_reset_on_return"] = None  # no transaction is open that was not begun here
    else:
        options |= {"pool_size": 10, "max_overflow": 20}
    return options


def more_engines(url: str) -> dict[str, Any]:
    """Answer the engines besides the first: on SQLite one that lends a single connection, to write.

    SQLite forgets the pages a connection holds when another has written: of many connections that take
    turns to write, each would read its indexes anew at every turn.
    """
    if not url.startswith("sqlite"):
        return {}
    return {WRITER: {"url": url, **engine_options(url), "pool_size": 1, "max_overflow": 0}}


def close_connections() -> None:
    """Close this process' connections: before a fork, and at the end."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


def _dump_json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _load_json(value: str | bytes | float) -> Any:  # noqa: ANN401 - any JSON value
    # SQLite gives a bare number back as a number, not as its text.
    return value if isinstance(value, int | float) else orjson.loads(value)


def prepare_engines() -> None:
    """Prepare every engine of the app."""
    for engine in db.engines.values():
        prepare_engine(engine)


def prepare_engine(engine: Engine) -> None:
    """Give a SQLite engine its pragmas and explicit BEGIN, and PostgreSQL's a look after each rest."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        return

    @event.listens_for(engine, "checkin")
    def note_rest(_connection: object, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's record
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look_after_rest(connection: Any, record: Any, _proxy: object) -> None:  # noqa: ANN401
        # Asking at every use, as pool_pre_ping does, is a fifth of what keeping a submission costs.
        if time.monotonic() - record.info.get("rests_since", 0.0) > RESTED_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
                raise DisconnectionError from error


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


def relax() -> None:
    """Let this process' commits reach SQLite's disk a little later, never out of order.

    For the worker: what it keeps is made again from what was safe before. A power cut takes its last
    commits whole, and the work they held is due as it was.
    """
    if is_sqlite():
        for engine in db.engines.values():
            event.listen(engine, "connect", _set_relaxed)


def leave_checkpoints() -> None:
    """Let this process' commits leave SQLite's log where it is: the worker's carry it over.

    For the server, whose commits phones wait for. Without a worker the log grows to 160 MB, then it is
    carried over all the same.
    """
    if is_sqlite():
        for engine in db.engines.values():
            event.listen(engine, "connect", _set_late_checkpoints)


def _set_late_checkpoints(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's object
    connection.execute("PRAGMA wal_autocheckpoint=40000")


def _set_relaxed(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's object
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin(connection: Connection) -> None:
    # Said to the driver itself: this stands in the way of every phone that waits.
    driver: Any = connection.connection.driver_connection
    writes = connection.get_execution_options().get("writes", False)
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """Open the one transaction of a use case: return commits, raise rolls back.

    On SQLite whatever was only read before ends here, so that the write lock is taken at once.
    PostgreSQL goes on in the same transaction, whose statements each see what is committed by then; a
    lock the caller took holds. One use case, one transaction: a second inside it is a fault.
    """
    if _open.get() is not None:
        raise RuntimeError("a transaction was opened inside another")
    if is_sqlite():
        with _place_in_line(), _joined(_writer()):
            yield
    elif _session_reads():
        with _committed(db.session.connection()):
            yield
    else:
        with _joined(db.engine):
            yield


def _session_reads() -> bool:
    """Answer whether the session, if there is one yet, has begun to read."""
    return db.session.registry.has() and db.session().in_transaction()


def _writer() -> Engine:
    """Answer SQLite's engine to write with, whose transactions take the write lock as they begin."""
    writer: Engine | None = current_app.extensions.get(WRITER_KEPT)
    if writer is None:
        writer = db.engines[WRITER].execution_options(writes=True)
        current_app.extensions[WRITER_KEPT] = writer
    return writer


@contextmanager
def _joined(engine: Engine) -> Iterator[None]:
    """Begin, and let the session join in when it is used: a submission needs none of it."""
    with engine.begin() as connection, _committed(connection):
        yield


@contextmanager
def _committed(connection: Connection) -> Iterator[None]:
    """Let the session work on a connection; what it was used for is committed, or undone at a fault."""
    token = _open.set(connection)
    try:
        yield
        if _session_reads():
            db.session.commit()
    except BaseException:
        if db.session.registry.has():
            db.session.rollback()
        raise
    finally:
        _open.reset(token)


@contextmanager
def _place_in_line() -> Iterator[None]:
    """Wait for this writer's turn at the SQLite file, among all processes."""
    if _session_reads():
        db.session.commit()
    line = os.open(f"{db.engine.url.database}-writers", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(line, fcntl.LOCK_EX)  # ends when the file is closed
        yield
    finally:
        os.close(line)


def execute_first(statement: Prepared, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Execute one statement inside the open transaction and answer its first row."""
    connection = _in_transaction()
    return statement.first(connection.connection, connection.dialect, values)


def execute_each(statement: Prepared, rows: Iterable[Mapping[str, Any]]) -> None:
    """Execute one statement inside the open transaction, once for each row of values."""
    connection = _in_transaction()
    statement.each(connection.connection, connection.dialect, rows)


def _in_transaction() -> Connection:
    connection = _open.get()
    if connection is None:
        raise RuntimeError("no transaction is open")
    return connection


def fetch_first(statement: Prepared, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Answer the first row of one reading statement, outside any transaction: the cheapest read."""
    engine = db.engine
    connection = engine.raw_connection()
    driver: Any = connection.driver_connection
    try:
        if engine.dialect.name == "postgresql":
            driver.autocommit = True
        return statement.first(connection, engine.dialect, values)
    finally:
        if engine.dialect.name == "postgresql" and connection.is_valid:
            driver.autocommit = False
        connection.close()


def parts(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Answer values, in their order, in parts that one statement can hold."""
    every = list(values)
    return (every[start : start + PART] for start in range(0, len(every), PART))


def is_sqlite() -> bool:
    """Answer whether this installation runs on SQLite."""
    return db.engine.dialect.name == "sqlite"


def now() -> datetime:
    """Answer the present moment, aware, in UTC."""
    return datetime.now(UTC)
