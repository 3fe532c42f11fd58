"""What people write about submissions on another server: looked for in its turn, and kept here once.

Writing about a submission changes no time there, so each is asked for by itself: often at first and
after every decision, then less and less.
"""

from __future__ import annotations

import time

from app.exchange.models import Publication, Target
from app.exchange.remote_errors import Missing
from app.exchange.remote_rows import Source
from app.extensions.database import now, transaction
from app.intake import remote_store as store
from app.intake.comments_service import keep_remarks
from app.intake.comments_store import list_to_talk
from app.intake.cursors import next_talk

LOOKED_AT = 100  # submissions, in one run
LONGEST_AUTHOR = 120


def look_for_remarks(
    source: Source, target: Target, publication: Publication, until: float
) -> None:
    """Look at what is due of a form, the newest due first, until a moment (monotonic)."""
    for due in list_to_talk(publication.publication_id, now(), LOOKED_AT):
        if time.monotonic() > until:
            return
        try:
            remarks = source.remarks(due.remote_id)
        except Missing:
            remarks = None
        with transaction():
            known, moment = store.get_remote(due.remote_submission_id, locked=True), now()
            if remarks is None or known.deleted_at is not None:
                known.talk_at = None
                continue
            found = [(f"{target.name}: {one.by}"[:LONGEST_AUTHOR], one) for one in remarks]
            keep_remarks(due.root_instance_id, found)
            newest = [due.active_at, *(one.at for one in remarks if one.at <= moment)]
            known.talk_at = next_talk(max(newest), moment)
