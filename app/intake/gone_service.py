"""What is there no more: told apart from what an account may no longer see, and asked of a person.

All of a form gone through tells it for sure. In between it shows where rows have numbers: as many are
counted there as here, or one of two halves has another count, and so on down to a page of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.exchange.remote_rows import NEW, Numbered
from app.extensions.database import now, transaction
from app.intake import again_store, cursors
from app.intake import remote_store as store
from app.intake.remote_models import Pull
from app.intake.remote_plan import wants_of
from app.intake.remote_service import note_gone
from app.intake.ways_service import Way, take_some

UNSEEN = 200  # rows in one transaction
# More rows than these missing at once are not taken for deleted.
GONE_AT_ONCE, GONE_SHARE = 50, 0.25
SHORT_LIST = (
    "{count} kiriman yang dulu ada kini tidak terlihat di sana. Ini terlalu banyak untuk dianggap "
    "dihapus: periksa hak akun server ini di sana, lalu bandingkan lagi."
)
ASKED = 40  # questions in one round; what is left is found in the next
LEAF = 900  # rows known here of which a page is read there


def find_gone(way: Way, pull: Pull) -> str | None:
    """Note what was there before this run and was not met in it; answer why that is left to a person.

    A list that is suddenly short tells of rights that were taken from the account, not of deletions.
    """
    publication_id, moment = way.publication.publication_id, now()
    unseen = store.count_unseen(publication_id, pull.run, pull.begun_at)
    if _too_many(unseen, pull.done):
        return SHORT_LIST.format(count=unseen)
    while unseen > 0:
        with transaction():
            rows = store.list_unseen(publication_id, pull.run, pull.begun_at, UNSEEN)
            for row in rows:
                note_gone(row, moment)
        unseen = unseen - UNSEEN if rows else 0
    return None


def _too_many(missing: int, of: int) -> bool:
    return missing > max(GONE_AT_ONCE, of * GONE_SHARE)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Rows with a number between two, and how many of what is counted there are here and there."""

    after: int
    upto: int
    here: int
    there: int


def look_by_counting(way: Way) -> None:
    """Find what was deleted there, and what is judged there no more, in a bounded number of questions.

    Numbers are compared that have been known for long enough that none is still to be committed.
    """
    source, publication_id = way.source, way.publication.publication_id
    upto = store.settled_number(publication_id, now() - cursors.SETTLES)
    if not upto or not isinstance(source, Numbered):
        return
    left = ASKED
    for judged in (False, True):
        here = again_store.count_between(publication_id, 0, upto, judged=judged)
        whole = _Stretch(0, upto, here, source.count(0, upto, judged=judged))
        if judged or not _too_many(whole.here - whole.there, whole.here):
            left = _search(way, source, [whole], left, judged=judged)


def _search(
    way: Way, source: Numbered, stretches: list[_Stretch], left: int, *, judged: bool
) -> int:
    """Halve what differs until it is a page, and compare that; answer how many questions are left."""
    publication_id = way.publication.publication_id
    while stretches and left > 0:
        one = stretches.pop()
        if one.here == one.there:
            continue
        left -= 1
        rows = again_store.count_between(publication_id, one.after, one.upto, judged=False)
        if rows <= LEAF:
            _compare(way, source, one)
            continue
        middle = again_store.middle_between(publication_id, one.after, one.upto, rows // 2)
        here = again_store.count_between(publication_id, one.after, middle, judged=judged)
        there = source.count(one.after, middle, judged=judged)
        stretches.append(_Stretch(middle, one.upto, one.here - here, one.there - there))
        stretches.append(_Stretch(one.after, middle, here, there))
    return left


def _compare(way: Way, source: Numbered, stretch: _Stretch) -> None:
    """Compare a page of rows one by one: take what is news, and note what is not there."""
    publication_id = way.publication.publication_id
    rows = source.between(stretch.after, stretch.upto)
    met = {row.remote_id for row in rows}
    upto = stretch.upto if len(rows) <= LEAF else int(rows[-1].remote_id)
    known = store.list_known(publication_id, met)
    before = {remote_id: store.known_of(one) for remote_id, one in known.items()}
    wants = {row: wants_of(row, before.get(row.remote_id), NEW) for row in rows}
    take_some(way, 0, {row: want for row, want in wants.items() if want.anything})
    with transaction():
        for one in again_store.list_between(publication_id, stretch.after, upto):
            if one.remote_id not in met:
                note_gone(one, now())
