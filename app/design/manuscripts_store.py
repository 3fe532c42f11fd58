"""Working copies of forms and the files given with them. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.design.models import Manuscript, ManuscriptFile
from app.extensions.database import db
from app.problems import Problem

MOST_LISTED = 200


def get_manuscript(
    manuscript_id: int, *, whole: bool = False, to_write: bool = False
) -> Manuscript:
    """Answer a manuscript or raise Problem; `whole` with its document, `to_write` held for this save."""
    query = select(Manuscript).where(Manuscript.manuscript_id == manuscript_id)
    if whole or to_write:
        query = query.options(undefer(Manuscript.document))
    if to_write:
        # What another saved since this session read it is read anew.
        query = query.with_for_update().execution_options(populate_existing=True)
    found: Manuscript | None = db.session.scalar(query)
    if found is None:
        raise Problem("design.unknown_manuscript")
    return found


def list_manuscripts(
    bidang: Collection[str], *, discarded: bool = False, limit: int = MOST_LISTED
) -> Sequence[Manuscript]:
    """Answer the manuscripts of some bidang, newest save first; or the last that were discarded."""
    query = select(Manuscript).where(Manuscript.bidang.in_(sorted(bidang)))
    gone = Manuscript.discarded_at
    query = query.where(gone.is_not(None) if discarded else gone.is_(None))
    newest = (gone if discarded else Manuscript.saved_at).desc()
    return db.session.scalars(query.order_by(newest).limit(limit)).all()


def find_open_manuscript(form_id: str) -> Manuscript | None:
    """Answer the manuscript in which a form is being changed, the one saved last."""
    query = select(Manuscript).where(
        Manuscript.begun_from == form_id, Manuscript.discarded_at.is_(None)
    )
    found: Manuscript | None = db.session.scalar(
        query.order_by(Manuscript.saved_at.desc()).limit(1)
    )
    return found


def add_manuscript(row: Manuscript) -> Manuscript:
    """Add a manuscript."""
    db.session.add(row)
    db.session.flush()
    return row


def find_file(manuscript_id: int, name: str) -> ManuscriptFile | None:
    """Answer one file of a manuscript."""
    return db.session.get(ManuscriptFile, (manuscript_id, name))


def list_files(manuscript_id: int) -> Sequence[ManuscriptFile]:
    """Answer the files of a manuscript by name."""
    query = select(ManuscriptFile).where(ManuscriptFile.manuscript_id == manuscript_id)
    return db.session.scalars(query.order_by(ManuscriptFile.name)).all()


def save_file(row: ManuscriptFile) -> None:
    """Add a file, or let it take the place of the one of its name."""
    db.session.merge(row)
    db.session.flush()
