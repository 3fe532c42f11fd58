"""What stands between a draft and the phones: a second officer, a pinned month, a deliberate yes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.design import files_store, release_store, store
from app.design.comparing_service import changes_of_draft
from app.design.models import FormVersion
from app.design.release_models import DraftReview
from app.extensions.database import now
from app.problems import Problem
from app.registry.periods import month_name, month_of
from app.web.guards import settings
from xlsform.change_kinds import BREAKING, Change


def mark_of_draft(draft: FormVersion) -> str:
    """Answer what is another as soon as a draft, its files, or what it is compared with change."""
    files = files_store.list_files(draft.form_id, draft.version)
    base = store.get_form(draft.form_id).current_version
    told = [draft.source_hash, base, [[file.name, file.md5] for file in files]]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def breaking_of(draft: FormVersion) -> tuple[Change, ...]:
    """Answer which changes of a draft break older answers."""
    return tuple(one for one in changes_of_draft(draft) if one.severity == BREAKING)


def needs_second(bidang: str) -> bool:
    """Answer whether the versions of a bidang need a second officer."""
    rule = release_store.find_second_officer(bidang)
    return rule is not None and rule.needed


def review_is_needed(draft: FormVersion) -> bool:
    """Answer whether a draft needs a second officer, by the bidang it is of or would be of."""
    bidang = {draft.settings["bidang"], store.get_form(draft.form_id).bidang}
    return any(needs_second(one) for one in bidang)


def find_review(draft: FormVersion) -> DraftReview | None:
    """Answer what was asked last about a draft, where it is about what the draft is now."""
    review = release_store.find_newest_review(draft.form_id, draft.version)
    return review if review and review.mark == mark_of_draft(draft) else None


def find_obstacle(draft: FormVersion, confirmed: str, at: datetime | None = None) -> Problem | None:
    """Answer what keeps a draft from being released at a moment (by default now), or None.

    `confirmed` is the version as the officer typed it: needed where older answers break.
    """
    return (
        _second_officer(draft)
        or _another_plan(draft)
        or _pinned(draft, at or now())
        or _unconfirmed(draft, confirmed)
    )


def _second_officer(draft: FormVersion) -> Problem | None:
    if not review_is_needed(draft):
        return None
    review = find_review(draft)
    if review is not None and review.state == release_store.APPROVED:
        return None
    return Problem("design.needs_second", **_names(draft))


def _another_plan(draft: FormVersion) -> Problem | None:
    plan = release_store.find_waiting_plan(draft.form_id)
    if plan is None:
        return None
    return Problem("design.other_scheduled", form_id=draft.form_id, version=plan.version)


def _pinned(draft: FormVersion, at: datetime) -> Problem | None:
    period = month_of(at, settings().zone)
    pin = release_store.find_pin(draft.form_id, period)
    if pin is None or pin.version == draft.version:
        return None
    return Problem(
        "design.period_pinned",
        form_id=draft.form_id,
        version=pin.version,
        period=month_name(period),
    )


def _unconfirmed(draft: FormVersion, confirmed: str) -> Problem | None:
    breaking = breaking_of(draft)
    if not breaking or confirmed.strip() == draft.version:
        return None
    changes = [_told(one) for one in breaking]
    return Problem(
        "design.breaking_unconfirmed", **_names(draft), count=len(breaking), changes=changes
    )


def _names(draft: FormVersion) -> dict[str, str]:
    return {"form_id": draft.form_id, "version": draft.version}


def _told(change: Change) -> Mapping[str, Any]:
    """Answer a change as other programs are told of it."""
    return {
        "kind": change.kind,
        "severity": change.severity,
        "path": change.path,
        "label": change.label,
        "before": change.before,
        "after": change.after,
    }
