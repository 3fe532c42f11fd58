"""What rules could not settle about subjects: the queue's rows of persons, families and houses.

They say which field of whom asks, and no value: that stands sealed with the subject. Kept in step with
the subjects as these are stored; a store never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, true, tuple_

from app.extensions.database import db, parts
from app.merge.compare_store import list_bidang
from app.merge.fold import CellKey
from app.merge.models import CellRow, SubjectQuestion, SubjectRow
from app.merge.resolution import CERTAIN
from app.registry.bidang import UMUM, bidang_of_field

# Where a stored cell of a subject holds what.
FIELD, PERIOD, RULE, STATUS, REASON, LATEST = 0, 1, 3, 4, 5, 8


def save_questions(subjects: Mapping[str, tuple[str, Sequence[Sequence[Any]]]]) -> None:
    """Store which cells of these subjects (home, cells as stored) ask a person, instead of before."""
    remove_questions(subjects)
    rows = question_rows(subjects)
    if rows:
        db.session.execute(insert(SubjectQuestion), rows)


def question_rows(
    subjects: Mapping[str, tuple[str, Sequence[Sequence[Any]]]],
) -> list[dict[str, Any]]:
    """Answer the rows that stand for what asks a person about these subjects."""
    asking = {
        subject_id: (home, [cell for cell in cells if cell[STATUS] != CERTAIN])
        for subject_id, (home, cells) in subjects.items()
    }
    forms = list_bidang([subject_id for subject_id, (_, cells) in asking.items() if cells])
    return [
        {
            "place": subject_id,
            "field": cell[FIELD],
            "period": cell[PERIOD],
            "home": home,
            "bidang": bidang_asked(cell[FIELD], forms.get(subject_id, ())),
            "rule": cell[RULE],
            "status": cell[STATUS],
            "reason": cell[REASON],
            "latest": cell[LATEST],
        }
        for subject_id, (home, cells) in asking.items()
        for cell in cells
    ]


def bidang_asked(field: str, forms: Collection[str]) -> str:
    """Answer whose question a field of a subject is: its owner's.

    What is of all (a name, a birth date) is asked of the one bidang whose forms speak of the subject.
    """
    owner = bidang_of_field(field)
    return next(iter(forms)) if owner == UMUM.key and len(forms) == 1 else owner


def remove_questions(subject_ids: Iterable[str]) -> None:
    """Forget what asks about subjects."""
    for part in parts(sorted(subject_ids)):
        db.session.execute(delete(SubjectQuestion).where(SubjectQuestion.place.in_(part)))


def list_asking(keys: Iterable[CellKey]) -> Iterator[CellKey]:
    """Answer which of these cells, of Posyandu or of subjects, ask a person as they are stored."""
    for part in parts(keys):
        for table, asks in ((CellRow, CellRow.status != CERTAIN), (SubjectQuestion, true())):
            key = table.place, table.field, table.period
            rows = db.session.execute(select(*key).where(tuple_(*key).in_(part), asks))
            yield from (CellKey(*row) for row in rows)


def find_home(subject_id: str) -> SubjectRow | None:
    """Answer a subject, which tells where it was last seen, or None."""
    return db.session.get(SubjectRow, subject_id, populate_existing=True)


def find_question(key: CellKey) -> SubjectQuestion | None:
    """Answer the row of a cell that asks, or None where it is certain."""
    return db.session.get(SubjectQuestion, tuple(key), populate_existing=True)


def list_questions_in(posyandu_code: str) -> list[dict[str, Any]]:
    """Answer what asks about the subjects of a Posyandu, as `question_rows` does."""
    columns = [*SubjectQuestion.__table__.c]
    theirs = select(SubjectRow.subject_id).where(SubjectRow.posyandu_code == posyandu_code)
    query = select(*columns).where(SubjectQuestion.place.in_(theirs))
    return [dict(row) for row in db.session.execute(query).mappings()]
