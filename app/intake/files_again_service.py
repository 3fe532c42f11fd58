"""Looking again at files that are here: one that was replaced there under its name is told, and kept.

No server tells of it by itself. So each round looks at some rows more, round and round all of them; a
Central is asked by the MD5 of what is held and answers that it is the same, of a KoboToolbox the uids of
files are compared. The file that is here stays; the other one is kept in quarantine.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from app.exchange.remote_errors import Missing
from app.exchange.remote_rows import NEW, FilesFound, FilesHeld, md5_of
from app.extensions.database import db, transaction
from app.extensions.files import files
from app.intake import again_store
from app.intake import remote_store as store
from app.intake.remote_models import RemoteSubmission
from app.intake.taking_service import fetch, take
from app.intake.ways_service import Way
from app.problems import Problem


def look_at_files_again(way: Way, until: float) -> None:
    """Look at the files of the next rows, until a moment (monotonic)."""
    publication_id = way.publication.publication_id
    pull = store.find_pull(publication_id, NEW)
    after = pull.files_after if pull else 0
    rows, goes_on = again_store.list_with_files(publication_id, after, way.source.rows_again)
    ids = {row.remote_id: row.remote_submission_id for row in rows}
    for found in way.source.files_again([_held(row) for row in rows]) if rows else ():
        refused = _take_again(way, found) if found.replaced else None
        _note(ids[found.remote_id], found, refused)
        if time.monotonic() > until:
            goes_on = ids[found.remote_id]
            break
    with transaction():
        pull = store.find_pull(publication_id, NEW, locked=True)
        if pull is not None:
            pull.files_after = goes_on


def _held(row: RemoteSubmission) -> FilesHeld:
    return FilesHeld(row.remote_id, row.files_mark, partial(_md5s, row.instance_id or ""))


def _md5s(instance_id: str) -> dict[str, str]:
    held = again_store.list_files(instance_id)
    return {name: md5_of(files.read(file_id)) for name, file_id in held}


def _take_again(way: Way, found: FilesFound) -> str | None:
    """Bring the replaced files to intake, which keeps them aside; answer the problem's code."""
    replaced: Sequence[str] = found.replaced
    try:
        row = way.source.row(found.remote_id)
        fetched = fetch(way.source, row)
        take(way.source, way.target, way.publication, row, fetched, again=replaced)
    except Problem as problem:
        db.session.rollback()
        return problem.code
    except Missing:
        return None
    return None


def _note(remote_submission_id: int, found: FilesFound, refused: str | None) -> None:
    with transaction():
        known = store.get_remote(remote_submission_id, locked=True)
        known.files_mark = found.mark
        if refused is not None:
            known.refused = refused
        elif found.is_compared and known.refused == store.OTHER_FILE:
            known.refused = None
