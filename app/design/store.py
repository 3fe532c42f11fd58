"""Reading and writing forms, versions and profile fields. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import undefer

from app.design.models import Form, FormVersion, ProfileField
from app.extensions.database import db, fetch_first
from app.extensions.memory import forget, remembered
from app.extensions.prepared import prepared
from app.problems import Problem

DRAFT = "draf"
RELEASED = "terbit"
LISTING_MARK = "simpul.listing_mark"
MERGED_FIELDS = "simpul.merged_fields"  # where merging remembers the fields it has rules for
LISTING_HOLDS = timedelta(seconds=1)
AFTER_CATALOGUE = (
    10_000  # the position from which fields stand that a form brought, not the catalogue
)
_LISTING_MARK = prepared(select(func.count(), func.sum(Form.listing)).select_from(Form))


def find_form(form_id: str) -> Form | None:
    """Answer a form."""
    return db.session.get(Form, form_id)


def get_form(form_id: str, *, locked: bool = False) -> Form:
    """Answer a form or raise Problem; locked, its versions wait until the transaction ends."""
    form = db.session.get(Form, form_id, with_for_update=True) if locked else find_form(form_id)
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


def list_readable(form_id: str) -> Sequence[FormVersion]:
    """Answer every version of a form that answers are read by, with all of it, newest first."""
    query = select(FormVersion).where(FormVersion.form_id == form_id, FormVersion.state == RELEASED)
    query = query.options(
        *map(undefer, (FormVersion.schema, FormVersion.fields, FormVersion.labels))
    )
    return db.session.scalars(query.order_by(FormVersion.form_version_id.desc())).all()


def list_current(*, closed: bool = False) -> Sequence[FormVersion]:
    """Answer the version phones get of each form, by form; with `closed` of closed ones too."""
    query = select(FormVersion).join(Form, Form.form_id == FormVersion.form_id)
    query = query.where(FormVersion.version == Form.current_version)
    if not closed:
        query = query.where(Form.closed_at.is_(None))
    return db.session.scalars(query.order_by(FormVersion.form_id)).all()


def list_released(form_ids: Sequence[str]) -> Sequence[FormVersion]:
    """Answer every version ever released of these forms, by form, newest first; none taken over."""
    return db.session.scalars(
        select(FormVersion)
        .where(
            FormVersion.form_id.in_(form_ids),
            FormVersion.state == RELEASED,
            FormVersion.taken_over.is_(False),
        )
        .order_by(FormVersion.form_id, FormVersion.form_version_id.desc())
    ).all()


def get_listing_mark() -> tuple[int, int]:
    """Answer what is another after every release, closing or reopening of a form.

    Another process hears of it within LISTING_HOLDS: a phone asks again in a quarter of an hour.
    """
    return remembered(LISTING_MARK, LISTING_HOLDS, read_listing_mark)


def read_listing_mark() -> tuple[int, int]:
    """Answer that mark as it is this moment."""
    row = fetch_first(_LISTING_MARK, {})
    return (0, 0) if row is None else (row[0], row[1] or 0)


def find_listing_mark() -> tuple[int, int]:
    """Answer that mark as the open transaction sees it, as it does the rows it reads next."""
    count, listing = db.session.execute(
        select(func.count(), func.sum(Form.listing)).select_from(Form)
    ).one()
    return count, listing or 0


def list_closed_ids() -> frozenset[str]:
    """Answer the forms that are closed."""
    return frozenset(db.session.scalars(select(Form.form_id).where(Form.closed_at.is_not(None))))


def save_listing(form: Form) -> None:
    """Note that what phones are listed of a form has changed."""
    form.listing = Form.listing + 1
    db.session.flush()
    forget(LISTING_MARK)


def list_released_ids() -> list[tuple[str, str]]:
    """Answer (form_id, version) of every version ever released."""
    query = select(FormVersion.form_id, FormVersion.version).where(FormVersion.state == RELEASED)
    return [(form_id, version) for form_id, version in db.session.execute(query)]


def list_released_fields(form_id: str) -> list[list[dict[str, Any]]]:
    """Answer the questions of every released version of a form, the newest release first."""
    query = select(FormVersion.fields).where(
        FormVersion.form_id == form_id, FormVersion.state == RELEASED
    )
    newest = (FormVersion.released_at.desc(), FormVersion.form_version_id.desc())
    return list(db.session.scalars(query.order_by(*newest)))


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


def find_draft(form: Form) -> FormVersion | None:
    """Answer the draft worked on last, unless a version was released since."""
    drafts = select(FormVersion).where(
        FormVersion.form_id == form.form_id, FormVersion.state == DRAFT
    )
    newest = drafts.order_by(FormVersion.created_at.desc(), FormVersion.form_version_id.desc())
    draft = db.session.scalar(newest.limit(1))
    current = find_version(form.form_id, form.current_version) if form.current_version else None
    since = current.released_at if current else None
    return None if draft and since and draft.created_at <= since else draft


def remove_draft(draft: FormVersion) -> None:
    """Remove a draft."""
    db.session.delete(draft)
    db.session.flush()


def save_fields(fields: Iterable[ProfileField]) -> None:
    """Insert or update profile fields."""
    for field in fields:
        db.session.merge(field)
    db.session.flush()
    forget(MERGED_FIELDS)


def list_fields(names: Collection[str] = ()) -> Sequence[ProfileField]:
    """Answer the fields of the profile in display order: all of them, or those named."""
    query = select(ProfileField).order_by(ProfileField.position)
    if names:
        query = query.where(ProfileField.field.in_(names))
    return db.session.scalars(query).all()


def list_field_states() -> Sequence[Row[str, str, str, str, str, int]]:
    """Answer by what rules each field of the profile is filled, and its position, in display order."""
    field = ProfileField
    shown = (field.field, field.rule, field.unit, field.scope, field.privacy, field.position)
    return db.session.execute(select(*shown).order_by(field.position)).all()


def in_catalogue(position: int) -> bool:
    """Answer whether the catalogue of fields names the field at a position; else a form brought it."""
    return position < AFTER_CATALOGUE
