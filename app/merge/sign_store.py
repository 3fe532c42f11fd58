"""Reading and writing signs of what must not wait. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select, text, tuple_, update

from app.extensions.database import db, parts
from app.merge.models import AlarmSign
from app.merge.signs import Sign, Where
from app.merge.store import list_strands_of_subjects, upsert

KEY = ("place", "key", "period", "alarm")
# As the partial index says it, to the letter: SQLite uses it for no other words.
_DUE = text("alarm_sign.due")
_WHERE = (AlarmSign.place, AlarmSign.key, AlarmSign.period)


def save_signs(looked: Collection[Sign], shown: Collection[Sign]) -> None:
    """Keep what shows now of all that was looked at; what came or went is to be looked at."""
    places = {sign.where for sign in looked}
    known = {
        Sign(Where(row.place, row.key, row.period), row.alarm): row.shown
        for part in parts(sorted(places))
        for row in db.session.execute(
            select(*_WHERE, AlarmSign.alarm, AlarmSign.shown).where(tuple_(*_WHERE).in_(part))
        )
    }
    came = {sign for sign in shown if not known.get(sign)}
    went = {sign for sign in looked if known.get(sign) and sign not in shown}
    upsert(AlarmSign, [_row(one, shown=one in came) for one in sorted(came | went)], KEY)


def _row(sign: Sign, *, shown: bool) -> dict[str, str | bool]:
    return {**sign.where._asdict(), "alarm": sign.alarm, "shown": shown, "due": True}


def list_looked(place: str) -> set[Sign]:
    """Answer every sign of a place that shows, or showed and is still to be looked at."""
    rows = db.session.execute(select(*_WHERE, AlarmSign.alarm).where(AlarmSign.place == place))
    return {Sign(Where(*where), alarm) for *where, alarm in rows}


def list_signs(place: str) -> set[Sign]:
    """Answer the signs of a place that show now."""
    shown = (AlarmSign.place == place) & AlarmSign.shown
    rows = db.session.execute(select(*_WHERE, AlarmSign.alarm).where(shown))
    return {Sign(Where(*where), alarm) for *where, alarm in rows}


def list_due(limit: int) -> list[tuple[Sign, bool]]:
    """Answer signs to look at, each with whether it shows."""
    query = select(*_WHERE, AlarmSign.alarm, AlarmSign.shown).where(_DUE)
    rows = db.session.execute(query.order_by(AlarmSign.place, AlarmSign.key).limit(limit))
    return [(Sign(Where(*where), alarm), shown) for *where, alarm, shown in rows]


def is_shown(keys: Collection[str], period: str, alarm: str) -> bool:
    """Answer whether any of these subjects, or this Posyandu, shows an alarm in a month."""
    query = select(AlarmSign.place).where(
        AlarmSign.key.in_(list(keys)),
        AlarmSign.period == period,
        AlarmSign.alarm == alarm,
        AlarmSign.shown,
    )
    return db.session.scalar(query.limit(1)) is not None


def find_month_told(keys: Collection[str], field: str) -> str:
    """Answer the newest month in which a field that holds for good was told of any of these subjects."""
    strands = list_strands_of_subjects({(key, "") for key in keys})
    facts = (fact for strand in strands.values() for fact in strand.get(field, ()))
    return max((fact.origin.observed_at[:7] for fact in facts), default="")


def save_looked_at(signs: Iterable[tuple[Sign, bool]]) -> None:
    """Note that signs were looked at; what shows no more is forgotten."""
    for sign, shown in signs:
        same = (tuple_(*_WHERE) == sign.where) & (AlarmSign.alarm == sign.alarm)
        same &= AlarmSign.shown == shown
        if shown:
            db.session.execute(update(AlarmSign).where(same).values(due=False))
        else:
            db.session.execute(delete(AlarmSign).where(same))
