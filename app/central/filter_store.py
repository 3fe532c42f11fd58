"""A `$filter` as a condition the database understands."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, extract, false, func, literal, not_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from app.central.filters import Comparison, Condition, Field, Joined, Literal, Negated, read_moment
from app.extensions.database import is_sqlite
from app.problems import Problem

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
Expression = ColumnElement[Any] | InstrumentedAttribute[Any]
TURNED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


@dataclass(frozen=True, slots=True)
class Filtered:
    """A field as the database has it: an expression, its kind (`text`, `number`, `moment`).

    `changed_since`, where given, answers the rows whose field is at or after a moment (and after it,
    strictly): for what no column holds.
    """

    expression: Expression
    kind: str
    is_never_null: bool = False
    changed_since: Callable[[datetime, bool], ColumnElement[bool]] | None = None


def condition_of(tree: Condition, fields: Mapping[str, Filtered]) -> ColumnElement[bool]:
    """Answer a filter as a condition."""
    if isinstance(tree, Joined):
        parts = [condition_of(part, fields) for part in tree.parts]
        return and_(*parts) if tree.word == "and" else or_(*parts)
    if isinstance(tree, Negated):
        return not_(condition_of(tree.inner, fields))
    return _comparison(tree, fields)


def _comparison(tree: Comparison, fields: Mapping[str, Filtered]) -> ColumnElement[bool]:
    left, right, word = tree.left, tree.right, tree.comparator
    if isinstance(left, Literal):
        left, right, word = right, left, TURNED.get(word, word)
    if isinstance(left, Literal) or isinstance(right, Field):
        raise Problem("central.bad_filter", reason="bandingkan satu kolom dengan satu nilai")
    field = fields[left.name]
    if right.value is None:
        return _with_null(field.expression, word)
    if left.part and field.changed_since is not None:
        raise Problem("central.filter_field", name=f"{left.part}({left.name})")
    if left.part:
        return _plain(word, _part(field, left), _number(right))
    if field.changed_since is not None:
        return _by_moment(word, field, _moment(right))
    value = _typed(field, right)
    if field.is_never_null:  # so an index serves
        return _compared(word, field.expression, value)
    return _plain(word, field.expression, value)


def _compared(word: str, expression: Expression, value: object) -> ColumnElement[bool]:
    found: ColumnElement[bool] = COMPARE[word](expression, literal(value, expression.type))
    return found


def _with_null(expression: Expression, word: str) -> ColumnElement[bool]:
    if word == "eq":
        return expression.is_(None)
    return expression.is_not(None) if word == "ne" else false()


def _plain(word: str, expression: Expression, value: object) -> ColumnElement[bool]:
    """Compare as OData does: what is null is unlike every value, and neither less nor more."""
    compared = _compared(word, expression, value)
    if word == "ne":
        return or_(expression.is_(None), compared)
    return (
        func.coalesce(compared, false())
        if word != "eq"
        else and_(expression.is_not(None), compared)
    )


def _by_moment(word: str, field: Filtered, at: datetime) -> ColumnElement[bool]:
    since = field.changed_since
    if since is None:
        return true()
    known = field.expression.is_not(None)
    from_on, after = since(at, False), since(at, True)
    found = {
        "ge": from_on,
        "gt": after,
        "lt": and_(known, not_(from_on)),
        "le": and_(known, not_(after)),
        "eq": and_(from_on, not_(after)),
        "ne": not_(and_(from_on, not_(after))),
    }
    return found[word]


def _part(field: Filtered, wanted: Field) -> ColumnElement[Any]:
    if field.kind != "moment":
        raise Problem("central.bad_filter", reason=f"{wanted.part}() meminta kolom waktu")
    at = field.expression if is_sqlite() else func.timezone("UTC", field.expression)
    return extract(wanted.part, at)


def _typed(field: Filtered, given: Literal) -> object:
    if field.kind == "moment":
        return _moment(given)
    if field.kind == "number":
        return int(_number(given))
    if not isinstance(given.value, str):
        raise Problem("central.bad_filter", reason="kolom itu dibandingkan dengan teks dalam '…'")
    return given.value


def _moment(given: Literal) -> datetime:
    if isinstance(given.value, str):
        return read_moment(given.value)
    if not isinstance(given.value, datetime):
        raise Problem("central.bad_filter", reason="kolom itu dibandingkan dengan waktu")
    return given.value


def _number(given: Literal) -> float:
    try:
        return float(given.value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise Problem("central.bad_filter", reason="dibandingkan dengan angka") from error
