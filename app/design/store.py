"""Reading and writing forms, versions and profile fields. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.design.models import Form, FormVersion, ProfileField
from app.extensions.database import db
from app.problems import Problem

DRAFT = "draf"
RELEASED = "terbit"


def find_form(form_id: str) -> Form | None:
    """Answer a form."""
    return db.session.get(Form, form_id)


def get_form(form_id: str) -> Form:
    """Answer a form or raise Problem."""
    form = find_form(form_id)
    if form is None:
        raise Problem("design.unknown_form", form_id=form_id)
    return form


def list_forms() -> Sequence[Form]:
    """Answer all forms by bidang and title."""
    return db.session.scalars(select(Form).order_by(Form.bidang, Form.title)).all()


def find_version(form_id: str, version: str, *, whole: bool = False) -> FormVersion | None:
    """Answer a version; `whole` with its bytes."""
    query = select(FormVersion).where(
        FormVersion.form_id == form_id, FormVersion.version == version
    )
    if whole:
        query = query.options(
            undefer(FormVersion.xform),
            undefer(FormVersion.workbook),
            undefer(FormVersion.schema),
            undefer(FormVersion.fields),
            undefer(FormVersion.labels),
        )
    return db.session.scalar(query)


def get_version(form_id: str, version: str, *, whole: bool = False) -> FormVersion:
    """Answer a version or raise Problem."""
    found = find_version(form_id, version, whole=whole)
    if found is None:
        raise Problem("design.unknown_version", form_id=form_id, version=version)
    return found


def list_versions(form_id: str) -> Sequence[FormVersion]:
    """Answer a form's versions, newest first."""
    query = select(FormVersion).where(FormVersion.form_id == form_id)
    return db.session.scalars(query.order_by(FormVersion.form_version_id.desc())).all()


def list_current() -> Sequence[FormVersion]:
    """Answer the version phones get of each form, by form."""
    return db.session.scalars(
        select(FormVersion)
        .join(Form, Form.form_id == FormVersion.form_id)
        .where(FormVersion.version == Form.current_version)
        .order_by(FormVersion.form_id)
    ).all()


def list_released_ids() -> list[tuple[str, str]]:
    """Answer (form_id, version) of every version ever released."""
    query = select(FormVersion.form_id, FormVersion.version).where(FormVersion.state == RELEASED)
    return [(form_id, version) for form_id, version in db.session.execute(query)]


def list_drafts() -> Sequence[str]:
    """Answer the forms that have a draft."""
    query = select(FormVersion.form_id).where(FormVersion.state == DRAFT).distinct()
    return list(db.session.scalars(query))


def add_form(form: Form) -> Form:
    """Add a form."""
    db.session.add(form)
    db.session.flush()
    return form


def add_version(version: FormVersion) -> FormVersion:
    """Add a version."""
    db.session.add(version)
    db.session.flush()
    return version


def save_fields(fields: Iterable[ProfileField]) -> None:
    """Insert or update profile fields."""
    for field in fields:
        db.session.merge(field)
    db.session.flush()


def list_fields() -> Sequence[ProfileField]:
    """Answer the fields of the profile in display order."""
    return db.session.scalars(select(ProfileField).order_by(ProfileField.position)).all()
