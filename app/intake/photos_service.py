"""Which files of a submission are seen at once, and which only by whoever opened its personal data."""

from __future__ import annotations

import time

from flask import session

from app.design.mapping import as_shown
from app.design.service import Released
from app.intake.answers_service import read_answers
from app.intake.models import Submission
from app.openrosa.answers import Document, file_names
from app.problems import Problem

OPENED = "kiriman_dibuka"  # in the session: submissions and until when, the newest last
MOST_OPENED = 8
OPEN_SECONDS = 15 * 60


def plain_files(document: Document, released: Released) -> frozenset[str]:
    """Answer the names of files that only answers about nobody refer to.

    A file no answer names is not among them: what it shows is not known.
    """
    questions = as_shown(released.fields, released.mapping)
    binaries = released.shape.binaries
    plain = {use.path for use in questions if use.privacy == "umum"} & binaries
    return frozenset(file_names(document, plain)) - frozenset(
        file_names(document, binaries - plain)
    )


def note_opened(instance_id: str) -> None:
    """Let this session see the files of a submission for a while: its opening is recorded."""
    others = [one for one in session.get(OPENED, []) if one[0] != instance_id]
    until = int(time.time()) + OPEN_SECONDS
    session[OPENED] = [*others[1 - MOST_OPENED :], [instance_id, until]]


def check_file(row: Submission, released: Released, name: str) -> None:
    """Raise Problem where a file shows a person and the session has not opened the submission."""
    if _is_opened(row.instance_id):
        return
    if name not in plain_files(read_answers(row.instance_id, row.answers), released):
        raise Problem("intake.private_file")


def _is_opened(instance_id: str) -> bool:
    return any(one == instance_id and until > time.time() for one, until in session.get(OPENED, []))
