"""A way through a form of another server: the server opened, and its rows taken in and noted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from app.exchange import store as exchange_store
from app.exchange.models import Publication, Target
from app.exchange.remote_errors import Missing
from app.exchange.remote_rows import ALL, Page, RemoteRow, Source
from app.exchange.sources_service import open_source
from app.extensions.database import db, now, transaction
from app.intake import remote_store as store
from app.intake.remote_plan import Wants, wants_of
from app.intake.remote_service import Outcome, note_rows
from app.intake.taking_many_service import take_rows
from app.problems import Problem

ROWS_TOGETHER = 20  # before the time is looked at
LOOKED_AT = 100  # rows with missing files, in one run


@dataclass(slots=True)
class Way:
    """One way through one form of a target, with the server at its other end.

    `taken`: how many submissions were fetched on it since it was opened.
    """

    target: Target
    publication: Publication
    source: Source
    name: str
    taken: int = 0

    @property
    def key(self) -> str:
        """Answer the name of its jobs."""
        return f"{self.publication.publication_id}:{self.name}"


@contextmanager
def opened_way(publication_id: int, name: str) -> Iterator[Way]:
    """Go through a form, and at the end take leave of its server; raise Problem where there is none."""
    publication = exchange_store.get_publication(publication_id)
    target = exchange_store.find_target(publication.target_id)
    if target is None:
        raise Problem("publish.unknown_target", target=publication.target_id)
    if target.off_at is not None:
        raise Problem("publish.target_off", target=target.name)
    for row in (publication, target):
        db.session.expunge(row)  # threads read them
    with closing(open_source(target, publication)) as source:
        yield Way(target, publication, source, name)


def take_page(way: Way, run: int, page: Page, until: float) -> int:
    """Take in what a page's rows ask for; answer how many rows are done when the time is over."""
    known = store.list_known(way.publication.publication_id, [row.remote_id for row in page.rows])
    before = {remote_id: store.known_of(one) for remote_id, one in known.items()}
    wants = {row: wants_of(row, before.get(row.remote_id), way.name) for row in page.rows}
    same = [row.remote_id for row in page.rows if not wants[row].anything]
    if way.name == ALL and same:
        with transaction():
            store.save_seen(way.publication.publication_id, same, run)
    wanting = [row for row in page.rows if wants[row].anything]
    while wanting:
        some, wanting = wanting[:ROWS_TOGETHER], wanting[ROWS_TOGETHER:]
        take_some(way, run if way.name == ALL else 0, {row: wants[row] for row in some})
        if wanting and time.monotonic() > until:
            return list(page.rows).index(wanting[0])
    return len(page.rows)


def take_some(way: Way, run: int, rows: Mapping[RemoteRow, Wants]) -> None:
    """Take in and note some rows; those that came before a fault are noted, then it is raised."""

    def note(noted: Sequence[tuple[RemoteRow, Outcome | None]]) -> None:
        with transaction():
            note_rows(way.publication, noted, run)

    def note_taken(noted: Sequence[tuple[RemoteRow, Outcome]]) -> None:
        note(noted)
        way.taken += len(noted)

    note([(row, None) for row, wants in rows.items() if not wants.content])
    asking = [row for row, wants in rows.items() if wants.content]
    take_rows(way.source, way.target, way.publication, asking, note_taken)


def look_for_files(way: Way, until: float) -> None:
    """Look again for files that were missing when their submissions were pulled."""
    for known in store.list_to_look_at(way.publication.publication_id, now(), LOOKED_AT):
        if time.monotonic() > until:
            return
        try:
            row = way.source.row(known.remote_id)
        except Missing:
            continue
        take_some(way, 0, {row: Wants(content=True)})
