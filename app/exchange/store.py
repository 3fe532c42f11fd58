"""Reading and writing targets and publications. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.exchange.models import Publication, PublicationVersion, Target, TargetAct
from app.extensions.database import db
from app.problems import Problem

ACTS_SHOWN = 30


def find_target(target_id: int) -> Target | None:
    """Answer a target by its number."""
    return db.session.get(Target, target_id)


def get_target(target_id: int) -> Target:
    """Answer a target by its number or raise Problem."""
    target = find_target(target_id)
    if target is None:
        raise Problem("publish.unknown_target", target=target_id)
    return target


def find_target_by_name(name: str) -> Target | None:
    """Answer a target by its name, or None."""
    return db.session.scalar(select(Target).where(Target.name == name))


def get_target_by_name(name: str) -> Target:
    """Answer a target by its name or raise Problem."""
    target = find_target_by_name(name)
    if target is None:
        raise Problem("publish.unknown_target", target=name)
    return target


def list_targets(*, used: bool = False) -> Sequence[Target]:
    """Answer all targets by name; `used`: without those that were switched off."""
    query = select(Target).order_by(Target.name)
    if used:
        query = query.where(Target.off_at.is_(None))
    return db.session.scalars(query).all()


def add_target(target: Target) -> Target:
    """Add a target."""
    db.session.add(target)
    db.session.flush()
    return target


def save_target(target: Target) -> None:
    """Write a changed target."""
    db.session.add(target)
    db.session.flush()


def add_act(act: TargetAct) -> None:
    """Note what a person did with a target."""
    db.session.add(act)
    db.session.flush()


def list_acts(target_id: int) -> Sequence[TargetAct]:
    """Answer what people did with a target, newest first."""
    query = select(TargetAct).where(TargetAct.target_id == target_id)
    return db.session.scalars(query.order_by(TargetAct.act_id.desc()).limit(ACTS_SHOWN)).all()


def find_publication(target_id: int, remote_id: str) -> Publication | None:
    """Answer what a target's form id is here."""
    return db.session.scalar(
        select(Publication).where(
            Publication.target_id == target_id, Publication.remote_id == remote_id
        )
    )


def find_publication_of(target_id: int, form_id: str) -> Publication | None:
    """Answer a form of ours as a target has it; of several the one made last."""
    return db.session.scalar(
        select(Publication)
        .where(Publication.target_id == target_id, Publication.form_id == form_id)
        .order_by(Publication.publication_id.desc())
        .limit(1)
    )


def list_publications_of(form_id: str) -> Sequence[Publication]:
    """Answer where a form of ours is."""
    query = select(Publication).where(Publication.form_id == form_id)
    return db.session.scalars(query.order_by(Publication.target_id)).all()


def list_publications(target_id: int) -> Sequence[Publication]:
    """Answer the forms of a target."""
    query = select(Publication).where(Publication.target_id == target_id)
    return db.session.scalars(query.order_by(Publication.form_id)).all()


def count_drifted(target_ids: Sequence[int]) -> int:
    """Answer how many forms of targets stood otherwise than we left them at the last look."""
    query = select(Publication.drift).where(
        Publication.target_id.in_(target_ids), Publication.published_at.is_not(None)
    )
    return sum(bool(drift) for drift in db.session.scalars(query))


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


def save_level(target_id: int, level: str) -> None:
    """Set at which level of review a decision made at a target counts here."""
    target = db.session.get(Target, target_id)
    if target is None:
        raise Problem("publish.unknown_target", target=target_id)
    target.level = level
    db.session.flush()


def save_publication(publication: Publication) -> None:
    """Write a changed publication."""
    db.session.add(publication)
    db.session.flush()


def find_version_of(publication_id: int, remote_version: str) -> PublicationVersion | None:
    """Answer which version of ours a version of the target's own is."""
    return db.session.scalar(
        select(PublicationVersion).where(
            PublicationVersion.publication_id == publication_id,
            PublicationVersion.remote_version == remote_version,
        )
    )


def list_versions_of(publication_id: int) -> Sequence[PublicationVersion]:
    """Answer all versions of a target's own that we published there."""
    query = select(PublicationVersion).where(PublicationVersion.publication_id == publication_id)
    return db.session.scalars(query.order_by(PublicationVersion.row_id)).all()


def save_version(version: PublicationVersion) -> None:
    """Note which version of ours a version of the target's own is."""
    known = find_version_of(version.publication_id, version.remote_version)
    if known is not None:
        known.version, known.published_at = version.version, version.published_at
        known.borrowed = version.borrowed
    db.session.add(known or version)
    db.session.flush()
