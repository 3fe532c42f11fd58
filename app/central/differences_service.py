"""What each edit of a submission changed; what tells of people only to whom may read it, and noted."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from app.central import submissions_store as store
from app.central.differences import differences
from app.central.reading_service import hidden_of, may_open, may_see, open_submission
from app.central.submissions_store import Chain
from app.intake.answers_service import read_answers
from app.intake.display import mask
from app.intake.models import Submission
from app.openrosa.answers import Document
from app.web.guards import get_person


def differences_of(chain: Chain) -> dict[str, list[dict[str, Any]]]:
    """Answer by the number of each edit what it changed, within what may be seen."""
    access = get_person().access
    seen = [row for row in chain.members if may_see(access, row)]
    store.load_parts([row.seq for row in seen], [Submission.answers])
    if len(seen) > 1 and any(may_open(access, row) for row in seen):
        open_submission(next(row for row in seen if may_open(access, row)))
    return {new.instance_id: _between(old, new) for old, new in pairwise(seen)}


def _between(old: Submission, new: Submission) -> list[dict[str, Any]]:
    access = get_person().access
    hidden = frozenset().union(*(hidden_of(row) for row in (old, new) if not may_open(access, row)))
    return differences(
        _answers(old),
        _answers(new),
        lambda path, text: mask(text) if path in hidden else text,
    )


def _answers(row: Submission) -> Document:
    """Answer what a submission says, its own numbers too."""
    meta = {"meta/instanceID": row.instance_id}
    if row.deprecated_id:
        meta["meta/deprecatedID"] = row.deprecated_id
    return meta | read_answers(row.instance_id, row.answers)
