"""Kobo's REST services: one log per hook and submission, its retries, its bodies."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.kobo.projects import (
    Project,
    Submission,
    as_json,
    fill_template,
    subset_json,
    subset_xml,
)

RETRIED = frozenset({502, 503, 504})
# The fourth failure still asks for another try and the fifth gives up: kpi's own test says so,
# though HOOK_MAX_RETRIES = 3 and the comments beside it promise four tries in all.
TRIES = 5
FIRST_DELAY_SECONDS = 60
LONGEST_DELAY_SECONDS = 1200
ANSWER_SECONDS = 30.0


PLACEHOLDER = "%SUBMISSION%"


@dataclass(eq=False)
class Hook:
    """A REST service of a project; `settings` holds username, password and custom_headers."""

    uid: str
    asset_uid: str
    name: str
    endpoint: str
    active: bool = True
    export_type: str = "json"
    auth_level: str = "no_auth"
    settings: dict[str, Any] = field(default_factory=dict)
    subset_fields: list[str] = field(default_factory=list)
    payload_template: str | None = None
    email_notification: bool = True


@dataclass
class Log:
    """What became of one submission at one hook. `due` is None when nothing will be tried."""

    uid: str
    hook: Hook
    submission_id: int
    due: datetime | None
    modified_at: datetime
    tries: int = 0
    status: str = "pending"
    status_code: int | None = None
    message: str = ""
    codes: list[int | None] = field(default_factory=list)


def body_of(hook: Hook, project: Project, submission: Submission, kpi_url: str) -> Any:
    """Answer what is sent: made anew for every try, so a later one carries later edits."""
    if hook.export_type == "xml":
        return subset_xml(submission.xml, hook.subset_fields)
    document = as_json(project, submission, kpi_url)
    if hook.subset_fields:
        document = subset_json(document, hook.subset_fields)
    return fill_template(hook.payload_template, document)


def send(log: Log, body: Any, now: datetime, *, guarded: bool = False) -> None:
    """Try once and write down what happened, as kpi does; a body of nothing is not sent.

    `guarded`: the endpoint's address is looked at first, a private one is a final failure.
    """
    log.modified_at = now
    if not log.hook.active:
        log.due = None
        return
    if not body:
        log.status, log.message, log.due = "failed", "Submission has been deleted", None
        return
    log.tries += 1
    if guarded and _is_private(log.hook.endpoint):
        log.status_code, log.message = None, f"{log.hook.endpoint} is not allowed"
    else:
        log.status_code, log.message = _post(log.hook, body)
    log.codes.append(log.status_code)
    if log.status_code is not None and log.status_code < 400:
        log.status, log.due = "success", None
    elif log.status_code in RETRIED and log.tries < TRIES:
        # Celery shortens the delay by a random part; the longest is kept, so tests can wait for it.
        delay = min(FIRST_DELAY_SECONDS * 2 ** (log.tries - 1), LONGEST_DELAY_SECONDS)
        log.status, log.due = "pending", now + timedelta(seconds=delay)
    else:
        log.status, log.due = "failed", None


def _post(hook: Hook, body: Any) -> tuple[int | None, str]:
    as_xml = hook.export_type == "xml"
    headers = {"Content-Type": "application/xml" if as_xml else "application/json"}
    headers |= hook.settings.get("custom_headers", {})
    headers["User-Agent"] = f"KoboToolbox external service - kobo.test #{hook.uid}"
    payload = {"data": body} if as_xml else {"json": body}
    try:
        response = requests.post(
            hook.endpoint,
            timeout=ANSWER_SECONDS,
            headers=headers,
            auth=_basic(hook),
            **payload,
        )
    except requests.exceptions.ReadTimeout as error:
        return 504, str(error)
    except requests.RequestException as error:
        return None, str(error)
    return response.status_code, response.text


def _basic(hook: Hook) -> tuple[str, str] | None:
    if hook.auth_level != "basic_auth":
        return None
    return str(hook.settings.get("username")), str(hook.settings.get("password"))


def _is_private(endpoint: str) -> bool:
    found = socket.getaddrinfo(urlsplit(endpoint).hostname, None)
    return any(not ipaddress.ip_address(address[4][0]).is_global for address in found)
