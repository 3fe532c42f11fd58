"""Which version here reads what was answered on a version of another server's own.

A form that was taken over has versions of its own there. Each is fetched once, when the first submission
names it, and kept; where it is not to be had, another version reads it, and that is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from threading import Lock

from app.design.past_service import keep_past_version
from app.exchange import store
from app.exchange.kobo_client import asset_path, segment
from app.exchange.kobo_content import workbook_of
from app.exchange.models import Publication, PublicationVersion, Target
from app.exchange.remote_errors import Missing, Refused, Rejected
from app.exchange.service import CENTRAL, central_client_of, kobo_client_of
from app.extensions.database import now, transaction
from xlsform.compile import xform_of

ACTOR = "penarikan"  # who acts, where nobody does
LONGEST_LABEL = 56
UNKNOWN_ACCOUNT = 401
_NOT_IN_VERSIONS = re.compile(r"[^A-Za-z0-9._-]+")
# Submissions are taken in side by side, and two may name the same new version.
_learning = Lock()


@dataclass(frozen=True, slots=True)
class Reading:
    """The version here that reads a submission; `is_borrowed`: not the one it was answered on."""

    version: str
    is_borrowed: bool = False


def find_reading(publication_id: int, remote_version: str) -> Reading | None:
    """Answer what is known to read a version there, or None."""
    found = store.find_version_of(publication_id, remote_version)
    return Reading(found.version, found.borrowed) if found else None


def read_otherwise(publication: Publication) -> Reading:
    """Answer what reads a submission whose version nobody knows.

    Linked by hand, the form's one version was named by who linked it.
    """
    said = publication.adopted or bool(store.list_versions_of(publication.publication_id))
    return Reading(publication.version, is_borrowed=said)


def learn_reading(target: Target, publication: Publication, remote_version: str) -> Reading:
    """Answer what reads a version of a form taken over, fetched and kept now if it is new.

    Raises RemoteError when the server is away.
    """
    with _learning:
        known = find_reading(publication.publication_id, remote_version)
        if known is not None:
            return known
        reading = _learned(target, publication, remote_version)
        with transaction():
            store.save_version(
                PublicationVersion(
                    publication_id=publication.publication_id,
                    remote_version=remote_version,
                    version=reading.version,
                    borrowed=reading.is_borrowed,
                    published_at=now(),
                )
            )
        return reading


def _learned(target: Target, publication: Publication, remote_version: str) -> Reading:
    label = _NOT_IN_VERSIONS.sub("-", remote_version).strip("-")[:LONGEST_LABEL] or "asal"
    form_id, like = publication.form_id, publication.version
    xform = _xform_there(target, publication, remote_version, label)
    try:
        if xform is not None:
            return Reading(keep_past_version(form_id, like, label, xform, ACTOR))
    except ValueError:
        pass  # no XForm: as good as none
    return Reading(like, is_borrowed=True)


def _xform_there(
    target: Target, publication: Publication, remote_version: str, label: str
) -> bytes | None:
    """Answer the XForm of a version there; None where it is not to be had or cannot be made."""
    remote_id = publication.remote_id
    try:
        if target.kind == CENTRAL:
            with central_client_of(target) as client:
                return client.version_xml(remote_id, remote_version)
        path = f"{asset_path(remote_id)}versions/{segment(remote_version)}/"
        content = kobo_client_of(target).document(path, format="json").get("content")
    except (Missing, Rejected):
        return None
    except Refused as error:  # a right that is missing is no reason to stop; a lost password is
        if error.details.get("status") == UNKNOWN_ACCOUNT:
            raise
        return None
    if not isinstance(content, dict):
        return None
    return xform_of(workbook_of(content, publication.form_id, label))
