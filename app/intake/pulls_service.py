"""Pulling submissions from KoboToolbox: XML and files by its API, through the same door as any other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.extensions.database import transaction
from app.extensions.files import files
from app.intake.deliveries import Delivery, IncomingFile
from app.intake.service import receive_submission
from app.problems import Problem
from app.publish import store as publish_store
from app.publish.kobo_answers import RemoteFile
from app.publish.kobo_client import KoboClient, SubmissionKey
from app.publish.models import Publication, Target
from app.publish.remote_errors import Missing
from app.publish.service import kobo_client_of

PAGE = 100


def pull_kobo(payload: dict[str, Any]) -> None:
    """Do one pull job: one submission where the hint named it, else all that is new.

    Raises RemoteError (the job is tried again) or Problem (it is kept for a person).
    """
    target = publish_store.find_target(payload["target_id"])
    if target is None:
        raise Problem("publish.unknown_target", target=payload["target_id"])
    client = kobo_client_of(target)
    pulled, refused, missing = 0, None, None
    for publication in _publications(target, payload.get("asset_uid") or ""):
        for key in _wanted(client, publication, payload.get("submission_key")):
            # One that is in quarantine now, or not of this form, does not hold up the others.
            try:
                pull_one(client, target, publication, key)
                pulled += 1
            except Problem as problem:
                refused = problem
            except Missing as error:
                missing = error
    if refused is not None:
        raise refused
    if missing is not None and not pulled:
        raise missing


def _publications(target: Target, asset_uid: str) -> list[Publication]:
    """Answer the forms a hint is about; an unknown or missing asset uid means any of the target's."""
    known = publish_store.list_publications(target.target_id)
    return [one for one in known if one.remote_id == asset_uid] or list(known)


def _wanted(
    client: KoboClient, publication: Publication, submission_key: SubmissionKey | None
) -> Iterator[SubmissionKey]:
    if submission_key is not None:
        yield submission_key
        return
    while True:
        after = publication.cursor
        found = client.submission_ids_after(publication.remote_id, after, PAGE)
        yield from found
        if not found:
            return
        with transaction():
            publish_store.save_cursor(publication, max(found))


def pull_one(
    client: KoboClient, target: Target, publication: Publication, key: SubmissionKey
) -> None:
    """Fetch one submission whole and hand it to intake."""
    about = client.submission(publication.remote_id, key)
    xml = client.submission_xml(publication.remote_id, key)
    held: list[IncomingFile] = []
    try:
        for remote in client.files_of(publication.remote_id, about):
            held += [] if remote.is_deleted else [_fetch(client, remote)]
    except BaseException:
        for file in held:
            file.content.withdraw()
        raise
    receive_submission(
        Delivery(
            xml=xml,
            files=held,
            door="kobo",
            target_id=target.target_id,
            remote_id=str(about.get("_id") or key)[:64],
            form_id=publication.form_id,
            version=publication.version,
        )
    )


def _fetch(client: KoboClient, remote: RemoteFile) -> IncomingFile:
    content = files.new()
    try:
        for chunk in client.open_attachment(remote):
            content.write(chunk)
    except BaseException:
        content.withdraw()
        raise
    return IncomingFile(remote.name, remote.mimetype or "application/octet-stream", content)
