"""Reading and writing events, in the order in which they may be told. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, literal, select, tuple_, update

from app.extensions.database import db, is_sqlite
from app.outbox.models import Event, Webhook


class Place(NamedTuple):
    """A place in the order of events."""

    tx: int
    event_id: int


START = Place(-1, 0)
COUNTED_AMONG = 20_000  # a page is no place to read all there is


def list_listened() -> frozenset[str]:
    """Answer the kinds of events anybody asked for; who is switched off goes on from there later."""
    return frozenset(kind for kinds in db.session.scalars(select(Webhook.kinds)) for kind in kinds)


def add_events(rows: Sequence[dict[str, Any]]) -> None:
    """Add events to the transaction of what caused them."""
    tx = literal(0) if is_sqlite() else func.txid_current()
    # The number of the transaction is the database's to say, so it is no value of the rows.
    statement = insert(Event.__table__).values(tx=tx)
    db.session.connection().execute(statement, list(rows))


def list_events_after(place: Place, limit: int) -> Sequence[Event]:
    """Answer events after a place, in their order, of transactions that are over for certain."""
    query = select(Event).where(_after(place), _settled())
    return db.session.scalars(query.order_by(Event.tx, Event.event_id).limit(limit)).all()


def count_events_after(place: Place, kinds: Sequence[str], limit: int) -> int:
    """Answer how many events of some kinds come after a place, up to a limit and among the next ones."""
    following = select(Event.kind).where(_after(place)).order_by(Event.tx, Event.event_id)
    near = following.limit(COUNTED_AMONG).subquery()
    chosen = select(near.c.kind).where(near.c.kind.in_(list(kinds))).limit(limit).subquery()
    return db.session.scalar(select(func.count()).select_from(chosen)) or 0


def find_event(event_id: int) -> Event | None:
    """Answer an event by its number."""
    return db.session.get(Event, event_id)


def find_place_before(moment: datetime) -> Place:
    """Answer the place of the last event before a moment."""
    query = select(Event.tx, Event.event_id).where(Event.at < moment)
    row = db.session.execute(
        query.order_by(Event.tx.desc(), Event.event_id.desc()).limit(1)
    ).first()
    return START if row is None else Place(*row)


def find_place_before_event(event: Event) -> Place:
    """Answer the place just before an event."""
    return Place(event.tx, event.event_id - 1)


def find_last_place() -> Place:
    """Answer the place of the newest event that may be told."""
    query = select(Event.tx, Event.event_id).where(_settled())
    row = db.session.execute(
        query.order_by(Event.tx.desc(), Event.event_id.desc()).limit(1)
    ).first()
    return START if row is None else Place(*row)


def remove_events_before(moment: datetime, place: Place, limit: int) -> int:
    """Remove old events up to a place, at most so many; answer how many."""
    old = select(Event.event_id).where(Event.at < moment, ~_after(place)).limit(limit)
    done = db.session.connection().execute(delete(Event).where(Event.event_id.in_(old)))
    return done.rowcount


def has_foreign_order() -> bool:
    """Answer whether events bear another server's numbers: the database was restored from one."""
    if is_sqlite():
        return False
    upcoming = func.txid_snapshot_xmax(func.txid_current_snapshot())
    newest = select(func.max(Event.tx)).scalar_subquery()
    return bool(db.session.scalar(select(newest >= upcoming)))


def save_own_order() -> None:
    """Number what is there by events alone: no transaction of the other server is open any more.

    A webhook goes back to the first event it has not had in the order there was.
    """
    told = tuple_(Webhook.cursor_tx, Webhook.cursor_id)
    missed = select(func.min(Event.event_id) - 1).where(tuple_(Event.tx, Event.event_id) > told)
    back = func.coalesce(missed.scalar_subquery(), Webhook.cursor_id)
    db.session.execute(update(Webhook).values(cursor_id=back))
    db.session.execute(update(Webhook).values(cursor_tx=0))
    db.session.execute(update(Event).values(tx=0))


def _after(place: Place) -> ColumnElement[bool]:
    return tuple_(Event.tx, Event.event_id) > tuple_(literal(place.tx), literal(place.event_id))


def _settled() -> ColumnElement[bool]:
    if is_sqlite():
        return Event.event_id > 0
    return Event.tx < func.txid_snapshot_xmin(func.txid_current_snapshot())
