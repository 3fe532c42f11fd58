"""Files that authors give with a version of a form. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from app.design.models import FormFile
from app.extensions.database import db


def find_file(form_id: str, version: str, name: str) -> FormFile | None:
    """Answer one file of a version."""
    return db.session.get(FormFile, (form_id, version, name))


def list_files(form_id: str, version: str) -> Sequence[FormFile]:
    """Answer the files of a version by name."""
    query = select(FormFile).where(FormFile.form_id == form_id, FormFile.version == version)
    return db.session.scalars(query.order_by(FormFile.name)).all()


def save_file(row: FormFile) -> None:
    """Add a file, or let it take the place of the one of its name."""
    db.session.merge(row)
    db.session.flush()


def save_version_of_files(form_id: str, old: str, new: str) -> None:
    """Let the files of a version that is renamed go with it."""
    mine = (FormFile.form_id == form_id) & (FormFile.version == old)
    db.session.execute(update(FormFile).where(mine).values(version=new))


def remove_files(form_id: str, version: str) -> None:
    """Remove the files of a draft; other versions may still use their bytes."""
    mine = (FormFile.form_id == form_id) & (FormFile.version == version)
    db.session.execute(delete(FormFile).where(mine))
