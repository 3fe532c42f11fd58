"""Statements made ready once and given to the driver itself: the few that stand in every phone's way.

SQLAlchemy writes their SQL, converts what goes in and comes out, and lends the connection. What it does
beyond that at each execution costs several times what such a statement does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]


class Prepared:
    """One statement, made ready for each dialect it is asked in."""

    def __init__(
        self, statements: Mapping[str, ReturnsRows], columns: Iterable[str] | None = None
    ) -> None:
        """Take the statement of each dialect; `columns` are those an INSERT gives values for."""
        self._statements = statements
        self._columns = None if columns is None else list(columns)
        self._ready: dict[str, _Ready] = {}

    def first(
        self, connection: PoolProxiedConnection, dialect: Dialect, values: Mapping[str, Any]
    ) -> tuple[Any, ...] | None:
        """Execute it and answer the first row, its columns in the statement's order."""
        ready = self._made_ready(dialect)
        with _cursor(connection, dialect, ready.sql) as cursor:
            cursor.execute(ready.sql, ready.arguments(values))
            row = cursor.fetchone()
        return None if row is None else ready.converted(row)

    def each(
        self,
        connection: PoolProxiedConnection,
        dialect: Dialect,
        rows: Iterable[Mapping[str, Any]],
    ) -> None:
        """Execute it once for each row of values."""
        ready = self._made_ready(dialect)
        with _cursor(connection, dialect, ready.sql) as cursor:
            cursor.executemany(ready.sql, [ready.arguments(values) for values in rows])

    def _made_ready(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            statement = self._statements[dialect.name]
            ready = self._ready[dialect.name] = _make_ready(statement, dialect, self._columns)
        return ready


@contextmanager
def _cursor(connection: PoolProxiedConnection, dialect: Dialect, sql: str) -> Iterator[Any]:
    cursor = connection.cursor()
    try:
        yield cursor
    except dialect.loaded_dbapi.Error as error:
        raise _translated(error, sql, connection, dialect) from error
    finally:
        cursor.close()


def prepared(statement: ReturnsRows) -> Prepared:
    """Answer a statement that is the same in every dialect, to be made ready."""
    return Prepared(dict.fromkeys(("sqlite", "postgresql"), statement))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement's SQL, and what converts its values: by place or by name, as the driver takes them."""

    sql: str
    takes_names: bool
    inward: tuple[tuple[str, Convert | None], ...]
    outward: tuple[tuple[int, Convert], ...]

    def arguments(self, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as the driver takes them
        if self.takes_names:
            return {
                name: values[name] if convert is None else convert(values[name])
                for name, convert in self.inward
            }
        return [
            values[name] if convert is None else convert(values[name])
            for name, convert in self.inward
        ]

    def converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        if not self.outward:
            return row
        values = list(row)
        for place, convert in self.outward:
            values[place] = convert(values[place])
        return tuple(values)


def _make_ready(statement: ReturnsRows, dialect: Dialect, columns: list[str] | None) -> _Ready:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    names = compiled.positiontup or list(compiled.binds)
    selected = list(statement.exported_columns)
    converts = [_of(column.type, dialect).result_processor(dialect, None) for column in selected]
    return _Ready(
        sql=str(compiled),
        takes_names=compiled.positiontup is None,
        inward=tuple(
            (name, _of(compiled.binds[name].type, dialect).bind_processor(dialect))
            for name in names
        ),
        outward=tuple((place, one) for place, one in enumerate(converts) if one is not None),
    )


def _of(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def _translated(
    error: Exception, sql: str, connection: PoolProxiedConnection, dialect: Dialect
) -> Exception:
    """Answer SQLAlchemy's own error for a driver's; a connection that broke is not lent again."""
    broken = dialect.is_disconnect(error, connection, None)  # type: ignore[arg-type]
    if broken:
        connection.invalidate(error)
    fault: Any = error
    return DBAPIError.instance(
        sql, None, fault, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
