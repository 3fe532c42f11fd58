"""Forms and their files in Central's shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.accounts.access import SEE_SUBMISSIONS
from app.central import submissions_store
from app.central.submissions_store import Wanted
from app.central.wire import PROJECT_ID, moment
from app.design import files_service, store
from app.design.models import Form, FormVersion
from app.registry import entity_store
from app.web.guards import get_person


def form_shape(form: Form, version: FormVersion) -> dict[str, Any]:
    """Answer a version of a form as Central does. A closed one still takes what comes: it is closing."""
    released = version.state == store.RELEASED
    return {
        "projectId": PROJECT_ID,
        "xmlFormId": form.form_id,
        "name": version.title,
        "version": version.version,
        "hash": version.md5,
        "state": "open" if form.closed_at is None else "closing",
        "keyId": None,
        "enketoId": None,
        "enketoOnceId": None,
        "draftToken": None,
        "createdAt": moment(version.created_at),
        "updatedAt": moment(form.closed_at),
        "publishedAt": moment(version.released_at) if released else None,
    }


def extended_facts(form_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Answer what costs more to tell of forms: their submissions within the person's reach."""
    reaches = get_person().access.reach(SEE_SUBMISSIONS)
    return {
        form_id: {
            "submissions": submissions_store.count_chains(Wanted(form_id, reaches)),
            "lastSubmission": moment(submissions_store.find_last_received(form_id, reaches)),
            "excelContentType": None,
            "createdBy": None,
        }
        for form_id in form_ids
    }


def files_of(version: FormVersion) -> list[dict[str, Any]]:
    """Answer the files a version asks for: given by its author, written by the server, or missing."""
    given = {file.name: file for file in files_service.list_files(version.form_id, version.version)}
    lists = entity_store.list_names()
    return [
        {
            "name": name,
            "type": "file",
            "hash": given[name].md5 if name in given else None,
            "exists": name in given or files_service.written_here(name, lists),
            "blobExists": name in given,
            "datasetExists": name.removesuffix(".csv") in lists,
            "updatedAt": moment(given[name].added_at) if name in given else None,
        }
        for name in version.media
    ]
