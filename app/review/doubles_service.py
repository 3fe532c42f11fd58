"""Submissions that are not the same bytes and may tell of one visit all the same. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.design.service import find_released
from app.intake import queue_store as queue
from app.intake.answers_service import read_answers
from app.intake.models import Submission
from app.intake.queue_store import Sent
from app.merge.log import Held
from app.review.doubles import Visit, doubles_among

MEASURED = frozenset({"decimal"})


def find_doubles(members: Iterable[Held]) -> frozenset[int]:
    """Answer which of these submissions, all about one person, may be there twice."""
    seqs = [held.seq for held in members]
    if len(seqs) < 2:
        return frozenset()
    rows = list(queue.list_with_answers(Submission.seq.in_(seqs)))
    days = Counter((row.form_id, row.observed_at.date()) for row in rows)
    return doubles_among(
        _visit(row) for row in rows if days[row.form_id, row.observed_at.date()] > 1
    )


def _visit(row: Sent) -> Visit:
    released = find_released(row.form_id, row.version)
    document = read_answers(row.instance_id, row.answers)
    paths = (
        [use.path for use in released.fields if use.question_type in MEASURED] if released else []
    )
    measures = {path: str(document[path]) for path in paths if document.get(path)}
    day = row.observed_at.date().isoformat()
    return Visit(row.seq, row.root_instance_id, row.form_id, day, measures)
