"""Reading and writing targets and publications. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.extensions.database import db, now
from app.problems import Problem
from app.publish.models import Publication, PublicationVersion, Target


def find_target(target_id: int) -> Target | None:
    """Answer a target by its number."""
    return db.session.get(Target, target_id)


def find_target_by_name(name: str) -> Target | None:
    """Answer a target by its name, or None."""
    return db.session.scalar(select(Target).where(Target.name == name))


def get_target_by_name(name: str) -> Target:
    """Answer a target by its name or raise Problem."""
    target = find_target_by_name(name)
    if target is None:
        raise Problem("publish.unknown_target", target=name)
    return target


def list_targets() -> Sequence[Target]:
    """Answer all targets by name."""
    return db.session.scalars(select(Target).order_by(Target.name)).all()


def add_target(target: Target) -> Target:
    """Add a target."""
    db.session.add(target)
    db.session.flush()
    return target


def find_publication(target_id: int, remote_id: str) -> Publication | None:
    """Answer what a target's form id is here."""
    return db.session.scalar(
        select(Publication).where(
            Publication.target_id == target_id, Publication.remote_id == remote_id
        )
    )


def list_publications(target_id: int) -> Sequence[Publication]:
    """Answer the forms of a target."""
    query = select(Publication).where(Publication.target_id == target_id)
    return db.session.scalars(query.order_by(Publication.form_id)).all()


def add_publication(publication: Publication) -> Publication:
    """Add a form of a target."""
    db.session.add(publication)
    db.session.flush()
    return publication


def get_publication(publication_id: int) -> Publication:
    """Answer a form of a target by its number here, or raise Problem."""
    publication = db.session.get(Publication, publication_id)
    if publication is None:
        raise Problem("publish.unknown_publication")
    return publication


def find_noted_version(publication_id: int, remote_version: str) -> str | None:
    """Answer which version of ours a target means by a name of its own, or None."""
    row = db.session.get(PublicationVersion, (publication_id, remote_version))
    return row.version if row else None


def save_noted_version(publication_id: int, remote_version: str, version: str) -> None:
    """Note which version of ours a target means by a name of its own, for good."""
    if db.session.get(PublicationVersion, (publication_id, remote_version)) is None:
        row = PublicationVersion(publication_id=publication_id, remote_version=remote_version)
        row.version, row.noted_at = version, now()
        db.session.add(row)
        db.session.flush()


def save_level(target_id: int, level: str) -> None:
    """Set at which level of review a decision made at a target counts here."""
    target = db.session.get(Target, target_id)
    if target is None:
        raise Problem("publish.unknown_target", target=target_id)
    target.level = level
    db.session.flush()
